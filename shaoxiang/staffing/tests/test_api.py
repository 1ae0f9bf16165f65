"""/api/v1/staffing: counts and drafts by key, no person, the lock as a problem document."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from shaoxiang.institutions.models import Body, Person, Post
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface import actions as keys
from shaoxiang.kernel.interface import queries as known_keys
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.staffing import actions
from shaoxiang.staffing.models import QuotaChange, QuotaHolding
from shaoxiang.staffing.tests.conftest import INSTITUTIONAL, drafted, reviewer, street, total
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
BASE = "/api/v1/staffing"


@pytest.fixture(autouse=True)
def _no_key_from_the_test_before():
    known_keys.forget()


def key(body: Body, post: Post | None = None, *scopes: Scope) -> dict[str, str]:
    _key, token = keys.make_key(f"示例{body.code}", scopes or list(Scope), body_id=body.pk, post_id=post and post.pk, actor=SYSTEM, at=timezone.now())
    return {"Authorization": f"Bearer {token}", "Accept-Language": "zh-CN"}


def office() -> dict[str, str]:
    post = Post.objects.get(code="ORG11:STAFFING")
    return key(post.body, post)


def centre() -> dict[str, str]:
    return key(Body.objects.get(kind=BodyKind.COMMAND_CENTER))


def body(**more):
    return {"unit": street().code, "type": INSTITUTIONAL, "delta": 2, "effective_on": timezone.localdate().isoformat(), "reason": "示例：事项增加", **more}


def post(client, headers, **more):
    return client.post(f"{BASE}/changes", json.dumps(body(**more)), content_type="application/json", headers=headers)


def test_quotas_posts_and_places_are_read_as_counts_on_a_day(client):
    headers = centre()
    answer = client.get(f"{BASE}/units", headers=headers).json()
    row = next(one for one in answer["items"] if one["unit"] == street().code)
    kind = next(one for one in row["types"] if one["type"] == INSTITUTIONAL)
    held = QuotaHolding.objects.filter(body=street(), quota_type=INSTITUTIONAL).count()
    assert (kind["quota"], kind["used"], kind["vacant"], kind["over"], kind["floor"]) == (total(street()), held, total(street()) - held, 0, total(street()))
    assert any(one["over"] for unit in answer["items"] for one in unit["types"])
    assert client.get(f"{BASE}/units?on=2019-01-01", headers=headers).json()["items"] == []
    assert client.get(f"{BASE}/units/{street().code}", headers=headers).json()["locked_from"] == "2020-03-24"
    assert client.get(f"{BASE}/units/NONE", headers=headers).status_code == 404
    places = client.get(f"{BASE}/places", headers=headers).json()["items"]
    assert sum(one["own_elsewhere"] for one in places) == sum(one["others_here"] for one in places) > 500  # who goes out is found again
    leaders = next(one for one in client.get(f"{BASE}/leadership", headers=headers).json()["items"] if one["unit"] == street().code)
    assert (leaders["principals"], leaders["principals_filled"]) == (1, 1)


def test_no_answer_names_a_person(client):
    names = set(Person.objects.values_list("name", flat=True))
    drafted()
    headers = centre()
    for address in ("units", "places", "leadership", "changes", f"units/{street().code}"):
        answer = client.get(f"{BASE}/{address}", headers=headers)
        assert answer.status_code == 200
        assert [name for name in names if name in answer.content.decode()] == [], address


def test_a_draft_is_made_once_by_key_and_reviewed_by_people(client):
    headers = office()
    first, again = (post(client, {**headers, "Idempotency-Key": "k-1"}) for _turn in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    made = first.json()
    assert again.json() == made
    assert (made["status"], made["delta"], QuotaChange.objects.count()) == ("DRAFT", 2, 1)
    read = client.get(f"{BASE}/changes/{made['number']}", headers=headers).json()
    assert {name: value for name, value in read.items() if name != "opened_at"} == {name: value for name, value in made.items() if name != "opened_at"}
    assert [one["number"] for one in client.get(f"{BASE}/changes?status=DRAFT&unit={street().code}", headers=headers).json()["items"]] == [made["number"]]
    actions.review(made["number"], actor=reviewer(), at=timezone.now())
    assert client.get(f"{BASE}/changes/{made['number']}", headers=headers).json()["status"] == "REVIEWED"
    assert client.get(f"{BASE}/changes/BZ20200101-0001", headers=headers).status_code == 404


@pytest.mark.parametrize(("more", "field", "words"), [
    ({"delta": -1}, "body.delta", "只增不减"), ({"unit": "NONE"}, "body.unit", "没有这个单位"), ({"unit": "DEP06-T1"}, "body.unit", "没有自己的编制"),
    ({"reason": "示例：与部门对口设立机构"}, "body.matching", "第七条"), ({"moved_from": "DEP05"}, "body.upper_document", "上级批"),
    ({"corrects": 999999}, "body.corrects", "台账里没有"), ({"delta": 0}, "body.delta", "1 到 500"), ({"cursor": "x"}, "body.cursor", ""),
])
def test_what_cannot_be_drafted_is_a_problem_document_that_names_the_field(client, more, field, words):
    answer = post(client, office(), **more)
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    told = {one["field"]: one["message"] for one in answer.json()["errors"]}
    assert field in told
    assert words in told[field]
    assert not QuotaChange.objects.exists()


def test_a_key_sees_and_does_what_its_body_or_post_may(client):
    change = drafted()
    own, other = key(Body.objects.get(code=f"S{people.HOME}")), key(Body.objects.get(code=f"S{people.NEXT}"))
    assert [one["unit"] for one in client.get(f"{BASE}/units", headers=own).json()["items"]] == [street().code]
    assert client.get(f"{BASE}/changes/{change.number}", headers=own).status_code == 200
    assert client.get(f"{BASE}/changes/{change.number}", headers=other).status_code == 404
    assert post(client, own).status_code == 403
    reading = key(Body.objects.get(code="DEP05"), None, Scope.STAFFING_READ)
    assert post(client, reading).status_code == 403
    assert client.get(f"{BASE}/units").status_code == 401
