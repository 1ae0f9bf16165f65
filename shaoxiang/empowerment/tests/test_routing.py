"""Handed powers decide who acts: the days around in-force and recall, a street that is short, what a case says of its own day, a second process."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import reported
from shaoxiang.duties.actions import TypeChange, change_type
from shaoxiang.duties.models import EmpoweredMatter, EventType, TypePower
from shaoxiang.duties.queries import duty_book, find_place, ground_text, replay
from shaoxiang.duties.rules import ChangeRefused, LimitLine
from shaoxiang.duties.vocabulary import PowerStanding as S
from shaoxiang.empowerment import actions
from shaoxiang.empowerment.checks import checks
from shaoxiang.empowerment.models import HandedPower
from shaoxiang.empowerment.queries.standing import handed_on, lack_words
from shaoxiang.empowerment.rules import Lack, Missing
from shaoxiang.empowerment.tests.conftest import (
    APPROVAL,
    CHINGGIS,
    DAY,
    DONGFENG,
    NOON,
    PENALTY,
    TODAY,
    able,
    based,
    certified,
    housing,
    in_force,
    justice,
    known,
    proposal,
    published,
    staffing,
    trained,
    unit,
)
from shaoxiang.empowerment.vocabulary import CapacityKind
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.dated import in_force as dated_in_force
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places.models import StreetUnit
from tests import guards, people

WHY = "示例：按新的分工"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
TYPE = "0202"  # on the list: enforcement, the street's own


@pytest.fixture(autouse=True)
def linked(district):
    """The type calls for a penalty of the housing department's."""
    TypePower.objects.filter(type__code=TYPE).delete()
    TypePower.objects.create(type=EventType.objects.get(code=TYPE), code=PENALTY)


def who(on: date = TODAY, street: str = CHINGGIS):
    return replay(TYPE, find_place(street=StreetUnit.objects.get(code=street)), on)


def led_by(on: date = TODAY, street: str = CHINGGIS) -> str:
    found = who(on, street)
    return duty_book(on).bodies[found.lead.office_id or found.lead.unit_id].name


def test_the_street_acts_from_the_day_in_force_and_no_day_earlier():
    in_force()
    assert [led_by(day) for day in (TODAY - DAY, TODAY)] == ["区住房和城乡建设局", "综合行政执法局"]
    assert "自 2026-11-04 起以自己名义行使（行政处罚法第二十四条）" in "".join(ground_text(who().ground))
    assert "要到 2026-11-04 才有这项权力" in "".join(ground_text(who(TODAY - DAY).ground))


def test_a_day_to_come_is_told_as_such_until_it_is_there():
    able()
    made = published(trained(based()))
    actions.start(made.number, in_force_on=TODAY + 10 * DAY, actor=staffing(), at=NOON)
    assert [led_by(TODAY + n * DAY) for n in (9, 10)] == ["区住房和城乡建设局", "综合行政执法局"]


def test_a_recall_gives_it_back_from_its_day_and_the_day_before_is_still_the_street_s():
    made = in_force()
    actions.recall(made.number, effective_on=TODAY + DAY, reason="示例", running_case_rule="FINISH", receiving=None, actor=justice(), at=NOON)
    assert [led_by(TODAY + n * DAY) for n in (0, 1)] == ["综合行政执法局", "区住房和城乡建设局"]
    assert "2026-11-05 起已收回" in "".join(ground_text(who(TODAY + DAY).ground))


def test_handed_again_after_a_recall_the_later_decision_speaks():
    made = in_force()
    actions.recall(made.number, effective_on=TODAY + DAY, reason="示例", running_case_rule="FINISH", receiving=None, actor=justice(), at=NOON)
    later = actions.register_existing(proposal(), known(TODAY + DAY), actor=SYSTEM, at=NOON + 40 * DAY)
    found = handed_on(TODAY + DAY)[PENALTY, unit().pk]
    assert (found.standing, found.number) == (S.IN_FORCE, later.number)
    assert handed_on(TODAY)[PENALTY, unit().pk].number == made.number


