"""名册: figures that must agree, members, certificates, teams, and the change of a head."""

from __future__ import annotations

import importlib
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.models import Carrier
from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces import actions
from shaoxiang.forces.checks import findings
from shaoxiang.forces.models import ForceAllocation, HeadChange, Member, Shift, Team
from shaoxiang.forces.queries import allocation_totals, mismatches, team_of_two
from shaoxiang.forces.queries.heads import changes_for, file_of, requests_of
from shaoxiang.forces.queries.heads import head_of as head_in
from shaoxiang.forces.queries.register import certificates_ending, force_page, officers_of, people_to_register, quota_of
from shaoxiang.forces.rules import ForceRefused
from shaoxiang.forces.tests.conftest import FIRE, HOUSING, STATION, body, desk, handler_of, head_of
from shaoxiang.forces.vocabulary import Adoption, ChangeKind, MemberKind
from shaoxiang.institutions.models import Assignment, Body, Person
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.documents.models import IssuedDocument
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.verify import verify
from shaoxiang.kernel.workdays.rules import SHANGHAI
from shaoxiang.opinions import actions as opinions
from shaoxiang.opinions.models import OpinionRequest
from shaoxiang.opinions.rules import OpinionRefused
from shaoxiang.opinions.vocabulary import FileStatus, View
from shaoxiang.staffing.models import QuotaHolding
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
NOW = datetime(2026, 11, 2, 10, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()
BUREAU, AREA_UNIT = "S150102008-ZF", "PQ01-DEP05"


def staffing():
    return people.actor("STAFFING_OFFICE")


def leader(street: str = people.HOME):
    return people.actor("STREET_LEADER", street=street)


def market_head():
    return people.actor("DEPARTMENT_HEAD", body="区市场监督管理局")


# -- figures

def test_decision_register_people_and_teams_agree():
    totals = allocation_totals(TODAY)
    assert (totals["FULL_TRANSFER"]["people"], totals["AREA_STATIONED"]["people"], totals["AREA_STATIONED"]["departments"]) == (41, 555, 4)
    assert (totals["ON_WHISTLE"]["teams"], totals["ON_WHISTLE"]["departments"]) == (13, 8)
    assert mismatches(TODAY) == []
    on_quota = Member.objects.filter(quota__isnull=False, valid_to=None)
    assert on_quota.filter(body__code__endswith="-ZF").count() == 41
    assert on_quota.filter(body__kind="DISPATCHED_INSTITUTION").count() == 555
    assert Team.objects.filter(body__kind="EMERGENCY_TEAM").count() == 13


@pytest.mark.parametrize(("spoil", "codes"), [
    (lambda: ForceAllocation.objects.filter(unit__code=STATION).update(headcount=1), {"PEOPLE", "MEMBERS"}),
    (lambda: ForceAllocation.objects.filter(unit__code=FIRE).update(teams=2), {"TEAMS", "NO_TEAM"}),
    (lambda: ForceAllocation.objects.filter(department__code="DEP04").update(valid_to=TODAY), {"PEOPLE", "DEPARTMENTS"}),
    (lambda: Member.objects.filter(pk=Member.objects.filter(body__code=BUREAU, quota__isnull=False).first().pk).update(valid_to=TODAY), {"MEMBERS"}),
    (lambda: Team.objects.filter(body__code=FIRE).delete(), {"NO_TEAM"}),
])
def test_a_wrong_row_is_found_and_named(spoil, codes):
    spoil()
    assert {one.code for one in mismatches(TODAY)} == codes
    assert codes <= {code for code, _words, _facts in findings(TODAY)}


def test_an_auxiliary_more_changes_no_figure_and_is_no_officer():
    officers = officers_of([body(BUREAU).pk], TODAY)[body(BUREAU).pk]
    actions.set_member(body(BUREAU).pk, kind=MemberKind.AUXILIARY, name="示例·协管某", on_quota=False, actor=head_of(BUREAU), at=NOW)
    assert mismatches(TODAY) == []
    assert officers_of([body(BUREAU).pk], TODAY)[body(BUREAU).pk] == officers
    assert force_page(body(BUREAU), head_of(BUREAU), now=NOW).two.officers == officers
    assert team_of_two(TODAY, body_id=body(BUREAU).pk).officers == officers


def test_one_officer_with_two_auxiliaries_is_no_team_of_two():
    rows = Member.objects.filter(body__code=BUREAU)
    one = rows.filter(kind="OFFICER", valid_until__gt=TODAY).first()
    helpers = list(rows.filter(kind="AUXILIARY")[:2])
    assert len(helpers) == 2
    assert not team_of_two(TODAY, person_ids=[one.person_id, *(each.person_id for each in helpers)]).enough
    other = rows.filter(kind="OFFICER", valid_until__gt=TODAY).exclude(pk=one.pk).first()
    assert team_of_two(TODAY, person_ids=[one.person_id, other.person_id]).enough


def test_an_auxiliary_gets_neither_a_card_nor_a_place_on_the_quota():
    with pytest.raises(ForceRefused, match="不占编制"):
        actions.set_member(body(FIRE).pk, kind=MemberKind.AUXILIARY, name="示例", actor=head_of(FIRE), at=NOW)
    with pytest.raises(ForceRefused, match="没有执法证"):
        actions.set_member(
            body(FIRE).pk, kind=MemberKind.AUXILIARY, name="示例", on_quota=False, certificate="示例1", issued_on=TODAY, valid_until=date(2030, 1, 1),
            actor=head_of(FIRE), at=NOW)


def test_half_a_certificate_is_refused_here_and_by_the_database():
    with pytest.raises(ForceRefused, match="一起填"):
        actions.set_member(body(FIRE).pk, kind=MemberKind.OFFICER, name="示例", certificate="示例1", actor=head_of(FIRE), at=NOW)
    row = Member.objects.filter(body__code=FIRE).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=row.pk).update(certificate="示例1", valid_until=None)


