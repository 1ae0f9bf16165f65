"""Types and carriers over the interface: read by anybody with a key, ended and set by a key bound to a post that may, the mark checked at every step."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shaoxiang.duties.models import Carrier, EventType, TypeDuty, TypeEnd
from shaoxiang.duties.queries import forget_books
from shaoxiang.institutions.models import Post
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.journal.models import Entry
from tests import people
from tests.whole.test_api import a_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
BASE = "/api/v1/duties"


class Caller:
    def __init__(self, token: str) -> None:
        self.client, self.headers = Client(), {"authorization": f"Bearer {token}", "accept-language": "zh-CN"}

    def get(self, path: str, **asked):
        return self.client.get(f"{BASE}{path}", asked, headers=self.headers)

    def post(self, path: str, key: str = "", **body):
        headers = self.headers | ({"idempotency-key": key} if key else {})
        return self.client.post(f"{BASE}{path}", body, content_type="application/json", headers=headers)


@pytest.fixture
def anybody() -> Caller:
    return Caller(a_key(Scope.DUTIES_READ)[1])


def bound(role: str) -> Caller:
    post = Post.objects.get(pk=people.actor(role).post_id)
    return Caller(a_key(Scope.DUTIES_READ, Scope.DUTIES_WRITE, post=post)[1])


def twin(code: str, of: str) -> EventType:
    """A type that the same items answer for."""
    kind = EventType.objects.get(code=code)
    TypeDuty.objects.filter(type=kind).delete()
    for row in TypeDuty.objects.filter(type__code=of):
        TypeDuty.objects.create(type=kind, item=row.item, unit_scope=row.unit_scope, street=row.street, valid_from=row.valid_from)
    forget_books()
    return kind


def test_types_are_read_page_by_page_and_ended_ones_only_where_asked(anybody):
    TypeEnd.objects.create(type=EventType.objects.get(code="0108"), valid_from=timezone.localdate())
    forget_books()
    codes, cursor = [], ""
    while cursor is not None:
        body = anybody.get("/types", limit=40, cursor=cursor).json()
        codes, cursor = codes + [one["code"] for one in body["items"]], body["next"]
    assert codes == sorted(EventType.objects.exclude(code="0108").values_list("code", flat=True))
    TypeEnd.objects.filter(valid_from__gt=timezone.localdate()).delete()
    [ended] = [one for one in anybody.get("/types", ended=True).json()["items"] if one["ended_from"]]
    assert (ended["code"], ended["successor"]) == ("0108", None)


def test_one_type_says_its_conditions_and_who_answers_street_by_street(anybody):
    kind = anybody.get("/types/0111").json()
    assert kind["filing_condition"].startswith("车行道")
    assert kind["filing_condition_en"].startswith("Holes")
    [home] = [one for one in kind["duties"] if one["street"] == people.HOME]
    assert (home["item"], home["listed"], home["role"]) == ("D-C16", "STREET", "COOPERATIVE")
    assert home["departments"]
    assert {one["item"] for one in kind["duties"]} == {"D-C16", "T-C16"}
    assert anybody.get("/types/9999").status_code == 404
    assert anybody.get("/types/suggest", text="路上有坑洼").status_code == 200


def test_a_type_is_ended_and_comes_back_by_who_may_do_it_on_its_page(anybody):
    twin("0113", "0114")
    admin, today = bound("CONFIG_ADMIN"), timezone.localdate()
    seen = admin.get("/types/0114").json()["seen"]
    said = {"seen": seen, "since": (today + timedelta(days=2)).isoformat(), "why": "示例：并类"}
    assert anybody.post("/types/0114/end", **said).status_code == 403
    assert bound("STREET_DESK").post("/types/0114/end", **said).status_code == 403
    refused = admin.post("/types/0114/end", **said)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "body.successor"
    done = admin.post("/types/0114/end", key="end-1", **said, successor="0113")
    assert done.status_code == 201, done.json()
    assert (done.json()["successor"], done.json()["ended_from"]) == ("0113", said["since"])
    again = admin.post("/types/0114/end", key="end-1", **said, successor="0113")
    assert again.json() == done.json()
    assert TypeEnd.objects.filter(type__code="0114").count() == 1
    late = admin.post("/types/0114/resume", seen=seen, since=today.isoformat(), why="示例：又要用")
    assert late.status_code == 409
    back = admin.post("/types/0114/resume", seen=done.json()["seen"], since=today.isoformat(), why="示例：又要用")
    assert back.status_code == 201
    assert not TypeEnd.objects.filter(type__code="0114").exists()
    kinds = Entry.objects.filter(subject_kind="event_type").order_by("seq").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["duties.type_ended", "duties.type_resumed"]
    steps = admin.get("/types/0114/changes", limit=1).json()
    assert (steps["items"][0]["why"], steps["items"][0]["parts"][0]["part"]) == ("示例：又要用", "ended")
    assert admin.get("/types/0114/changes", cursor=steps["next"]).json()["items"][0]["why"] == "示例：并类"


def test_why_a_type_was_changed_is_for_colleagues(anybody):
    assert anybody.get("/types/0111/changes").status_code == 403
    assert bound("STREET_DESK").get("/types/0111/changes").status_code == 200
    assert bound("STREET_DESK").get("/types/0111/changes", cursor="没有").status_code == 422


def test_carriers_are_read_page_by_page(anybody):
    found, cursor = [], ""
    while cursor is not None:
        body = anybody.get("/carriers", limit=3, cursor=cursor).json()
        found, cursor = found + [one["id"] for one in body["items"]], body["next"]
    assert sorted(found) == sorted(Carrier.objects.filter(valid_to=None, valid_from__lte=timezone.localdate()).values_list("pk", flat=True))
    assert anybody.get("/carriers", on="2001-01-01").json() == {"items": [], "next": None}


def test_a_carrier_is_set_once_and_ended_with_a_reason(anybody):
    office, since = bound("STAFFING_OFFICE"), (timezone.localdate() + timedelta(days=30)).isoformat()
    line = {"mode": "FULL_TRANSFER", "body": "S150102008-ZF", "what": "D-C01", "street": "150102008", "since": since, "basis": "示例：改革方案"}
    assert anybody.post("/carriers", **line).status_code == 403
    made = office.post("/carriers", key="carrier-1", **line)
    assert made.status_code == 201, made.json()
    assert office.post("/carriers", key="carrier-1", **line).json() == made.json()
    assert (made.json()["item"], made.json()["street"], made.json()["since"]) == ("D-C01", "150102008", since)
    assert made.json()["id"] not in [one["id"] for one in office.get("/carriers", limit=500).json()["items"]]
    assert made.json()["id"] in [one["id"] for one in office.get("/carriers", limit=500, coming=True).json()["items"]]
    for field, wrong in (("body", "NOBODY"), ("street", "999"), ("what", "X-1"), ("since", "2020-01-01")):
        refused = office.post("/carriers", **{**line, field: wrong})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, f"body.{field}")
    number = made.json()["id"]
    assert office.post(f"/carriers/{number}/end", why="示例：不设了").status_code == 201
    assert office.post(f"/carriers/{number}/end", why="示例：不设了").status_code == 404