def test_a_short_street_keeps_the_power_but_new_work_goes_to_the_department():
    in_force()
    actions.end_capacity(unit().pk, CapacityKind.SEAL, ended_on=TODAY, actor=SYSTEM, at=NOON)
    assert led_by() == "区住房和城乡建设局"
    assert "承接能力不足（没有行政执法专用章）" in "".join(ground_text(who().ground))
    actions.confirm_capacity(unit().pk, CapacityKind.SEAL, confirmed_on=TODAY, words="示例：新刻", actor=SYSTEM, at=NOON)
    assert led_by() == "综合行政执法局"


def test_the_last_day_of_a_certificate_still_counts_and_the_next_does_not():
    in_force()
    certified(CHINGGIS, TODAY + 400 * DAY, TODAY + 5 * DAY)
    assert [led_by(TODAY + n * DAY) for n in (5, 6)] == ["综合行政执法局", "区住房和城乡建设局"]


def test_of_days_before_a_power_was_entered_here_nobody_says_the_street_was_short():
    actions.register_existing(proposal(), known(TODAY - 900 * DAY), actor=SYSTEM, at=NOON)
    assert handed_on(TODAY - 500 * DAY)[PENALTY, unit().pk].standing is S.IN_FORCE
    assert handed_on(TODAY)[PENALTY, unit().pk].standing is S.SHORT


def test_a_street_nothing_was_handed_to_leaves_it_to_the_department_once_anything_is_entered():
    assert led_by(street=DONGFENG) == "城市管理办公室"  # nothing entered: the list alone
    in_force()
    assert led_by(street=DONGFENG) == "区住房和城乡建设局"


def test_a_department_that_was_not_excluded_cooperates_and_an_amendment_is_seen():
    able()
    made = actions.register_existing(proposal(exclusive=False), known(), actor=SYSTEM, at=NOON)
    assert housing().unit_id in {target.unit_id for target in who().cooperating}
    actions.evaluate(made.number, findings="示例", actor=justice(), at=NOON)
    actions.amend(made.number, words="示例", includes_inspection=True, includes_compulsion=False, exclusive=True, send_back_rule="ON_REQUEST",
                  evaluate_months=12, actor=justice(), at=NOON)
    assert housing().unit_id not in {target.unit_id for target in who().cooperating}


def test_a_case_keeps_the_reason_of_its_day_after_a_recall():
    now, today = timezone.now(), timezone.localdate()
    able()
    made = actions.register_existing(proposal(), known(today - 30 * DAY), actor=SYSTEM, at=now)
    case = reported(TYPE, at=now, street=CHINGGIS)
    before = ground_text(case.ground)
    assert any("以自己名义行使" in line for line in before)
    actions.recall(made.number, effective_on=today, reason="示例", running_case_rule="FINISH", receiving=None, actor=justice(), at=now)
    case.refresh_from_db()
    assert ground_text(case.ground) == before
    assert "已收回" in "".join(ground_text(reported(TYPE, at=now, street=CHINGGIS).ground))


def test_lacks_are_named_in_a_few_words_whoever_compiles_the_book():
    with override("en"):
        assert lack_words([Missing(Lack.OFFICERS, 1, 1), Missing(Lack.SEAL, 1)])[0] == "有效执法证不足 2 人、没有行政执法专用章"


# --- the link an administrator keeps ------------------------------------------------------------------------------------


def linked_with(kind: EventType, on: date = TODAY) -> list[str]:
    return [row.code for row in kind.powers.filter(dated_in_force(on)).order_by("pk")]


def change(*codes: str, department: int | None = None):
    return TypeChange({}, (LimitLine("handle", 7, "working_day", True),), {}, {}, tuple(codes), department)