def test_fewer_than_two_valid_certificates_are_said_aloud():
    Member.objects.filter(body__code=FIRE).update(valid_until=TODAY - timedelta(days=1))
    assert any(code == "TOO_FEW_OFFICERS" and facts["body"] == body(FIRE).name for code, _words, facts in findings(TODAY))


def test_certificates_that_run_out_are_shown_to_those_who_may_see_them():
    row = Member.objects.filter(body__code=FIRE).exclude(certificate="").first()
    Member.objects.filter(pk=row.pk).update(valid_until=TODAY + timedelta(days=10))
    assert row.pk in {line.member.pk for line in certificates_ending(head_of(FIRE), TODAY)}
    assert row.pk not in {line.member.pk for line in certificates_ending(head_of(HOUSING), TODAY)}


def test_a_member_leaves_only_when_his_shifts_are_given_away():
    row = Member.objects.filter(body__code=FIRE).order_by("-pk").first()
    Shift.objects.filter(person_id=row.person_id).delete()
    Shift.objects.create(body=body(FIRE), kind="NIGHT", person_id=row.person_id, starts_at=NOW + timedelta(days=3), ends_at=NOW + timedelta(days=4))
    with pytest.raises(ForceRefused, match="先换人"):
        actions.end_member(row.pk, since=TODAY, actor=head_of(FIRE), at=NOW)
    Shift.objects.filter(person_id=row.person_id).delete()
    actions.end_member(row.pk, since=TODAY, actor=head_of(FIRE), at=NOW)
    assert Member.objects.get(pk=row.pk).valid_to == TODAY
    with pytest.raises(Member.DoesNotExist):
        actions.end_member(Member.objects.filter(body__code=FIRE, valid_to=None).first().pk, since=TODAY, actor=head_of(HOUSING), at=NOW)


