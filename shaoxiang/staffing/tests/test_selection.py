"""The way of a selection, who sees whom, what is written down, and what may not exist: scores and ranks."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.institutions.models import Assignment, Person, Post
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.profiles.xincheng.cadres import select_cadres
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.staffing.actions import deciding, selecting
from shaoxiang.staffing.models import CadreSelection, CandidateSight, LeadershipPostQuota, QuotaHolding, SelectionCandidate
from shaoxiang.staffing.queries.selection import selections_for, sights_for
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.rules.selection import Factors, Sieve, Vote
from shaoxiang.staffing.tests.conftest import DAY, MONDAY, office, street
from shaoxiang.staffing.vocabulary import Education, QuotaType, Rank
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
VOTE = Vote(due=9, present=8, agreed=7, opposed=0, deferred=1)
FACTORS = Factors(1985, Education.BACHELOR, 12, "某省某市", "某省某市", "某小区")
SEEN_BY_OTHERS = ("STAFFING_OFFICE", "STAFFING_COMMISSION", "FINANCE_BUREAU", "DISTRICT_LEADER", "STREET_LEADER", "SECURITY_ADMIN", "GRID_WORKER")


def cadres():
    return people.actor("ORGANISATION_DEPARTMENT")


def empty_seat(code: str = "NEW", **more) -> Post:
    return Post.objects.create(body=street(), code=f"{street().code}:{code}", title="示例空岗", roles=[], sample=True, **more)


def staff(name: str, quota_type: str = "INSTITUTIONAL") -> Person:
    person = Person.objects.create(name=name, sample=True)
    QuotaHolding.objects.create(person=person, body=street(people.NEXT), quota_type=quota_type)
    return person


def moved(at=MONDAY, post: Post | None = None, rank=Rank.NONE, actor=None) -> CadreSelection:
    given = {"body_id": street().pk, "quota_type": QuotaType.INSTITUTIONAL, "rank": rank, "reason": "示例：岗位空缺"}
    return selecting.open_motion((post or empty_seat()).pk, actor=actor or cadres(), at=at, **given)


def named(selection: CadreSelection, person: Person, factors: Factors = FACTORS) -> SelectionCandidate:
    return selecting.nominate(selection.number, person=person.pk, factors=factors, actor=cadres(), at=MONDAY)


def at_decision() -> tuple[CadreSelection, SelectionCandidate, SelectionCandidate]:
    selection = moved()
    first, second = named(selection, staff("示例甲")), named(selection, staff("示例乙"))
    selecting.recommend(selection.number, actor=cadres(), at=MONDAY)
    selecting.inspect(selection.number, candidates=[first.pk, second.pk], recommended_on=MONDAY.date(), how="示例：谈话推荐", actor=cadres(), at=MONDAY)
    return selecting.submit(selection.number, inspection="示例：考察情况", actor=cadres(), at=MONDAY), first, second


def published() -> tuple[CadreSelection, SelectionCandidate, SelectionCandidate]:
    selection, first, second = at_decision()
    deciding.decide(selection.number, candidate=first.pk, vote=VOTE, meeting_on=MONDAY.date(), meeting_number="示例区委〔2026〕1号", actor=cadres(), at=MONDAY)
    return deciding.publish(selection.number, where="示例：公示栏", opinions_to="示例：组织部", actor=cadres(), at=MONDAY), first, second


def take_post(selection: CadreSelection, at) -> CadreSelection:
    return deciding.take_post(selection.number, document="示例任〔2026〕1号", actor=cadres(), at=at)


AFTER = MONDAY + 8 * DAY  # five working days of 3 to 9 November have passed


def test_from_the_motion_to_the_appointment_on_the_quota_and_in_the_post():
    selection, first, _second = published()
    assert list(desk_of(cadres()).filter(matter_id=selection.pk).values_list("what", flat=True)) == ["take_post"]
    done = take_post(selection, AFTER)
    assert (done.status.value, done.came_from, done.probation_until) == ("APPOINTED", "INSTITUTIONAL", AFTER.date().replace(year=2027))
    held = QuotaHolding.objects.get(person=first.person, valid_to__isnull=True)
    assert (held.body, held.pk) == (street(), done.holding_id)
    assert Assignment.objects.get(person=first.person).post == selection.post
    assert not desk_of(cadres()).filter(matter_id=selection.pk).exists()
    entries = Entry.objects.filter(subject_id=selection.pk, subject_kind="matter").order_by("seq")
    kinds = [one.kind.removeprefix("staffing.cadre_") for one in entries]
    assert kinds == ["motion", "nominate", "nominate", "recommend", "inspect", "submit", "decide", "publish", "take_post"]
    with pytest.raises(MoveRefused):
        take_post(selection, AFTER)


def test_people_are_recommended_after_the_motion():
    selection = moved()
    row = named(selection, staff("示例甲"))
    selecting.recommend(selection.number, actor=cadres(), at=MONDAY)
    given = {"candidates": [row.pk], "how": "示例", "actor": cadres(), "at": MONDAY + DAY}
    for wrong in (MONDAY.date() - DAY, MONDAY.date() + 2 * DAY):
        with pytest.raises(StaffingRefused) as refused:
            selecting.inspect(selection.number, recommended_on=wrong, **given)
        assert refused.value.field == "recommended_on"
    assert selecting.inspect(selection.number, recommended_on=MONDAY.date(), **given).recommended_on == MONDAY.date()


def test_nobody_is_appointed_within_the_five_working_days():
    selection, _first, _second = published()
    with pytest.raises(StaffingRefused, match="五个工作日"):
        take_post(selection, MONDAY + 7 * DAY)


def test_an_open_objection_stops_the_appointment_and_an_upheld_one_ends_it_for_this_candidate():
    selection, _first, second = published()
    objection = deciding.object_to(selection.number, said="示例：反映的情况", actor=cadres(), at=MONDAY + DAY)
    with pytest.raises(StaffingRefused, match="没有答复"):
        take_post(selection, AFTER)
    deciding.answer(selection.number, objection=objection.pk, words="示例：查实", upheld=True, actor=cadres(), at=MONDAY + 2 * DAY)
    with pytest.raises(StaffingRefused, match="影响任职"):
        take_post(selection, AFTER)
    deciding.reconsider(selection.number, why="示例：退回", actor=cadres(), at=AFTER)
    selecting.submit(selection.number, inspection="示例", actor=cadres(), at=AFTER)
    deciding.decide(selection.number, candidate=second.pk, vote=VOTE, meeting_on=AFTER.date(), meeting_number="示例2号", actor=cadres(), at=AFTER)
    deciding.publish(selection.number, where="示例", opinions_to="示例", actor=cadres(), at=AFTER)
    with pytest.raises(StaffingRefused, match="五个工作日"):  # the days begin anew
        take_post(selection, AFTER + DAY)
    assert take_post(selection, AFTER + 9 * DAY).chosen == second


def test_an_answered_objection_that_changes_nothing_lets_the_appointment_go_on():
    selection, _first, _second = published()
    objection = deciding.object_to(selection.number, said="示例", actor=cadres(), at=MONDAY + DAY)
    deciding.answer(selection.number, objection=objection.pk, words="示例：不实", upheld=False, actor=cadres(), at=MONDAY + 2 * DAY)
    assert take_post(selection, AFTER).status == "APPOINTED"


def test_no_table_of_the_selection_holds_a_score_a_rank_or_a_place():
    """By construction (ADR 0032): the columns of a candidate are these and no other, and what could be compared is sealed."""
    columns = {field.name for field in SelectionCandidate._meta.get_fields() if not field.auto_created}
    assert columns == {"id", "selection", "person", "standing", "sealed", "key_version", "named_at", "out_why", "erased_at", "sample"} - {"id"}
    assert SelectionCandidate._meta.ordering == []
    selection = moved()
    row = named(selection, staff("示例甲"))
    assert "某省" not in bytes(SelectionCandidate.objects.get(pk=row.pk).sealed).decode("latin-1")


def test_candidates_are_shown_by_name_whoever_was_named_first_and_whatever_the_factors():
    selection = moved()
    for name, year, years in (("示例丙", 1990, 20), ("示例甲", 1970, 1), ("示例乙", 1980, 30)):
        named(selection, staff(name), Factors(year, Education.MASTER, min(years, 2026 - year - 18), "某省", "某省", "某小区"))
    for by in ("name", "unit", "age", "grassroots_years", "education"):
        rows = deciding.see_candidates(selection.number, actor=cadres(), at=MONDAY, by=by)
        assert [row.name for row in rows] == sorted(["示例丙", "示例甲", "示例乙"])
    assert [row.name for row in deciding.see_candidates(selection.number, actor=cadres(), at=MONDAY, sieve=Sieve(words="甲"))] == ["示例甲"]


def test_some_are_shown_by_a_factor_in_the_order_of_names_and_all_of_them_were_read():
    selection = moved()
    for name, year, years, education in (("示例丙", 1992, 9, Education.MASTER), ("示例甲", 1993, 1, Education.MASTER), ("示例乙", 1975, 30, Education.COLLEGE)):
        named(selection, staff(name), Factors(year, education, years, "某省", "某省", "某小区"))

    def shown(**asked):
        return [row.name for row in deciding.see_candidates(selection.number, actor=cadres(), at=MONDAY, sieve=Sieve.of(asked))]

    everybody = sorted(["示例甲", "示例乙", "示例丙"])
    assert shown(age="UNTIL_35") == sorted(["示例甲", "示例丙"])
    assert shown(age="UNTIL_35", years="UNTIL_10") == ["示例丙"]
    assert shown(education="COLLEGE") == ["示例乙"]
    assert shown(quota_type="INSTITUTIONAL") == shown(age="best", education="x") == everybody
    assert shown(quota_type="ADMINISTRATIVE") == []
    assert [sight.candidates.count() for sight in CandidateSight.objects.all()] == [3] * 6


def test_every_reading_is_written_down_with_who_when_and_of_whom():
    selection = moved()
    deciding.see_candidates(selection.number, actor=cadres(), at=MONDAY)
    assert not CandidateSight.objects.exists()  # nobody was shown
    row = named(selection, staff("示例甲"))
    deciding.see_candidates(selection.number, actor=cadres(), at=MONDAY + DAY)
    sight = CandidateSight.objects.get()
    assert (sight.assignment_id, sight.step, sight.at, list(sight.candidates.all())) == (cadres().assignment_id, "MOTION", MONDAY + DAY, [row])
    entry = Entry.objects.get(kind="staffing.cadre_seen")
    assert entry.facts["candidates"] == str(row.pk)
    assert "示例甲" not in str(entry.facts)


def test_only_the_organisation_department_and_those_asked_to_this_step_see_candidates():
    selection, first, _second = at_decision()
    leader, other = people.actor("DISTRICT_LEADER"), people.actor("DISTRICT_LEADER", skip=1)
    for role in SEEN_BY_OTHERS:
        assert not selections_for(people.actor(role)).exists()
        with pytest.raises(CadreSelection.DoesNotExist):
            deciding.see_candidates(selection.number, actor=people.actor(role), at=MONDAY)
    deciding.admit(selection.number, posts=[leader.post_id], actor=cadres(), at=MONDAY)
    assert len(deciding.see_candidates(selection.number, actor=leader, at=MONDAY)) == 2
    assert list(desk_of(leader).filter(matter_id=selection.pk).values_list("what", flat=True)) == ["discuss"]
    with pytest.raises(CadreSelection.DoesNotExist):
        deciding.see_candidates(selection.number, actor=other, at=MONDAY)
    given = {"candidate": first.pk, "vote": VOTE, "meeting_on": MONDAY.date(), "meeting_number": "示例", "at": MONDAY}
    with pytest.raises(PermissionDenied):  # to look is not to act
        deciding.decide(selection.number, actor=leader, **given)
    deciding.decide(selection.number, actor=cadres(), **given)
    deciding.publish(selection.number, where="示例", opinions_to="示例", actor=cadres(), at=MONDAY)
    with pytest.raises(CadreSelection.DoesNotExist):  # the step is over
        deciding.see_candidates(selection.number, actor=leader, at=MONDAY)
    assert not desk_of(leader).filter(matter_id=selection.pk).exists()


def test_the_person_sees_who_read_the_own_data_once_the_selection_is_public():
    selection, first, _second = at_decision()
    deciding.see_candidates(selection.number, actor=cadres(), at=MONDAY)
    Assignment.objects.create(person=first.person, post=empty_seat("OLD"), valid_from=MONDAY.date())
    himself = people.acting(Assignment.objects.get(person=first.person))
    assert not sights_for(himself).exists()  # still confidential
    deciding.decide(selection.number, candidate=first.pk, vote=VOTE, meeting_on=MONDAY.date(), meeting_number="示例", actor=cadres(), at=MONDAY)
    deciding.publish(selection.number, where="示例", opinions_to="示例", actor=cadres(), at=MONDAY)
    assert sights_for(himself).count() == 1
    assert not sights_for(office()).exists()
    assert sights_for(people.actor("SECURITY_ADMIN")).count() == 1


def test_q3_a_motion_needs_an_empty_post_and_a_free_leadership_post_and_only_one_runs_for_it():
    taken = Post.objects.filter(body=street(), assignments__isnull=False).first()
    with pytest.raises(StaffingRefused) as refused:
        moved(post=taken)
    assert refused.value.field == "post"
    LeadershipPostQuota.objects.filter(body=street()).update(deputies=0)
    with pytest.raises(StaffingRefused) as refused:
        moved(post=empty_seat("D"), rank=Rank.DEPUTY)
    assert refused.value.field == "rank"
    post = empty_seat("E")
    moved(post=post)
    with pytest.raises(StaffingRefused):
        moved(post=post)
    with pytest.raises(PermissionDenied):
        moved(post=empty_seat("F"), actor=office())


def test_a_full_quota_refuses_the_appointment_and_leaves_everything_as_it_was():
    selection, first, _second = published()
    for turn in range(20):
        QuotaHolding.objects.create(person=Person.objects.create(name=f"示例占{turn}"), body=street(), quota_type="INSTITUTIONAL")
    with pytest.raises(StaffingRefused, match="没有空编"):
        take_post(selection, AFTER)
    assert QuotaHolding.objects.get(person=first.person).valid_to is None
    assert CadreSelection.objects.get(pk=selection.pk).matter.status == "PUBLICITY"


def test_names_are_given_once_dropped_with_a_reason_and_only_people_on_a_quota():
    selection = moved()
    row = named(selection, staff("示例甲"))
    with pytest.raises(StaffingRefused):
        named(selection, row.person)
    with pytest.raises(StaffingRefused):
        named(selection, Person.objects.create(name="示例编外"))
    with pytest.raises(StaffingRefused):
        selecting.drop_candidate(selection.number, candidate=row.pk, why=" ", actor=cadres(), at=MONDAY)
    selecting.drop_candidate(selection.number, candidate=row.pk, why="示例：本人不愿意", actor=cadres(), at=MONDAY)
    selecting.recommend(selection.number, actor=cadres(), at=MONDAY)
    with pytest.raises(StaffingRefused):
        selecting.inspect(selection.number, candidates=[row.pk], recommended_on=MONDAY.date(), how="示例", actor=cadres(), at=MONDAY)
    assert deciding.end(selection.number, why="示例：没有合适人选", actor=cadres(), at=MONDAY).status == "ENDED"


def test_the_demo_tells_four_selections_all_composed_one_of_them_done():
    select_cadres(Cast(MONDAY), MONDAY)
    rows = CadreSelection.objects.select_related("matter", "holding").order_by("matter__opened_at")
    assert [row.matter.status for row in rows] == ["APPOINTED", "PUBLICITY", "DECISION", "INSPECTION"]
    assert all(row.sample and all(one.sample for one in row.candidates.all()) for row in rows)
    assert {row.came_from for row in rows if row.holding} == {"INSTITUTIONAL"}
    select_cadres(Cast(MONDAY), MONDAY)
    assert CadreSelection.objects.count() == 4
