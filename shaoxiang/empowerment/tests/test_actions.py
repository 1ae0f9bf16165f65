"""The chain step by step: who may, what is refused, clock, desk and journal."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.empowerment import actions, queries
from shaoxiang.empowerment.actions import NotYet
from shaoxiang.empowerment.models import EmpowermentDecision, HandedPower
from shaoxiang.empowerment.queries import unit_capacity
from shaoxiang.empowerment.rules import EmpowermentRefused
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
    farming,
    fresh,
    housing,
    in_force,
    justice,
    known,
    lacks,
    leader,
    planned,
    powers_list,
    proposal,
    proposed,
    published,
    signed,
    staffing,
    trained,
    unit,
)
from shaoxiang.empowerment.vocabulary import CapacityKind
from shaoxiang.empowerment.vocabulary import DecisionStatus as S
from shaoxiang.forces.models import Member
from shaoxiang.institutions.actions import changed
from shaoxiang.institutions.models import Assignment, Body, Post
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.clocks.queries import running
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.staffing.migrations import _ratchet
from shaoxiang.staffing.models import QuotaEntry, QuotaHolding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def awaited(made):
    return sorted(DeskRow.objects.filter(OPEN, matter_id=made.pk).values_list("what", "role", "unit_id"))


def kinds(made):
    return list(Entry.objects.filter(subject_kind="matter", subject_id=made.pk).order_by("seq").values_list("kind", flat=True))


def test_the_whole_way_from_proposal_to_force():
    made = in_force(APPROVAL, PENALTY)
    assert fresh(made).status == S.IN_FORCE
    assert kinds(made) == [f"empowerment.{name}" for name in ("proposed", "sign", "signed", "plan", "basis", "train", "publish", "start")]
    assert [clock.code for clock in running(fresh(made).matter)] == ["EMP_EVALUATE"]
    assert awaited(made) == []
    assert queries.holds(unit().pk, PENALTY, TODAY) is not None
    assert queries.holds(unit().pk, PENALTY, TODAY - DAY) is None
    assert queries.holds(unit(DONGFENG).pk, PENALTY, TODAY) is None


def test_a_proposal_waits_on_the_leaders_desk_of_each_street_with_its_clock():
    made = proposed(street=DONGFENG)
    assert awaited(made) == [("sign", "STREET_LEADER", unit(DONGFENG).pk)]
    assert [clock.code for clock in running(made.matter)] == ["EMP_SIGN"]
    assert fresh(made).matter.due_at is not None
    entry = Entry.objects.get(subject_kind="matter", subject_id=made.pk)
    assert "天天有" not in str(entry.facts)


def test_both_streets_sign_before_the_check_begins():
    wanted = proposal()
    both = type(wanted)((unit().pk, unit(DONGFENG).pk), (PENALTY,), "示例")
    made = actions.propose(both, actor=housing(), at=NOON)
    actions.sign(made.number, actor=leader(), at=NOON)
    assert fresh(made).status == S.PROPOSED
    assert awaited(made) == [("sign", "STREET_LEADER", unit(DONGFENG).pk)]
    with pytest.raises(MoveRefused):
        actions.sign(made.number, actor=leader(), at=NOON)
    actions.sign(made.number, actor=leader(DONGFENG), at=NOON)
    assert fresh(made).status == S.CAPACITY_CHECK


def test_who_may():
    made = proposed()
    for stranger in (farming(), leader(DONGFENG)):  # another department, another street: not even there
        with pytest.raises(EmpowermentDecision.DoesNotExist):
            actions.sign(made.number, actor=stranger, at=NOON)
    for looking in (housing(), justice()):  # on a row they see
        with pytest.raises(PermissionDenied):
            actions.sign(made.number, actor=looking, at=NOON)
    with pytest.raises(PermissionDenied):
        actions.propose(proposal(), actor=leader(), at=NOON)
    with pytest.raises(PermissionDenied):
        actions.withdraw(made.number, words="示例", actor=leader(), at=NOON)
    with pytest.raises(PermissionDenied):
        actions.confirm_capacity(unit(DONGFENG).pk, CapacityKind.SEAL, confirmed_on=TODAY, words="示例", actor=leader(), at=NOON)
    assert kinds(made) == ["empowerment.proposed"]


def test_a_street_may_decline_and_a_department_withdraw_with_a_reason():
    made = proposed()
    with pytest.raises(EmpowermentRefused):
        actions.decline(made.number, words=" ", actor=leader(), at=NOON)
    actions.decline(made.number, words="示例：没有人", actor=leader(), at=NOON)
    assert (fresh(made).status, awaited(made), list(running(made.matter))) == (S.DECLINED, [], [])
    other = proposed()  # the same item is free again
    actions.withdraw(other.number, words="示例", actor=housing(), at=NOON)
    assert fresh(other).status == S.WITHDRAWN


@pytest.mark.parametrize(("change", "field"), [
    ({"codes": ()}, "codes"), ({"codes": ("X99",)}, "codes"), ({"codes": ("P14",)}, "codes"), ({"codes": ("A01",)}, "codes"), ({"units": ()}, "units"),
    ({"units": (1,)}, "units"), ({"reason": " "}, "reason"), ({"evaluate_months": 1}, "evaluate_months"),
])
def test_a_proposal_that_does_not_do(change, field):
    given = {"units": (unit().pk,), "codes": (PENALTY,), "reason": "示例", **change}
    with pytest.raises(EmpowermentRefused) as refused:
        actions.propose(type(proposal())(**given), actor=housing(), at=NOON)
    assert refused.value.field == field
    assert not Matter.objects.filter(kind="EMPOWERMENT").exists()


def test_an_item_goes_to_a_street_once():
    proposed()
    with pytest.raises(EmpowermentRefused, match="已经赋权或正在办"):
        proposed()


def test_an_item_for_towns_only_never_reaches_a_street():
    land = next(one for one in queries.items(TODAY) if one.code == "A01")
    assert land.applies_to == ["town"]
    known_to_land = known(department_id=Body.objects.get(name="区自然资源局").pk)
    town = unit("150102101")
    wanted = type(proposal())((town.pk, unit().pk), ("A01", "P45"), "示例")
    made = actions.register_existing(wanted, known_to_land, actor=staffing(), at=NOON)
    assert sorted(made.powers.filter(code="A01").values_list("unit_id", flat=True)) == [town.pk]
    assert made.powers.filter(code="P45").count() == 2


# --- capacity -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("until", "moved", "enough"), [
    ([400, 400], None, True), ([0, 0], None, True), ([400, -1], None, False), ([400, 400, -1], None, True), ([400], 0, False), ([400], 1, True),
])
def test_officers_are_those_whose_certificate_holds_and_who_are_still_there(until, moved, enough):
    """`moved`: one more, valid for years, who leaves that many days from today; on the day itself he is gone."""
    able(officers=0)
    certified(CHINGGIS, *[TODAY + n * DAY for n in until], moved_on=None if moved is None else TODAY + moved * DAY)
    made = signed()
    assert ("OFFICERS" not in lacks(made)) is enough
    if enough:
        actions.plan(made.number, held_on=TODAY, meeting="示例会", document="示例方案〔2026〕1号", actor=staffing(), at=NOON)
    else:
        with pytest.raises(NotYet):
            actions.plan(made.number, held_on=TODAY, meeting="示例会", document="示例方案〔2026〕1号", actor=staffing(), at=NOON)


def test_one_certificate_under_two_names_is_one_officer():
    able()
    first, second = certified(CHINGGIS, TODAY + 400 * DAY, TODAY + 400 * DAY)
    assert unit_capacity(unit().pk, TODAY).valid == 2
    Member.objects.filter(pk=first.pk).update(valid_to=TODAY + DAY)  # he leaves tomorrow, so the database lets another have the number already
    Member.objects.filter(pk=second.pk).update(certificate=first.certificate)
    assert unit_capacity(unit().pk, TODAY).valid == 1
    assert "OFFICERS" in lacks(signed())


def test_whom_the_ledger_has_on_no_quota_of_the_street_does_not_count_whatever_the_register_ticks():
    able()
    first, _second = certified(CHINGGIS, TODAY + 400 * DAY, TODAY + 400 * DAY)
    holding = QuotaHolding.objects.get(person=first.person, valid_to=None)
    holding.valid_to = TODAY
    holding.save()
    held = unit_capacity(unit().pk, TODAY)
    assert (held.valid, len(held.officers)) == (1, 2)
    assert unit_capacity(unit().pk, TODAY - DAY).valid == 2
    assert "OFFICERS" in lacks(signed())
    _ratchet.remove()
    QuotaEntry.objects.filter(body=unit()).delete()  # a district that keeps no quotas here is asked nothing of them
    _ratchet.install()
    assert unit_capacity(unit().pk, TODAY).valid == 2


@pytest.mark.parametrize("kind", list(CapacityKind))
def test_the_plan_waits_for_every_line_and_the_street_is_asked_for_it(kind):
    able(but=kind)
    made = signed()
    assert awaited(made) == [("confirm_capacity", "STREET_LEADER", unit().pk)]
    with pytest.raises(NotYet) as refused:
        actions.plan(made.number, held_on=TODAY, meeting="示例会", document="示例方案〔2026〕1号", actor=staffing(), at=NOON)
    words = queries.missing_words(refused.value.missing)
    assert len(words) == 1
    assert "成吉思汗大街" in words[0]
    post = next(iter(queries.unit_capacity(unit().pk, TODAY).lines.values())).post_id or leader().post_id
    actions.confirm_capacity(unit().pk, kind, confirmed_on=TODAY, post_id=post, words="示例：一号", actor=leader(), at=NOON)
    assert [row[0] for row in awaited(made)] == ["plan"]
    assert fresh(made).status == S.CAPACITY_CHECK  # only the district's plan goes on


def test_the_certificate_must_hold_on_the_first_day_of_the_power():
    able()
    certified(CHINGGIS, TODAY + 10 * DAY, TODAY + 10 * DAY)
    made = published(trained(based()))
    with pytest.raises(NotYet) as refused:
        actions.start(made.number, in_force_on=TODAY + 11 * DAY, actor=staffing(), at=NOON)
    assert [one.lack.value for one in refused.value.missing] == ["OFFICERS"]
    actions.start(made.number, in_force_on=TODAY + 10 * DAY, actor=staffing(), at=NOON)
    assert queries.holds(unit().pk, PENALTY, TODAY) is None
    assert queries.holds(unit().pk, PENALTY, TODAY + 10 * DAY) is not None


def test_nobody_loses_a_power_by_itself_but_whoever_must_act_is_told():
    made = in_force()
    certified(CHINGGIS, TODAY + 400 * DAY, TODAY + 5 * DAY)
    actions.watch(now=NOON + 5 * DAY)
    assert awaited(made) == []  # the last day still counts
    actions.watch(now=NOON + 6 * DAY)
    actions.watch(now=NOON + 7 * DAY)
    assert awaited(made) == [("restore", "STREET_LEADER", unit().pk)]
    assert kinds(made).count("empowerment.short") == 1
    assert fresh(made).status == S.IN_FORCE
    assert queries.holds(unit().pk, PENALTY, TODAY + 7 * DAY) is not None
    certified(CHINGGIS, TODAY + 400 * DAY, TODAY + 400 * DAY)
    actions.watch(now=NOON + 8 * DAY)
    assert awaited(made) == []
    assert kinds(made)[-1] == "empowerment.restored"


def test_a_line_that_ends_makes_the_street_short_at_once():
    made = in_force()
    actions.end_capacity(unit().pk, CapacityKind.SEAL, ended_on=TODAY, actor=leader(), at=NOON)
    assert [row[0] for row in awaited(made)] == ["restore"]
    with pytest.raises(EmpowermentRefused):
        actions.end_capacity(unit().pk, CapacityKind.SEAL, ended_on=TODAY, actor=leader(), at=NOON)


def test_the_reviewer_is_a_post_of_the_street():
    for post in (None, housing().post_id):
        with pytest.raises(EmpowermentRefused):
            actions.confirm_capacity(unit().pk, CapacityKind.LEGAL_REVIEWER, confirmed_on=TODAY, post_id=post, actor=leader(), at=NOON)
    empty = Post.objects.create(body=unit(), code="示例空岗", title="示例空岗")
    changed()
    with pytest.raises(EmpowermentRefused, match="没有人") as refused:
        actions.confirm_capacity(unit().pk, CapacityKind.LEGAL_REVIEWER, confirmed_on=TODAY, post_id=empty.pk, actor=leader(), at=NOON)
    assert refused.value.field == "post"
    made = actions.confirm_capacity(unit().pk, CapacityKind.LEGAL_REVIEWER, confirmed_on=TODAY, post_id=leader().post_id, actor=leader(), at=NOON)
    assert (made.confirmed_by, made.confirmed_on) == (leader().assignment_id, TODAY)


def test_a_reviewer_who_leaves_makes_the_street_short_until_somebody_sits_there_again():
    made = in_force()
    reviewer = queries.unit_capacity(unit().pk, TODAY).lines["LEGAL_REVIEWER"].post
    seats = Assignment.objects.filter(post=reviewer, valid_to=None)
    kept = list(seats.values_list("pk", flat=True))
    seats.update(valid_to=TODAY + DAY)
    assert actions.watch_capacity(now=NOON) == 0
    assert actions.watch_capacity(now=NOON + DAY) == 1
    assert lacks(made, TODAY + DAY) == ["LEGAL_REVIEWER"]
    assert fresh(made).units.get().short_since == TODAY + DAY
    assert not queries.missing_now(unit().pk, {"PENALTY"}, TODAY)
    Assignment.objects.filter(pk__in=kept).update(valid_to=None)
    assert actions.watch_capacity(now=NOON + 2 * DAY) == 1
    assert fresh(made).units.get().short_since is None


@pytest.mark.parametrize("kind", [CapacityKind.TEMPLATES, CapacityKind.FINES_ACCOUNT, CapacityKind.SEAL])
def test_a_full_stop_is_no_seal(kind):
    for words in ("。", " ", "有", "……————"):
        with pytest.raises(EmpowermentRefused) as refused:
            actions.confirm_capacity(unit().pk, kind, confirmed_on=TODAY, words=words, actor=leader(), at=NOON)
        assert refused.value.field == "words"
    for words in ("3号", "示例公章一枚"):
        actions.confirm_capacity(unit().pk, kind, confirmed_on=TODAY, words=words, actor=leader(), at=NOON)


# --- basis, training, publication, days ---------------------------------------------------------------------------------


def test_a_penalty_without_the_provincial_decision_is_refused_an_approval_is_not():
    able()
    penalty, approval = planned(PENALTY), planned(APPROVAL)
    with pytest.raises(NotYet) as refused:
        trained(penalty)
    assert "第二十四条" in queries.missing_words(refused.value.missing)[0]
    assert fresh(penalty).status == S.DISTRICT_PLAN
    trained(approval)
    assert fresh(approval).status == S.TRAINED
    with pytest.raises(EmpowermentRefused):
        actions.basis(_approval_planned().number, decided_on=TODAY, authority="示例", document="示例", actor=staffing(), at=NOON)


NUMBER, WHOLE = "示例政发〔2026〕1号", "内蒙古自治区人民政府"


@pytest.mark.parametrize(("authority", "document", "field"), [
    ("区城管局某科", NUMBER, "authority"), ("新城区人民政府", NUMBER, "authority"), ("区人民政府", NUMBER, "authority"), ("人民政府", NUMBER, "authority"),
    ("", NUMBER, "authority"), (WHOLE, "口头", "document"), (WHOLE, "示例决定", "document"), (WHOLE, "", "document"),
])
def test_a_penalty_stands_on_the_province_and_on_a_number_and_on_nothing_else(authority, document, field):
    able()
    made = planned()
    with pytest.raises(EmpowermentRefused) as refused:
        actions.basis(made.number, decided_on=TODAY, authority=authority, document=document, actor=staffing(), at=NOON)
    assert refused.value.field == field
    assert fresh(made).status == S.DISTRICT_PLAN
    with pytest.raises(EmpowermentRefused) as refused:
        actions.register_existing(proposal("P33"), known(basis_authority=authority, basis_document=document), actor=staffing(), at=NOON)
    assert refused.value.field == f"basis_{field}"
    done = actions.basis(made.number, decided_on=TODAY, authority="自治区人大常委会", document=NUMBER, actor=staffing(), at=NOON)
    assert done.basis_authority == "内蒙古自治区人民代表大会常务委员会"


def test_another_province_names_its_own(settings):
    settings.PROVINCE = "浙江省"
    able()
    made = planned()
    with pytest.raises(EmpowermentRefused):
        actions.basis(made.number, decided_on=TODAY, authority=WHOLE, document=NUMBER, actor=staffing(), at=NOON)
    assert actions.basis(made.number, decided_on=TODAY, authority="省人民政府", document=NUMBER, actor=staffing(), at=NOON).basis_authority == "浙江省人民政府"


def _approval_planned():
    made = actions.propose(proposal(APPROVAL, street=DONGFENG), actor=housing(), at=NOON)
    actions.sign(made.number, actor=leader(DONGFENG), at=NOON)
    for kind in (CapacityKind.LEGAL_REVIEWER, CapacityKind.TEMPLATES, CapacityKind.SEAL):
        actions.confirm_capacity(unit(DONGFENG).pk, kind, confirmed_on=TODAY, post_id=leader(DONGFENG).post_id, words="示例：一号", actor=SYSTEM, at=NOON)
    return actions.plan(made.number, held_on=TODAY, meeting="示例", document="示例〔2026〕1号", actor=staffing(), at=NOON)


def test_an_existing_penalty_is_not_entered_without_its_basis_either():
    with pytest.raises(EmpowermentRefused) as refused:
        actions.register_existing(proposal(), known(basis_on=None), actor=staffing(), at=NOON)
    assert refused.value.field == "basis_on"
    made = actions.register_existing(proposal(APPROVAL), known(basis_on=None), actor=staffing(), at=NOON)
    assert made.status == S.IN_FORCE
    with pytest.raises(PermissionDenied):
        actions.register_existing(proposal(), known(), actor=housing(), at=NOON)


def test_days_out_of_order_are_refused():
    able()
    made = based()
    step = {"given_by": "示例", "topic": "示例", "explained": True, "others": 1, "actor": housing(), "at": NOON}
    for wrong in (TODAY + DAY, TODAY - DAY):  # not yet held; before the plan
        with pytest.raises(EmpowermentRefused):
            actions.train(made.number, held_on=wrong, **step)
    with pytest.raises(EmpowermentRefused):
        actions.train(made.number, held_on=TODAY, **{**step, "explained": False})
    with pytest.raises(EmpowermentRefused):
        actions.train(made.number, held_on=TODAY, **{**step, "others": 0})
    trained(made)
    with pytest.raises(EmpowermentRefused):
        actions.publish(made.number, published_on=TODAY - DAY, where="示例", version=powers_list(), actor=staffing(), at=NOON)
    with pytest.raises(EmpowermentRefused):
        actions.publish(made.number, published_on=TODAY, where="示例", version=None, actor=staffing(), at=NOON)
    published(made)
    with pytest.raises(EmpowermentRefused):
        actions.start(made.number, in_force_on=TODAY - DAY, actor=staffing(), at=NOON)
    with pytest.raises(EmpowermentRefused):
        actions.register_existing(proposal(APPROVAL), known(published_on=TODAY), actor=staffing(), at=NOON)
    assert not HandedPower.objects.filter(valid_from__isnull=False).exists()


def test_of_two_editors_the_second_finds_the_step_taken():
    able()
    made = signed()
    first, second = staffing(), justice()
    actions.plan(made.number, held_on=TODAY, meeting="甲会", document="甲方案〔2026〕1号", actor=first, at=NOON)
    with pytest.raises(MoveRefused):
        actions.plan(made.number, held_on=TODAY, meeting="乙会", document="乙方案〔2026〕2号", actor=second, at=NOON)
    assert fresh(made).plan_meeting == "甲会"
    for words in ("甲章1号", "乙章2号"):  # one line, changed twice: the later stands, the earlier is kept as ended
        actions.confirm_capacity(unit().pk, CapacityKind.SEAL, confirmed_on=TODAY, words=words, actor=leader(), at=NOON)
    assert queries.unit_capacity(unit().pk, TODAY).lines["SEAL"].words == "乙章2号"


@pytest.mark.parametrize(("days", "enters"), [(0, False), (29, False), (30, True), (900, True)])
def test_what_began_just_now_is_made_here_and_not_entered(days, enters):
    if not enters:
        with pytest.raises(EmpowermentRefused) as refused:
            actions.register_existing(proposal(), known(TODAY - days * DAY), actor=staffing(), at=NOON)
        assert refused.value.field == "in_force_on"
        return
    made = actions.register_existing(proposal(), known(TODAY - days * DAY), actor=staffing(), at=NOON)
    assert not made.units.filter(signed_at__isnull=False).exists()  # nobody signed here
