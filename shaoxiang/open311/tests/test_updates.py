"""Updates, both ways."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shaoxiang.cases import actions
from shaoxiang.cases.tests.walks import fresh, handler_of, reported
from shaoxiang.institutions.models import Post
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.open311.models import ReceivedUpdate
from shaoxiang.open311.tests.conftest import Caller, a_key
from shaoxiang.open311.tests.test_requests import refused
from tests import people

pytestmark = pytest.mark.django_db
PATH = "servicerequestupdates.json"


@pytest.fixture
def case(district):
    return reported(at=timezone.now() - timedelta(hours=4), private=False)


@pytest.fixture
def unit(case) -> Caller:
    """The unit's own system, with a key bound to the post that has the case."""
    return Caller(a_key(post=Post.objects.select_related("body").get(pk=handler_of(case).post_id))[1])


def update(case, **changes):
    return {"update_id": "u-1", "service_request_id": case.number, "status": "IN_PROGRESS", "description": "示例：已安排清运车", **changes}


def test_steps_are_told_in_plain_words(case):
    caller = Caller()
    rows = caller.rows(PATH)
    assert [row["status"] for row in rows] == ["open", "open"]
    assert rows[1]["description"] == "派单。 已派给承办单位，待签收。"
    element = caller.xml("servicerequestupdates.xml", service_request_id=case.number)
    assert (element.tag, element[0].tag, element[0].findtext("update_id")) == ("service_request_updates", "request_update", rows[0]["update_id"])
    actions.tell_resident(case.number, actor=people.actor("STREET_DESK", street=people.HOME), at=timezone.now(), words="明早清运，电话 13900000000")
    assert "明早清运" in caller.rows(PATH)[-1]["description"]
    assert "13900000000" not in caller.rows(PATH)[-1]["description"]
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    assert len(caller.rows(PATH, start_date=since)) == 1


def test_words_for_colleagues_are_not_told(case):
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=timezone.now())
    actions.progress(case.number, actor=handler, at=timezone.now(), words="内部：门卫姓名")
    assert "内部" not in Caller().get(PATH).content.decode()


def test_private_requests_have_no_public_steps(district):
    hidden = reported(at=timezone.now() - timedelta(hours=4))
    assert Caller().rows(PATH) == []
    assert Caller().rows(PATH, service_request_id=hidden.number) == []
    assert Caller(a_key()[1]).rows(PATH, service_request_id=hidden.number)


def test_another_system_works_on_and_finishes(case, unit):
    answer = unit.post(PATH, **update(case))
    assert answer.status_code == 201, answer.content
    assert fresh(case).status == "HANDLING"
    assert unit.post(PATH, **update(case, update_id="u-2", status="closed", description="示例：已清运完毕")).status_code == 201
    assert fresh(case).status == "HANDLED"  # somebody here still verifies
    assert fresh(case).outcome == "示例：已清运完毕"
    kinds = list(Entry.objects.filter(subject_kind="matter", subject_id=case.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds[-3:] == ["cases.sign", "cases.progress", "cases.finish"]
    assert Entry.objects.filter(kind="open311.updated").count() == 2


def test_the_same_update_counts_once(case, unit):
    first, again = (unit.post(PATH, **update(case)) for _turn in range(2))
    assert first.json() == again.json()
    assert ReceivedUpdate.objects.count() == 1
    refused(unit.post(PATH, **update(case, description="另外的话")), 409)


def test_what_the_post_may_not_do_is_refused(case, unit):
    stranger = Caller(a_key(post=Post.objects.select_related("body").get(pk=people.actor("OFFICE_HANDLER", street=people.NEXT).post_id))[1])
    refused(stranger.post(PATH, **update(case)), 404)
    refused(Caller(a_key()[1]).post(PATH, **update(case)), 403)
    refused(Caller().post(PATH, **update(case)), 403)
    refused(Caller(a_key(Scope.CASES_READ)[1]).post(PATH, **update(case)), 403)
    refused(unit.post(PATH, **update(case, service_request_id="SJ20200101-0001")), 404)
    assert fresh(case).status == "DISPATCHED"
    unit.post(PATH, **update(case, status="FIXED"))
    refused(unit.post(PATH, **update(case, update_id="u-3")), 409)
    assert ReceivedUpdate.objects.count() == 1


@pytest.mark.parametrize("changes", [{"update_id": ""}, {"status": "MAYBE"}, {"description": ""}, {"description": "x" * 2001}, {"update_id": "x" * 65}])
def test_what_is_wrong_is_told(case, unit, changes):
    refused(unit.post(PATH, **update(case, **changes)), 400)
    assert fresh(case).status == "DISPATCHED"
