"""Pages: thin. What a reader sees, what is refused with the way out, what of another street is not there."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import handler_of as handler_of_case
from shaoxiang.cases.tests.walks import reported
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.forces import actions
from shaoxiang.forces.models import Absence, ForceOrder, ReleaseRequest, Rotation, Shift, Team
from shaoxiang.forces.tests.conftest import FIRE, HOUSING, STATION, body, desk, district, engaged, handler_of, head_of
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface.actions import make_key
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.interface.vocabulary import Scope
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(autouse=True)
def _plain(district):
    Absence.objects.all().delete()
    Team.objects.update(crews=1)


@pytest.fixture
def case():
    return reported(at=timezone.now() - timedelta(hours=1))


def text(answer) -> str:
    return answer.content.decode()


def sent(case, code=FIRE, priority=Priority.EMERGENCY, by=None) -> ForceOrder:
    return actions.send_force(case.number, body(code).pk, priority=priority, task="示例：带测漏仪", actor=by or desk(), at=timezone.now())


# -- who is on duty

def test_one_screen_says_who_with_what_power_reachable_how(case):
    sent(case)
    page = text(seated(desk()).get("/forces/duty/"))
    shift = Shift.objects.filter(body=body(FIRE), starts_at__lte=timezone.now(), ends_at__gt=timezone.now()).select_related("person").get()
    for words in (shift.person.name, f'href="tel:{shift.person.work_phone}"', "现场指挥灭火救援", "应急任务中", case.number, "东风片区市场监督管理所"):
        assert words in page, words
    assert f"{body(STATION).name}" in page
    assert body(f"S{people.NEXT}-DEP01").name not in page


def test_of_another_streets_task_only_the_priority_and_the_street_are_shown(case):
    sent(case)
    page = text(seated(desk(people.NEXT)).get("/forces/duty/"))
    assert "应急任务中" in page
    assert case.number not in page
    assert "海拉尔东路" in page


def test_a_street_sees_its_own_screen_a_department_any_and_the_district_all():
    assert seated(desk()).get(f"/forces/duty/?street={people.NEXT}").status_code == 404
    assert seated(desk()).get(f"/forces/duty/?street={people.HOME}").status_code == 200
    housing = people.actor("DEPARTMENT_LIAISON", body="区住房和城乡建设局")
    assert body(FIRE).name in text(seated(housing).get(f"/forces/duty/?street={people.HOME}"))
    whole = text(seated(district()).get("/forces/duty/"))
    assert "全区" in whole
    assert whole.count("值班领导") >= 10


def test_a_later_hour_shows_the_roster_of_then_and_no_tasks(case):
    sent(case)
    later = timezone.localtime() + timedelta(days=3)
    page = text(seated(desk()).get(f"/forces/duty/?at={later:%Y-%m-%dT%H:%M}"))
    assert "任务情况只有现在的" in page
    assert case.number not in page
    assert seated(desk()).get("/forces/duty/?at=tomorrow").status_code == 200


def test_before_any_roster_the_screen_still_says_whom_to_call():
    Shift.objects.all().delete()
    Rotation.objects.all().delete()
    night = timezone.localtime().replace(hour=23, minute=0) + timedelta(days=1)
    page = text(seated(desk()).get(f"/forces/duty/?at={night:%Y-%m-%dT%H:%M}"))
    assert "由总值班转达" in page
    assert 'href="tel:' in page


# -- sending

def test_from_the_case_a_desk_sends_by_one_act(case):
    client = seated(desk())
    panel = text(client.get(f"/forces/panel/{case.number}/"))
    assert f"/forces/send/{case.number}/" in panel
    assert "调度力量" in text(client.get(f"/cases/{case.number}/"))
    page = text(client.get(f"/forces/send/{case.number}/?force={FIRE}"))
    assert f'value="{body(FIRE).pk}" checked' in page
    answer = client.post(f"/forces/send/{case.number}/", {"body_id": body(FIRE).pk, "priority": "JOINT", "task": "示例：来看"})
    order = ForceOrder.objects.get()
    assert answer["Location"] == f"/forces/orders/{order.pk}/"
    assert "示例：来看" in text(client.get(answer["Location"]))


def test_a_refusal_keeps_what_was_typed(case):
    client = seated(desk())
    answer = client.post(f"/forces/send/{case.number}/", {"body_id": body(FIRE).pk, "priority": "LIFE", "task": " "})
    assert answer.status_code == 422
    kept = client.post(f"/forces/send/{case.number}/", {"priority": "LIFE", "task": "示例：写好的任务"})
    assert (kept.status_code, "示例：写好的任务" in text(kept)) == (422, True)


def test_an_engaged_force_answers_409_with_one_click_to_ask_for_its_release(case):
    order = sent(case)
    other = reported(at=timezone.now(), street=people.NEXT)
    client = seated(desk(people.NEXT))
    answer = client.post(f"/forces/send/{other.number}/", {"body_id": body(FIRE).pk, "priority": "LIFE", "task": "示例"})
    assert answer.status_code == 409
    assert "海拉尔东路" in text(answer)
    assert f"/forces/orders/{order.pk}/ask-release/" in text(answer)
    client.post(f"/forces/orders/{order.pk}/ask-release/", {"priority": "LIFE", "case": other.number})
    assert ReleaseRequest.objects.get().for_matter_id == other.pk
    mine = seated(desk())
    assert "别人急着要这支力量" in text(mine.get(f"/forces/orders/{order.pk}/"))
    assert "能不能解除" in text(mine.get("/desk/"))
    refused = mine.post(f"/forces/releases/{ReleaseRequest.objects.get().pk}/refuse/", {"reason": ""})
    assert refused.status_code == 422
    assert mine.post(f"/forces/orders/{order.pk}/do/release/", {"words": ""}).status_code == 302
    assert DispatchOrder.objects.get(pk=order.pk).state == "RELEASED"


def test_a_case_without_a_place_cannot_be_sent_to(case):
    lost = reported(at=timezone.now(), lon=None, lat=None, actor=desk(), source="TELEPHONE")
    page = seated(district()).get(f"/forces/send/{lost.number}/")
    assert page.status_code == 200
    assert "还没有位置" in text(page) or lost.matter.street_id is not None


def test_another_streets_case_order_and_roster_are_not_there(case):
    order = sent(case, STATION)
    stranger = seated(desk(people.NEXT))
    shift = Shift.objects.filter(body=body(STATION)).first()
    for address in (f"/forces/send/{case.number}/", f"/forces/panel/{case.number}/", f"/forces/orders/{order.pk}/", f"/forces/roster/{STATION}/",
                    f"/forces/roster/S{people.HOME}/", f"/forces/units/{STATION}/", f"/forces/shifts/{shift.pk}/"):
        assert stranger.get(address).status_code == 404, address
    for address in (f"/forces/orders/{order.pk}/do/acknowledge/", f"/forces/orders/{order.pk}/ask-release/", f"/forces/shifts/{shift.pk}/cancel/"):
        assert stranger.post(address, {"priority": "LIFE"}).status_code == 404, address
    assert case.number not in text(stranger.get("/forces/orders/"))


def test_the_force_moves_its_order_from_its_page_and_its_desk(case):
    order = sent(case)
    client = seated(handler_of(FIRE))
    assert f"/forces/orders/{order.pk}/do/acknowledge/" in text(client.get("/desk/")) or head_of(FIRE).post_id
    assert client.post(f"/forces/orders/{order.pk}/do/acknowledge/", {"next": "/desk/"})["Location"] == "/desk/"
    assert client.post(f"/forces/orders/{order.pk}/do/arrive/")["Location"] == f"/forces/orders/{order.pk}/"
    refused = client.post(f"/forces/orders/{order.pk}/do/claim_done/", {"words": ""})
    assert (refused.status_code, "做了什么" in text(refused)) == (422, True)
    assert client.post(f"/forces/orders/{order.pk}/do/release/").status_code == 403  # an emergency
    assert client.post(f"/forces/orders/{order.pk}/do/claim_done/", {"words": "示例：已处置"}).status_code == 302
    assert client.post(f"/forces/orders/{order.pk}/do/arrive/").status_code == 409
    assert client.post(f"/forces/orders/{order.pk}/do/nothing/").status_code == 404
    assert "示例：已处置" in text(seated(handler_of_case(case)).get(f"/forces/panel/{case.number}/"))


# -- rosters and registers

def test_a_roster_is_read_by_its_people_and_drawn_by_its_head():
    reader, head = seated(handler_of(FIRE)), seated(head_of(FIRE))
    assert "按轮值排班" not in text(reader.get(f"/forces/roster/{FIRE}/"))
    assert "按轮值排班" in text(head.get(f"/forces/roster/{FIRE}/"))
    assert reader.post(f"/forces/roster/{FIRE}/draw/", {"part": "DUTY", "first": "2027-03-01", "last": "2027-03-05"}).status_code == 403
    assert head.post(f"/forces/roster/{FIRE}/draw/", {"part": "DUTY", "first": "2027-03-01", "last": "2027-03-05"}).status_code == 302
    assert Shift.objects.filter(body=body(FIRE), starts_at__year=2027).count() == 10
    assert head.post(f"/forces/roster/{FIRE}/draw/", {"part": "DUTY", "first": "2027-03-05", "last": "2027-03-01"}).status_code == 422


def test_a_rotation_is_written_by_name_and_a_strange_name_is_named():
    client = seated(head_of(FIRE))
    given = {"part": "DUTY", "covers": ["NIGHT"], "day_from": "08:30", "night_from": "17:30"}
    wrong = client.post(f"/forces/roster/{FIRE}/rotation/", {**given, "people": "某某"})
    assert (wrong.status_code, "名单上没有：某某" in text(wrong)) == (422, True)
    name = body(FIRE).force_members.first().person.name
    assert client.post(f"/forces/roster/{FIRE}/rotation/", {**given, "people": name}).status_code == 302
    assert Rotation.objects.get(body=body(FIRE), valid_to=None).covers == ["NIGHT"]


def test_a_gap_on_the_page_leads_to_the_form_that_fills_it():
    tomorrow = timezone.localtime() + timedelta(days=1)
    Shift.objects.filter(body=body(FIRE), starts_at__date=tomorrow.date()).delete()
    page = text(seated(head_of(FIRE)).get(f"/forces/roster/{FIRE}/?month={tomorrow:%Y-%m}"))
    assert "没有人" in page
    assert f"/forces/roster/{FIRE}/shift/?part=DUTY" in page


def test_the_register_is_open_and_people_are_not():
    page = text(seated(desk()).get("/forces/"))
    assert "都对得上" in page
    assert all(words in page for words in ("41", "555", "13"))
    assert seated(desk()).get(f"/forces/units/{STATION}/").status_code == 200
    assert seated(desk()).get(f"/forces/units/{FIRE}/").status_code == 404  # a team's people are its department's
    assert seated(head_of(HOUSING)).get(f"/forces/units/{FIRE}/").status_code == 404
    assert "执法人员" in text(seated(head_of(FIRE)).get(f"/forces/units/{FIRE}/"))


def test_a_wrong_figure_stands_on_the_register_with_its_cure():
    body(FIRE).allocated.update(teams=2)
    assert "请补队伍情况或改配置" in text(seated(people.actor("STAFFING_OFFICE")).get("/forces/"))


def test_the_organisation_page_shows_the_three_lines():
    page = text(seated(desk()).get(f"/institutions/body/S{people.HOME}/"))
    for words in ("管理在镇街", "执法在片区", "指导在机关", "东风片区市场监督管理所", "区市场监督管理局"):
        assert words in page
    assert "定服务的片区" in text(seated(people.actor("STAFFING_OFFICE")).get("/institutions/body/PQ01-DEP05/"))
    assert seated(desk()).post("/institutions/body/PQ01-DEP05/area/", {"area": "PQ02"}).status_code == 403


def test_english_readers_get_english_words(case):
    sent(case)
    client = seated(desk())
    for address in ("/forces/duty/", f"/forces/send/{case.number}/", "/forces/", "/forces/roster/", f"/forces/roster/S{people.HOME}/", "/forces/roster/mine/"):
        page = text(client.get(address + "?lang=en"))
        assert "On emergency" in page or "duty" in page.lower(), address
        assert "谁在值班" not in page, address


# -- interface

def key_of(code: str, *, post_id: int | None = None) -> dict[str, str]:
    bound = Body.objects.get(code=code).pk
    _key, token = make_key(f"示例系统{ApiKey.objects.count()}", list(Scope), body_id=bound, post_id=post_id, actor=SYSTEM, at=timezone.now())
    return {"Authorization": f"Bearer {token}"}


def test_a_streets_key_reads_the_readiness_of_its_forces(case):
    order = sent(case)
    client, headers = Client(), key_of(f"S{people.HOME}")
    answer = client.get("/api/v1/forces/readiness", headers=headers).json()
    fire = next(one for one in answer["items"] if one["body"] == FIRE)
    assert (answer["street"], fire["availability"], fire["free"], fire["tasks"][0]["order"]) == (people.HOME, "ON_EMERGENCY", 0, order.pk)
    assert fire["on_duty"]["source"] == "ROSTER"
    assert client.get(f"/api/v1/forces/readiness?street={people.NEXT}", headers=headers).status_code == 404
    listed = client.get("/api/v1/forces/orders", headers=headers).json()["items"]
    assert [one["id"] for one in listed] == [order.pk]
    assert client.get("/api/v1/forces/orders", headers=key_of(f"S{people.NEXT}")).json()["items"] == []
    assert client.get(f"/api/v1/forces/orders/{order.pk}", headers=key_of(f"S{people.NEXT}")).status_code == 404


def test_rosters_are_read_by_their_own(case):
    client = Client()
    assert len(client.get(f"/api/v1/forces/roster/{FIRE}", headers=key_of("DEP06")).json()["items"]) > 10
    assert client.get(f"/api/v1/forces/roster/{FIRE}", headers=key_of("DEP07")).status_code == 404


def test_a_post_sends_and_moves_by_interface_once(case):
    client, headers = Client(), key_of(f"S{people.HOME}-P", post_id=desk().post_id) | {"Idempotency-Key": "one"}
    given = json.dumps({"number": case.number, "body": FIRE, "priority": "EMERGENCY", "task": "示例"})
    first = client.post("/api/v1/forces/orders", given, content_type="application/json", headers=headers)
    again = client.post("/api/v1/forces/orders", given, content_type="application/json", headers=headers)
    assert (first.status_code, again.json(), ForceOrder.objects.count()) == (201, first.json(), 1)
    engaged(HOUSING, Priority.EMERGENCY, at=timezone.now())
    refused = client.post("/api/v1/forces/orders", json.dumps({"number": case.number, "body": HOUSING, "priority": "LIFE", "task": "示例"}),
                          content_type="application/json", headers=key_of(f"S{people.HOME}-P", post_id=desk().post_id))
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (409, "body.body")
    own = key_of(FIRE, post_id=handler_of(FIRE).post_id)
    moved = client.post(f"/api/v1/forces/orders/{first.json()['id']}/moves/arrive", "{}", content_type="application/json", headers=own)
    assert (moved.status_code, moved.json()["state"]) == (200, "ARRIVED")
    refused = client.post(f"/api/v1/forces/orders/{first.json()['id']}/moves/claim_done", "{}", content_type="application/json", headers=own)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "body.words")
