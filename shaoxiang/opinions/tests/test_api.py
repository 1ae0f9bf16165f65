"""/api/v1/opinions: a department asks, a street answers, each through the key of its unit; asked once under one key; every refusal in words."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.interface.actions import make_key
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.opinions.models import OpinionFile, OpinionRequest
from shaoxiang.opinions.tests.conftest import DAY, MONDAY, asked, asker, desk, of
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
ADDRESS = "/api/v1/opinions"
HOME, NEXT = f"S{people.HOME}", f"S{people.NEXT}"


def unit(code: str) -> int:
    return int(Body.objects.get(code=code).pk)


def headers(body_id: int, *scopes: Scope, **more: str) -> dict[str, str]:
    token = make_key(f"示例 {ApiKey.objects.count()}", list(scopes or Scope), body_id=body_id, post_id=None, actor=SYSTEM, at=timezone.now())[1]
    return {"Authorization": f"Bearer {token}", **more}


def post(path, data, head):
    return Client().post(ADDRESS + path, json.dumps(data), content_type="application/json", headers=head)


def get(path, head):
    return Client().get(ADDRESS + path, headers=head)


def given(**changes):
    return {"power": "RESOURCE_ALLOCATION", "title": "示例：下沉人员调整", "text": "示例", "streets": [HOME], **changes}


def department() -> int:
    return asker().unit_id


def test_a_department_asks_a_street_answers_and_is_told_what_became_of_it():
    ours, theirs = headers(department()), headers(unit(HOME))
    made = post("/files", given(), ours)
    assert made.status_code == 201, made.content
    whole = made.json()
    assert (whole["status"], whole["streets"], len(whole["obstacles"])) == ("ASKING", [HOME], 1)
    (one,) = whole["requests"]
    assert get("/requests?state=waiting", theirs).json()["items"][0]["number"] == one["number"]
    said = post(f"/requests/{one['number']}/answer", {"view": "OPPOSE", "words": "示例：人手不够"}, theirs)
    assert (said.status_code, said.json()["status"], said.json()["words"]) == (200, "ANSWERED", "示例：人手不够")
    told = post(f"/requests/{one['number']}/feedback", {"uptake": "NOT_ADOPTED", "words": "示例：明年再调"}, ours)
    assert (told.status_code, told.json()["status"]) == (200, "FEEDBACK_GIVEN")
    read = get(f"/requests/{one['number']}", theirs).json()
    assert (read["uptake"], read["feedback"], read["asking"]) == ("NOT_ADOPTED", "示例：明年再调", Body.objects.get(pk=department()).code)
    assert get(f"/files/{whole['number']}", ours).json()["obstacles"] == []


def test_the_whole_district_is_asked_without_listing_it_and_a_decision_says_why_it_is_one():
    whole = post("/files", given(streets=[], whole=True, title="示例：征收土地"), headers(department())).json()
    assert (whole["whole"], whole["ground"], len(whole["requests"])) == (True, "WORDS", len(whole["streets"]))
    assert len(whole["streets"]) >= 9
    rows = {row["code"]: row for row in get("/scopes", headers(department())).json()["items"]}
    assert (rows["FIVE_YEAR_PLAN"]["decision"], rows["HEADS"]["decision"], rows["HEADS"]["marks"]) == (True, False, [])


def test_the_answer_comes_to_the_desk_of_the_departments_liaison():
    number = post("/files", given(), headers(department())).json()["requests"][0]["number"]
    post(f"/requests/{number}/answer", {"view": "AGREE"}, headers(unit(HOME)))
    row = DeskRow.objects.get(OPEN, what="feedback")
    assert (row.role, row.unit_id) == ("DEPARTMENT_LIAISON", department())


def test_the_same_key_sent_again_opens_no_second_file():
    head = headers(department(), **{"Idempotency-Key": "a-1"})
    first, again = post("/files", given(), head), post("/files", given(), head)
    assert (again.status_code, again.json()["number"], again["Idempotency-Replayed"]) == (201, first.json()["number"], "true")
    assert OpinionFile.objects.count() == 1
    assert post("/files", given(title="示例：别的事"), head).status_code == 409
    number = first.json()["requests"][0]["number"]
    street = headers(unit(HOME), **{"Idempotency-Key": "b-1"})
    answers = [post(f"/requests/{number}/answer", {"view": "AGREE"}, street) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert post(f"/requests/{number}/answer", {"view": "AGREE"}, headers(unit(HOME))).status_code == 409  # without the key: it was answered


def test_a_file_may_be_opened_first_and_more_streets_asked_later():
    ours = headers(department())
    whole = post("/files", given(ask=False, streets=[]), ours).json()
    assert (whole["status"], whole["requests"]) == ("PREPARING", [])
    asked_home = post(f"/files/{whole['number']}/ask", {"streets": [HOME]}, ours).json()
    assert [one["street"] for one in asked_home["requests"]] == [HOME]
    both = post(f"/files/{whole['number']}/ask", {"streets": [NEXT]}, ours)
    assert [one["street"] for one in both.json()["requests"]] == [HOME, NEXT]
    nobody = post(f"/files/{whole['number']}/ask", {}, ours)
    assert nobody.status_code == 422
    assert "没有还没征求的街道" in nobody.json()["detail"]


@pytest.mark.parametrize(("changes", "field"), [
    ({"power": "COMMAND_DISPATCH"}, "body.power"), ({"power": "NO_SUCH"}, "body.power"), ({"power": "PLANNING_PARTICIPATION"}, "body.stage"),
    ({"stage": "DRAFT"}, "body.stage"), ({"title": ""}, "body.title"), ({"title": " "}, "body.title"), ({"streets": ["NO_SUCH"]}, "body.streets"),
    ({"streets": ["DEP07"]}, "body.streets"), ({"scope": "NO_SUCH"}, "body.scope"), ({"scope": "FIVE_YEAR_PLAN"}, "body.scope"), ({"days": 1}, "body.days"),
    ({"days": 61}, "body.days"), ({"streets": []}, None), ({"other": 1}, "body.other"),
])
def test_what_cannot_be_asked_is_refused_at_its_field_and_nothing_is_written(changes, field):
    answer = post("/files", given(**changes), headers(department()))
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json"), answer.content
    problem = answer.json()
    assert problem["detail"]
    assert problem["cure"]
    assert [one["field"] for one in problem["errors"]] == ([field] if field else [])
    assert not OpinionFile.objects.exists()


@pytest.mark.parametrize(("act", "data", "status"), [
    ("answer", {"view": "OPPOSE"}, 422), ("answer", {"view": "MAYBE", "words": "示例"}, 422), ("feedback", {"uptake": "ADOPTED", "words": "示例"}, 403),
])
def test_a_street_is_refused_what_does_not_do(act, data, status):
    number = of(asked(at=timezone.now())).number
    assert post(f"/requests/{number}/{act}", data, headers(unit(HOME))).status_code == status


def test_the_asking_unit_may_not_answer_for_the_street_and_feeds_back_only_an_answer():
    number, ours = of(asked(at=timezone.now())).number, headers(department())
    assert post(f"/requests/{number}/answer", {"view": "AGREE"}, ours).status_code == 403
    early = post(f"/requests/{number}/feedback", {"uptake": "ADOPTED", "words": "示例"}, ours)
    assert early.status_code == 409
    assert post(f"/requests/{number}/feedback", {"uptake": "ADOPTED", "words": ""}, ours).status_code == 422
    assert post(f"/requests/{number}/feedback", {"uptake": "ADOPTED", "words": " "}, ours).status_code in (409, 422)


def test_a_street_asks_nobody():
    answer = post("/files", given(), headers(unit(HOME)))
    assert answer.status_code == 403
    assert "绑定了部门的密钥" in answer.json()["detail"]


def test_rows_of_another_unit_are_not_there():
    file = asked(at=timezone.now(), streets=(people.HOME,))
    number = of(file).number
    stranger, other = headers(unit(NEXT)), headers(unit("DEP01" if asker().unit_id != unit("DEP01") else "DEP02"))
    for head in (stranger, other):
        assert get(f"/files/{file.number}", head).status_code == 404
        assert get(f"/requests/{number}", head).status_code == 404
        assert post(f"/requests/{number}/answer", {"view": "AGREE"}, head).status_code == 404
        assert post(f"/files/{file.number}/ask", {"streets": [NEXT]}, head).status_code == 404
        assert get("/requests", head).json()["items"] == []
        assert get("/files?all=true", head).json()["items"] == []
    assert not OpinionRequest.objects.exclude(view="").exists()


def test_a_late_answer_is_marked_and_after_the_meeting_there_is_none():
    file = asked(at=MONDAY, streets=(people.HOME,))
    number, street = of(file).number, headers(unit(HOME))
    late = post(f"/requests/{number}/answer", {"view": "AGREE"}, street).json()
    assert (late["late"], late["status"]) == (True, "ANSWERED")
    gone = asked(at=MONDAY, streets=(people.HOME,))
    from shaoxiang.opinions import actions

    actions.send_to_meeting(gone.number, meeting="示例", actor=asker(), at=MONDAY + 30 * DAY)
    refused = post(f"/requests/{of(gone).number}/answer", {"view": "AGREE"}, street)
    assert refused.status_code == 409
    assert "已经提交会议" in refused.json()["detail"]


def test_pages_follow_each_other_and_a_broken_cursor_is_refused():
    for _ in range(3):
        asked(at=timezone.now(), streets=(people.HOME,))
    head = headers(unit(HOME))
    first = get("/requests?limit=2", head).json()
    second = get(f"/requests?limit=2&cursor={first['next']}", head).json()
    assert len({one["number"] for one in (*first["items"], *second["items"])}) == 3
    assert second["next"] is None
    assert get("/requests?cursor=broken", head).status_code == 422
    assert get("/requests?street=NO_SUCH", head).status_code == 422
    assert get("/requests?state=no", head).status_code == 422


def test_scopes_are_read_in_the_readers_language():
    rows = get("/scopes", headers(unit(HOME), **{"Accept-Language": "en"})).json()["items"]
    assert {row["code"]: row["title"] for row in rows}["FIVE_YEAR_PLAN"] == "Five-year plans"


@pytest.mark.parametrize(("scopes", "read", "write"), [((Scope.CASES_READ,), 403, 403), ((Scope.OPINIONS_READ,), 200, 403)])
def test_a_key_needs_the_scope(scopes, read, write):
    head = headers(department(), *scopes)
    assert get("/files", head).status_code == read
    assert post("/files", given(), head).status_code == write
    assert Client().get(ADDRESS + "/files").status_code == 401
    assert desk().unit_id == unit(HOME)
