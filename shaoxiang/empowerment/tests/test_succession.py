"""街道撤并，权力随机构整体承接: on the same decisions, only to the heir, only when it is able; what hangs on nobody is named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import reported
from shaoxiang.duties.queries import duty_book
from shaoxiang.empowerment import actions, checks, queries
from shaoxiang.empowerment.actions import NotYet, Proposal
from shaoxiang.empowerment.models import CaseGround, DecisionUnit, HandedPower, PowerSuccession
from shaoxiang.empowerment.queries.standing import handed_on
from shaoxiang.empowerment.queries.usage import running_cases
from shaoxiang.empowerment.rules import EmpowermentRefused, check_succession, fate
from shaoxiang.empowerment.tests.conftest import (
    APPROVAL,
    CHINGGIS,
    DAY,
    DONGFENG,
    PENALTY,
    able,
    certified,
    fresh,
    housing,
    justice,
    known,
    leader,
    staffing,
    unit,
)
from shaoxiang.empowerment.vocabulary import CapacityKind, Fate, PowerState
from shaoxiang.empowerment.vocabulary import DecisionStatus as S
from shaoxiang.institutions.queries.holdings import held_by_bodies
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places.actions import decide_change, draft_change
from shaoxiang.places.models import StreetUnit
from shaoxiang.places.queries.streets import street_preview
from shaoxiang.places.rules.streets import StreetPart, StreetPlan
from tests import people
from tests.hearing import heard_on_change
from tests.streets import second

D = date(2027, 3, 1)
HEIR = people.HOME  # it touches Chinggis Khan Avenue
FINE = {"street_ends": D, "is_heir": True, "effective_on": D, "decided_on": D, "today": D, "basis": "示例", "document": "示例1号"}


@pytest.mark.parametrize(("since", "until", "heir_has", "applies", "listed", "becomes"), [
    (D - DAY, None, False, True, True, Fate.GOES), (D - DAY, None, True, True, True, Fate.HAS), (D - DAY, D + DAY, False, True, True, Fate.ENDING),
    (D - DAY, None, False, False, True, Fate.NOT_FOR), (D - DAY, None, False, False, False, Fate.UNLISTED), (D, None, False, True, True, Fate.NOT_BEGUN),
    (D + DAY, None, True, True, True, Fate.NOT_BEGUN), (D - DAY, None, True, False, False, Fate.HAS),
])
def test_what_becomes_of_a_line(since, until, heir_has, applies, listed, becomes):
    assert fate(since, until, D, heir_has=heir_has, applies=applies, listed=listed) is becomes


@pytest.mark.parametrize(("fates", "change", "field"), [
    ([Fate.GOES], {"street_ends": None}, ""), ([Fate.GOES], {"street_ends": D + DAY}, ""), ([Fate.GOES], {"is_heir": False}, ""),
    ([Fate.GOES], {"effective_on": D - DAY}, "effective_on"), ([Fate.GOES], {"decided_on": D + DAY}, "decided_on"), ([Fate.GOES], {"basis": " "}, "basis"),
    ([Fate.GOES], {"document": ""}, "document"), ([], {}, ""), ([Fate.ENDING], {}, ""), ([Fate.GOES, Fate.NOT_FOR], {}, ""),
    ([Fate.GOES, Fate.NOT_BEGUN], {}, ""),
])
def test_what_forbids_it(fates, change, field):
    check_succession([Fate.GOES, Fate.HAS, Fate.ENDING], **FINE)
    with pytest.raises(EmpowermentRefused) as refused:
        check_succession(fates, **{**FINE, **change})
    assert refused.value.field == field




@pytest.fixture
def now(district, db):
    return timezone.now()


def entered(*codes, street=CHINGGIS, at):
    return actions.register_existing(Proposal((unit(street).pk,), codes, "示例：天天有"), known(timezone.localdate(at) - 90 * DAY), actor=staffing(), at=at)


def merged(now, source=CHINGGIS, target=HEIR):
    administrator, heir = people.actor("CONFIG_ADMIN"), StreetUnit.objects.get(code=target, valid_to=None)
    plan = StreetPlan("STREET_MERGE", (source,), StreetPart(target, heir.name))
    change = draft_change(plan, title="示例", effective_from=timezone.localdate(now), actor=administrator, at=now)
    return decide_change(change.pk, decided_by="自治区人民政府（示例）", document="示例〔2026〕1号", heard_number=heard_on_change(change.pk, at=now),
                         actor=second(), at=now)


def passes(now, source=CHINGGIS, target=HEIR, **changes):
    today = timezone.localdate(now)
    given = {"effective_on": today, "decided_on": today, "basis": "行政处罚法第二十四条", "document": "示例〔2026〕7号", "running_case_rule": "FOLLOW",
             "actor": justice(), "at": now}
    return actions.pass_on(unit(source).pk, unit(target).pk, **{**given, **changes})


@pytest.fixture
def left(now):
    """Chinggis Khan Avenue held two items, and its street has come to Dongfeng Road today."""
    made = entered(PENALTY, APPROVAL, at=now)
    merged(now)
    return made


@pytest.mark.django_db
def test_what_hangs_on_an_ended_street_is_named_everywhere(left, now):
    today = timezone.localdate(now)
    (one,) = queries.left_powers(today)
    assert (one.unit, one.codes, one.heir) == (unit(CHINGGIS), [APPROVAL, PENALTY], unit(HEIR))
    cells = {(row.item.code, cell.unit.pk): cell.state for row in queries.matrix(justice(), today).rows for cell in row.cells}
    assert cells[PENALTY, unit(CHINGGIS).pk] is PowerState.LEFT
    assert [said for said in (finding.text for finding in checks.checks()) if "左挂" in said and APPROVAL in said]
    powers = next(found for found in held_by_bodies([unit(CHINGGIS).pk], today) if found.source.code == "powers")
    assert powers.total == 2
    assert all("左挂" in line.words for line in powers.lines)
    assert handed_on(today).get((PENALTY, unit(HEIR).pk)) is None  # who may fine is not the map's to say


@pytest.mark.django_db
def test_the_change_says_beforehand_what_powers_there_are(now):
    entered(PENALTY, APPROVAL, at=now)
    administrator, heir = people.actor("CONFIG_ADMIN"), StreetUnit.objects.get(code=HEIR, valid_to=None)
    plan = StreetPlan("STREET_MERGE", (CHINGGIS,), StreetPart(HEIR, heir.name))
    change = draft_change(plan, title="示例", effective_from=timezone.localdate(now) + 30 * DAY, actor=administrator, at=now)
    found = street_preview(change, administrator)
    assert [(line.count, line.address) for line in found.touched if "权力" in line.label] == [(2, reverse("empowerment:street", args=[f"S{CHINGGIS}"]))]
    (hanging,) = found.left
    assert next((n, "整体承接" in cure) for what, n, cure in hanging.lines if what == "行使着的赋权事项") == (2, True)


@pytest.mark.django_db
def test_an_heir_that_is_not_able_takes_nothing_over_and_is_told_what_it_lacks(left, now):
    certified(HEIR)
    with pytest.raises(NotYet) as refused:
        passes(now)
    assert "OFFICERS" in {one.lack.value for one in refused.value.missing}
    assert not PowerSuccession.objects.exists()
    able(HEIR, but=CapacityKind.SEAL)
    with pytest.raises(NotYet) as refused:
        passes(now)
    assert [one.lack.value for one in refused.value.missing] == ["SEAL"]
    assert HandedPower.objects.filter(unit=unit(CHINGGIS), valid_to=None).count() == 2


@pytest.mark.django_db
def test_the_heir_goes_on_under_the_same_decision(left, now):
    today, book = timezone.localdate(now), duty_book()
    able(HEIR)
    made = passes(now)
    assert {one.code for one in queries.powers_on(today).filter(unit=unit(HEIR))} == {PENALTY, APPROVAL}
    assert not queries.powers_on(today).filter(unit=unit(CHINGGIS)).exists()
    assert queries.powers_on(today - DAY).filter(unit=unit(CHINGGIS)).count() == 2  # an old day is as it was
    assert queries.holds(unit(HEIR).pk, PENALTY, today).decision_id == left.pk
    again = fresh(left)
    assert again.status == S.IN_FORCE
    assert [row.unit for row in again.units.filter(left_by=None)] == [unit(HEIR)]
    assert DecisionUnit.objects.get(decision=left, unit=unit(CHINGGIS)).left_by == made
    assert handed_on(today)[PENALTY, unit(HEIR).pk].standing.value == "IN_FORCE"
    assert duty_book() is not book  # compiled again
    assert not queries.left_powers(today)
    (entry,) = Entry.objects.filter(kind="empowerment.passed_on")
    assert (entry.facts["to"], entry.facts["items"], entry.facts["ended"]) == (unit(HEIR).pk, [APPROVAL, PENALTY], [])
    assert Entry.objects.filter(kind="empowerment.succeed", subject_id=left.pk).count() == 1
    with pytest.raises(EmpowermentRefused):  # nothing is left to take over
        passes(now)
    taken = actions.recall(left.number, effective_on=today + DAY, reason="示例", running_case_rule="FINISH", receiving=None, actor=justice(), at=now)
    assert [row.unit for row in taken.powers.all()] == [unit(HEIR), unit(HEIR)]


@pytest.mark.django_db
def test_what_the_heir_has_already_is_not_doubled_and_an_empty_decision_ends(left, now):
    able(HEIR)
    theirs = entered(PENALTY, street=HEIR, at=now)
    today = timezone.localdate(now)
    found = queries.taking_over(unit(CHINGGIS), unit(HEIR), today)
    assert {one.line.code: one.fate for one in found.lines} == {APPROVAL: Fate.GOES, PENALTY: Fate.HAS}
    passes(now)
    assert queries.holds(unit(HEIR).pk, PENALTY, today).decision_id == theirs.pk
    old = HandedPower.objects.get(unit=unit(CHINGGIS), code=PENALTY)
    assert (old.valid_to, old.passed_to.decision_id) == (today, theirs.pk)
    assert fresh(left).status == S.IN_FORCE  # the approval goes on under it


@pytest.mark.django_db
def test_a_decision_under_which_nobody_holds_anything_ends(now):
    made = entered(PENALTY, at=now)
    able(HEIR)
    entered(PENALTY, street=HEIR, at=now)
    merged(now)
    passes(now)
    assert fresh(made).status == S.SUCCEEDED
    assert fresh(made).matter.closed_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("rule", ["FOLLOW", "HAND_OVER"])
def test_running_cases_follow_their_rule(now, rule):
    made = entered(PENALTY, at=now)
    able(CHINGGIS)
    case = reported(at=now, street=CHINGGIS)
    actions.ground_case(case.number, PENALTY, actor=leader(), at=now)
    able(HEIR)  # takes the officers along, as a merger does
    merged(now)
    passes(now, running_case_rule=rule)
    ground = CaseGround.objects.get(case=case)
    assert Entry.objects.filter(subject_id=case.pk, kind=f"empowerment.case_{'followed' if rule == 'FOLLOW' else 'handed_over'}").count() == 1
    assert ground.handed_to_id == (None if rule == "FOLLOW" else made.department_id)
    line = HandedPower.objects.get(unit=unit(HEIR), code=PENALTY)
    assert [one.pk for one in running_cases([line])] == ([ground.pk] if rule == "FOLLOW" else [])  # a recall of the heir's line finds it


@pytest.mark.django_db
def test_from_a_day_to_come_the_dates_alone_decide(left, now):
    today = timezone.localdate(now)
    then = today + 5 * DAY
    able(HEIR)
    made = passes(now, effective_on=then)
    assert queries.holds(unit(CHINGGIS).pk, PENALTY, then - DAY)
    assert queries.holds(unit(HEIR).pk, PENALTY, then - DAY) is None
    assert queries.holds(unit(HEIR).pk, PENALTY, then)
    assert made.done_at is None
    actions.watch(now=now + timedelta(days=5))
    made.refresh_from_db()
    assert made.done_at is not None


@pytest.mark.django_db
def test_only_the_heir_and_only_by_the_district(left, now):
    able(HEIR)
    with pytest.raises(EmpowermentRefused):
        passes(now, target=DONGFENG)
    with pytest.raises(EmpowermentRefused):  # its street has not ended
        passes(now, source=HEIR, target=DONGFENG)
    for actor in (housing(), leader(DONGFENG), people.actor("CONFIG_ADMIN")):
        with pytest.raises(PermissionDenied):
            passes(now, actor=actor)


@pytest.mark.django_db
def test_the_page_shows_each_item_looks_first_and_records(left, now):
    office, address = seated(staffing()), reverse("empowerment:pass_on", args=[f"S{CHINGGIS}"])
    certified(HEIR)
    first = office.get(address).content.decode()
    assert PENALTY in first
    assert "还缺承接条件" in first
    able(HEIR)
    today = timezone.localdate().isoformat()
    given = {"effective_on": today, "decided_on": today, "basis": "行政处罚法第二十四条", "document": "示例1号", "running_case_rule": "FOLLOW"}
    assert office.post(address, {**given, "document": ""}).status_code == 422
    looked = office.post(address, {**given, "step": "look"})
    assert looked.status_code == 200
    assert not PowerSuccession.objects.exists()
    done = office.post(address, given)
    assert done.status_code == 302
    assert PowerSuccession.objects.count() == 1
    assert office.get(address).status_code == 404
    assert "随机构承接" in office.get(reverse("empowerment:unit", args=[f"S{HEIR}"])).content.decode()
    assert "随机构承接" in office.get(reverse("empowerment:decision", args=[left.number])).content.decode()
    for page in ("index", "streets", "usage"):
        assert office.get(reverse(f"empowerment:{page}")).status_code == 200
    assert office.get(reverse("empowerment:item", args=[PENALTY])).status_code == 200
    assert seated(leader(DONGFENG)).get(address).status_code == 403
