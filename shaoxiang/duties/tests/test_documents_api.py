"""/api/v1/duties/rules: what was issued, by pages; drafts are nowhere."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from shaoxiang.duties.models import InstitutionDocument
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface.actions import make_key
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.interface.vocabulary import Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
ADDRESS = "/api/v1/duties/rules"


def asked(path: str = "", scope: Scope = Scope.DUTIES_READ, **more: str):
    body = Body.objects.get(kind="COMMAND_CENTER").pk
    token = make_key(f"示例 {ApiKey.objects.count()}", [scope], body_id=body, post_id=None, actor=SYSTEM, at=timezone.now())[1]
    return Client().get(ADDRESS + path, headers={"Authorization": f"Bearer {token}", **more})


def test_issued_rules_page_by_page_and_no_draft():
    InstitutionDocument.objects.create(code="R1", title="示例拟稿")
    first = asked("?limit=3").json()
    second = asked(f"?limit=50&cursor={first['next']}").json()
    codes = [one["code"] for one in (*first["items"], *second["items"])]
    assert codes == ["DUTY_ADMISSION", "ADVICE_AND_PLANNING", "COORDINATION", "ASSESSMENT", "THREE_DETERMINATIONS", "EMPOWERMENT_SCHEME", "GRID_WORK"]
    assert second["next"] is None
    assert {one["status"] for one in asked("?status=TRIAL").json()["items"]} == {"TRIAL"}
    assert asked("/R1").status_code == 404


def test_one_rule_with_every_text_it_ever_had():
    whole = asked("/ADVICE_AND_PLANNING", **{"Accept-Language": "en"}).json()
    assert [one["number"] for one in whole["texts"]] == [2, 1]
    assert whole["texts"][1]["effective_to"] == whole["texts"][0]["effective_from"]
    assert whole["texts"][0]["paragraphs"][0]["label"] == "第一条"
    assert "streets' say" in whole["title"]


@pytest.mark.parametrize(("path", "status"), [("?status=NEW", 422), ("?limit=0", 422), ("?cursor=-1", 422), ("/NO_SUCH", 404)])
def test_what_does_not_do_is_refused_with_a_problem_document(path, status):
    answer = asked(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["cure"]


def test_a_key_without_the_scope_is_refused():
    assert asked(scope=Scope.CASES_READ).status_code == 403
