"""编制开账, 编制锁定, 提名人选 from a sheet: nothing in the ledger is touched, nobody is ranked, and what is sealed waits sealed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions.models import Body
from shaoxiang.kernel import db
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.sheets.models import HeldSheet
from shaoxiang.staffing.actions.opening import open_ledger
from shaoxiang.staffing.models import CandidateSight, LeadershipPostQuota, QuotaEntry, QuotaLock, QuotaOpening, SelectionCandidate
from shaoxiang.staffing.rules import Line, StaffingRefused
from shaoxiang.staffing.rules.opening import check_leadership, check_opening
from shaoxiang.staffing.tests.conftest import ADMIN, DAY, commission, office, reviewer, street, total
from shaoxiang.staffing.tests.test_selection import cadres, moved, staff
from tests import people
from tests.sheets import csv_of, entered, told, tried

SPECIAL, LONG_AGO = "ENFORCEMENT_SPECIAL", date(2024, 1, 1)
OPENING = ["单位", "编制类别", "核定数", "核定日期", "核定文号"]
LOCKS = ["单位", "锁定之日", "编委会会议日期", "会议文号"]
CANDIDATES = ["姓名", "出生年份", "学历", "基层工作年限", "籍贯", "成长地", "家庭所在地"]
GOOD = {"kind": "STREET_OFFICE", "passed": False, "lines": [], "figure": 12, "effective_on": LONG_AGO, "document": "示例1号", "today": date(2026, 11, 2),
        "opened_on": date(2026, 1, 1)}
HELD = [Line(1, 1, SPECIAL, 10, LONG_AGO, None), Line(2, 1, SPECIAL, 2, date(2025, 1, 1), None)]


@pytest.mark.parametrize(("change", "field"), [
    ({"kind": "INTERNAL_OFFICE"}, "body"), ({"passed": True}, "body"), ({"figure": 0}, "figure"), ({"figure": -3}, "figure"), ({"figure": 10_000}, "figure"),
    ({"document": " "}, "document"), ({"lines": HELD}, "figure"), ({"lines": HELD, "figure": 9}, "figure"), ({"lines": HELD, "figure": 13}, "figure"),
    ({"effective_on": date(2026, 1, 1)}, "effective_on"), ({"effective_on": date(2026, 12, 1), "opened_on": date(2027, 1, 1)}, "effective_on"),
])
def test_what_no_opening_is(change, field):
    assert check_opening(**GOOD)
    with pytest.raises(StaffingRefused) as refused:
        check_opening(**{**GOOD, **change})
    assert refused.value.field == field


@pytest.mark.parametrize(("figure", "on"), [(10, LONG_AGO), (12, date(2025, 1, 1)), (12, date(2026, 6, 1))])
def test_what_the_ledger_says_already_is_not_written_again(figure, on):
    assert not check_opening(**{**GOOD, "lines": HELD, "figure": figure, "effective_on": on})


def send(client, name, head, *lines, args=()):
    return tried(client, reverse(f"staffing:{name}", args=args), csv_of(head, *lines), "示例.csv")


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
class TestOpening:
    def test_the_first_line_of_a_type_comes_in_with_its_paper_and_no_other_line_is_touched(self):
        client, before = seated(office()), list(QuotaEntry.objects.order_by("pk").values())
        answer = send(client, "openings", OPENING, [street().code, "专项编制", 6, "2024-01-01", "示例编发〔2024〕1号"], ["", "行政", "", "", ""])
        assert answer.status_code == 200, told(answer)
        entered(client, reverse("staffing:openings"), answer)
        assert list(QuotaEntry.objects.order_by("pk").values())[:-1] == before
        made = QuotaOpening.objects.get()
        assert (made.entry.delta, made.entry.effective_on, made.entry.change_id, made.document) == (6, LONG_AGO, None, "示例编发〔2024〕1号")
        facts = Entry.objects.get(kind="staffing.opened").facts
        assert (facts["figure"], facts["type"], "document" in facts) == (6, SPECIAL, False)
        assert "示例编发〔2024〕1号" in client.get(reverse("staffing:unit", args=[street().code])).content.decode()
        again = send(client, "openings", OPENING, [street().code, "专项编制", 6, "2024-01-01", "示例编发〔2024〕1号"])
        assert (again.status_code, list(again.context["taken"].made)) == (200, [])

    def test_a_locked_unit_is_never_lowered_nor_any_line_changed_by_a_sheet(self):
        assert QuotaLock.objects.filter(body=street()).exists()
        have, client = total(street(), ADMIN), seated(office())
        for figure in (have - 1, have + 1):
            answer = send(client, "openings", OPENING, [street().code, "行政编制", figure, "2024-01-01", "示例1号"])
            assert answer.status_code == 422
            assert "已经开账" in told(answer)[0]
        assert total(street(), ADMIN) == have
        with pytest.raises(StaffingRefused):
            open_ledger(street().pk, ADMIN, figure=1, effective_on=LONG_AGO, document="示例", actor=office(), at=timezone.now())

    def test_an_opening_is_of_the_days_before_this_house(self):
        client = seated(office())
        send(client, "openings", OPENING, [street().code, "专项编制", 6, "2024-01-01", "示例1号"])
        today = timezone.localdate()
        answer = send(client, "openings", OPENING, [street().code, "专项编制", 6, (today + DAY).isoformat(), "示例1号"])
        assert "以后核定的，请办编制调整" in told(answer)[0]

    def test_the_database_keeps_the_paper_as_it_is_and_lets_no_second_in(self):
        made = open_ledger(street().pk, SPECIAL, figure=6, effective_on=LONG_AGO, document="示例", actor=office(), at=timezone.now())
        statements = [
            lambda: QuotaOpening.objects.filter(pk=made.pk).update(document="另一号"), lambda: QuotaOpening.objects.filter(pk=made.pk).delete(),
            lambda: QuotaOpening.objects.create(entry=QuotaEntry.objects.first(), body=street(), quota_type=SPECIAL, document="x", recorded_at=timezone.now()),
        ]
        for statement in statements:
            with pytest.raises(Exception, match=r"append-only|UNIQUE|unique"), transaction.atomic():
                statement()
        assert db.has_append_only("staffing_quotaopening")
        assert connection.vendor in ("sqlite", "postgresql")

    def test_only_the_staffing_office_opens(self):
        for actor in (commission(), cadres(), people.actor("STREET_LEADER", street=people.HOME)):
            with pytest.raises(PermissionDenied):
                open_ledger(street().pk, SPECIAL, figure=6, effective_on=LONG_AGO, document="示例", actor=actor, at=timezone.now())

    def test_the_blank_sheet_names_what_has_no_ledger_and_comes_in_again_without_a_change(self):
        Body.objects.create(code="S150102099", name="示例街道办事处", kind="STREET_OFFICE", valid_from=date(2020, 1, 1))
        client = seated(office())
        blank = b"".join(client.get(f"{reverse('staffing:openings')}blank/csv/").streaming_content)
        assert blank.decode().count("S150102099") == 2
        answer = tried(client, reverse("staffing:openings"), blank, "表样.csv")
        assert (answer.status_code, list(answer.context["taken"].made)) == (200, []), told(answer)


LEADERS = {"kind": "STREET_OFFICE", "passed": False, "principals": 2, "deputies": 5, "seated": (1, 4), "since": LONG_AGO, "effective_on": date(2026, 1, 1),
           "document": "示例", "today": date(2026, 11, 2)}


@pytest.mark.parametrize(("change", "field"), [
    ({"kind": "INTERNAL_OFFICE"}, "body"), ({"passed": True}, "body"), ({"principals": 0}, "principals"), ({"deputies": 3}, "deputies"),
    ({"deputies": 31}, "deputies"), ({"document": ""}, "document"), ({"effective_on": date(2026, 12, 1)}, "effective_on"),
    ({"effective_on": LONG_AGO}, "effective_on"),
])
def test_what_no_figure_of_leaders_is(change, field):
    check_leadership(**LEADERS)
    with pytest.raises(StaffingRefused) as refused:
        check_leadership(**{**LEADERS, **change})
    assert refused.value.field == field


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
class TestLeadership:
    HEAD = ("单位", "正职", "副职", "核定日期", "核定文号")

    def test_new_figures_end_the_old_ones_and_never_fall_below_who_is_in_office(self):
        client, before = seated(commission()), LeadershipPostQuota.objects.get(body=street(), valid_to=None)
        answer = send(client, "leadership", self.HEAD, [street().code, before.principals, before.deputies + 1, "2026-01-01", "示例编发〔2026〕2号"])
        assert answer.status_code == 200, told(answer)
        entered(client, reverse("staffing:leadership"), answer)
        before.refresh_from_db()
        now = LeadershipPostQuota.objects.get(body=street(), valid_to=None)
        assert (before.valid_to, now.deputies, now.document) == (date(2026, 1, 1), before.deputies + 1, "示例编发〔2026〕2号")
        assert Entry.objects.filter(kind="staffing.leadership_set").count() == 1
        less = send(client, "leadership", self.HEAD, [street().code, 0, 0, "2026-06-01", "示例3号"])
        assert "任上有" in told(less)[0]

    def test_the_blank_sheet_comes_in_again_without_a_change_and_only_the_commission_brings_it(self):
        client = seated(commission())
        blank = b"".join(client.get(f"{reverse('staffing:leadership')}blank/csv/").streaming_content)
        answer = tried(client, reverse("staffing:leadership"), blank, "表样.csv")
        assert (answer.status_code, list(answer.context["taken"].made)) == (200, []), told(answer)
        assert seated(office()).get(reverse("staffing:leadership")).status_code == 403


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
class TestLocks:
    def test_locks_of_the_days_before_come_in_and_those_that_stand_stay(self):
        new = Body.objects.create(code="S150102099", name="示例街道办事处", kind="STREET_OFFICE", valid_from=date(2020, 1, 1))
        client, before = seated(commission()), list(QuotaLock.objects.order_by("pk").values())
        blank = b"".join(client.get(f"{reverse('staffing:locks')}blank/csv/").streaming_content)
        answer = tried(client, reverse("staffing:locks"), blank, "表样.csv")
        assert (answer.status_code, list(answer.context["taken"].made)) == (200, []), told(answer)
        answer = send(client, "locks", LOCKS, [new.code, "2024-03-01", "2024-02-20", "示例编委〔2024〕3号"])
        entered(client, reverse("staffing:locks"), answer)
        assert list(QuotaLock.objects.order_by("pk").values())[:-1] == before
        assert QuotaLock.objects.get(body=new).effective_from == date(2024, 3, 1)
        moved_day = send(client, "locks", LOCKS, [new.code, "2025-03-01", "2024-02-20", "示例编委〔2024〕3号"])
        assert "已经锁定了" in told(moved_day)[0]

    def test_a_department_is_not_locked_and_only_the_commission_locks(self):
        answer = send(seated(commission()), "locks", LOCKS, ["DEP05", "2024-03-01", "2024-02-20", "示例3号"])
        assert "锁定的是街道和镇的编制" in told(answer)[0]
        assert seated(office()).get(reverse("staffing:locks")).status_code == 403


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
class TestCandidates:
    def lines(self):
        rows = [staff("示例乙"), staff("示例甲")]
        return [[row.name, 1980 + number, "本科", 8, "示例市", "成长于示例镇", "示例区"] for number, row in enumerate(rows)]

    def test_what_waits_of_them_is_sealed_and_gone_when_they_are_named(self):
        selection, client = moved(), seated(cadres())
        answer = send(client, "candidates", CANDIDATES, *self.lines(), args=[selection.number])
        assert answer.status_code == 200, told(answer)
        held = HeldSheet.objects.get()
        kept = json.dumps([held.rows, held.table, held.given], ensure_ascii=False)
        assert not any(word in kept for word in ("示例", "1980", "本科"))
        assert "成长于示例镇" not in answer.content.decode(), "the preview says who, and nothing of them"
        assert not SelectionCandidate.objects.exists()
        entered(client, reverse("staffing:candidates", args=[selection.number]), answer)
        held.refresh_from_db()
        assert (held.rows, held.table) == (None, None)
        rows = list(SelectionCandidate.objects.all())
        assert len(rows) == 2
        assert not any("示例镇".encode() in bytes(row.sealed) for row in rows)

    def test_the_preview_is_by_name_whatever_the_order_of_the_sheet_and_the_reading_is_written_down(self):
        selection, client = moved(), seated(cadres())
        answer = send(client, "candidates", CANDIDATES, *self.lines(), args=[selection.number])
        assert [line[0][1] for line in answer.context["lines"]] == sorted(["示例乙", "示例甲"])
        assert not CandidateSight.objects.exists(), "tried, not read"
        entered(client, reverse("staffing:candidates", args=[selection.number]), answer)
        sight = CandidateSight.objects.get()
        assert (sight.assignment_id, sight.candidates.count(), sight.step) == (cadres().assignment_id, 2, "MOTION")
        facts = [json.dumps(entry.facts, ensure_ascii=False) for entry in Entry.objects.filter(subject_kind="matter", subject_id=selection.pk)]
        assert not any(word in fact for fact in facts for word in ("示例甲", "1981", "示例市"))

    def test_a_sheet_with_other_columns_waits_sealed_too(self):
        selection, client = moved(), seated(cadres())
        lines = self.lines()
        answer = send(client, "candidates", [f"第{number}栏" for number in range(7)], *lines, args=[selection.number])
        assert "示例乙" in answer.content.decode(), "whoever brought it tells the columns by its first lines"
        assert "示例乙" not in json.dumps(HeldSheet.objects.get().table, ensure_ascii=False)
        names = ("name", "birth_year", "education", "grassroots_years", "origin", "grew_up", "family")
        address = reverse("staffing:candidates", args=[selection.number])
        answer = client.post(address, {"step": "columns", **{f"place_{name}": str(place) for place, name in enumerate(names)}})
        assert (answer.status_code, answer.context["taken"].lines) == (200, 2), told(answer)

    @pytest.mark.parametrize(("change", "column", "says"), [
        ({0: "没有这个人"}, "姓名", "占着编制的人里没有这个名字"), ({1: 1890}, "出生年份", "出生年份不对"), ({1: "八〇年"}, "出生年份", "不是数字"),
        ({2: "博导"}, "学历", "没有“博导”这一种"), ({3: 60}, "基层工作年限", "对不上"), ({6: ""}, "家庭所在地", "没有填写"),
    ])
    def test_each_bad_cell_is_told_and_nobody_is_named(self, change, column, says):
        selection, (good, bad) = moved(), self.lines()
        answer = send(seated(cadres()), "candidates", CANDIDATES, good, [change.get(place, cell) for place, cell in enumerate(bad)], args=[selection.number])
        assert answer.status_code == 422
        assert any(f"第 3 行“{column}”" in words and says in words for words in told(answer)), told(answer)
        assert not SelectionCandidate.objects.exists()
        assert not HeldSheet.objects.exists()

    def test_for_everybody_else_there_is_no_such_selection(self):
        selection = moved()
        for actor in (office(), reviewer(), people.actor("SECURITY_ADMIN"), people.actor("STREET_LEADER", street=people.HOME)):
            assert seated(actor).get(reverse("staffing:candidates", args=[selection.number])).status_code == 404