def test_an_administrator_links_a_type_with_penalties_and_the_entry_says_so():
    admin = people.actor("CONFIG_ADMIN")
    kind = change_type("0203", change("P10", "P02"), why=WHY, actor=admin, at=NOON)
    assert linked_with(kind) == ["P10", "P02"]
    assert "powers" in Entry.objects.filter(subject_kind="event_type", subject_id=kind.pk).latest("seq").facts["changed"]
    in_force()  # anything entered
    line = duty_book(TODAY).powers["0203", unit().pk]
    assert (line.item.code, line.standing) == ("P10", S.NONE)
    change_type("0203", change(department=housing().unit_id), why=WHY, actor=admin, at=NOON + DAY)
    assert ("0203", unit().pk) not in duty_book(TODAY + DAY).powers
    assert duty_book(TODAY).powers["0203", unit().pk] == line


def test_the_order_written_is_kept_and_a_change_on_the_same_day_leaves_one_row_each():
    admin = people.actor("CONFIG_ADMIN")
    for codes in (("P10", "P02", "P09"), ("P02", "P09", "P10"), ("P09",), ("P09", "P02")):
        kind = change_type("0203", change(*codes), why=WHY, actor=admin, at=NOON)
        assert linked_with(kind) == list(codes)
    assert linked_with(kind, TODAY - DAY) == ["P10"]
    kind = change_type("0203", change("P09", "P02", department=housing().unit_id), why=WHY, actor=admin, at=NOON + DAY)
    assert kind.powers.filter(valid_to=None).count() == 2


@pytest.mark.parametrize("code", ["P99", APPROVAL])
def test_only_penalties_of_the_list_may_be_linked(code):
    with pytest.raises(ChangeRefused, match=code):
        change_type("0203", change(code), why=WHY, actor=people.actor("CONFIG_ADMIN"), at=NOON)


def test_leaving_powers_out_of_a_change_leaves_them():
    change_type(TYPE, TypeChange({}, (LimitLine("handle", 7, "working_day", True),)), why=WHY, actor=people.actor("CONFIG_ADMIN"), at=NOON)
    assert list(EventType.objects.get(code=TYPE).powers.values_list("code", "valid_to")) == [(PENALTY, None)]


def test_proposed_lines_say_nothing_about_who_acts():
    from shaoxiang.empowerment.tests.conftest import proposed

    proposed()
    assert HandedPower.objects.exists()
    assert handed_on(TODAY) is None
    assert led_by(TODAY + timedelta(days=1)) == "综合行政执法局"


def test_the_administrators_page_keeps_the_link_and_everyone_may_read_it(client):
    browser, address = seated(people.actor("CONFIG_ADMIN")), reverse("duties:type_edit", args=["0203"])
    form, steps = (browser.get(address).context[name] for name in ("form", "steps"))
    data = {name: value for name, value in form.initial.items() if value}
    data |= {f"limits-{name}": value for name, value in steps.management_form.initial.items()}
    for turn, row in enumerate(steps.initial):
        data |= {f"limits-{turn}-{name}": value for name, value in row.items() if value}
    assert data["powers"] == "P10"
    refused = browser.post(address, data | {"powers": "P10、A03"})
    assert refused.status_code == 422
    assert "权责清单里没有这些处罚事项：A03" in refused.content.decode()
    wanted = data | {"powers": "p02，P10", "power_department": housing().unit_id}
    looked = browser.post(address, wanted).context["mark"]
    assert browser.post(address, wanted | {"looked": looked, "why": WHY}).status_code == 302
    assert linked_with(EventType.objects.get(code="0203"), timezone.localdate()) == ["P02", "P10"]
    page = client.get(reverse("duties:type", args=["0203"])).content.decode()
    assert "要用的处罚权" in page
    assert "没有赋权的由区住房和城乡建设局实施" in page


def test_doctor_names_a_link_to_what_is_no_longer_on_the_list():
    assert not any("要用它" in one.text for one in checks())
    guards.aside()
    EmpoweredMatter.objects.filter(code="P10").update(valid_to=timezone.localdate())
    assert any("P10 已经不在清单上，却还有事项分类写着要用它" in one.text for one in checks())
