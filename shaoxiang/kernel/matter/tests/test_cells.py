"""The counts by cell: kept by the database in the transaction of the change, exact with and without the worker."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from django.db import connection, transaction
from django.utils import timezone

from shaoxiang.kernel.geo.cells import FINEST, cell_of, span_of
from shaoxiang.kernel.matter import cells, checks
from shaoxiang.kernel.matter.models import Matter

pytestmark = pytest.mark.django_db
BOX = (111.0, 40.0, 112.0, 41.0)
NOW = timezone.now()


def matter(turn: int, **columns: object) -> Matter:
    given = {
        "kind": "CASE", "number": f"SJ20200101-{turn:05d}", "title": "示例", "status": "HANDLING", "opened_at": NOW, "subject_code": "0103",
        "lon": 111.66, "lat": 40.82, "street_id": 1, "community_id": 11, "grid_id": 111,
    }
    return Matter.objects.create(**{**given, **columns})


def total(scopes=({},), level: int = 10, **asked: object) -> int:
    return sum(one.n for one in cells.counted("CASE", span_of(BOX, level), list(scopes), **{"within": {}, **asked}))


def test_the_triggers_stand_after_migrating():
    assert cells.is_installed()


def test_a_matter_is_counted_at_once_and_moves_with_its_status_place_and_subject():
    one = matter(1)
    assert total() == 1
    one.status = "CLOSED"
    one.save(update_fields=["status"])
    assert total(within={"status": ["HANDLING"]}) == 0
    assert total(within={"status": ["CLOSED"]}) == 1
    one.lon, one.lat, one.subject_code = 111.9, 40.9, "0202"
    one.save()
    cells.fold()
    assert total(within={"subject_code": ["0103"]}) == 0
    [found] = cells.counted("CASE", span_of(BOX, 14), [{}], within={"subject_code": ["0202"]})
    assert (found.x, found.y) == cell_of(111.9, 40.9, 14)
    assert (found.lon, found.lat) == pytest.approx((111.9, 40.9))


def test_what_has_no_point_is_not_on_the_map_until_it_gets_one():
    one = matter(1, lon=None, lat=None)
    assert total() == 0
    one.lon, one.lat = 111.5, 40.5
    one.save()
    assert total() == 1
    one.lon = one.lat = None
    one.save()
    assert total() == 0


def test_another_street_is_outside_the_scope_and_no_scope_reaches_nothing():
    matter(1)
    matter(2, street_id=2, community_id=22, grid_id=222)
    assert total([{"street_id": [1]}]) == 1
    assert total([{"street_id": [1]}, {"grid_id": [222]}]) == 2
    assert total([{"street_id": [1], "grid_id": [222]}]) == 0
    assert total([{"grid_id": []}]) == 0
    assert total([]) == 0
    assert total(not_status=["HANDLING"]) == 0


def test_a_rolled_back_change_is_not_counted():
    with pytest.raises(RuntimeError), transaction.atomic():
        matter(1)
        raise RuntimeError
    assert total() == 0


@pytest.mark.parametrize("folded", [False, True])
def test_whatever_happens_the_counts_are_those_of_the_matters(folded):
    luck = random.Random(7)
    rows = [matter(turn, lon=111 + luck.random(), lat=40 + luck.random(), street_id=luck.choice([1, 2, None])) for turn in range(40)]
    for turn in range(120):
        row = luck.choice(rows)
        row.status = luck.choice(["HANDLING", "CLOSED", "DECLINED"])
        row.subject_code = luck.choice(["0103", "0202", ""])
        if luck.random() < 0.3:
            row.lon, row.lat = 111 + luck.random(), 40 + luck.random()
        row.save()
        if folded and turn % 25 == 0:
            cells.fold()
    for level in (6, 9, 13, 15, 16, 18, FINEST):
        expected = Counter(cell_of(row.lon, row.lat, level) for row in rows if row.status == "CLOSED" and row.subject_code == "0202")
        found = cells.counted("CASE", span_of(BOX, level), [{}], within={"status": ["CLOSED"], "subject_code": ["0202"]})
        assert {(one.x, one.y): one.n for one in found} == expected
    assert cells.held() == 40


def test_a_folded_cell_that_became_empty_leaves_no_row():
    one = matter(1)
    cells.fold()
    Matter.objects.filter(pk=one.pk).update(lon=None, lat=None)  # past every save: the trigger sees it all the same
    cells.fold()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM matter_cell")
        assert cursor.fetchone()[0] == 0


def test_doctor_says_when_the_counts_are_wrong_and_recount_cures_it():
    matter(1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM matter_cell_change")
    [finding] = checks.checks()
    assert (finding.level, "recount" in finding.cure) == ("BAD", True)
    cells.recount()
    [finding] = checks.checks()
    assert finding.level == "OK"
    assert total() == 1