def test_an_allocation_is_never_overwritten():
    held = ForceAllocation.objects.get(unit__code=STATION)
    given = {"headcount": 40, "teams": 0, "document": "示例编发〔2026〕8号", "actor": staffing(), "at": NOW}
    with pytest.raises(ForceRefused, match="过去的配置不改"):
        actions.allocate(held.department_id, DeploymentMode.AREA_STATIONED, held.unit_id, since=held.valid_from, **given)
    for day, words in ((held.valid_from + timedelta(days=400), "最早是今天"), (date(2206, 12, 1), "一年以内")):
        with pytest.raises(ForceRefused, match=words):
            actions.allocate(held.department_id, DeploymentMode.AREA_STATIONED, held.unit_id, since=day, **given)
    assert allocation_totals(date(2022, 1, 1))["AREA_STATIONED"]["people"] == 555
    fresh = actions.allocate(held.department_id, DeploymentMode.AREA_STATIONED, held.unit_id, since=date(2026, 12, 1), **given)
    held.refresh_from_db()
    assert (held.headcount, held.valid_to, fresh.valid_from, fresh.headcount) == (36, date(2026, 12, 1), date(2026, 12, 1), 40)
    assert allocation_totals(TODAY)["AREA_STATIONED"]["people"] == 555
    assert allocation_totals(date(2026, 12, 1))["AREA_STATIONED"]["people"] == 559
    with pytest.raises(PermissionDenied):
        actions.allocate(held.department_id, DeploymentMode.AREA_STATIONED, held.unit_id, since=date(2027, 1, 1), **{**given, "actor": head_of(STATION)})


def test_a_team_says_what_whoever_comes_may_decide():
    with pytest.raises(ForceRefused, match="当场决定什么"):
        actions.set_team(body(FIRE).pk, crews=2, equipment=[], phone="", power=" ", actor=head_of(FIRE), at=NOW)
    actions.set_team(body(FIRE).pk, crews=3, equipment=["水罐车 1 辆", " "], phone="0471-0001111", power="可以疏散", actor=head_of(FIRE), at=NOW)
    row = Team.objects.get(body__code=FIRE)
    assert (row.crews, row.equipment) == (3, ["水罐车 1 辆"])
    given = {"crews": 1, "equipment": [], "phone": "", "power": "可以疏散", "actor": head_of(FIRE), "at": NOW}
    with pytest.raises(ForceRefused, match="都写"):
        actions.set_team(body(FIRE).pk, base_lon=111.7, **given)
    with pytest.raises(ForceRefused, match="不在本区"):
        actions.set_team(body(FIRE).pk, base_lon=40.8, base_lat=11.7, **given)
    lon, lat, _grid = people.point_in()
    assert actions.set_team(body(FIRE).pk, base_lon=lon, base_lat=lat, **given).base_lat == lat
    with pytest.raises(PermissionDenied):
        actions.set_team(body(FIRE).pk, crews=1, equipment=[], phone="", power="示例", actor=handler_of(FIRE), at=NOW)
    with pytest.raises(Body.DoesNotExist):
        actions.set_team(body(FIRE).pk, crews=1, equipment=[], phone="", power="示例", actor=head_of(HOUSING), at=NOW)


# -- ground served

def test_a_street_that_no_unit_serves_and_one_that_two_serve_are_named():
    assert not {"STREET_UNSERVED", "STREET_SERVED_TWICE"} & {code for code, _words, _facts in findings(TODAY)}
    Carrier.objects.filter(body__code=STATION).update(valid_to=TODAY)
    other = Carrier.objects.get(body__code=AREA_UNIT)
    Carrier.objects.create(body=body(f"S{people.HOME}-DEP03"), mode=other.mode, department=other.department, street_id=body(STATION).street_id)
    said = {(code, facts["street"]) for code, _words, facts in findings(TODAY) if code.startswith("STREET")}
    assert said == {("STREET_UNSERVED", "海拉尔东路街道"), ("STREET_SERVED_TWICE", "海拉尔东路街道")}


# -- the head of a stationed unit

def ask(**changes) -> HeadChange:
    other = Member.objects.filter(body__code="PQ02-DEP05", quota__isnull=False).order_by("pk")[3]
    given = {"reason": "任满（示例）", "days": 8, "person_id": other.person_id, "actor": market_head(), "at": NOW, **changes}
    return actions.ask_change(body(AREA_UNIT).pk, ChangeKind.APPOINT, **given)


def request_to(row: HeadChange, street: str = people.HOME) -> OpinionRequest:
    return next(one for one in requests_of([row])[row.pk] if one.unit_id == leader(street).unit_id)


