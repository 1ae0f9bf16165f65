from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.interface import actions as keys
from shaoxiang.kernel.interface import queries as known_keys
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.rules import UnitAsked
from shaoxiang.whistles.tests import walks
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
ALL = "/api/v1/whistles"


@pytest.fixture(autouse=True)
def _no_key_from_the_test_before():
    known_keys.forget()


def key(body_id: int, post_id: int | None = None, scopes: tuple[Scope, ...] = tuple(Scope)) -> dict[str, str]:
    _key, token = keys.make_key(f"示例系统{ApiKey.objects.count()}", list(scopes), body_id=body_id, post_id=post_id, actor=SYSTEM, at=timezone.now())
    return {"Authorization": f"Bearer {token}"}


def of_post(who: Actor, **more: Any) -> dict[str, str]:
    post = Post.objects.get(pk=who.post_id)
    return key(post.body_id, post.pk, **more)


def of_street(code: str) -> dict[str, str]:
    return key(Body.objects.get(street__code=code, kind=BodyKind.STREET_OFFICE).pk)


def send(where: str, key_of: dict[str, str], /, **body: Any) -> Any:
    return Client().post(where, json.dumps(body), content_type="application/json", headers=key_of)


def read(address: str, headers: dict[str, str]) -> Any:
    return Client().get(address, headers=headers)


def call(**changes: Any) -> dict[str, Any]:
    lon, lat, _grid = people.point_in()
    return {
        "type": "EMERGENCY", "subject": walks.SUBJECT, "address": "示例路 1 号", "lon": lon, "lat": lat, "known": "示例：冒烟，电话13900000001",
        "power_needed": "灭火", "cited_item": walks.item(), "units": [{"body": "DEP06-T1", "lead": True, "task": "灭火"}, {"body": "DEP07-T1"}], **changes,
    }


def test_a_key_of_a_streets_post_blows_and_the_same_key_twice_blows_once():
    headers = {**of_post(walks.desk()), "Idempotency-Key": "示例".encode().hex()}
    first, second = send(ALL, headers, **call()), send(ALL, headers, **call())
    assert first.status_code == 201, first.content.decode()
    made = first.json()
    assert second.json()["number"] == made["number"]
    assert Whistle.objects.count() == 1
    assert made["status"] == "BLOWN"
    assert [(unit["body"], unit["part"], unit["state"]) for unit in made["units"]] == [("DEP06-T1", "LEAD", "ORDERED"), ("DEP07-T1", "COOPERATING", "ORDERED")]
    assert "13900000001" not in first.content.decode(), "telephones are masked"
    assert "note" in made["moves"]


def test_what_is_missing_is_named_by_field():
    answer = send(ALL, of_post(walks.desk()), **call(power_needed=""))
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"] == [{"field": "body.power_needed", "message": "请写明需要对方的什么权力：街道自己为什么办不了。"}]


def test_a_body_nobody_has_is_named_by_its_place():
    answer = send(ALL, of_post(walks.desk()), **call(units=[{"body": "NONE-1", "lead": True}]))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body.units.0.body"


def test_a_force_that_is_out_is_a_conflict():
    walks.blown(at=timezone.now())
    answer = send(ALL, of_post(walks.desk()), **call())
    assert answer.status_code == 409
    assert "力量都在执行任务" in answer.json()["detail"]


def test_a_key_of_a_body_reads_its_streets_whistles_and_blows_none():
    whistle = walks.blown(at=timezone.now())
    mine, next_street = of_street(people.HOME), of_street(people.NEXT)
    assert [row["number"] for row in read(ALL, mine).json()["items"]] == [whistle.number]
    assert read(f"{ALL}/{whistle.number}", mine).status_code == 200
    assert read(ALL, next_street).json()["items"] == []
    assert read(f"{ALL}/{whistle.number}", next_street).status_code == 404
    assert send(ALL, mine, **call()).status_code == 403
    assert send(f"{ALL}/{whistle.number}/moves/note", mine, words="示例").status_code == 403


def test_scopes_are_asked():
    whistle = walks.blown(at=timezone.now())
    reader = of_post(walks.desk(), scopes=(Scope.WHISTLES_READ,))
    assert read(f"{ALL}/{whistle.number}", reader).status_code == 200
    assert send(f"{ALL}/{whistle.number}/moves/note", reader, words="示例").status_code == 403
    assert read(ALL, of_post(walks.desk(), scopes=(Scope.CASES_READ,))).status_code == 403


def test_a_units_key_acknowledges_arrives_and_claims():
    whistle = walks.blown(at=timezone.now(), units=(UnitAsked(walks.fire(), True),))
    headers, order = of_post(walks.of_body(walks.fire())), walks.lead(whistle).pk
    address = f"{ALL}/{whistle.number}/units/{order}"
    assert send(f"{address}/acknowledge", headers).json()["units"][0]["state"] == "ACKNOWLEDGED"
    missing = send(f"{address}/arrive", headers)
    assert missing.status_code == 422
    assert missing.json()["errors"][0]["field"] == "body.how"
    assert send(f"{address}/arrive", headers, how="ON_SITE", can_decide=True).json()["units"][0]["can_decide"] is True
    done = send(f"{address}/claim_done", headers, words="示例：已扑灭").json()
    assert done["status"] == "DONE_CLAIMED"
    assert done["timeline"][-1]["kind"] == "whistles.all_done"
    again = send(f"{address}/claim_done", headers, words="示例")
    assert again.status_code == 409
    assert "办过" in again.json()["detail"]


