"""撤并以前就办承接: drafted beside the change, decided with it, on its very day for every case; withdrawn with it as if nothing had been (ADR 0044)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import reported
from shaoxiang.duties.models import TypePower
from shaoxiang.duties.queries import duty_book
from shaoxiang.empowerment import actions, checks, queries, reactions
from shaoxiang.empowerment.actions import NotYet
from shaoxiang.empowerment.models import CaseGround, DecisionUnit, HandedPower, PowerSuccession
from shaoxiang.empowerment.queries.coming import ends_ahead
from shaoxiang.empowerment.queries.standing import handed_on
from shaoxiang.empowerment.rules import EmpowermentRefused
from shaoxiang.empowerment.tests.conftest import APPROVAL, CHINGGIS, DAY, DONGFENG, PENALTY, able, certified, fresh, housing, justice, leader, staffing, unit
from shaoxiang.empowerment.tests.test_succession import HEIR, entered
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.places.actions import decide_change, draft_change, take_effect, withdraw_change
from shaoxiang.places.models import StreetUnit
from shaoxiang.places.queries.streets import street_preview
from shaoxiang.places.rules.streets import StreetPart, StreetPlan
from tests import people
from tests.hearing import heard_on_change
from tests.streets import second

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
AHEAD = timedelta(days=30)
SAID = {"basis": "行政处罚法第二十四条", "running_case_rule": "FOLLOW"}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def day(now):
    return timezone.localdate(now) + AHEAD


@pytest.fixture
def held(now):
    return entered(PENALTY, APPROVAL, at=now)


@pytest.fixture
def change(now, day):
    """A merger of Chinggis Khan Avenue into the heir's street, drafted for a day to come."""
    heir = StreetUnit.objects.get(code=HEIR, valid_to=None)
    plan = StreetPlan("STREET_MERGE", (CHINGGIS,), StreetPart(HEIR, heir.name))
    return draft_change(plan, title="示例", effective_from=day, actor=people.actor("CONFIG_ADMIN"), at=now)


def decided(change, now):
    return decide_change(change.pk, decided_by="自治区人民政府（示例）", document="示例〔2026〕1号", heard_number=heard_on_change(change.pk, at=now),
                  actor=second(), at=now)


def passes(now, day, **more):
    given = {"effective_on": day, "decided_on": timezone.localdate(now), "document": "示例〔2026〕7号", **SAID, "actor": justice(), "at": now, **more}
    return actions.pass_on(unit(CHINGGIS).pk, unit(HEIR).pk, **given)


def preview(change):
    return [(line.label, line.count) for line in street_preview(change, people.actor("CONFIG_ADMIN")).touched if "承接" in line.label]


def standing(on):
    """Who stands how that day with the penalty: the old unit, the heir."""
    book = handed_on(on)
    return tuple(book[PENALTY, unit(one).pk].standing.value if (PENALTY, unit(one).pk) in book else None for one in (CHINGGIS, HEIR))


def test_the_preview_says_to_whom_they_pass_and_what_is_lacking(held, change, now, day):
    certified(HEIR)
    (first, lack) = preview(change)
    assert ("还没有起草" in first[0], first[1], "还缺" in lack[0]) == (True, 2, True)
    actions.draft_succession(unit(CHINGGIS).pk, **SAID, actor=staffing(), at=now)
    able(HEIR)
    assert [("已起草" in words, n) for words, n in preview(change)] == [(True, 2)]
    passes(decided(change, now) and now, day)
    ((words, n),) = preview(change)
    assert ("示例〔2026〕7号" in words, "已经决定" in words, n) == (True, True, 2)


