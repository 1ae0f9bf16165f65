"""Pages: forms, refusals, the panel of a case, and that others find nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import reported
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.mediation import actions
from shaoxiang.mediation.flows import MEDIATION_FLOW
from shaoxiang.mediation.models import MediationCase, PoliceNotice
from shaoxiang.mediation.tests.conftest import SECRET, desk, fresh, judicial, mediating, mediator_of, registered
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
NEW = {
    "dispute": "NEIGHBOUR", "origin": "APPLIED", "facts": "示例：楼道堆物", "first_name": "示例甲", "second_name": "示例乙", "first_phone": "",
    "second_phone": "",
}


def act(client, mediation, move, **form):
    return client.post(reverse("mediation:act", args=[mediation.number, move]), form)


def test_the_whole_way_through_the_pages():
    client = seated(desk())
    answer = client.post("/mediation/new/", {**NEW, "community_id": desk().community_id})
    assert answer.status_code == 302, answer.content.decode()
    mediation = MediationCase.objects.get()
    mediator = mediator_of(desk())
    page = client.get(answer["Location"]).content.decode()
    assert "还没有问到" in page
    assert act(client, mediation, "accept").status_code == 422
    for party in mediation.parties.all():
        assert act(client, mediation, "consent", party_id=party.pk, given="GIVEN", said="IN_PERSON").status_code == 302
    assert act(client, mediation, "name_mediator", post_id=mediator.post_id, chosen_by="PARTIES").status_code == 302
    assert act(client, mediation, "accept").status_code == 302
    theirs = seated(mediator)
    assert mediation.number in theirs.get("/desk/").content.decode()
    assert act(theirs, mediation, "hold", words="示例：谈了一次", place="").status_code == 302
    assert act(theirs, mediation, "agree", form="WRITTEN", agreement="", effective_on=timezone.localdate()).status_code == 422
    day = timezone.localdate()
    assert act(theirs, mediation, "agree", form="WRITTEN", agreement="示例：三日内清走。", effective_on=day, performance_on=day).status_code == 302
    page = theirs.get(reverse("mediation:show", args=[mediation.number])).content.decode()
    assert "三十日内共同向人民法院申请司法确认" in page
    assert "人调协〔" in page
    paper = theirs.post(reverse("mediation:paper", args=[mediation.number, "pdf"]))
    assert paper.content.startswith(b"%PDF")
    assert act(theirs, mediation, "perform").status_code == 302
    assert fresh(mediation).matter.status == "PERFORMED"


def test_every_form_opens_for_whoever_may_and_says_what_is_missing():
    mediation, mediator = mediating(at=timezone.now() - timedelta(hours=5))
    client = seated(mediator)
    for move in MEDIATION_FLOW:
        opened = client.get(reverse("mediation:act", args=[mediation.number, move.name]))
        assert opened.status_code in (200, 403), move.name
        sent = act(client, mediation, move.name)
        assert sent.status_code in (302, 403, 409, 422), move.name
    assert client.get(reverse("mediation:act", args=[mediation.number, "nonsense"])).status_code == 404


def test_the_big_button_is_there_and_takes_one_choice():
    mediation, mediator = mediating(at=timezone.now() - timedelta(hours=5))
    client = seated(mediator)
    assert "danger-band" in client.get(reverse("mediation:show", args=[mediation.number])).content.decode()
    assert "btn-danger" in client.get(reverse("mediation:act", args=[mediation.number, "tell_police"])).content.decode()
    assert act(client, mediation, "tell_police", told="EMERGENCY").status_code == 302
    assert PoliceNotice.objects.get().told == "EMERGENCY"


def test_names_are_shown_for_a_reason_only():
    mediation = registered(at=timezone.now())
    client = seated(desk())
    page = client.get(reverse("mediation:show", args=[mediation.number])).content.decode()
    assert "示例甲某" not in page
    assert "13900000000" not in page
    address = reverse("mediation:parties", args=[mediation.number])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert not Entry.objects.filter(kind="identity.revealed").exists()
    assert "示例甲某" in client.post(address, {"reason": "约双方时间"}).content.decode()
    assert Entry.objects.filter(kind="identity.revealed").count() == 2


ADDRESSES = ("", "parties/", "paper/pdf/", *(f"do/{move.name}/" for move in MEDIATION_FLOW))


@pytest.mark.parametrize("who", [
    ("COMMUNITY_DESK", people.NEXT), ("JUDICIAL_OFFICE", people.NEXT), ("STREET_DESK", people.HOME), ("STREET_LEADER", people.HOME), ("DISTRICT_LEADER", None),
    ("DISTRICT_DESK", None), ("SUPERVISOR", None), ("SECURITY_ADMIN", None),
])
def test_others_find_nothing_anywhere(who):
    role, street = who
    mediation, _mediator = mediating(at=timezone.now() - timedelta(hours=5))
    client = seated(people.actor(role, street=street) if street else people.actor(role))
    for tail in ADDRESSES:
        for method in ("get", "post"):
            assert getattr(client, method)(f"/mediation/{mediation.number}/{tail}").status_code in (404, 405), tail
    for address in ("/mediation/", "/mediation/?all=1", "/desk/", "/cases/", f"/search/?q={mediation.number}", "/search/?q=漏水", "/search/?q=邻里纠纷"):
        text = client.get(address).content.decode()
        assert SECRET[:8] not in text, address
        assert f"/mediation/{mediation.number}" not in text, address


def test_a_case_leads_to_a_prefilled_application():
    case = reported("0601", at=timezone.now(), description="楼上漏水，两家吵起来了，电话 13900000000")
    actor = judicial()
    from shaoxiang.dispatch.models import DispatchOrder

    DispatchOrder.objects.filter(matter_id=case.pk).update(office_id=actor.office_id, unit_id=actor.unit_id)
    client = seated(actor)
    assert f"/mediation/panel/{case.number}/" in client.get(f"/cases/{case.number}/").content.decode()
    panel = client.get(f"/mediation/panel/{case.number}/").content.decode()
    address = re.search(r'href="(/mediation/new/\?case=[^"]+)"', panel)
    page = client.get(address[1]).content.decode()
    assert "楼上漏水" in page
    assert "13900000000" not in page
    answer = client.post("/mediation/new/", {**NEW, "case": case.number, "community_id": case.matter.community_id or ""})
    assert answer.status_code == 302, answer.content.decode()
    made = MediationCase.objects.get()
    assert made.case_id == case.pk
    assert made.number in client.get(f"/mediation/panel/{case.number}/").content.decode()
    stranger = seated(people.actor("STREET_DESK", street=people.HOME))
    assert made.number not in stranger.get(f"/mediation/panel/{case.number}/").content.decode()
    assert seated(desk(street=people.NEXT)).get(f"/mediation/new/?case={case.number}").status_code == 404


def test_what_was_typed_stays_after_a_mistake():
    client = seated(desk())
    answer = client.post("/mediation/new/", {**NEW, "second_name": "", "community_id": desk().community_id})
    assert answer.status_code == 422
    assert "示例：楼道堆物" in answer.content.decode()
    assert not MediationCase.objects.exists()


def test_the_list_shows_what_runs_and_on_request_the_rest():
    mediation, mediator = mediating(at=timezone.now() - timedelta(hours=5))
    client = seated(mediator)
    assert mediation.number in client.get("/mediation/").content.decode()
    actions.withdraw(mediation.number, actor=mediator, at=timezone.now())
    assert mediation.number not in client.get("/mediation/").content.decode()
    assert mediation.number in client.get("/mediation/?all=1").content.decode()
