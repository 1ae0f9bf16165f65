"""A request from draft to list: who may, a colleague, a stranger; the clocks, the desks, the record; A1 to A10 where they meet the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module, util
from itertools import permutations

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from shaoxiang.admission import actions, queries
from shaoxiang.admission.models import AdmissionRequest
from shaoxiang.admission.queries.lists import ADMITTED
from shaoxiang.admission.rules import AdmissionRefused
from shaoxiang.admission.tests.walks import (
    DAY,
    HOUR,
    MONDAY,
    REVIEWER,
    STREETS,
    WORDS,
    advised,
    answers,
    asked,
    decided,
    delivered,
    desk,
    drafted,
    found,
    fresh,
    heard,
    liaison,
    mayor,
    office,
    reviewed,
    stated,
    submitted,
    taken_in,
    temporary,
)
from shaoxiang.admission.tests.walks import (
    refused as refused_by_the_street,
)
from shaoxiang.admission.vocabulary import AdmissionStatus, Advice, Breach, Decided, Finding, LookBack, ReviewKind
from shaoxiang.cases import access as case_access
from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.actions import describe, drop_change, withdraw_draft
from shaoxiang.duties.models import DutyItem, ListVersion
from shaoxiang.duties.queries.finding import find
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.grids.models import AdmittedWork
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.documents.models import IssuedDocument
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.kernel.journal.queries import as_read
from shaoxiang.opinions import actions as opinions
from shaoxiang.opinions.models import OpinionRequest
from shaoxiang.opinions.vocabulary import OpinionStatus, View
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(autouse=True)
def _nothing_waits():
    Pending.objects.all().delete()


def awaited(actor, request):
    return sorted({row.what for row in desk_of(actor) if row.matter_id == request.pk})


def kinds(request):
    return [row.kind for row in Entry.objects.filter(subject_kind="matter", subject_id=request.pk).order_by("seq")]


def listed(request, code="ZR-9", **more):
    return actions.list_it(request.number, code=code, office_name="平安建设办公室", actor=office(), at=MONDAY + 3 * DAY, **more)


def published(request):
    """The draft it stands in, described and published; the room hears of it."""
    for row in request.listings.all():
        version = ListVersion.objects.get(pk=row.version_id)
        describe(version.pk, title="示例", effective_from=date(2026, 11, 20), decided_by="示例", document="示例编发〔2026〕9号", decided_on=date(2026, 11, 2),
                 revision=version.revision, actor=office(), at=MONDAY + 4 * DAY)
        publish(version.pk, actor=office(), at=MONDAY + 4 * DAY)
    deliver_pending(now=MONDAY + 4 * DAY)
    return fresh(request)


# --- drafting ---------------------------------------------------------------------------------------------------------


def test_a_department_cannot_read_another_departments_draft():
    request = drafted()
    stranger = next(other for other in (liaison(skip) for skip in range(1, 9)) if other.unit_id != liaison().unit_id)
    for who in (stranger, desk(), office(), mayor(), people.actor("JUSTICE_BUREAU")):
        assert not queries.requests_for(who).filter(pk=request.pk).exists()
        with pytest.raises(AdmissionRequest.DoesNotExist):
            actions.submit(request.number, actor=who, at=MONDAY)
    assert queries.requests_for(liaison()).get() == request
    actions.submit(request.number, actor=liaison(), at=MONDAY)
    assert not queries.requests_for(stranger).exists()  # submitted or not, another department's is its own
    assert queries.requests_for(desk()).get() == queries.requests_for(office()).get() == request
    assert not queries.requests_for(people.actor("STREET_DESK", street="150102003")).exists()  # a street it does not touch


def test_only_departments_open_a_request():
    for who in (desk(), office(), mayor()):
        with pytest.raises(PermissionDenied):
            actions.open_request(stated(), actor=who, at=MONDAY)


def test_a2_a_request_is_not_taken_while_a_statement_is_missing():
    request = drafted(stated(money="", keeps=" "))
    with pytest.raises(AdmissionRefused) as refused:
        actions.submit(request.number, actor=liaison(), at=MONDAY)
    assert set(refused.value.missing) == {"money", "keeps"}
    assert fresh(request).status == AdmissionStatus.DRAFT
    actions.edit(request.number, stated(), actor=liaison(), at=MONDAY)
    assert actions.submit(request.number, actor=liaison(), at=MONDAY).status == AdmissionStatus.COMPLETENESS


def test_what_is_written_stays_out_of_the_record():
    request = decided()
    assert "示例" not in str(list(Entry.objects.filter(subject_kind="matter", subject_id=request.pk).values_list("facts", flat=True)))


def test_a_submission_starts_the_check_and_a_return_the_amendment():
    request = submitted()
    assert [clock.code for clock in RunningClock.objects.filter(matter_id=request.pk, stopped_at=None)] == ["ADM_COMPLETE"]
    assert awaited(office(), request) == ["take_in"]
    assert awaited(liaison(), request) == []
    with pytest.raises(PermissionDenied):
        actions.take_in(request.number, actor=liaison(), at=MONDAY)
    with pytest.raises(AdmissionRefused):
        actions.send_back(request.number, words=" ", actor=office(), at=MONDAY + DAY)
    actions.send_back(request.number, words=WORDS, actor=office(), at=MONDAY + DAY)
    assert [clock.code for clock in RunningClock.objects.filter(matter_id=request.pk, stopped_at=None)] == ["ADM_AMEND"]
    assert awaited(liaison(), request) == ["submit"]
    assert awaited(office(), request) == []


# --- the three reviews ------------------------------------------------------------------------------------------------


def test_three_reviews_begin_at_once_each_with_its_own_clock_and_desk_row():
    request = taken_in()
    for role in REVIEWER.values():
        assert awaited(people.actor(role), request) == ["review"]
    clocks = RunningClock.objects.filter(matter_id=request.pk, stopped_at=None)
    assert {clock.code for clock in clocks} == {"ADM_REVIEW"}
    assert {clock.part_id for clock in clocks} == set(request.reviews.values_list("pk", flat=True))
    assert fresh(request).matter.due_at == min(clock.due_at for clock in clocks)


@pytest.mark.parametrize("order", list(permutations(ReviewKind)))
def test_whichever_of_the_three_comes_first_the_streets_are_asked_after_the_last(order):
    request = taken_in()
    for turn, kind in enumerate(order):
        with pytest.raises(AdmissionRefused):
            actions.consult(request.number, actor=office(), at=MONDAY + 3 * HOUR)
        found(request, kind, Finding.CHANGE if turn == 1 else Finding.SUPPORT)
        assert RunningClock.objects.filter(matter_id=request.pk, stopped_at=None).count() == 2 - turn
        assert "review" not in awaited(people.actor(REVIEWER[kind]), request)
    assert awaited(office(), request) == ["consult"]
    assert actions.consult(request.number, actor=office(), at=MONDAY + 4 * HOUR).status == AdmissionStatus.CONSULTATION


def test_each_of_the_three_gives_its_own_finding_once():
    request = taken_in()
    with pytest.raises(PermissionDenied):
        actions.review(request.number, kind=ReviewKind.FUNDING, finding=Finding.SUPPORT, words="", actor=people.actor("JUSTICE_BUREAU"), at=MONDAY + 3 * HOUR)
    with pytest.raises(PermissionDenied):
        actions.review(request.number, kind=ReviewKind.LEGALITY, finding=Finding.SUPPORT, words="", actor=desk(), at=MONDAY + 3 * HOUR)
    found(request, ReviewKind.LEGALITY)
    with pytest.raises(MoveRefused):
        found(request, ReviewKind.LEGALITY, Finding.OBJECT)


def test_what_is_not_lawful_goes_back_and_is_examined_anew():
    request = taken_in()
    for kind in ReviewKind:
        found(request, kind, Finding.OBJECT if kind == ReviewKind.LEGALITY else Finding.SUPPORT)
    with pytest.raises(AdmissionRefused):
        actions.consult(request.number, actor=office(), at=MONDAY + 4 * HOUR)
    actions.send_back(request.number, words=WORDS, actor=office(), at=MONDAY + 4 * HOUR)
    assert awaited(people.actor("JUSTICE_BUREAU"), request) == []
    with pytest.raises(AdmissionRefused) as unchanged:
        actions.submit(request.number, actor=liaison(), at=MONDAY + DAY)
    assert unchanged.value.field == "need"
    given = queries.statement_of(fresh(request))
    actions.edit(request.number, replace(given, need=given.need + "补充说明。"), actor=liaison(), at=MONDAY + DAY)
    actions.submit(request.number, actor=liaison(), at=MONDAY + DAY)
    actions.take_in(request.number, actor=office(), at=MONDAY + DAY)
    assert [row.finding for row in queries.reviews_of(fresh(request))] == ["", "", ""]
    assert request.reviews.count() == 6
    [(turn, earlier)] = queries.earlier_reviews(fresh(request))
    assert (turn, [row.words for row in earlier if row.kind == ReviewKind.LEGALITY]) == (1, [WORDS])
    assert WORDS in seated(mayor()).get(f"/admission/{request.number}/").content.decode()


def test_what_was_sent_back_for_completion_is_not_handed_in_word_for_word_again():
    request = submitted()
    actions.send_back(request.number, words=WORDS, actor=office(), at=MONDAY + DAY)
    with pytest.raises(AdmissionRefused):
        actions.submit(request.number, actor=liaison(), at=MONDAY + 2 * DAY)
    given = queries.statement_of(fresh(request))
    actions.edit(request.number, replace(given, units=given.units[:1]), actor=liaison(), at=MONDAY + 2 * DAY)  # fewer streets: that is a change
    actions.submit(request.number, actor=liaison(), at=MONDAY + 2 * DAY)


# --- the streets ------------------------------------------------------------------------------------------------------


def test_a3_every_affected_street_is_asked_and_none_can_be_passed_over():
    request = asked()
    asked_units = set(OpinionRequest.objects.filter(file_id=request.consulted_id).values_list("unit_id", flat=True))
    assert asked_units == {desk(street).unit_id for street in STREETS}
    answers(request, people.HOME)
    assert actions.heard(request.number, at=MONDAY + 6 * HOUR) is None
    with pytest.raises(AdmissionRefused) as refused:
        actions.give_opinion(request.number, advice=Advice.ADMIT, words=WORDS, meeting="示例", actor=office(), at=MONDAY + 6 * HOUR)
    assert "锡林北路" in refused.value.facts["streets"]
    for move in ("approve", "reject"):
        with pytest.raises(MoveRefused):
            actions.decide(request.number, decided=Decided.PERMANENT if move == "approve" else Decided.REJECTED, meeting="示例", decided_on=MONDAY.date(),
                           document="示例〔2026〕1号", actor=mayor(), at=MONDAY + 6 * HOUR)
    answers(request, people.NEXT, View.OPPOSE, WORDS)
    deliver_pending(now=MONDAY + 6 * HOUR)
    assert fresh(request).status == AdmissionStatus.OFFICE_OPINION
    assert awaited(office(), request) == ["give_opinion"]


def test_a3_silence_is_written_down_as_no_opinion_and_never_as_consent():
    request = asked()
    answers(request, people.HOME)
    due_at = OpinionRequest.objects.get(file_id=request.consulted_id, unit_id=desk(people.NEXT).unit_id).due_at
    sweep(now=due_at)
    deliver_pending(now=due_at)
    deliver_pending(now=due_at)
    request = actions.give_opinion(request.number, advice=Advice.ADMIT, words=WORDS, meeting="示例", actor=office(), at=due_at + HOUR)
    silent = next(line for line in queries.street_views(request, now=due_at + HOUR) if line.unit_id == desk(people.NEXT).unit_id)
    assert (silent.request.status, silent.request.view) == (OpinionStatus.NO_OPINION, "")
    assert Entry.objects.filter(kind="admission.give_opinion").last().facts["silent"] == [desk(people.NEXT).unit_id]


def test_a3_dropping_the_question_passes_nobody_over():
    request = asked()
    opinions.drop(queries.consultation_of(request).number, words=WORDS, actor=office(), at=MONDAY + 5 * HOUR)
    assert actions.heard(request.number, at=MONDAY + 40 * DAY) is None
    with pytest.raises((AdmissionRefused, MoveRefused)):
        actions.give_opinion(request.number, advice=Advice.ADMIT, words=WORDS, meeting="示例", actor=office(), at=MONDAY + 40 * DAY)
    again = actions.consult(request.number, actor=office(), at=MONDAY + 6 * HOUR)
    assert again.consulted_id != request.consulted_id


def test_the_opposing_views_go_along_whatever_the_office_writes():
    request = asked()
    answers(request, people.HOME, View.OPPOSE, WORDS)
    answers(request, people.NEXT)
    actions.give_opinion(request.number, advice=Advice.ADMIT, words="示例：建议准入", meeting="示例", actor=office(), at=MONDAY + 6 * HOUR)
    paper = IssuedDocument.objects.get(matter_id=request.consulted_id)
    assert paper.kind == "OPINION_SUMMARY"
    assert Entry.objects.get(kind="admission.give_opinion").facts["against"] == [desk().unit_id]
    assert awaited(mayor(), request) == ["approve"]


# --- the decision -----------------------------------------------------------------------------------------------------


def test_a1_nobody_but_a_district_leader_decides_and_only_on_a_whole_record():
    request = advised()
    given = {"decided": Decided.PERMANENT, "meeting": "示例", "decided_on": MONDAY.date(), "document": "示例〔2026〕1号", "at": MONDAY + 8 * HOUR}
    for who in (office(), liaison(), desk()):
        with pytest.raises(PermissionDenied):
            actions.decide(request.number, actor=who, **given)
    with pytest.raises(AdmissionRefused):
        actions.decide(request.number, actor=mayor(), **(given | {"document": ""}))
    assert actions.decide(request.number, actor=mayor(), **given).status == AdmissionStatus.DELIVERING
    assert kinds(request)[-1] == "admission.approve"


def test_a_rejection_leaves_the_work_with_the_department():
    request = decided(what=Decided.REJECTED)
    assert (request.status, request.matter.closed_at is None, request.lines.count()) == (AdmissionStatus.REJECTED, False, 0)
    assert not RunningClock.objects.filter(matter_id=request.pk, stopped_at=None).exists()


def test_a4_approval_makes_a_line_for_every_resource_at_every_street():
    request = decided()
    assert {line.kind for line in request.lines.all()} == {"MONEY", "POSTS", "AUTHORITY", "TRAINING"}
    assert sum(line.receipts.count() for line in request.lines.all()) == 8
    assert awaited(liaison(), request) == ["deliver"]
    assert awaited(office(), request) == []


# --- resources and the list -------------------------------------------------------------------------------------------


def test_a6_nothing_is_listed_while_a_line_is_unconfirmed_and_the_refusal_names_line_and_street():
    request = delivered(decided(), but=("MONEY", people.NEXT))
    with pytest.raises(AdmissionRefused) as refused:
        listed(request)
    assert refused.value.facts["lines"] == "经费（锡林北路街道办事处）"
    assert awaited(office(), request) == []
    assert awaited(desk(people.NEXT), request) == ["confirm"]
    line = request.lines.get(kind="MONEY")
    actions.dispute(request.number, line=line.pk, words=WORDS, actor=desk(people.NEXT), at=MONDAY + 2 * DAY + 2 * HOUR)
    with pytest.raises(AdmissionRefused):
        listed(request)
    assert awaited(liaison(), request) == ["deliver"]
    actions.deliver(request.number, line=line.pk, units=(desk(people.NEXT).unit_id,), words=WORDS, actor=liaison(), at=MONDAY + 2 * DAY + 3 * HOUR)
    actions.confirm(request.number, line=line.pk, actor=desk(people.NEXT), at=MONDAY + 2 * DAY + 4 * HOUR)
    assert awaited(office(), request) == ["list_it"]
    assert listed(request).status == AdmissionStatus.LISTED


@pytest.mark.parametrize("grid", [False, True])
def test_a6_temporary_work_is_not_registered_either_before_its_means_are_there(grid):
    request = delivered(decided(temporary(grid_work=grid), Decided.TEMPORARY, end_on=date(2027, 3, 31)), but=("MONEY", people.NEXT))
    with pytest.raises(AdmissionRefused) as refused:
        actions.register(request.number, actor=office(), at=MONDAY + 3 * DAY)
    assert refused.value.facts["lines"] == "经费（锡林北路街道办事处）"
    assert (fresh(request).register_numbers, AdmittedWork.objects.filter(number__startswith=request.number).exists()) == ([], False)
    actions.confirm(request.number, line=request.lines.get(kind="MONEY").pk, actor=desk(people.NEXT), at=MONDAY + 3 * DAY)
    assert actions.register(request.number, actor=office(), at=MONDAY + 3 * DAY).register_numbers


def test_a6_a_street_confirms_for_itself_only_and_only_what_was_delivered():
    request = decided()
    line = request.lines.first()
    with pytest.raises(MoveRefused):
        actions.confirm(request.number, line=line.pk, actor=desk(), at=MONDAY + DAY)
    actions.deliver(request.number, line=line.pk, units=(desk().unit_id,), words=WORDS, actor=liaison(), at=MONDAY + DAY)
    for who in (liaison(), office()):
        with pytest.raises(PermissionDenied):
            actions.confirm(request.number, line=line.pk, actor=who, at=MONDAY + DAY)
    with pytest.raises(MoveRefused):
        actions.confirm(request.number, line=line.pk, actor=desk(people.NEXT), at=MONDAY + DAY)
    with pytest.raises(AdmissionRequest.DoesNotExist):
        actions.confirm(request.number, line=line.pk, actor=people.actor("STREET_DESK", street="150102003"), at=MONDAY + DAY)
    actions.confirm(request.number, line=line.pk, actor=desk(), at=MONDAY + DAY)
    assert line.receipts.get(unit_id=desk().unit_id).state == "CONFIRMED"
    with pytest.raises(PermissionDenied):
        actions.deliver(request.number, line=line.pk, units=(desk().unit_id,), words=WORDS, actor=desk(), at=MONDAY + DAY)


def test_what_is_listed_holds_when_its_version_is_published_and_is_looked_at_after_a_year():
    request = listed(delivered(decided()))
    assert not DutyItem.objects.filter(code="ZR-9").exists()
    request = published(request)
    assert (request.status, request.published_at) == (AdmissionStatus.PUBLISHED, MONDAY + 4 * DAY)
    assert DutyItem.objects.get(code="ZR-9").title == request.matter.title
    clock = RunningClock.objects.get(matter_id=request.pk, stopped_at=None)
    assert (clock.code, clock.last_day) == ("ADM_LOOK_BACK", date(2027, 11, 8))  # the 6th is a Saturday
    assert awaited(office(), request) == []
    sweep(now=clock.warn_at)
    deliver_pending(now=clock.warn_at)
    assert awaited(office(), request) == ["look_back"]
    with pytest.raises(AdmissionRefused):
        actions.look_back(request.number, outcome=LookBack.KEEP, words=" ", actor=office(), at=clock.warn_at)
    done = actions.look_back(request.number, outcome=LookBack.WITHDRAW, words=WORDS, actor=office(), at=clock.warn_at)
    assert done.status == AdmissionStatus.REVIEWED
    assert queries.open_draft("STREET_DUTY").changes.get(code="ZR-9").act == "REMOVE"
    assert awaited(office(), request) == []


def test_what_is_struck_from_the_draft_comes_back_and_may_be_listed_again():
    request = listed(delivered(decided()))
    version = ListVersion.objects.get(pk=request.listings.get().version_id)
    drop_change(version.pk, "ZR-9", revision=version.revision, actor=office(), at=MONDAY + 3 * DAY)
    withdraw_draft(version.pk, actor=office(), at=MONDAY + 3 * DAY)
    deliver_pending(now=MONDAY + 4 * DAY)
    assert fresh(request).status == AdmissionStatus.DELIVERING
    assert awaited(office(), request) == ["list_it"]
    assert listed(fresh(request), code="ZR-10").status == AdmissionStatus.LISTED


def test_temporary_work_is_registered_never_listed_and_ends_by_itself():
    request = delivered(decided(temporary(), Decided.TEMPORARY, end_on=date(2027, 3, 31)))
    with pytest.raises(MoveRefused):
        listed(request)
    request = actions.register(request.number, actor=office(), at=MONDAY + 3 * DAY)
    assert request.status == AdmissionStatus.PUBLISHED
    assert request.register_numbers == [request.number]
    assert not AdmittedWork.objects.filter(number__startswith=request.number).exists()  # no grid worker was asked for
    found = [row.listed for row in find(request.matter.title, date(2027, 3, 31), desk().unit_id)]
    assert (ADMITTED, request.number) in [(one.kind, one.code) for one in found]
    assert request.number not in [row.listed.code for row in find(request.matter.title, date(2027, 4, 1), desk().unit_id)]
    assert actions.end_due(now=MONDAY + 100 * DAY) == 0
    last = MONDAY.replace(year=2027, month=4, day=1)
    assert actions.end_due(now=last - DAY) == 0  # its last day
    assert actions.end_due(now=last) == 1
    assert actions.end_due(now=last) == 0
    assert fresh(request).status == AdmissionStatus.ENDED
    assert kinds(request)[-1] == "admission.end"
    assert Entry.objects.filter(kind="admission.end").get().actor_kind == "SYSTEM"


def test_temporary_grid_work_has_a_number_for_each_street():
    request = delivered(decided(temporary(grid_work=True), Decided.TEMPORARY, end_on=date(2027, 3, 31)))
    request = actions.register(request.number, actor=office(), at=MONDAY + 3 * DAY)
    rows = AdmittedWork.objects.filter(number__in=request.register_numbers)
    assert {row.street.code for row in rows} == set(STREETS)
    assert {row.valid_to for row in rows} == {date(2027, 4, 1)}


def test_two_who_edit_one_draft_do_not_undo_each_other():
    request = drafted()
    seen = as_read("matter", request.pk)
    actions.edit(request.number, replace(stated(), need="示例：甲写的"), actor=liaison(), at=MONDAY + HOUR, seen=seen)
    with pytest.raises(AdmissionRefused, match="别人改过"):
        actions.edit(request.number, replace(stated(), money="示例：乙写的"), actor=liaison(), at=MONDAY + HOUR, seen=seen)
    assert fresh(request).need == "示例：甲写的"
    actions.edit(request.number, replace(stated(), money="示例：乙写的"), actor=liaison(), at=MONDAY + HOUR, seen=as_read("matter", request.pk))
    assert fresh(request).money == "示例：乙写的"


def test_a3_the_district_decides_after_the_streets_were_heard():
    request = advised()
    given = {"decided": Decided.PERMANENT, "meeting": "示例", "document": "示例〔2026〕1 号", "actor": mayor(), "at": MONDAY + DAY}
    with pytest.raises(AdmissionRefused) as refused:
        actions.decide(request.number, decided_on=MONDAY.date() - DAY, **given)
    assert refused.value.field == "decided_on"
    assert actions.decide(request.number, decided_on=MONDAY.date(), **given).status == AdmissionStatus.DELIVERING


def test_permanent_grid_work_gets_its_number_after_it_is_published():
    request = published(listed(delivered(decided(stated(people.HOME, grid_work=True)))))
    assert awaited(office(), request) == ["register_grid"]
    request = actions.register_grid(request.number, actor=office(), at=MONDAY + 5 * DAY)
    assert request.register_numbers == [request.number]
    assert AdmittedWork.objects.get(number=request.number).valid_to is None
    assert awaited(office(), request) == []


def test_a_department_withdraws_until_the_streets_are_asked():
    request = reviewed()
    with pytest.raises(AdmissionRefused):
        actions.withdraw(request.number, words="", actor=liaison(), at=MONDAY + 4 * HOUR)
    actions.withdraw(request.number, words=WORDS, actor=liaison(), at=MONDAY + 4 * HOUR)
    assert fresh(request).matter.closed_at == MONDAY + 4 * HOUR
    with pytest.raises(MoveRefused):
        actions.withdraw(heard().number, words=WORDS, actor=liaison(), at=MONDAY + 9 * HOUR)


def test_a8_no_way_of_any_room_lets_a_department_assess_a_street():
    """What judges is open to the street, the district and supervision; the one word a called unit has is of the whistle it came for."""
    lines, found = {Role.DEPARTMENT_LIAISON, Role.DEPARTMENT_HEAD}, set()
    for room in settings.INSTALLED_APPS:
        if room.startswith("shaoxiang.") and util.find_spec(f"{room}.access"):
            for name, grants in getattr(import_module(f"{room}.access"), "GRANTS", {}).items():
                judges = any(word in name for word in ("apprais", "assess", "supervis", "criticis", "publicis", "evaluat", "score", "rule_"))
                if judges and any(lines & grant.roles for grant in grants):
                    found.add((room, name))
    assert found == {("shaoxiang.whistles", "appraise_whistle"), ("shaoxiang.whistles", "answer_appraisal")}
    assert any(name == "supervise" for name in case_access.GRANTS)


def test_a8_a_department_that_tries_is_refused():
    notice = refused_by_the_street()
    with pytest.raises(PermissionDenied):
        actions.rule_stands(notice.number, words="示例：街道推诿，应予批评", breach=Breach.CRITICISM, actor=liaison(), at=MONDAY + DAY)
