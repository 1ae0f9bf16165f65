"""Written rules over the interface, from registering to repeal; the revision at every step; drafts for who writes them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shaoxiang.duties.models import InstitutionDocument
from shaoxiang.institutions.models import Post
from shaoxiang.kernel.interface.vocabulary import Scope
from tests import people
from tests.whole.test_api import a_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
BASE = "/api/v1/duties/rules"


class Caller:
    def __init__(self, token: str) -> None:
        self.client, self.headers = Client(), {"authorization": f"Bearer {token}"}

    def get(self, path: str = ""):
        return self.client.get(f"{BASE}{path}", headers=self.headers)

    def send(self, method: str, path: str, body: dict, key: str = ""):
        headers = self.headers | ({"idempotency-key": key} if key else {})
        return getattr(self.client, method)(f"{BASE}{path}", body, content_type="application/json", headers=headers)


@pytest.fixture
def office() -> Caller:
    post = Post.objects.get(pk=people.actor("STAFFING_OFFICE").post_id)
    return Caller(a_key(Scope.DUTIES_READ, Scope.DUTIES_WRITE, post=post)[1])


@pytest.fixture
def stranger() -> Caller:
    post = Post.objects.get(pk=people.actor("STREET_DESK", street=people.HOME).post_id)
    return Caller(a_key(Scope.DUTIES_READ, Scope.DUTIES_WRITE, post=post)[1])


def opened(office, key="") -> dict:
    answer = office.send("post", "", {"title": "示例办法", "kind": "INSTITUTION"}, key=key)
    assert answer.status_code == 201
    return answer.json()


def written(office) -> dict:
    made = opened(office)
    answer = office.send("put", f"/{made['code']}/draft", {"revision": made["revision"], "text": "第一条 示例。", "english": "Article 1: a sample."})
    assert answer.status_code == 200
    return answer.json()


def on_trial(office) -> dict:
    made, today = written(office), timezone.localdate()
    answer = office.send("post", f"/{made['code']}/issue", {
        "revision": made["revision"], "move": "try_out", "document_number": "示例〔2026〕1号", "issued_on": today.isoformat(),
        "effective_from": today.isoformat(), "trial_until": (today + timedelta(days=90)).isoformat()})
    assert answer.status_code == 200
    return answer.json()


def test_a_rule_goes_from_the_first_line_to_repeal(office, stranger):
    made = written(office)
    path = f"/{made['code']}"
    assert (made["status"], made["draft"]["english"], "try_out" in made["moves"]) == ("DRAFT", "Article 1: a sample.", True)
    assert stranger.get(path).status_code == 404
    assert made["code"] not in [one["code"] for one in stranger.get("?limit=200").json()["items"]]

    issued = on_trial(office)
    text = issued["texts"][0]
    assert (issued["status"], text["number"], text["english"]) == ("TRIAL", 1, "Article 1: a sample.")
    assert text["paragraphs"] == [{"label": "第一条", "text": "示例。", "heading": False}]
    path = f"/{issued['code']}"
    seen = stranger.get(path).json()
    assert (seen["draft"], seen["moves"]) == (None, [])

    better = office.send("put", f"{path}/texts/1/english", {"revision": issued["revision"], "english": "A better summary."}).json()
    assert better["texts"][0]["english"] == "A better summary."
    described = office.send("put", f"{path}/description", {"revision": better["revision"], "summary": "管示例。", "mechanism": "opinions:list"}).json()
    assert (described["summary"], described["title"]) == ("管示例。", "示例办法")
    next_look = (timezone.localdate() + timedelta(days=400)).isoformat()
    confirmed = office.send("post", f"{path}/decide", {"revision": described["revision"], "move": "confirm", "why": "行得通。", "review_on": next_look}).json()
    assert confirmed["status"] == "FORMAL"
    ended = office.send("post", f"{path}/decide", {"revision": confirmed["revision"], "move": "repeal", "why": "有了新办法。"}).json()
    assert ended["status"] == "REPEALED"
    assert office.send("post", f"{path}/decide", {"revision": ended["revision"], "move": "keep", "why": "x", "review_on": next_look}).status_code == 409


def test_the_same_register_sent_twice_makes_one(office):
    before = InstitutionDocument.objects.count()
    assert opened(office, key="r-1")["code"] == opened(office, key="r-1")["code"]
    assert InstitutionDocument.objects.count() == before + 1


def test_a_stale_revision_is_a_conflict_at_every_write(office):
    issued = on_trial(office)
    path, today = f"/{issued['code']}", timezone.localdate().isoformat()
    for method, step, body in (
        ("put", "description", {"summary": "x"}), ("put", "draft", {"text": "第一条 改。"}), ("put", "texts/1/english", {"english": "x"}),
        ("post", "issue", {"move": "amend", "document_number": "2号", "issued_on": today, "effective_from": today}),
        ("post", "decide", {"move": "repeal", "why": "x"}),
    ):
        answer = office.send(method, f"{path}/{step}", {"revision": issued["revision"] - 1, **body})
        assert answer.status_code == 409, step
        assert answer["Content-Type"].startswith("application/problem+json")
        assert {"field": "body.revision", "message": str(issued["revision"])} in answer.json()["errors"]
    assert office.get(path).json()["revision"] == issued["revision"]


@pytest.mark.parametrize(("step", "body", "field"), [
    ("description", {"mechanism": "no:page"}, "body.mechanism"), ("draft", {"text": "第一条 x", "english": "这不是英文摘要"}, "body.english"),
    ("draft", {"text": "x" * 40001}, "body.text"), ("description", {"nonsense": "x"}, "body.nonsense"),
])
def test_what_does_not_fit_is_named_with_its_field(office, step, body, field):
    made = opened(office)
    answer = office.send("put", f"/{made['code']}/{step}", {"revision": made["revision"], **body})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_a_code_that_is_used_and_a_text_that_is_not_there(office):
    taken = office.send("post", "", {"title": "示例", "kind": "INSTITUTION", "code": "COORDINATION"})
    assert (taken.status_code, taken.json()["errors"][0]["field"]) == (422, "body.code")
    assert office.send("put", "/COORDINATION/texts/99/english", {"revision": 0, "english": "x"}).status_code == 404


def test_who_may_not_write_rules_writes_none(stranger, office):
    assert stranger.send("post", "", {"title": "示例", "kind": "INSTITUTION"}).status_code == 403
    issued = on_trial(office)
    assert stranger.send("put", f"/{issued['code']}/description", {"revision": issued["revision"], "summary": "x"}).status_code == 403
    reader = Caller(a_key(Scope.DUTIES_READ)[1])
    assert reader.send("post", "", {"title": "示例", "kind": "INSTITUTION"}).status_code == 403
    assert reader.get(f"/{issued['code']}").status_code == 200
