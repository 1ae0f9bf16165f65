"""A division from the drawing to the people on the new grids, in the seeded district."""

from __future__ import annotations

from datetime import timedelta

import pytest
import shapely
from django.core.exceptions import PermissionDenied
from shapely.geometry import shape

from shaoxiang.cases.tests.walks import fresh, reported
from shaoxiang.grids import actions, queries
from shaoxiang.grids.models import GridPerson, PatrolPlan, PatrolRecord
from shaoxiang.grids.rules import WORKER
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.places import actions as places
from shaoxiang.places.actions.rehoming import run_due
from shaoxiang.places.models import Grid, GridDivision, MapOverlay, PlaceChange
from shaoxiang.places.queries import place_book
from shaoxiang.places.queries.division import comparison, flaws_in_force
from shaoxiang.places.vocabulary import ChangeKind
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def feature(row: Grid, outline, **changes) -> dict:
    properties = {"code": row.code, "community": row.community.code, "name": row.name} | changes
    return {"type": "Feature", "geometry": outline.__geo_interface__, "properties": properties}


def collection(*features: dict) -> dict:
    return {"type": "FeatureCollection", "features": list(features)}


@pytest.fixture
def neighbours():
    """Two grids of the home street's first community that share an edge."""
    rows = list(Grid.objects.filter(community__code=people.point_in()[2][:12], valid_to=None).select_related("community").order_by("code"))
    for left in rows:
        for right in rows:
            edge = shapely.intersection(shape(left.geometry), shape(right.geometry)) if left.pk < right.pk else None
            if edge is not None and edge.length > 0:
                return left, right
    raise AssertionError("no neighbours")


def merged(neighbours, *, administrator, now, day):
    left, right = neighbours
    whole = shapely.union_all([shape(left.geometry), shape(right.geometry)])
    others = Grid.objects.filter(community=left.community, valid_to=None).exclude(pk__in=(left.pk, right.pk)).select_related("community")
    rest = [feature(row, shape(row.geometry)) for row in others]
    return places.draw_division(collection(feature(left, whole), *rest), title="合并（示例）", source="DISTRICT", effective_on=day, actor=administrator, at=now)


def test_a_merger_keeps_running_cases_and_carries_the_people(neighbours, administrator, now, today):
    left, right = neighbours
    day = today + timedelta(days=5)
    case = fresh(reported(at=now - timedelta(hours=1)))
    before = PatrolRecord.objects.create(plan=PatrolPlan.objects.filter(grid=left).first(), on=today)
    its_grid = Grid.objects.get(pk=case.matter.grid_id)
    division = merged(neighbours, administrator=administrator, now=now, day=day)
    found = comparison(division)
    assert found.flaws == []
    assert {change.code: change.kind for change in found.altering} == {left.code: ChangeKind.MOVED, right.code: ChangeKind.GONE}
    assert found.open_matters == 1
    places.confirm_division(division.pk, decided_by="区人民政府（示例）", document="示例1号", actor=administrator, at=now)
    deliver_pending(now=now + timedelta(minutes=1))

    assert place_book(today).grid_by_code(right.code).id == right.pk  # until its day nothing changes
    after = place_book(day)
    assert right.code not in {place.code for place in after.grids.values()}
    new = after.grid_by_code(left.code)
    assert new.id != left.pk
    assert fresh(case).matter.grid_id == its_grid.pk  # 在办事项留在原来的网格
    right.refresh_from_db()
    assert (right.valid_to, right.successor_id) == (day, new.id)
    carried = GridPerson.objects.filter(grid_id=new.id, role=WORKER)
    assert [row.valid_from for row in carried] == [day]
    assert not GridPerson.objects.filter(grid=right, valid_to=None).exists()
    assert PatrolPlan.objects.filter(grid_id=new.id).exists()
    assert queries.patrol_page(Grid.objects.get(pk=new.id)) == [before]
    assert set(carried.values_list("post__grids", flat=True)) >= {left.pk, right.pk, new.id}  # its worker sees the old grids' matters
    entry = Entry.objects.get(kind="places.divided")
    assert (entry.facts["gone"], entry.facts["moved"]) == (1, 1)


def test_on_the_day_running_cases_go_to_the_grid_that_has_their_ground(neighbours, administrator, now, today):
    left, right = neighbours
    day = today + timedelta(days=5)
    cases = [reported(at=now - timedelta(hours=1)) for _turn in range(2)]
    Matter.objects.filter(pk=cases[0].pk).update(grid_id=right.pk)
    Matter.objects.filter(pk=cases[1].pk).update(grid_id=left.pk, closed_at=now)
    division = merged(neighbours, administrator=administrator, now=now, day=day)
    places.confirm_division(division.pk, decided_by="区人民政府（示例）", document="示例1号", actor=administrator, at=now)
    deliver_pending(now=now + timedelta(minutes=1))
    assert run_due(now=now) == 0
    assert run_due(now=now + timedelta(days=5)) == 1
    new = place_book(day).grid_by_code(left.code)
    assert fresh(cases[0]).matter.grid_id == new.id
    assert fresh(cases[1]).matter.grid_id == left.pk  # closed: the grid of its day
    entry = Entry.objects.get(kind="places.rehomed")
    assert (entry.facts["division"], entry.facts["grid_from"], entry.facts["grid_to"]) == (division.pk, right.pk, new.id)
    assert run_due(now=now + timedelta(days=6)) == 0


