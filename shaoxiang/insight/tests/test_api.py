"""/api/v1/board: the page's figures, for a system."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shaoxiang.cases.tests.walks import reported
from shaoxiang.insight.queries.board import board_of
from shaoxiang.insight.tests.compose import Called, made_late, teams, whistle
from shaoxiang.insight.tests.conftest import late, whistles
from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface import queries as known_keys
from shaoxiang.kernel.interface.actions import make_key
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.whistles.vocabulary import WhistleStatus
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_key_from_the_test_before():
    known_keys.forget()


def asking(body: Body, post: Post | None = None, scopes: tuple[Scope, ...] = (Scope.CASES_READ,)) -> dict[str, str]:
    _key, token = make_key(f"示例系统 {body.pk} {post and post.pk}", list(scopes), body_id=body.pk, post_id=post and post.pk, actor=SYSTEM, at=timezone.now())
    return {"Authorization": f"Bearer {token}"}


def street_body(code: str = people.HOME) -> Body:
    return Body.objects.get(street__code=code, kind=BodyKind.STREET_OFFICE)


def test_a_streets_system_reads_the_figures_of_its_streets_desk(now):
    whistle(WhistleStatus.BLOWN, [Called(teams(1)[0], due_in=-5)], at=now)
    whistle(at=now, street=people.NEXT)
    made_late(reported(at=now - timedelta(days=2)).matter, by=timedelta(hours=1), now=now)
    answer = Client().get("/api/v1/board", headers=asking(street_body()))
    assert answer.status_code == 200
    read, page = answer.json(), board_of(people.actor("STREET_DESK", street=people.HOME))
    assert read["scope"] == "STREET"
    assert read["late"]["late"] == late(page).late.n == 1
    assert read["late"]["whistles"] == late(page).whistles.n == 1
    assert read["whistles"] == {one.status.value: one.n for one in whistles(page).counts} == {"BLOWN": 1}
    assert [one["late"] for one in read["late"]["by"]] == [line.late.n for line in late(page).lines]


def test_whistles_of_a_window_are_points_longitude_first(now):
    made = whistle(at=now)
    headers = asking(street_body())
    data = Client().get("/api/v1/board/whistles", headers=headers).json()
    assert [one["properties"]["number"] for one in data["features"]] == [made.number]
    assert data["features"][0]["geometry"]["coordinates"] == [made.matter.lon, made.matter.lat]
    assert Client().get("/api/v1/board/whistles?bbox=100,30,101,31", headers=headers).json() == {"type": "FeatureCollection", "features": [], "total": 0}
    assert Client().get("/api/v1/board/whistles", headers=asking(street_body(people.NEXT))).json()["total"] == 0


def test_an_answer_stays_under_30_kb_however_many_whistles_run(now):
    for turn in range(65):
        whistle(at=now - timedelta(minutes=turn), turn=turn, title="示例：路面塌陷，有车陷入，请马上来人封路抢险排险")
    answer = Client().get("/api/v1/board/whistles", headers=asking(street_body()))
    assert answer.json()["total"] == 65
    assert len(answer.content) < 30_000


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "112,40,111,41", "111,40,112,95", "nan,nan,nan,nan"])
def test_a_window_that_is_none_is_refused_in_words(district, box):
    answer = Client().get(f"/api/v1/board/whistles?bbox={box}", headers=asking(street_body()))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "query.bbox"


def test_a_post_without_a_board_is_refused(district):
    post = next(post for post in Post.objects.select_related("body") if post.roles == [Role.VERIFIER.value])
    answer = Client().get("/api/v1/board", headers=asking(post.body, post))
    assert answer.status_code == 403
    assert "一盘棋" in answer.json()["detail"]


def test_without_the_scope_or_a_key_nothing_is_told(district):
    assert Client().get("/api/v1/board").status_code == 401
    assert Client().get("/api/v1/board", headers=asking(street_body(), scopes=(Scope.PLACES_READ,))).status_code == 403
