"""The versions over the interface: read by anybody with a key, written by a key of the staffing office, the revision checked at every step."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client
from django.utils import timezone

from shaoxiang.duties.actions import confirm
from shaoxiang.duties.models import DutyItem, ListVersion
from shaoxiang.duties.rules.sealing import LATEST
from shaoxiang.institutions.models import Post
from shaoxiang.kernel.interface.vocabulary import Scope
from tests import people
from tests.hearing import heard_on_list
from tests.whole.test_api import a_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
BASE = "/api/v1/duties/versions"


class Caller:
    def __init__(self, token: str) -> None:
        self.client, self.headers = Client(), {"authorization": f"Bearer {token}"}

    def get(self, path: str = "", **asked):
        return self.client.get(f"{BASE}{path}", asked, headers=self.headers)

    def send(self, method: str, path: str, body: dict, key: str = ""):
        headers = self.headers | ({"idempotency-key": key} if key else {})
        return getattr(self.client, method)(f"{BASE}{path}", body, content_type="application/json", headers=headers)


@pytest.fixture
def anybody() -> Caller:
    return Caller(a_key(Scope.DUTIES_READ)[1])


@pytest.fixture
def office() -> Caller:
    post = Post.objects.get(pk=people.actor("STAFFING_OFFICE").post_id)
    return Caller(a_key(Scope.DUTIES_READ, Scope.DUTIES_WRITE, post=post)[1])


def first() -> ListVersion:
    return ListVersion.objects.get(kind="STREET_DUTY", number=1)


def drafted(office: Caller) -> dict:
    answer = office.send("post", "", {"kind": "STREET_DUTY", "title": "示例第二版", "form": "FORM_2019"}, key="draft-1")
    assert answer.status_code == 201
    return answer.json()


def decision(revision: int) -> dict:
    today = timezone.localdate().isoformat()
    return {"revision": revision, "title": "示例第二版", "effective_from": today, "decided_by": "区委编委", "document": "编发〔2026〕9号", "decided_on": today}


def test_the_lists_of_the_house_are_read_page_by_page(anybody):
    body = anybody.get(kind="STREET_DUTY").json()
    assert [(one["version"], one["stage"], one["number"][:2]) for one in body["items"]] == [(1, "PUBLISHED", "QD")]
    page = anybody.get(f"/{first().pk}/items", limit=50).json()
    codes = [one["code"] for one in page["items"]]
    rest = anybody.get(f"/{first().pk}/items", limit=50, cursor=page["next"]).json()
    codes += [one["code"] for one in rest["items"]]
    assert codes == list(DutyItem.objects.filter(list_kind="STREET").order_by("code").values_list("code", flat=True))
    assert rest["next"] is None
    assert any(one["answers"] for one in page["items"])
    assert anybody.get("/987654").status_code == 404
    assert anybody.get(f"/{first().pk}/items", cursor="x").status_code == 422


def test_anybody_can_check_the_signature_with_what_is_given(anybody):
    body = anybody.get(f"/{first().pk}/signature").json()
    text = body["text"].encode()
    assert hashlib.sha256(text).hexdigest() == body["digest"]
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(body["public_key"])).verify(bytes.fromhex(body["signature"]), text)
    assert (body["scheme"], body["untouched"]) == (LATEST, True)


def test_a_version_is_drafted_changed_decided_published_and_compared(office, anybody):
    draft = drafted(office)
    assert drafted(office)["id"] == draft["id"]  # the same create again
    path = f"/{draft['id']}"
    assert anybody.get(path).status_code == 404
    title = f"{DutyItem.objects.get(code='D-C16').title}（示例改写）"
    amended = {"act": "AMEND", "code": "D-C16", "values": {"title": title}, "reason": "示例"}
    wishes = [amended, {"act": "REMOVE", "code": "D-C17"}]
    changed = office.send("put", f"{path}/changes", {"revision": 0, "changes": wishes})
    assert changed.status_code == 200
    again = office.send("put", f"{path}/changes", {"revision": changed.json()["revision"], "changes": wishes[:1]})
    told = office.send("put", f"{path}/decision", decision(again.json()["revision"])).json()
    assert (told["stage"], bool(told["publish_by"])) == ("DECIDED", True)
    assert office.send("post", f"{path}/publish", {"revision": told["revision"]}).status_code == 409  # nobody else has looked at it
    sent = office.send("post", f"{path}/review", {"revision": told["revision"]}, key="review-1")
    assert (sent.status_code, sent.json()["stage"], sent.json()["reviewed_at"]) == (200, "IN_REVIEW", None)
    assert office.send("post", f"{path}/review", {"revision": told["revision"]}, key="review-1").json() == sent.json()
    confirm(draft["id"], actor=people.actor("STAFFING_OFFICE", skip=1), at=timezone.now())
    assert office.get(path).json()["stage"] == "REVIEWED"
    unheard = office.send("post", f"{path}/publish", {"revision": told["revision"]})
    assert (unheard.status_code, "理由不能代替" in str(unheard.json())) == (422, True)
    ready = {"revision": told["revision"], "heard_number": heard_on_list(draft["id"], at=timezone.now())}
    published = office.send("post", f"{path}/publish", ready, key="publish-1")
    assert published.status_code == 200
    assert (published.json()["version"], published.json()["stage"], published.json()["heard_number"]) == (2, "PUBLISHED", ready["heard_number"])
    assert office.send("post", f"{path}/publish", ready, key="publish-1").json() == published.json()
    compared = anybody.get(f"{path}/diff").json()
    assert compared["compared_with"] == first().pk
    assert [(line["act"], line["code"], [one["field"] for one in line["fields"]]) for line in compared["items"]] == [("AMEND", "D-C16", ["title"])]
    assert office.send("post", f"{path}/publish", {"revision": 9}).status_code == 409


def test_a_stale_revision_is_told_and_changes_nothing(office):
    path = f"/{drafted(office)['id']}"
    wishes = [{"act": "AMEND", "code": "D-C16", "values": {"title": "示例改写"}, "basis": "示例编发〔2026〕7号"}]
    assert office.send("put", f"{path}/changes", {"revision": 0, "changes": wishes}).status_code == 200
    for method, step, body in (("put", "changes", {"revision": 0, "changes": []}), ("put", "decision", decision(0)), ("post", "publish", {"revision": 0})):
        answer = office.send(method, f"{path}/{step}", body)
        assert answer.status_code == 409
        assert {"field": "body.changes", "message": "D-C16"} in answer.json()["errors"]
    assert office.get(path).json()["stage"] == "DRAFT"


@pytest.mark.parametrize("wish", [
    {"act": "AMEND", "code": "D-NONE", "values": {"title": "x"}}, {"act": "ADD", "code": "D-C16", "values": {"title": "x"}},
    {"act": "AMEND", "code": "D-C16", "values": {"role": "BOSS"}}, {"act": "AMEND", "code": "D-C16", "values": {"departments": 5}},
    {"act": "AMEND", "code": "D-C16", "values": {"none": "x"}}, {"act": "AMEND", "code": "D-C16", "values": {"title": ""}},
    {"act": "AMEND", "code": "D-C16", "answers": ["9999"]},
])
def test_a_change_that_does_not_fit_is_named_and_none_is_kept(office, wish):
    path = f"/{drafted(office)['id']}"
    good = {"act": "AMEND", "code": "D-C17", "values": {"title": "示例改写"}, "basis": "示例编发〔2026〕7号"}
    answer = office.send("put", f"{path}/changes", {"revision": 0, "changes": [good, wish]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith(f"body.changes.{wish['code']}.")
    assert office.get(path).json()["revision"] == 0


def test_a_street_s_key_and_a_key_without_the_scope_draft_nothing(anybody):
    street = Post.objects.get(pk=people.actor("STREET_DESK", street=people.HOME).post_id)
    for caller in (anybody, Caller(a_key(Scope.DUTIES_READ, Scope.DUTIES_WRITE, post=street)[1])):
        assert caller.send("post", "", {"kind": "STREET_DUTY", "title": "示例"}).status_code == 403
