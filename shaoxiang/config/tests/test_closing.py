"""撤销机构: whatever an upper room keeps by body stands in the list that refuses the closing, with a link for who may open it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shaoxiang.admission.tests import walks as admission
from shaoxiang.empowerment.models import CapacityConfirmation
from shaoxiang.empowerment.tests import conftest as empowerment
from shaoxiang.forces.models import Team
from shaoxiang.hotline.actions.settings import set_petition_office
from shaoxiang.hotline.actions.tickets import take_ticket
from shaoxiang.hotline.models import ExchangeProfile
from shaoxiang.hotline.tests import test_actions as hotline
from shaoxiang.institutions import actions
from shaoxiang.institutions.actions import HeldRefused
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.holdings import held_by_bodies, held_by_posts
from shaoxiang.institutions.rules import Decision
from shaoxiang.mediation.tests import conftest as mediation
from shaoxiang.profiles.xincheng.hotline import TICKETS
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def request():
    made = admission.drafted()
    return made.matter.unit_id, made.number, admission.liaison()


def touched():
    made = admission.submitted()
    return admission.desk().unit_id, made.number, admission.desk()


def refusal():
    made = admission.refused()
    return made.department_id, made.number, admission.liaison()


def refusing():
    made = admission.refused()
    return made.matter.unit_id, made.number, admission.desk()


def committee():
    made = mediation.registered()
    return Body.objects.get(kind="COMMUNITY_COMMITTEE", community_id=mediation.desk().community_id).pk, made.number, mediation.desk()


def mediators_body():
    made, mediator = mediation.mediating()
    return book().posts[mediator.post_id].body_id, made.number, mediator


def petition_office():
    made = hotline.registered()
    return made.office_unit_id, made.number, hotline.office()


def petition_organ():
    made = hotline.handed()
    return hotline.organ().unit_id, made.number, hotline.organ()


def ticket():
    taken = take_ticket(ExchangeProfile.objects.get(code="upper-file"), TICKETS[0], actor=hotline.agent(), at=timezone.now())
    taken.case.matter.refresh_from_db()
    return taken.case.matter.unit_id, TICKETS[0]["工单编号"], people.actor("DISTRICT_DESK")


def setting():
    set_petition_office(admission.liaison().unit_id, actor=people.actor("CONFIG_ADMIN"), at=timezone.now())
    return admission.liaison().unit_id, "信访工作机构", people.actor("CONFIG_ADMIN")


def power():
    made = empowerment.in_force()
    return empowerment.unit().pk, f"{empowerment.PENALTY} {empowerment.unit().shown_name}", empowerment.leader(), made


def power_handed_on():
    empowerment.in_force()
    return empowerment.housing().unit_id, f"{empowerment.PENALTY} {empowerment.unit().shown_name}", empowerment.housing()


def decision():
    made = empowerment.proposed()
    return empowerment.unit().pk, made.number, empowerment.leader()


def team():
    row = Team.objects.select_related("body").filter(crews__gt=0).first()
    return row.body_id, row.body.shown_name, people.actor("STAFFING_OFFICE")


HELD = [
    ("admissions", request), ("admissions", touched), ("refusals", refusal), ("refusals", refusing), ("mediations", committee), ("mediations", mediators_body),
    ("petitions", petition_office), ("petitions", petition_organ), ("tickets", ticket), ("petition_office", setting), ("powers", power),
    ("powers", power_handed_on), ("power_decisions", decision), ("teams", team),
]


@pytest.mark.parametrize(("code", "make"), HELD, ids=[make.__name__ for _code, make in HELD])
def test_a_body_that_still_holds_it_is_not_closed_and_the_list_leads_there(code, make):
    body_id, words, reader, *_rest = make()
    body, staffing = Body.objects.get(pk=body_id), people.actor("STAFFING_OFFICE")
    decided = Decision(timezone.localdate() + timedelta(days=1), "撤并", "新编发〔2026〕3号")
    with pytest.raises(HeldRefused) as refused:
        actions.close_body(body.pk, decision=decided, revision=body.revision, actor=staffing, at=timezone.now())
    found = next(one for one in refused.value.holdings if one.source.code == code)
    assert words in [line.words for line in found.lines]
    assert found.source.cure.startswith("请")
    mine = next(one for one in held_by_bodies([body.pk], timezone.localdate(), reader) if one.source.code == code)
    assert next(line.url for line in mine.lines if line.words == words).startswith("/")
    assert Body.objects.get(pk=body.pk).valid_to is None


def test_what_is_over_is_not_held():
    made = admission.drafted()
    admission.actions.withdraw(made.number, words="示例", actor=admission.liaison(), at=admission.MONDAY + admission.HOUR)
    notice = admission.refused()
    admission.actions.accept(notice.number, actor=admission.liaison(), at=admission.MONDAY + admission.HOUR)
    row = Team.objects.filter(crews__gt=0).first()
    Team.objects.filter(pk=row.pk).update(crews=0)
    held = held_by_bodies([made.matter.unit_id, notice.matter.unit_id, row.body_id], timezone.localdate())
    assert not {one.source.code for one in held} & {"admissions", "refusals", "teams"}


def test_who_may_not_open_it_sees_the_line_without_the_link():
    made = mediation.registered()
    held = held_by_bodies([mediation.desk().unit_id], timezone.localdate(), people.actor("STAFFING_OFFICE"))
    assert [(line.words, line.url) for one in held if one.source.code == "mediations" for line in one.lines] == [(made.number, "")]


def test_a_mediator_and_a_reviewer_of_powers_hold_something_in_their_post():
    made, mediator = mediation.mediating()
    empowerment.able()
    reviewer = CapacityConfirmation.objects.get(unit=empowerment.unit(), kind="LEGAL_REVIEWER")
    held = {one.source.code: one for one in held_by_posts([mediator.post_id, reviewer.post_id], timezone.localdate(), mediator)}
    assert [line.words for line in held["mediations"].lines] == [made.number]
    assert held["power_reviewers"].total == 1
