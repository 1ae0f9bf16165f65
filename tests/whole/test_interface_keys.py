"""The page where a system administrator makes and revokes keys, and what its kernel word keeps."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.flood import actions as flood
from shaoxiang.kernel.flood.models import FloodCount
from shaoxiang.kernel.flood.rules import Limit
from shaoxiang.kernel.interface import actions, once
from shaoxiang.kernel.interface.models import ApiKey, GivenAnswer
from shaoxiang.kernel.interface.queries import bindings
from shaoxiang.kernel.journal.models import Entry
from tests import people

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)


def wanted(**changes):
    center = Body.objects.get(kind=BodyKind.COMMAND_CENTER)
    return {"name": "示例热线平台", "bound_to": f"body:{center.code}", "scopes": ["cases:read", "cases:write"], **changes}


def test_a_key_is_made_shown_once_used_and_revoked(district):
    admin = seated(people.actor("SYSTEM_ADMIN"))
    page = admin.post("/keys/", wanted()).content.decode()
    found = re.search(r'id="token">(sx_[\w-]+)<', page)
    assert found is not None
    headers = {"Authorization": f"Bearer {found[1]}"}
    assert Client().get("/api/v1/cases", headers=headers).status_code == 200
    assert found[1] not in admin.get("/keys/").content.decode()
    key = ApiKey.objects.get()
    assert admin.post(f"/keys/{key.pk}/revoke/").status_code == 302
    assert Client().get("/api/v1/cases", headers=headers).status_code == 401
    kinds = list(Entry.objects.filter(subject_kind="api_key", subject_id=key.pk).values_list("kind", flat=True))
    assert kinds == ["interface.key_made", "interface.key_revoked"]


@pytest.mark.parametrize(("changes", "words"), [
    ({"scopes": []}, "至少选一项权限"), ({"bound_to": "body:nobody"}, "从列表中选"), ({"name": ""}, "必填"), ({"ends_on": "2020-01-01"}, "今天以后"),
])
def test_what_is_wrong_is_said(district, changes, words):
    answer = seated(people.actor("SYSTEM_ADMIN")).post("/keys/", wanted(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("role", ["STREET_DESK", "SECURITY_ADMIN", "AUDIT_ADMIN", "DISTRICT_LEADER"])
def test_nobody_else_makes_keys(district, role):
    actor = people.actor(role)
    assert seated(actor).get("/keys/").status_code == 403
    with pytest.raises(PermissionDenied):
        actions.make_key("x", ["cases:read"], body_id=1, actor=actor, at=NOON)


def test_no_key_stands_for_an_administrator(district):
    posts = {each.post_id for each in bindings() if each.post_id}
    assert posts
    assert not Post.objects.filter(pk__in=posts, roles__icontains="_ADMIN").exclude(roles__icontains="CONFIG_ADMIN").exists()


def test_old_answers_and_counts_go(district):
    key, _token = actions.make_key("示例", ["cases:read"], body_id=1, actor=people.actor("SYSTEM_ADMIN"), at=NOON)
    for turn, days in enumerate((1, 31)):
        GivenAnswer.objects.create(api_key=key, key=f"k{turn}", fingerprint="", status=201, body="{}", at=NOON - timedelta(days=days))
    assert once.forget_old(now=NOON) == 1
    limit = Limit("form", 2, timedelta(minutes=10))
    flood.count(limit, "a", at=NOON)
    assert flood.forget_old(now=NOON + timedelta(days=3)) == 1


def test_a_limit_counts_by_asker_form_and_window(db):
    limit, other = Limit("form", 2, timedelta(minutes=10)), Limit("other", 2, timedelta(minutes=10))
    assert [flood.count(limit, "a", at=NOON) for _turn in range(3)] == [True, True, False]
    assert flood.count(limit, "b", at=NOON)
    assert flood.count(other, "a", at=NOON)
    assert flood.is_spent(limit, "a", at=NOON)
    assert not flood.is_spent(limit, "b", at=NOON)
    assert flood.count(limit, "a", at=NOON + timedelta(minutes=10))
    assert limit.retry_after_s(NOON + timedelta(minutes=9)) == 61
    assert FloodCount.objects.count() == 4


def test_a_proxy_is_believed_only_where_there_is_one(rf, settings):
    request = rf.get("/", headers={"X-Forwarded-For": "1.2.3.4, 5.6.7.8"})
    settings.SECURE_PROXY_SSL_HEADER = None
    assert flood.address_of(request) == "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert flood.address_of(request) == "5.6.7.8"
