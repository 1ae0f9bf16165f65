"""The page, its poll and its lists."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import reported
from shaoxiang.insight.tests.compose import Called, awaits, made_late, office_of, street_of, teams, whistle
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.whistles.vocabulary import WhistleStatus
from tests import people

pytestmark = pytest.mark.django_db
BOARD, PARTS = "/board/", "/board/parts/"


def desk(street: str = people.HOME):
    return seated(people.actor("STREET_DESK", street=street))


def test_an_empty_board_says_what_that_means(now):
    page = desk().get(BOARD).content.decode()
    for words in ("现在没有要定的事", "没有正在办的哨", "没有超期和临期的"):
        assert words in page
    assert 'class="decision' not in page


def test_the_board_is_the_first_entry_of_a_duty_desk_and_no_entry_of_a_grid_worker(now):
    entries = re.findall(r'<li><a href="([^"]+)"', desk().get(BOARD).content.decode())
    assert entries[0] == reverse("insight:board")
    worker = seated(people.actor("GRID_WORKER"))
    assert 'href="/board/"' not in worker.get("/desk/").content.decode()
    refused = worker.get(BOARD)
    assert refused.status_code == 403
    assert "待办" in refused.content.decode()


def test_the_page_carries_the_stamp_and_an_unchanged_poll_answers_304_without_a_body(now):
    client = desk()
    page = client.get(BOARD)
    stamp = page.context["stamp"]
    answer = client.get(PARTS, headers={"If-None-Match": stamp})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", stamp)
    assert abs(int(answer["X-Board-At"]) - timezone.now().timestamp()) < 5


def test_a_poll_brings_the_parts_that_changed_and_no_other(now):
    client = desk()
    stamp = client.get(BOARD).context["stamp"]
    reported(at=now)
    assert client.get(PARTS, headers={"If-None-Match": stamp}).status_code == 304  # new, but neither late nor to be decided
    made_late(reported(at=now - timedelta(days=2)).matter, by=timedelta(hours=1), now=now)
    answer = client.get(PARTS, headers={"If-None-Match": stamp})
    assert answer.status_code == 200
    body = answer.content.decode()
    assert 'id="board-late"' in body
    assert 'hx-swap-oob="true"' in body
    assert 'id="board-whistles"' not in body
    assert client.get(PARTS, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_poll_of_someone_who_has_nothing_brings_everything(now):
    body = desk().get(PARTS).content.decode()
    assert all(f'id="board-{part}"' in body for part in ("decide", "late", "whistles", "forces"))


def test_an_unchanged_poll_asks_the_database_as_much_with_many_rows_as_with_few(now):
    client = desk()

    def asked() -> int:
        stamp = client.get(BOARD).context["stamp"]
        counts = []
        for _turn in range(3):
            with CaptureQueriesContext(connection) as counted:
                assert client.get(PARTS, headers={"If-None-Match": stamp}).status_code == 304
            counts.append(len(counted))
        return min(counts)

    few = asked()
    for turn in range(10):
        whistle(WhistleStatus.BLOWN, [Called(body) for body in teams(3)], at=now, turn=turn)
        made_late(reported(at=now - timedelta(days=1), description=f"示例 {turn}").matter, by=timedelta(hours=1), now=now)
    assert asked() == few <= 3


def test_whoever_is_signed_out_is_sent_to_sign_in_by_the_poll(client, district):
    answer = client.get(PARTS, headers={"HX-Request": "true"})
    assert "HX-Redirect" in answer


def test_a_wall_has_no_shell_and_nothing_to_press(now):
    whistle(WhistleStatus.BLOWN, [Called(teams(1)[0])], at=now)
    page = desk().get(f"{BOARD}?wall=1").content.decode()
    assert 'class="board-wall"' in page
    assert "shell-nav" not in page
    assert "<button" not in page.split("<dialog")[0]
    assert 'hx-get="/board/parts/?wall=1"' in page


def test_a_decision_of_the_readers_own_post_is_marked_in_words(now):
    made = whistle(WhistleStatus.PENDING, at=now)
    awaits(made, "approve", Role.STREET_LEADER, office_of(street_of()), at=now)
    page = seated(people.actor("STREET_LEADER", street=people.HOME)).get(BOARD).content.decode()
    assert "等您" in page
    assert "批不批准吹哨" in page
    assert "批不批准吹哨" in desk().get("/board/decisions/").content.decode()
    assert "批不批准吹哨" not in desk(people.NEXT).get(BOARD).content.decode()


def test_the_board_speaks_english_where_it_is_read_in_english(now):
    whistle(WhistleStatus.BLOWN, [Called(teams(1)[0], due_in=-5)], at=now)
    client = desk()
    stamp = client.get(BOARD).context["stamp"]
    client.cookies["django_language"] = "en"
    answer = client.get(PARTS, headers={"If-None-Match": stamp})
    assert answer.status_code == 200  # another language is another board


def test_the_marks_of_the_map_are_the_readers_and_fit_in_30_kb(now):
    for turn in range(70):
        whistle(at=now - timedelta(minutes=turn), turn=turn, title="示例：路面塌陷，有车陷入，请马上来人封路抢险排险")
    whistle(at=now, street=people.NEXT)
    answer = desk().get("/board/marks.geojson")
    data = json.loads(answer.content)
    assert len(answer.content) < 30_000
    assert (data["total"], len(drawn(data, "whistle"))) == (70, 60)
    west = min(one["geometry"]["coordinates"][0] for one in data["features"])
    assert 111 < west < 113  # longitude first
    assert len(drawn(json.loads(desk(people.NEXT).get("/board/marks.geojson").content), "whistle")) == 1


def drawn(data, mark):
    return [one for one in data["features"] if one["properties"]["mark"] == mark]


def test_the_stations_of_forces_are_on_the_map_with_whether_they_are_free(now):
    """驻地, where a force is stationed: one that has none written down is not drawn."""
    from shaoxiang.forces.models import Team
    from shaoxiang.forces.queries import bases

    team = teams(1)[0]
    found = drawn(json.loads(desk().get("/board/marks.geojson").content), "base")
    lon, lat = bases([team.pk])[team.pk]
    assert [lon, lat] in [one["geometry"]["coordinates"] for one in found]
    assert all(one["properties"]["words"] for one in found)
    Team.objects.filter(body=team).update(base_lon=None, base_lat=None)
    assert bases([team.pk]) == {}


def test_nobodys_position_is_on_the_map(now):
    """A report-in may have noted where the unit stood when it arrived: the board never draws it."""
    from shaoxiang.whistles.models import ReportIn

    made = whistle(WhistleStatus.IN_PROGRESS, [Called(teams(1)[0], "ARRIVED")], at=now)
    ReportIn.objects.filter(whistle=made).update(lon=111.123456, lat=40.654321)
    client = desk()
    for address in (BOARD, PARTS, "/board/marks.geojson", "/board/forces/"):
        assert "111.123456" not in client.get(address).content.decode()
