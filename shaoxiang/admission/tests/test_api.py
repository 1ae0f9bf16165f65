"""/api/v1/admission: a department drafts, a street refuses, each within its own rows."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from shaoxiang.admission import actions
from shaoxiang.admission.models import AdmissionRequest, RefusalNotice
from shaoxiang.admission.tests.walks import WORDS, decided, desk, liaison, refused, submitted
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface.actions import make_key
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.interface.vocabulary import Scope
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
ADDRESS = "/api/v1/admission"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


def headers(body_id, *scopes, **more):
    token = make_key(f"示例{body_id} {ApiKey.objects.count()}", list(scopes or Scope), body_id=body_id, post_id=None, actor=SYSTEM, at=timezone.now())[1]
    return {"Authorization": f"Bearer {token}", **more}


def code(actor):
    return book().bodies[actor.unit_id].code


def post(path, data, head):
    return Client().post(ADDRESS + path, json.dumps(data), content_type="application/json", headers=head)


def get(path, head):
    return Client().get(ADDRESS + path, headers=head)


def test_a_department_drafts_once_under_one_key_and_is_told_what_is_missing():
    head = headers(liaison().unit_id, **{"Idempotency-Key": "a-1"})
    given = {"title": "示例：充电巡查", "streets": [code(desk())], "money": "示例"}
    first = post("", given, head)
    assert first.status_code == 201, first.content
    assert "legal_basis" in first.json()["missing"]
    assert "money" not in first.json()["missing"]
    assert post("", given, head).json()["number"] == first.json()["number"]
    assert post("", {**given, "title": "示例：另一件"}, head).status_code == 409
    assert AdmissionRequest.objects.get().matter.unit_id == liaison().unit_id
    assert [row["number"] for row in get("", headers(liaison().unit_id)).json()["items"]] == [first.json()["number"]]
    assert get("", headers(desk().unit_id)).json()["items"] == []
    assert get(f"/{first.json()['number']}", headers(desk().unit_id)).status_code == 404


def test_streets_do_not_apply_and_departments_do_not_refuse():
    assert post("", {"title": "示例"}, headers(desk().unit_id)).status_code == 403
    given = {"title": "示例", "words": WORDS, "department": code(liaison()), "letter": "示例", "received_on": timezone.localdate().isoformat()}
    assert post("/refusals", given, headers(liaison().unit_id)).status_code == 403
    assert post("", {"title": "示例"}, headers(liaison().unit_id, Scope.ADMISSION_READ)).status_code == 403


def test_what_is_wrong_is_named():
    head = headers(liaison().unit_id)
    for changes, field in (({"streets": ["NOBODY"]}, "streets"), ({"streets": ["DEP07"]}, "streets"), ({"title": ""}, "title"), ({"unknown": 1}, "unknown")):
        answer = post("", {"title": "示例", **changes}, head)
        assert answer.status_code == 422, changes
        assert field in json.dumps(answer.json()), changes
    assert get("?cursor=x", head).status_code == 422


def test_a_street_reads_what_touches_it_with_findings_views_and_resources():
    request = decided()
    answer = get(f"/{request.number}", headers(desk().unit_id)).json()
    assert {row["kind"]: row["finding"] for row in answer["reviews"]} == {"LEGALITY": "SUPPORT", "STAFFING": "SUPPORT", "FUNDING": "SUPPORT"}
    assert {row["view"] for row in answer["streets"]} == {"AGREE"}
    assert len(answer["resources"]) == 8
    assert get(f"/{submitted().number}", headers(people.actor("STREET_DESK", street="150102003").unit_id)).status_code == 404


def test_a_street_refuses_and_the_department_answers():
    given = {"title": "示例", "words": WORDS, "department": code(liaison()), "letter": "示例", "received_on": timezone.localdate().isoformat()}
    made = post("/refusals", given, headers(desk().unit_id))
    assert made.status_code == 201, made.content
    assert (made.json()["status"], made.json()["counted"]) == ("ISSUED", False)
    number = made.json()["number"]
    assert get(f"/refusals/{number}", headers(desk(people.NEXT).unit_id)).status_code == 404
    assert post(f"/refusals/{number}/answer", {"answer": "ESCALATE"}, headers(liaison().unit_id)).status_code == 422
    assert post(f"/refusals/{number}/answer", {"answer": "ACCEPT"}, headers(desk().unit_id)).status_code == 403
    answer = post(f"/refusals/{number}/answer", {"answer": "APPLY"}, headers(liaison().unit_id))
    assert (answer.status_code, answer.json()["status"]) == (200, "APPLYING")
    assert answer.json()["request"] == RefusalNotice.objects.get().request.number
    assert post(f"/refusals/{number}/answer", {"answer": "APPLY"}, headers(liaison().unit_id)).status_code == 409
    assert post("/refusals", {**given, "kind": "CASE", "number": "SJ20200101-0001"}, headers(desk().unit_id)).status_code == 422


def test_the_list_of_refusals_leaves_out_what_is_settled():
    open_one, settled = refused(at=timezone.now()), refused(at=timezone.now())
    actions.accept(settled.number, actor=liaison(), at=timezone.now())
    head = headers(desk().unit_id)
    assert [row["number"] for row in get("/refusals", head).json()["items"]] == [open_one.number]
    assert len(get("/refusals?all=true", head).json()["items"]) == 2