def answer(row: HeadChange, view: View = View.AGREE, words: str = "", at: datetime = NOW) -> None:
    opinions.answer(request_to(row).number, view=view, words=words, actor=leader(), at=at)


def test_the_change_is_not_recorded_before_the_streets_were_asked_and_had_their_time():
    row = ask()
    asked = requests_of([row])[row.pk]
    assert {book().short_name_of(one.unit_id) for one in asked} == {"海拉尔东路街道", "东风路街道", "呼伦路街道"}  # every street of the area
    before = head_in(body(AREA_UNIT).pk, TODAY)
    with pytest.raises(ForceRefused, match=r"答复时间还没有到.*海拉尔东路街道"):
        actions.record_change(row.pk, adoption=None, feedback="", actor=market_head(), at=NOW)
    assert head_in(body(AREA_UNIT).pk, TODAY) == before
    answer(row)
    late = datetime(2026, 11, 13, 9, 0, tzinfo=SHANGHAI)
    actions.record_change(row.pk, adoption=None, feedback="", actor=market_head(), at=late)
    said = sorted(one.matter.status for one in requests_of([row])[row.pk])
    assert said == ["CLOSED", "NO_OPINION", "NO_OPINION"]  # silence is none given, never consent
    assert file_of(row).status == FileStatus.CLOSED
    assert IssuedDocument.objects.filter(matter_id=file_of(row).pk, kind="OPINION_SUMMARY").exists()  # their words, with a number
    assert head_in(body(AREA_UNIT).pk, late.date()).pk == row.person_id
    assert Assignment.objects.filter(post__body=body(AREA_UNIT), post__is_leader=True, valid_to=late.date(), person=before).exists()
    assert [seat.person_id for seat in book().people_in(next(p.id for p in book().posts.values() if p.body_id == body(AREA_UNIT).pk and p.is_leader))]


def test_a_street_that_objects_is_told_what_became_of_it():
    row = ask()
    answer(row, View.OPPOSE, "刚熟悉片区（示例）")
    late = datetime(2026, 11, 13, 9, 0, tzinfo=SHANGHAI)
    with pytest.raises(ForceRefused, match="采纳情况"):
        actions.record_change(row.pk, adoption=None, feedback="", actor=market_head(), at=late)
    actions.record_change(row.pk, adoption=Adoption.NOT, feedback="任期已满，统一轮岗（示例）", actor=market_head(), at=late)
    assert HeadChange.objects.get(pk=row.pk).status == "RECORDED"
    told = request_to(row)
    assert (told.uptake, told.feedback) == ("NOT_ADOPTED", "任期已满，统一轮岗（示例）")


def test_only_streets_that_were_asked_answer_once_and_with_reasons():
    row = ask()
    number = request_to(row).number
    with pytest.raises(OpinionRequest.DoesNotExist):
        opinions.answer(number, view=View.AGREE, words="", actor=leader(people.NEXT), at=NOW)
    with pytest.raises(OpinionRefused, match="写明"):
        answer(row, View.OPPOSE)
    answer(row)
    with pytest.raises(MoveRefused):
        answer(row, View.OPPOSE, "示例")


def test_the_streets_desk_finds_it_and_the_next_street_does_not_find_the_change():
    row = ask()
    assert [one.what for one in desk_of(desk()) if one.matter_id == request_to(row).pk] == ["answer"]
    assert list(changes_for(leader())) == [row] == list(changes_for(desk()))
    assert not changes_for(leader(people.NEXT)).exists()


def test_only_the_department_asks_and_decides():
    for stranger in (leader(), people.actor("DEPARTMENT_HEAD", body="区司法局")):
        with pytest.raises((PermissionDenied, Body.DoesNotExist)):
            ask(actor=stranger)
    row = ask()
    with pytest.raises(ForceRefused, match="等有了结果"):
        ask()
    with pytest.raises(PermissionDenied):
        actions.drop_change(row.pk, actor=leader(), at=NOW)
    actions.drop_change(row.pk, actor=market_head(), at=NOW)
    assert Entry.objects.filter(subject_kind="force", kind="forces.change_dropped").exists()
    assert file_of(row).status == FileStatus.DROPPED
    assert not [one for one in desk_of(desk()) if one.matter_id == request_to(row).pk]  # nobody is asked any longer
    assert ask().status == "ASKED"


