"""The pages: the question, the answer, what is refused, and that others find nothing."""

from __future__ import annotations

import pytest

from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.simulation.models import SimulationRun
from shaoxiang.simulation.queries import runs
from shaoxiang.simulation.tests.lately import live
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
EMPTY = dict.fromkeys(("people", "department", "street", "team", "to", "kind", "times"), "") | {"days": "14", "replications": "5"}


@pytest.fixture
def staffing():
    return seated(people.actor(Role.STAFFING_OFFICE.value))


def test_a_question_is_answered_with_table_picture_and_what_it_is(staffing):
    live()
    asked = staffing.post("/simulation/", {**EMPTY, "people": "10", "department": "DEP01", "street": people.HOME, "team": "DEP07-T1", "to": people.NEXT})
    assert asked.status_code == 302
    page = staffing.get(asked["Location"]).content.decode()
    for words in ("不是预报", "派驻的区公安分局人员 +10 人", "区住建局应急服务队一队派驻到", "改动前后", "<svg", "示例假设", "不是名次"):
        assert words in page
    assert "+10 人" in staffing.get("/simulation/").content.decode()


def test_more_calls_and_nothing_changed_are_questions_too(staffing):
    live(2)
    for more, words in (({"kind": "EMERGENCY", "times": "2"}, "来件量变为 2.0 倍"), ({}, "没有改动，只看现在")):
        asked = staffing.post("/simulation/", {**EMPTY, **more})
        assert words in staffing.get(asked["Location"]).content.decode()


@pytest.mark.parametrize(("typed", "field"), [
    ({"people": "10"}, "department"), ({"department": "DEP01"}, "people"), ({"team": "DEP07-T1"}, "to"), ({"kind": "EMERGENCY"}, "times"),
    ({"times": "99"}, "times"),
    ({"people": "-200", "department": "DEP01", "street": people.HOME}, "people"),
])
def test_half_a_question_is_refused_at_its_field_and_what_was_typed_stays(staffing, typed, field):
    live(1)
    answer = staffing.post("/simulation/", {**EMPTY, **typed})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not SimulationRun.objects.exists()
    for name, value in typed.items():
        assert answer.context["form"][name].value() == value


def test_before_anything_happened_the_page_says_so(staffing):
    answer = staffing.get("/simulation/")
    assert answer.status_code == 200
    assert "没有可推演的来件" in answer.content.decode()
    assert staffing.post("/simulation/", EMPTY).status_code == 422


def test_a_long_question_waits_and_its_page_asks_again_by_itself(staffing, monkeypatch):
    live(1)
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    asked = staffing.post("/simulation/", EMPTY)
    page = staffing.get(asked["Location"]).content.decode()
    assert "正在后台推演" in page
    assert 'hx-trigger="every 5s"' in page


@pytest.mark.parametrize("role", [Role.STREET_DESK, Role.GRID_WORKER, Role.DEPARTMENT_HEAD])
def test_others_find_nothing(staffing, role):
    live(1)
    asked = staffing.post("/simulation/", EMPTY)
    other = seated(people.actor(role.value))
    assert other.get(asked["Location"]).status_code == 404
    assert other.get("/simulation/").status_code == 403
    assert other.post("/simulation/", EMPTY).status_code == 403
    assert 'href="/simulation/"' not in other.get("/desk/").content.decode()


def test_the_answer_reads_in_english(staffing):
    live()
    asked = staffing.post("/simulation/", {**EMPTY, "people": "10", "department": "DEP01", "street": people.HOME})
    staffing.cookies["django_language"] = "en"
    page = staffing.get(asked["Location"]).content.decode()
    assert "A model, not a forecast" in page
    assert "Public Security Branch Bureau stationed" in page
