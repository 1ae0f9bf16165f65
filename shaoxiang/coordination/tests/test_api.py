"""/api/v1/coordination: within the key's scope, raised once, refused in words."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from shaoxiang.cases.tests.walks import reported
from shaoxiang.coordination import actions
from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.coordination.tests.conftest import DAY, body, desk, district, opened, raised, sharing, task
from shaoxiang.coordination.vocabulary import MeetingLevel
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface.actions import make_key
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.interface.vocabulary import Scope
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
ADDRESS = "/api/v1/coordination"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


def headers(body_id: int, *scopes: Scope, **more: str) -> dict[str, str]:
    token = make_key(f"示例{body_id} {ApiKey.objects.count()}", list(scopes or Scope), body_id=body_id, post_id=None, actor=SYSTEM, at=timezone.now())[1]
    return {"Authorization": f"Bearer {token}", **more}


def center() -> int:
    return int(Body.objects.get(kind="COMMAND_CENTER").pk)


def given(**changes):
    return {"title": "示例：谁来修", "reason": "示例：两家推", "units": ["DEP07"], "type": "0103", **changes}


def post(data, head):
    return Client().post(ADDRESS, json.dumps(data), content_type="application/json", headers=head)


def test_raised_once_under_one_key():
    head = headers(center(), **{"Idempotency-Key": "a-1"})
    first = post(given(street=people.HOME), head)
    assert first.status_code == 201
    again = post(given(street=people.HOME), head)
    assert (again.status_code, again.json()["number"], again["Idempotency-Replayed"]) == (201, first.json()["number"], "true")
    assert post(given(street=people.HOME, title="示例：另一件"), head).status_code == 409
    item = CoordinationCase.objects.get()
    assert (item.level, item.matter.subject_code) == ("MONTHLY", "0103")
    assert first.json()["units"] == ["DEP07"]


def test_what_is_wrong_is_named():
    head = headers(center())
    for changes, field in (
        ({"units": ["NOBODY"]}, "units"), ({"type": "9999"}, "type"), ({"street": "0"}, "street"), ({"case": "SJ20000101-0001"}, "case"),
        ({"level": "DAILY"}, "level"),
        ({"title": ""}, "title"), ({"unknown": 1}, "unknown"),
    ):
        answer = post(given(**changes), head)
        assert answer.status_code == 422, changes
        assert field in json.dumps(answer.json()), changes
    assert post(given(), headers(center(), Scope.COORDINATION_READ)).status_code == 403
    assert not CoordinationCase.objects.exists()


def test_a_key_reads_the_rows_of_its_body():
    now = timezone.now()
    home, other = raised(at=now), raised(at=now, actor=desk(people.NEXT), unit_ids=[body("DEP12")])
    for body_id, seen, hidden in ((desk().unit_id, home, other), (body("DEP12"), other, home)):
        head = headers(body_id)
        numbers = {row["number"] for row in Client().get(ADDRESS, headers=head).json()["items"]}
        assert numbers == {seen.number}
        assert Client().get(f"{ADDRESS}/{hidden.number}", headers=head).status_code == 404
        assert Client().get(f"{ADDRESS}/{seen.number}", headers=head).json()["title"] == seen.matter.title
    every = Client().get(ADDRESS, {"level": "WEEKLY"}, headers=headers(center())).json()
    assert len(every["items"]) == 2
    assert Client().get(ADDRESS, {"late": "true"}, headers=headers(center())).json()["items"] == []
    assert Client().get(ADDRESS, {"cursor": "broken"}, headers=headers(center())).status_code == 422


def test_the_ledger_and_the_minutes():
    now = timezone.now()
    item = raised(at=now - 2 * DAY)
    opened(item, at=now - 2 * DAY)
    due = (timezone.localtime(now) + 5 * DAY).date()
    actions.decide(item.number, sharing(task(body("DEP07"), due)), actor=desk(), at=now)
    head = headers(body("DEP07"))
    (row,) = Client().get(f"{ADDRESS}/tasks", headers=head).json()["items"]
    assert (row["item"], row["unit"], row["due_on"], row["state"]) == (item.number, "DEP07", due.isoformat(), "GIVEN")
    whole = Client().get(f"{ADDRESS}/{item.number}", headers=head).json()
    assert (whole["minutes"][0]["lead"], whole["tasks"][0]["what"]) == ("DEP07", "示例：补好路面")
    assert Client().get(f"{ADDRESS}/tasks", headers=headers(body("DEP12"))).json()["items"] == []


def test_the_case_it_came_from_is_one_the_key_may_see():
    case = reported(at=timezone.now())
    mine, other = headers(desk().unit_id), headers(desk(people.NEXT).unit_id)
    assert post(given(case=case.number), other).status_code == 422
    number = post(given(case=case.number), mine).json()["number"]
    assert post(given(case=case.number), mine).json()["number"] == number  # one is open: that one
    assert CoordinationCase.objects.get().source_matter_id == case.pk
    assert raised(actor=district(), level=MeetingLevel.MONTHLY, street_id=None).pk