def test_an_objection_cites_an_item():
    whistle = walks.blown("ROUTINE", at=timezone.now() - timedelta(minutes=10))
    headers, order = of_post(walks.of_body(walks.housing())), walks.order(whistle, walks.housing()).pk
    address = f"{ALL}/{whistle.number}/units/{order}/object"
    assert send(address, headers, words="示例", cited_list="DUTY_LIST", cited_item="").status_code == 422
    good = {"words": "示例：不归本队", "cited_list": "DUTY_LIST", "cited_item": walks.item(), "proposed": "DEP09-T1"}
    answer = send(address, headers, **good)
    assert answer.status_code == 200, answer.content.decode()
    assert [unit["objected"] for unit in answer.json()["units"]] == [False, True]
    assert send(address, headers, **good).status_code == 409


def test_another_units_key_and_a_strangers_order_are_refused():
    whistle = walks.blown(at=timezone.now())
    order = walks.lead(whistle).pk
    assert send(f"{ALL}/{whistle.number}/units/{order}/acknowledge", of_post(walks.of_body(walks.housing()))).status_code == 403
    assert send(f"{ALL}/{whistle.number}/units/{order}/acknowledge", of_post(walks.of_body(walks.health()))).status_code == 404
    assert send(f"{ALL}/{whistle.number}/units/999999/acknowledge", of_post(walks.of_body(walks.fire()))).status_code == 404


def test_a_second_pair_of_eyes_is_a_person():
    whistle = walks.claimed(at=timezone.now() - timedelta(hours=2))
    for move in ("verify_pass", "approve", "confirm", "appraise_unit"):
        assert send(f"{ALL}/{whistle.number}/moves/{move}", of_post(walks.desk())).status_code == 422, move


def test_moves_of_the_whole_by_the_streets_key():
    whistle, headers = walks.blown(at=timezone.now()), of_post(walks.desk())
    assert send(f"{ALL}/{whistle.number}/moves/note", headers, words="示例：进展").status_code == 200
    until = (timezone.now() + timedelta(days=1)).isoformat()
    held = send(f"{ALL}/{whistle.number}/moves/suspend", headers, suspend_reason="WEATHER", until=until, words="示例")
    assert held.json()["status"] == "SUSPENDED"
    assert all(clock["suspended"] for unit in held.json()["units"] for clock in unit["clocks"])
    assert send(f"{ALL}/{whistle.number}/moves/resume", headers).json()["status"] == "BLOWN"
    assert send(f"{ALL}/{whistle.number}/moves/cancel", headers, cancel_reason="SOLVED", words="示例").json()["status"] == "CANCELLED"


def test_filters_and_pages():
    now = timezone.now()
    late = walks.blown(at=now - timedelta(hours=3), units=(UnitAsked(walks.fire(), True),))
    fresh = walks.blown(at=now, turn=4, units=(UnitAsked(walks.housing(), True),))
    headers = of_street(people.HOME)

    def found(query: str) -> list[str]:
        answer = read(f"{ALL}?{query}", headers)
        assert answer.status_code == 200, answer.content.decode()
        return [row["number"] for row in answer.json()["items"]]

    assert found("late=true") == [late.number]
    assert found("unit=DEP07") == [fresh.number]
    assert found("status=CLOSED") == []
    assert found(f"street={people.HOME}&type=EMERGENCY") == [fresh.number, late.number]
    first = read(f"{ALL}?limit=1", headers).json()
    assert found(f"limit=1&cursor={first['next']}") == [late.number]
    assert read(f"{ALL}?cursor=示例", headers).status_code == 422
    assert read(f"{ALL}?unit=NONE", headers).status_code == 422


def test_the_types_are_read_in_words():
    items = read(f"{ALL}/types", of_street(people.HOME)).json()["items"]
    assert [one["code"] for one in items] == ["EMERGENCY", "JOINT_ENFORCEMENT", "ROUTINE", "KEY_ISSUE"]
    assert items[0]["acknowledge"] == "5 分钟内"


def test_no_shape_of_the_room_bears_a_name_another_room_has():
    """The description knows a shape by its bare name: the second of a name would be described as the first."""
    from shaoxiang.cases.api import schemas as of_cases
    from shaoxiang.whistles.api import schemas as of_whistles

    made = {name for name, value in vars(of_whistles).items() if getattr(value, "__module__", "") == of_whistles.__name__}
    assert made
    assert made & {name for name, value in vars(of_cases).items() if getattr(value, "__module__", "") == of_cases.__name__} == set()