def test_a_draft_moves_nothing_and_is_one_for_each_change(held, change, now, day):
    made = actions.draft_succession(unit(CHINGGIS).pk, **SAID, actor=staffing(), at=now)
    again = actions.draft_succession(unit(CHINGGIS).pk, basis="示例：另一条", running_case_rule="HAND_OVER", actor=justice(), at=now)
    assert (made.pk, again.basis, again.effective_on, again.decided_on) == (again.pk, "示例：另一条", day, None)
    assert HandedPower.objects.filter(valid_to=None).count() == 2
    assert not queries.successions().exists(), "only what is decided is told to others"
    assert actions.watch(now=now + AHEAD + DAY) == 0, "a draft never takes effect"
    assert Entry.objects.filter(kind="empowerment.succession_drafted").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        PowerSuccession.objects.create(from_unit=unit(CHINGGIS), to_unit=unit(HEIR), change=change, effective_on=day, basis="x", recorded_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():  # decided without a paper
        PowerSuccession.objects.filter(pk=made.pk).update(decided_on=day)


def test_it_is_decided_only_with_the_change_for_its_very_day_and_only_when_the_heir_is_able(held, change, now, day):
    able(HEIR)
    with pytest.raises(EmpowermentRefused, match="撤并已经决定"):  # the change is a draft yet
        passes(now, day)
    decided(change, now)
    for wrong in (day - DAY, day + DAY):
        with pytest.raises(EmpowermentRefused) as refused:
            passes(now, wrong)
        assert refused.value.field == "effective_on"
    with pytest.raises(EmpowermentRefused):
        actions.pass_on(unit(CHINGGIS).pk, unit(DONGFENG).pk, effective_on=day, decided_on=timezone.localdate(now), document="示例", **SAID,
                        actor=justice(), at=now)
    certified(HEIR)
    with pytest.raises(NotYet):
        passes(now, day)
    assert not PowerSuccession.objects.exists()


def test_the_day_before_the_day_and_the_day_after(held, change, now, day):
    """On every day exactly one unit may act, and no job has to run for it."""
    able(HEIR)  # who takes the officers along, so that the old unit is short of them until the day
    actions.draft_succession(unit(CHINGGIS).pk, **SAID, actor=staffing(), at=now)
    decided(change, now)
    made = passes(now, day)
    assert (PowerSuccession.objects.get(), made.change_id, made.done_at) == (made, change.pk, None)
    assert [standing(on) for on in (day - DAY, day, day + DAY)] == [("SHORT", "COMING"), ("RECALLED", "IN_FORCE"), ("RECALLED", "IN_FORCE")]
    for on, who in ((day - DAY, CHINGGIS), (day, HEIR), (day + DAY, HEIR)):
        assert queries.holds(unit(who).pk, PENALTY, on)
        assert [row.unit for row in queries.powers_on(on).filter(code=PENALTY)] == [unit(who)]
    kind = TypePower.objects.filter(code=PENALTY, valid_to=None).values_list("type__code", flat=True).first()
    if kind is not None:
        routed = [tuple(duty_book(on).powers[kind, unit(who).pk].standing.value for who in (CHINGGIS, HEIR)) for on in (day - DAY, day, day + DAY)]
        assert routed == [standing(on) for on in (day - DAY, day, day + DAY)]


def test_on_the_day_cases_act_under_the_heirs_line_and_running_ones_follow(held, change, now, day):
    able(HEIR)
    able(CHINGGIS)
    before = reported(at=now, street=CHINGGIS)
    actions.ground_case(before.number, PENALTY, actor=leader(), at=now)
    able(HEIR)  # the officers go along
    decided(change, now)
    made = passes(now, day)
    assert CaseGround.objects.get(case=before).power.unit == unit(CHINGGIS)
    on_the_day = now + AHEAD
    take_effect(change.pk, at=on_the_day)
    assert StreetUnit.objects.get(code=CHINGGIS).valid_to == day
    assert not queries.left_powers(day), "nothing hangs on the ended unit, not for an hour"
    assert actions.watch(now=on_the_day) == 1
    made.refresh_from_db()
    assert made.done_at is not None
    assert Entry.objects.filter(subject_id=before.pk, kind="empowerment.case_followed").count() == 1
    later = reported(at=on_the_day + timedelta(hours=1))
    ground = actions.ground_case(later.number, PENALTY, actor=leader(HEIR), at=on_the_day + timedelta(hours=1))
    assert ground.power.unit == unit(HEIR)


def test_with_the_change_the_succession_is_withdrawn_as_if_nothing_had_been(held, change, now, day):
    able(HEIR)
    lines = list(HandedPower.objects.order_by("pk").values())
    units = list(DecisionUnit.objects.order_by("pk").values("pk", "unit_id", "signed_at", "left_by_id"))
    decided(change, now)
    made = passes(now, day)
    assert HandedPower.objects.count() == 4
    withdraw_change(change.pk, actor=people.actor("CONFIG_ADMIN"), at=now)
    entry = Entry.objects.get(kind="places.change_withdrawn")
    for _turn in range(2):  # at least once
        reactions._not_ending(entry)
    made.refresh_from_db()
    assert made.withdrawn_at is not None
    reactions._taken_back(Entry.objects.get(kind="empowerment.succession_withdrawn", subject_kind="body"))
    assert Notice.objects.filter(code="empowerment.taken_back").exists()
    assert list(HandedPower.objects.order_by("pk").values()) == lines
    assert list(DecisionUnit.objects.order_by("pk").values("pk", "unit_id", "signed_at", "left_by_id")) == units
    assert standing(day) == ("SHORT", None), "its own again, short of the officers who went along"
    assert fresh(held).status.value == "IN_FORCE"
    assert Entry.objects.filter(kind="empowerment.succession_withdrawn", subject_kind="body").count() == 1
    assert not queries.successions().exists()
    assert actions.watch(now=now + AHEAD) == 0


def test_what_the_heir_held_already_stays_the_heirs_when_it_is_withdrawn(held, change, now, day):
    able(HEIR)
    theirs = entered(PENALTY, street=HEIR, at=now)
    decided(change, now)
    made = passes(now, day)
    actions.take_back(made.pk, actor=staffing(), at=now)
    assert queries.holds(unit(HEIR).pk, PENALTY, day).decision_id == theirs.pk
    assert queries.holds(unit(CHINGGIS).pk, PENALTY, day).decision_id == held.pk
    with pytest.raises(EmpowermentRefused):
        actions.take_back(made.pk, actor=staffing(), at=now)
    again = passes(now, day)  # and may be decided once more
    with pytest.raises(EmpowermentRefused, match="日子已经到了"):
        actions.take_back(again.pk, actor=staffing(), at=now + AHEAD)


def test_a_change_that_does_not_take_effect_is_told_by_doctor(held, change, now, day, monkeypatch):
    able(HEIR)
    decided(change, now)
    passes(now, day)
    assert not any("区划变更却没有生效" in one.text for one in checks.checks())
    monkeypatch.setattr(timezone, "localdate", lambda *_: day)
    assert any("区划变更却没有生效" in one.text for one in checks.checks())


def test_only_the_district_drafts_and_withdraws(held, change, now, day):
    for actor in (housing(), leader(), people.actor("CONFIG_ADMIN")):
        with pytest.raises(PermissionDenied):
            actions.draft_succession(unit(CHINGGIS).pk, **SAID, actor=actor, at=now)
    made = actions.draft_succession(unit(CHINGGIS).pk, **SAID, actor=staffing(), at=now)
    with pytest.raises(PermissionDenied):
        actions.take_back(made.pk, actor=leader(), at=now)
    with pytest.raises(EmpowermentRefused):  # its street does not end
        actions.draft_succession(unit(DONGFENG).pk, **SAID, actor=staffing(), at=now)
    assert ends_ahead(unit(DONGFENG), timezone.localdate(now)) is None


def test_the_page_drafts_then_decides_then_withdraws(held, change, now, day):
    office, address = seated(staffing()), reverse("empowerment:pass_on", args=[f"S{CHINGGIS}"])
    able(HEIR)
    first = office.get(address).content.decode()
    assert "存为草案" in first
    assert "还没有决定" in first
    assert office.post(address, {**SAID, "basis": "", "step": "draft"}).status_code == 422
    assert office.post(address, {**SAID, "step": "draft"}).status_code == 302
    assert "已经起草" in office.get(reverse("empowerment:unit", args=[f"S{CHINGGIS}"])).content.decode()
    decided(change, now)
    page = office.get(address).content.decode()
    assert SAID["basis"] in page, "what was drafted is filled in"
    given = {**SAID, "effective_on": day.isoformat(), "decided_on": timezone.localdate(now).isoformat(), "document": "示例1号"}
    assert office.post(address, {**given, "effective_on": (day - DAY).isoformat()}).status_code == 422
    looked = office.post(address, {**given, "step": "look"})
    assert (looked.status_code, "登记承接的决定" in looked.content.decode()) == (200, True)
    assert office.post(address, given).status_code == 302
    done = office.get(address).content.decode()
    assert ("到那天自动生效" in done, "撤回承接" in done) == (True, True)
    assert office.post(address, {"step": "withdraw"}).status_code == 302
    assert PowerSuccession.objects.get().withdrawn_at is not None
    assert seated(leader()).get(address).status_code == 403
