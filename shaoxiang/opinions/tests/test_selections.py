"""The head of a dispatched body: no meeting before its street is heard, no appointment before the street is told what became of it."""

from __future__ import annotations

import pytest

from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions.models import Assignment, Body
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.opinions import actions
from shaoxiang.opinions.models import OpinionFile, OpinionRequest
from shaoxiang.opinions.rules import OpinionRefused
from shaoxiang.opinions.tests.conftest import DAY, HOUR, MONDAY, desk, leader
from shaoxiang.opinions.vocabulary import Power, Uptake, View
from shaoxiang.staffing.actions import deciding, selecting
from shaoxiang.staffing.models import CadreSelection
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.tests.test_selection import VOTE, cadres, moved, named, staff
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
TEXT = "示例：请就这个岗位的要求答复"
AFTER = MONDAY + 8 * DAY


def inspected() -> CadreSelection:
    """The head's post of the home street's justice office, vacant, at the inspection."""
    post = Body.objects.get(code=f"S{people.HOME}-DEP04").posts.get(is_leader=True)
    Assignment.objects.filter(post=post).delete()
    selection = moved(post=post)
    row = named(selection, staff("示例甲"))
    selecting.recommend(selection.number, actor=cadres(), at=MONDAY)
    return selecting.inspect(selection.number, candidates=[row.pk], recommended_on=MONDAY.date(), how="示例", actor=cadres(), at=MONDAY)


def submit(selection: CadreSelection, at=MONDAY) -> CadreSelection:
    return selecting.submit(selection.number, inspection="示例：考察", actor=cadres(), at=at)


def ask(selection: CadreSelection, actor=None) -> OpinionFile:
    return actions.ask_about_selection(selection.number, text=TEXT, actor=actor or cadres(), at=MONDAY)


def test_the_meeting_waits_for_the_street_and_the_appointment_for_its_feedback():
    selection = inspected()
    with pytest.raises(StaffingRefused, match="还没有征求所在镇街"):
        submit(selection)
    file = ask(selection)
    assert (file.power, file.subject_id) == (Power.PERSONNEL_APPRAISAL_CONSENT, selection.pk)
    request = OpinionRequest.objects.get(file=file)
    assert request.unit_id == desk().unit_id
    assert "answer" in [row.what for row in desk_of(leader()) if row.matter_id == request.pk]
    with pytest.raises(StaffingRefused, match="答复时间还没有到"):
        submit(selection)
    actions.answer(request.number, view=View.SUGGEST, words="示例：要熟悉调解", actor=leader(), at=MONDAY + HOUR)
    with pytest.raises(StaffingRefused, match="随件提交"):
        submit(selection, MONDAY + HOUR)
    actions.send_to_meeting(file.number, meeting="示例：区委会议", actor=cadres(), at=MONDAY + HOUR)
    submit(selection, MONDAY + HOUR)
    chosen = selection.candidates.get().pk
    deciding.decide(selection.number, candidate=chosen, vote=VOTE, meeting_on=MONDAY.date(), meeting_number="示例", actor=cadres(), at=MONDAY + HOUR)
    deciding.publish(selection.number, where="示例", opinions_to="示例", actor=cadres(), at=MONDAY + HOUR)
    with pytest.raises(StaffingRefused, match="书面反馈"):
        deciding.take_post(selection.number, document="示例", actor=cadres(), at=AFTER)
    actions.give_feedback(request.number, uptake=Uptake.ADOPTED, words="示例：已采纳", actor=cadres(), at=AFTER)
    assert deciding.take_post(selection.number, document="示例", actor=cadres(), at=AFTER).status == "APPOINTED"


def test_silence_lets_the_meeting_go_on_and_is_recorded_as_silence():
    selection = inspected()
    file = ask(selection)
    late = MONDAY + 9 * DAY
    actions.send_to_meeting(file.number, meeting="示例", actor=cadres(), at=late)
    assert OpinionRequest.objects.get(file=file).view == ""
    assert submit(selection, late).status == "DECISION"


def test_it_is_asked_once_and_again_only_after_it_was_dropped():
    selection = inspected()
    file = ask(selection)
    with pytest.raises(OpinionRefused, match="已经为这一件"):
        ask(selection)
    actions.drop(file.number, words="示例", actor=cadres(), at=MONDAY)
    with pytest.raises(StaffingRefused, match="还没有征求"):
        submit(selection)
    assert ask(selection).pk != file.pk


def test_only_who_sees_the_selection_asks_and_another_post_is_no_streets_business():
    selection = inspected()
    for role in ("STAFFING_OFFICE", "DEPARTMENT_LIAISON", "DISTRICT_LEADER", "STREET_LEADER"):
        with pytest.raises(CadreSelection.DoesNotExist):
            ask(selection, people.actor(role))
    other = moved()
    with pytest.raises(OpinionRefused, match="不是派驻机构"):
        ask(other)


def test_from_the_selections_page_to_the_question_and_back():
    selection, client = inspected(), seated(cadres())
    page = f"/staffing/cadres/{selection.number}/"
    address = f"/opinions/files/about/{selection.number}/"
    assert address in client.get(page).content.decode()
    assert "海拉尔东路" in client.get(address).content.decode()
    assert client.post(address, {"text": " "}).status_code == 422
    assert client.post(address, {"text": TEXT}).status_code == 302
    shown = client.get(page).content.decode()
    assert OpinionFile.objects.get().number in shown
    assert address not in shown
    assert seated(people.actor("STREET_LEADER")).get(address).status_code == 404
