"""Written rules: from the first line to repeal, the desk row of a review, who may, what strangers see, papers and figures."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.actions import documents as actions
from shaoxiang.duties.actions.documents import StaleRule
from shaoxiang.duties.models import InstitutionDocument, RuleReview
from shaoxiang.duties.queries import documents as queries
from shaoxiang.duties.queries import figures
from shaoxiang.duties.queries.figures import Figure, Line, life_of
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.documents import Issue
from shaoxiang.duties.rules.periods import period_of
from shaoxiang.duties.vocabulary import ReviewStatus, RuleStatus
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 2)
DAY = timedelta(days=1)
TEXT = "第一条 示例条文，五个工作日。\n第二条 示例第二条。"


def staffing(skip=0):
    return people.actor("STAFFING_OFFICE", skip=skip)


def row(code="R1") -> InstitutionDocument:
    return InstitutionDocument.objects.get(code=code)


def written(text=TEXT) -> InstitutionDocument:
    made = actions.open_rule(title="示例制度", kind="INSTITUTION", actor=staffing(), at=NOW)
    return actions.write_rule(made.code, text, revision=made.revision, actor=staffing(), at=NOW)


def said(**changes) -> Issue:
    return Issue(**{"document_number": "示例〔2026〕1号", "issued_on": TODAY, "effective_from": TODAY, "trial_until": TODAY + 100 * DAY, **changes})


def on_trial(**changes) -> InstitutionDocument:
    return actions.issue_rule(written().code, "try_out", said(**changes), actor=staffing(), at=NOW)


def kinds() -> list[str]:
    return [entry.kind for entry in reversed(queries.entries_of(row()))]


def waiting():
    return DeskRow.objects.filter(OPEN, what="review", matter_id__in=RuleReview.objects.values("pk"))


def test_the_four_institutions_of_the_reform_are_there_on_trial_with_their_texts():
    four = InstitutionDocument.objects.filter(code__in=["DUTY_ADMISSION", "ADVICE_AND_PLANNING", "COORDINATION", "ASSESSMENT"])
    assert {one.status for one in four} == {"TRIAL"}
    assert all(one.sample and one.title.endswith("（试行）") and len(queries.page_of(one, staffing(), TODAY).paragraphs) > 8 for one in four)
    assert all(queries.mechanism_of(one, staffing()) is not None for one in four)


def test_the_scheme_of_the_powers_leads_to_the_powers():
    found = queries.mechanism_of(InstitutionDocument.objects.get(code="EMPOWERMENT_SCHEME"), staffing())
    assert found is not None
    assert found.address == reverse("empowerment:index")


def test_a_rule_is_written_tried_out_amended_made_final_and_repealed_and_every_text_stays():
    on_trial()
    actions.write_rule("R1", TEXT.replace("五个", "十个"), revision=row().revision, actor=staffing(), at=NOW)
    later = NOW + 10 * DAY
    actions.issue_rule("R1", "amend", said(document_number="示例〔2026〕2号", effective_from=TODAY + 10 * DAY), actor=staffing(), at=later)
    first, second = row().texts.order_by("number")
    assert (first.effective_to, second.effective_from, second.effective_to) == (TODAY + 10 * DAY, TODAY + 10 * DAY, None)
    assert queries.text_in_force(row(), TODAY + 9 * DAY) == first
    assert queries.text_in_force(row(), TODAY + 10 * DAY) == second
    (line,) = queries.difference(first, second)
    assert (line.old.changed, line.new.changed) == ("五", "十")
    actions.decide_rule("R1", "confirm", why="示例：行之有效", review_on=TODAY + 800 * DAY, actor=staffing(), at=later)
    assert (row().status, row().trial_until) == ("FORMAL", None)
    actions.decide_rule("R1", "repeal", why="示例：被新办法替代", actor=staffing(), at=later + DAY)
    assert (row().status, row().valid_to) == ("REPEALED", TODAY + 11 * DAY)
    assert queries.text_in_force(row(), TODAY + 11 * DAY) is None
    assert kinds() == ["duties.rule_opened", "duties.rule_write", "duties.rule_try_out", "duties.rule_write", "duties.rule_amend", "duties.rule_confirm",
                       "duties.rule_repeal"]
    assert not [entry for entry in queries.entries_of(row()) if "示例" in str(entry.facts)]


def test_only_the_staffing_office_writes_and_a_stranger_does_not_find_the_draft():
    code = written().code
    with pytest.raises(PermissionDenied):
        actions.open_rule(title="示例", kind="INSTITUTION", actor=people.actor("STREET_DESK", street=people.HOME), at=NOW)
    with pytest.raises(InstitutionDocument.DoesNotExist):
        actions.write_rule(code, TEXT, revision=1, actor=people.actor("STREET_DESK", street=people.HOME), at=NOW)
    with pytest.raises(PermissionDenied):
        actions.write_rule(code, TEXT, revision=1, actor=people.actor("STAFFING_COMMISSION"), at=NOW)
    with pytest.raises(ChangeRefused, match="写明名称"):
        actions.open_rule(title=" ", kind="INSTITUTION", actor=staffing(), at=NOW)


def test_the_second_who_saves_is_told_and_nothing_of_the_first_is_lost():
    made = written()
    actions.write_rule("R1", "第一条 甲先写的", revision=made.revision, actor=staffing(), at=NOW)
    with pytest.raises(StaleRule) as stale:
        actions.write_rule("R1", "第一条 乙后写的", revision=made.revision, actor=staffing(1), at=NOW)
    assert stale.value.now == "第一条 甲先写的"
    with pytest.raises(StaleRule):
        actions.describe_rule("R1", {"title": "乙"}, revision=made.revision, actor=staffing(1), at=NOW)
    assert row().title == "示例制度"


def test_what_is_not_open_is_refused():
    code = written().code
    for move in ("confirm", "extend", "keep", "repeal"):
        with pytest.raises(MoveRefused):
            actions.decide_rule(code, move, why="示例", until=TODAY + DAY, review_on=TODAY + DAY, actor=staffing(), at=NOW)
    with pytest.raises(MoveRefused):
        actions.issue_rule(code, "amend", said(), actor=staffing(), at=NOW)
    actions.issue_rule(code, "try_out", said(), actor=staffing(), at=NOW)
    with pytest.raises(ChangeRefused, match="还没有写文本"):
        actions.issue_rule(code, "amend", said(effective_from=TODAY + DAY), actor=staffing(), at=NOW)


def test_a_trial_that_ends_soon_is_put_on_the_staffing_offices_desk_once_and_the_decision_takes_it_off():
    on_trial(trial_until=TODAY + 40 * DAY)
    assert actions.ask_for_reviews(now=NOW) == 0
    late = NOW + 10 * DAY
    assert actions.ask_for_reviews(now=late) == 1
    assert actions.ask_for_reviews(now=late + DAY) == 0
    (desk,) = waiting()
    assert desk.unit_id == staffing().unit_id
    assert timezone.localtime(desk.due_at).date() == TODAY + 41 * DAY  # 24:00 of the last day of the trial
    review = RuleReview.objects.get()
    assert review.matter.number in seated(staffing()).get("/desk/").content.decode()
    actions.decide_rule("R1", "extend", why="示例：再看一年", until=TODAY + 400 * DAY, actor=staffing(), at=late)
    review.refresh_from_db()
    assert (review.outcome, review.matter.status) == ("extend", ReviewStatus.DONE.value)
    assert review.matter.closed_at == late
    assert not waiting().exists()
    assert [entry.kind for entry in Entry.objects.filter(subject_kind="matter", subject_id=review.pk).order_by("seq")] == [
        "duties.review_opened", "duties.review",
    ]
    assert actions.ask_for_review("R1", at=late) is None


def test_an_amended_text_answers_the_review_too():
    on_trial(trial_until=TODAY + 20 * DAY)
    actions.ask_for_reviews(now=NOW)
    actions.write_rule("R1", TEXT + "\n第三条 示例。", revision=row().revision, actor=staffing(), at=NOW)
    given = said(document_number="示例〔2026〕3号", effective_from=TODAY + DAY, trial_until=TODAY + 90 * DAY)
    actions.issue_rule("R1", "amend", given, actor=staffing(), at=NOW)
    assert RuleReview.objects.get().outcome == "amend"
    assert not waiting().exists()


def test_a_rule_whose_trial_has_ended_still_says_so_on_its_page():
    on_trial(trial_until=timezone.localdate() - DAY, issued_on=date(2025, 1, 2), effective_from=date(2025, 1, 2))
    page = seated(staffing()).get(reverse("duties:document", args=["R1"])).content.decode()
    assert "已满，还没有决定转正" in page
    assert "试行期已满" in seated(staffing()).get(reverse("duties:documents")).content.decode()


# --- is it alive? -------------------------------------------------------------------------------------------------------


def counting(code, rows, **more):
    """A figure over written rules themselves, of which a reader of drafts sees all and others none."""
    def source(since, until):
        asked.append((since, until))
        return [Figure(code, "示例计数", rows, lambda row: Line(row.code, row.valid_from, ("duties:document", (row.code,))), seen, **more)]

    def seen(actor):
        return rows if queries.reads_drafts(actor) else rows.none()

    asked = []
    return source, asked


def test_figures_are_of_the_period_asked_for_and_a_rule_nobody_used_is_told_so(monkeypatch):
    source, asked = counting("none", InstitutionDocument.objects.none())
    monkeypatch.setitem(figures._sources, "GRID_WORK_TEST", [source])
    life = life_of("GRID_WORK_TEST", period_of("30d", TODAY))
    assert (life.period.since, life.alive, life.asked) == (date(2026, 10, 4), False, True)
    assert [timezone.localtime(one).isoformat()[:16] for one in asked[0]] == ["2026-10-04T00:00", "2026-11-03T00:00"]
    assert not life_of("NOBODY_COUNTS", period_of("30d", TODAY)).asked


def test_a_figure_opens_exactly_its_records_and_those_not_for_this_reader_are_only_counted(monkeypatch):
    source, asked = counting("rules", InstitutionDocument.objects.filter(code__in=["COORDINATION", "GRID_WORK"]), left_out=3)
    monkeypatch.setitem(figures._sources, "EMPOWERMENT_SCHEME", [source])
    page, address = reverse("duties:document", args=["EMPOWERMENT_SCHEME"]), reverse("duties:document_figure", args=["EMPOWERMENT_SCHEME", "rules"])
    shown = seated(staffing()).get(page, {"period": "2024-02"}).content.decode()
    assert f'href="{address}?period=2024-02"' in shown
    assert "另有 3 件街道已拒收，不计" in shown
    assert [timezone.localtime(one).isoformat()[:10] for one in asked[-1]] == ["2024-02-01", "2024-03-01"]
    listed = seated(staffing()).get(address, {"period": "2024-02"}).content.decode()
    assert all(reverse("duties:document", args=[code]) in listed for code in ("COORDINATION", "GRID_WORK"))
    stranger = seated(people.actor("STREET_DESK", street=people.HOME)).get(address, {"period": "2024-02"}).content.decode()
    assert "其中 2 条不在您能看的范围里" in stranger
    assert reverse("duties:document", args=["COORDINATION"]) not in stranger
    assert seated(staffing()).get(reverse("duties:document_figure", args=["EMPOWERMENT_SCHEME", "other"])).status_code == 404


def test_figures_are_for_people_in_a_post(client):
    assert client.get(reverse("duties:document_figure", args=["COORDINATION", "tasks"])).status_code == 302


# --- pages --------------------------------------------------------------------------------------------------------------


def test_anybody_reads_what_was_issued_and_only_who_prepares_it_a_draft(client):
    written()
    page = client.get(reverse("duties:document", args=["ADVICE_AND_PLANNING"])).content.decode()
    assert "不视为同意" in page
    assert "用没用起来" not in page  # figures are for those who work with it
    assert client.get(reverse("duties:document", args=["R1"])).status_code == 404
    assert "示例制度" not in client.get(reverse("duties:documents")).content.decode()
    assert "示例制度" in seated(people.actor("STAFFING_COMMISSION")).get(reverse("duties:documents")).content.decode()
    assert "十个工作日" in client.get(reverse("duties:document_version", args=["ADVICE_AND_PLANNING", 2])).content.decode()
    assert client.get(reverse("duties:document_version", args=["ADVICE_AND_PLANNING", 9])).status_code == 404


def test_the_list_finds_words_of_the_text_in_force(client):
    found = client.get(reverse("duties:documents"), {"q": "五长一队一阵"}).content.decode()
    assert "网格化服务管理工作办法" in found
    assert "职责准入制度" not in found
    assert "没有这样的制度文件" in client.get(reverse("duties:documents"), {"status": "REPEALED"}).content.decode()


def test_the_papers_read_as_the_text_does(client):
    made = client.get(reverse("duties:document_paper", args=["ASSESSMENT", 1, "docx"])).content
    words = "\n".join(one.text for one in docx.Document(io.BytesIO(made)).paragraphs)
    assert "第五条　派出机构负责人的考核、选任和调整" in words
    assert "（示例）" in words
    assert client.get(reverse("duties:document_paper", args=["DUTY_ADMISSION", 1, "pdf"])).content.startswith(b"%PDF")
    assert client.get(reverse("duties:document_paper", args=["DUTY_ADMISSION", 1, "exe"])).status_code == 404


def test_the_whole_way_through_the_pages():
    client = seated(staffing())
    assert client.post(reverse("duties:document_new"), {"title": "", "kind": "STANDARD"}).status_code == 422
    assert client.post(reverse("duties:document_new"), {"title": "示例办法", "kind": "STANDARD"}).status_code == 302
    told = {"title": "示例办法", "kind": "STANDARD", "scope": "各街道", "mechanism": "opinions:list", "revision": 0}
    assert client.post(reverse("duties:document_describe", args=["R1"]), {**told, "mechanism": "no:page"}).status_code == 422
    assert client.post(reverse("duties:document_describe", args=["R1"]), told).status_code == 302
    text = reverse("duties:document_text", args=["R1"])
    assert client.post(text, {"text": "第一条 甲", "revision": 1}).status_code == 302
    stale = client.post(text, {"text": "第一条 乙", "revision": 1})
    assert stale.status_code == 409
    assert 'name="revision" value="2"' in stale.content.decode()
    assert "第一条 乙" in stale.content.decode()
    act, today = reverse("duties:document_act", args=["R1", "issue"]), timezone.localdate()
    given = {"document_number": "示例〔2026〕9号", "issued_on": today.isoformat(), "effective_from": today.isoformat(), "review_on": today.isoformat()}
    refused = client.post(act, given)
    assert refused.status_code == 422
    assert "复核日期要晚于施行日期" in refused.content.decode()
    assert client.post(act, {**given, "review_on": (today + 90 * DAY).isoformat()}).status_code == 302
    assert client.post(act, given).status_code == 409
    assert row().status == RuleStatus.FORMAL
    assert row().valid_from == today
    page = client.get(reverse("duties:document", args=["R1"])).content.decode()
    assert "/opinions/" in page
    assert client.get(reverse("duties:document_act", args=["R1", "try_out"])).status_code == 409
    assert seated(people.actor("STREET_DESK", street=people.HOME)).get(reverse("duties:document_act", args=["R1", "repeal"])).status_code == 403


def test_the_desk_leads_to_the_rule():
    on_trial(trial_until=TODAY + 20 * DAY)
    review = actions.ask_for_review("R1", at=NOW)
    answer = seated(staffing()).get(reverse("duties:rule_review", args=[review.matter.number]))
    assert answer.headers["Location"] == reverse("duties:document", args=["R1"])


def test_english_readers_see_english_titles_and_are_told_that_the_text_is_chinese(client):
    page = client.get(reverse("duties:document", args=["COORDINATION"]) + "?lang=en").content.decode()
    assert "Coordination and dispatch of towns and streets (trial)" in page