def test_a_file_that_was_dropped_in_the_room_of_opinions_carries_no_change():
    row = ask()
    opinions.drop(file_of(row).number, words="示例", actor=market_head(), at=NOW)
    with pytest.raises(ForceRefused, match="重新征求"):
        actions.record_change(row.pk, adoption=None, feedback="", actor=market_head(), at=NOW + timedelta(days=30))
    actions.drop_change(row.pk, actor=market_head(), at=NOW)


@pytest.mark.parametrize(("changes", "words"), [
    ({"days": 1}, "两个到六十个工作日"), ({"reason": " "}, "为什么调整"), ({"person_id": None}, "拟任人选"),
])
def test_what_cannot_be_asked_is_refused(changes, words):
    with pytest.raises(ForceRefused, match=words):
        ask(**changes)
    assert not HeadChange.objects.exists()


def test_the_pages_ask_lead_the_street_to_its_request_and_say_what_is_in_the_way():
    client, street = seated(market_head()), seated(leader())
    other = Member.objects.filter(body__code="PQ02-DEP05", quota__isnull=False).order_by("pk")[3]
    form = {"kind": "APPOINT", "person_id": other.person_id, "reason": "任满（示例）", "days": ""}
    assert client.post("/forces/heads/new/PQ01-DEP05/", {**form, "reason": ""}).status_code == 422
    asked = client.post("/forces/heads/new/PQ01-DEP05/", form)
    assert asked.status_code == 302, asked.content.decode()
    row = HeadChange.objects.get()
    page, number = f"/forces/heads/{row.pk}/", request_to(row).number
    shown = client.get(page).content.decode()
    assert "答复时间还没有到" in shown
    assert f"/opinions/files/{file_of(row).number}/" in shown
    assert f"/opinions/{number}/" in street.get(page).content.decode()
    assert street.post(f"{page}do/answer/").headers["Location"] == f"/opinions/{number}/"
    refused = client.post(f"{page}do/record/", {"adoption": "", "feedback": ""})
    assert refused.status_code == 422
    assert street.post(f"/opinions/{number}/", {"view": "OPPOSE", "words": "示例：刚熟悉"}).status_code == 302
    assert "示例：刚熟悉" in client.get(page).content.decode()
    assert "不同意" in client.get("/forces/heads/").content.decode()
    assert seated(leader(people.NEXT)).get(page).status_code == 404
    assert client.post(f"{page}do/drop/", {}).status_code == 302
    assert client.post(f"{page}do/answer/").status_code == 403


# -- rows from before the room of opinions


def old_change(pk: int, status: str) -> SimpleNamespace:
    decided = {"decided_at": NOW, "decided_by": 1, "adoption": "NOT", "feedback": "示例：轮岗"} if status == "RECORDED" else {
        "decided_at": None, "decided_by": None, "adoption": "", "feedback": ""}
    return SimpleNamespace(
        pk=pk, body=body(AREA_UNIT), kind="APPOINT", reason="任满（示例）", status=status, answer_by=date(2026, 11, 12), asked_at=NOW, asked_by=1, sample=True,
        **decided,
    )


def old_opinion(street: str, said: str, words: str = "") -> SimpleNamespace:
    at = NOW if said in ("AGREE", "OPPOSE", "SUGGEST") else None
    return SimpleNamespace(unit_id=leader(street).unit_id, answer=said, words=words, answered_at=at, answered_by=1 if at else None)