def test_carrying_twice_carries_once(neighbours, administrator, now, today):
    division = merged(neighbours, administrator=administrator, now=now, day=today + timedelta(days=5))
    places.confirm_division(division.pk, decided_by="区", document="", actor=administrator, at=now)
    first = actions.carry_over(division.pk, actor=administrator, at=now)
    count = GridPerson.objects.count()
    assert first > 0
    assert actions.carry_over(division.pk, actor=administrator, at=now) == 0
    assert GridPerson.objects.count() == count


def test_a_department_may_not_redraw_but_may_lay_its_map_over(neighbours, administrator, now, today):
    left, _right = neighbours
    data = collection(feature(left, shape(left.geometry)))
    with pytest.raises(places.DivisionRefused) as caught:
        places.draw_division(data, title="环保网格", source="DEPARTMENT", effective_on=today, actor=administrator, at=now)
    assert "滨州市社会治理网格化服务管理条例" in caught.value.reason
    assert not GridDivision.objects.exists()
    before = PlaceChange.objects.count()
    places.attach_overlay(data, title="环保责任区", owner="生态环境分局（示例）", valid_from=today, actor=administrator, at=now)
    assert MapOverlay.objects.count() == 1
    assert PlaceChange.objects.count() == before  # no book is compiled anew: it finds nothing


def test_a_drawing_with_a_gap_cannot_be_decided(neighbours, administrator, now, today):
    left, _right = neighbours
    smaller = shape(left.geometry).buffer(-0.0003)
    division = places.draw_division(collection(feature(left, smaller)), title="漏缝", source="DISTRICT", effective_on=today, whole=False,
                                    actor=administrator, at=now)
    assert [flaw.kind for flaw in comparison(division).flaws] == ["GAP"]
    with pytest.raises(places.DivisionRefused):
        places.confirm_division(division.pk, decided_by="区", document="", actor=administrator, at=now)
    assert Grid.objects.get(pk=left.pk).valid_to is None


@pytest.mark.parametrize("what", ["nobody", "past", "unchanged", "twice"])
def test_what_cannot_be_decided_says_why(neighbours, administrator, now, today, what):
    left, _right = neighbours
    if what == "past":
        with pytest.raises(places.DivisionRefused):
            merged(neighbours, administrator=administrator, now=now, day=today - timedelta(days=1))
        return
    if what == "unchanged":
        division = places.draw_division(collection(feature(left, shape(left.geometry))), title="示例", source="DISTRICT", effective_on=today, whole=False,
                                        actor=administrator, at=now)
    else:
        division = merged(neighbours, administrator=administrator, now=now, day=today)
    if what == "twice":
        places.confirm_division(division.pk, decided_by="区", document="", actor=administrator, at=now)
    with pytest.raises(places.DivisionRefused):
        places.confirm_division(division.pk, decided_by="" if what == "nobody" else "区", document="", actor=administrator, at=now)


def test_only_the_district_divides(neighbours, desk, now, today):
    with pytest.raises(PermissionDenied):
        merged(neighbours, administrator=desk, now=now, day=today)


def test_a_special_grid_is_cut_out_and_a_point_lies_in_one_grid_still(neighbours, administrator, now, today):
    left, _right = neighbours
    ground = shape(left.geometry)
    middle = ground.representative_point()
    outline = ground.intersection(middle.buffer(0.0006, cap_style=3))
    division = places.carve_grid(left.community.code, name="菜市场（示例）", kind="MARKET", outline=outline.__geo_interface__, effective_on=today,
                                 actor=administrator, at=now)
    places.confirm_division(division.pk, decided_by="区", document="", actor=administrator, at=now)
    found = place_book(today).locate(middle.x, middle.y)
    assert found.grid.kind == "MARKET"
    assert flaws_in_force(today) == []
    assert found.grid.id in {place.id for place in queries.vacant(today)}  # nobody yet: said so


def test_a_larger_grid_groups_and_finds_no_point(neighbours, administrator, now, today):
    left, right = neighbours
    big = places.group_grids(left.community.code, name="大网格（示例）", level="LARGE", parts=[left.code, right.code], valid_from=today,
                             actor=administrator, at=now)
    assert big.code not in {place.code for place in place_book(today).grids.values()}
    with pytest.raises(places.DivisionRefused):
        places.group_grids(left.community.code, name="又一个", level="LARGE", parts=[left.code], valid_from=today, actor=administrator, at=now)
    places.set_parent(right.code, "", actor=administrator, at=now)
    assert Grid.objects.get(pk=right.pk).parent_id is None
    with pytest.raises(places.DivisionRefused):
        places.end_grid(left.code, on=today + timedelta(days=1), actor=administrator, at=now)
    places.end_grid(big.code, on=today + timedelta(days=1), actor=administrator, at=now)
    assert Grid.objects.get(pk=left.pk).parent_id is None