def test_what_was_asked_the_old_way_keeps_its_answers_and_every_matter_has_a_record():
    """The migration's own mover, on rows as they were before it."""
    mover = importlib.import_module("shaoxiang.forces.migrations.0004_head_opinions_moved").Mover
    mover(apps, old_change(1, "RECORDED")).run([old_opinion(people.HOME, "OPPOSE", "示例：刚熟悉"), old_opinion(people.NEXT, "NONE")])
    mover(apps, old_change(2, "ASKED")).run([old_opinion(people.HOME, "AGREE"), old_opinion(people.NEXT, "WAITING")])
    home, following = leader().unit_id, leader(people.NEXT).unit_id
    said = {(one.file.subject_id, one.unit_id): one for one in OpinionRequest.objects.select_related("matter", "file__matter")}
    one = said[1, home]
    assert (one.view, one.words, one.uptake, one.feedback, one.matter.status) == ("OPPOSE", "示例：刚熟悉", "NOT_ADOPTED", "示例：轮岗", "FEEDBACK_GIVEN")
    assert (said[1, following].matter.status, one.file.status) == ("NO_OPINION", FileStatus.CLOSED)
    assert (said[2, home].matter.status, said[2, following].matter.status) == ("ANSWERED", "NOTIFIED")
    assert list(verify()) == []
    opinions.answer(said[2, following].number, view=View.AGREE, words="", actor=leader(people.NEXT), at=NOW + timedelta(days=1))  # goes on in the new room
    assert [row.what for row in desk_of(market_head()) if row.matter_id == said[2, home].pk] == ["feedback"]


def certified(name: str, number: str, **more):
    given = {"kind": MemberKind.OFFICER, "certificate": number, "issued_on": TODAY - timedelta(days=300), "valid_until": TODAY + timedelta(days=600), **more}
    return actions.set_member(body(BUREAU).pk, name=name, actor=head_of(BUREAU), at=NOW, **given)


@pytest.mark.parametrize("again", ["蒙A0001", "蒙 a0001", "蒙Ａ０００１"])
def test_a_certificate_is_one_person_s(again):
    first = certified("示例张三", "蒙A0001")
    with pytest.raises(ForceRefused, match="已经登记在") as refused:
        certified("示例张三", again)
    assert refused.value.field == "certificate"
    other = Member.objects.filter(body__code=FIRE, kind="OFFICER").exclude(certificate="").first()
    with pytest.raises(ForceRefused, match="已经登记在"):
        actions.set_member(body(FIRE).pk, pk=other.pk, kind=MemberKind.OFFICER, certificate=again, issued_on=other.issued_on, valid_until=other.valid_until,
                           actor=head_of(FIRE), at=NOW)
    assert certified("", again, pk=first.pk).certificate == "蒙A0001"  # his own, once more
    actions.end_member(first.pk, since=TODAY + timedelta(days=1), actor=head_of(BUREAU), at=NOW)
    with pytest.raises(ForceRefused):  # he is there until tomorrow
        certified("示例李四", again)


def test_the_database_holds_it_too():
    one, two = Member.objects.filter(valid_to=None, kind="OFFICER").exclude(certificate="").order_by("pk")[:2]
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=two.pk).update(certificate=one.certificate)


def test_who_is_on_the_quota_already_is_the_same_person_in_the_force():
    unit_id = quota_of(body(BUREAU))
    person = Person.objects.create(name="示例在编的人")
    QuotaHolding.objects.create(person=person, body_id=unit_id, quota_type="ENFORCEMENT_SPECIAL", valid_from=TODAY)
    assert certified("示例在编的人", "蒙A0002").person_id == person.pk
    with pytest.raises(ForceRefused, match="已经登记在"):
        certified("示例在编的人", "蒙A0003")
    twins = [Person.objects.create(name="示例同名") for _turn in range(2)]
    for twin in twins:
        QuotaHolding.objects.create(person=twin, body_id=unit_id, quota_type="ENFORCEMENT_SPECIAL", valid_from=TODAY)
    with pytest.raises(ForceRefused, match="编办") as refused:
        certified("示例同名", "蒙A0004")
    assert refused.value.field == "name"
    assert certified("", "蒙A0004", person_id=twins[1].pk).person_id == twins[1].pk
    assert (twins[0].pk, "示例同名") in people_to_register(body(BUREAU), people.actor("STAFFING_OFFICE"), TODAY)
    assert people_to_register(body(BUREAU), head_of(BUREAU), TODAY) == []
    with pytest.raises(ForceRefused, match="不在本单位的编制上"):
        certified("", "蒙A0005", person_id=Person.objects.create(name="示例外人").pk)
