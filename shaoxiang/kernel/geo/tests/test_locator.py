import csv
import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import box, shape

from shaoxiang import profiles
from shaoxiang.kernel.geo import BORDER_M, Locator, MetreFrame

POINTS = list(csv.DictReader((Path(__file__).parent / "data" / "grid_points_test.csv").open(encoding="utf-8")))
OUTLINES = Path(profiles.__path__[0]) / "xincheng" / "places" / "grids_illustrative.geojson"
LEFT, RIGHT = box(111.60, 40.80, 111.70, 40.90), box(111.70, 40.80, 111.80, 40.90)
METRE_EAST = 1 / MetreFrame.around(111.7, 40.85).east_m


@pytest.fixture(scope="module")
def grids():
    return [(f["properties"]["code"], shape(f["geometry"])) for f in json.loads(OUTLINES.read_text())["features"]]


def test_all_1233_points_lie_in_their_grid(grids):
    locator = Locator(grids)
    assert len(POINTS) == 1233
    assert [p for p in POINTS if locator.locate(float(p["lng"]), float(p["lat"])).code != p["expected_grid"]] == []


def test_within_30_m_of_a_neighbour_both_are_kept():
    locator = Locator([("1", LEFT), ("2", RIGHT)])
    near = locator.locate(111.70 - 29 * METRE_EAST, 40.85)
    assert (near.code, near.border) == ("1", True)
    assert near.candidates == (("1", 0.0), ("2", pytest.approx(29, abs=0.1)))
    far = locator.locate(111.70 - 31 * METRE_EAST, 40.85)
    assert (far.code, far.border, far.candidates) == ("1", False, (("1", 0.0),))


def test_a_point_on_a_shared_edge_always_gets_the_smaller_code():
    for outlines in ([("1", LEFT), ("2", RIGHT)], [("2", RIGHT), ("1", LEFT)]):
        locator = Locator(outlines)
        for north in (40.8, 40.81234567, 40.85, 40.9):
            located = locator.locate(111.70, north)
            assert (located.code, located.border) == ("1", True)
            assert located.candidates == (("1", 0.0), ("2", 0.0))


def test_every_vertex_of_every_grid_gets_one_answer_in_any_order(grids):
    forward, backward = Locator(grids), Locator(reversed(grids))
    for lon, lat in shapely.get_coordinates([outline for _code, outline in grids]):
        assert forward.locate(lon, lat) == backward.locate(lon, lat)
        assert forward.locate(lon, lat).code is not None


def test_just_outside_is_nowhere_with_a_neighbour_named():
    located = Locator([("1", LEFT)]).locate(111.70 + 10 * METRE_EAST, 40.85)
    assert (located.code, located.border) == (None, True)
    assert located.candidates == (("1", pytest.approx(10, abs=0.1)),)


@pytest.mark.parametrize("point", [(0, 0), (float("nan"), 40), (float("inf"), 40), (1e300, -1e300), (40.85, 111.7)])
def test_far_away_and_nonsense_are_nowhere(point):
    located = Locator([("1", LEFT)]).locate(*point)
    assert (located.code, located.candidates, located.border) == (None, (), False)


def test_without_outlines_everything_is_nowhere():
    assert Locator([]).locate(111.7, 40.85).code is None


def test_a_hole_belongs_to_what_fills_it():
    ring, core = LEFT.difference(box(111.64, 40.84, 111.66, 40.86)), box(111.64, 40.84, 111.66, 40.86)
    assert Locator([("1", ring), ("2", core)]).locate(111.65, 40.85).code == "2"


def test_the_index_agrees_with_measuring_every_outline(grids):
    """3,000 points all over the district and its edge, each twice: the second answer comes from the remembered square."""
    locator, frame = Locator(grids), MetreFrame.around(*shapely.unary_union([outline for _code, outline in grids]).centroid.coords[0])
    flat = frame.flatten(np.array([outline for _code, outline in grids], dtype=object))
    codes = np.array([code for code, _outline in grids])
    west, south, east, north = shapely.total_bounds([outline for _code, outline in grids])
    rng = np.random.default_rng(150102)
    for lon, lat in zip(rng.uniform(west, east, 3000), rng.uniform(south, north, 3000), strict=True):
        far = shapely.distance(flat, shapely.Point(*frame.point(lon, lat)))
        if np.any(np.abs(far - BORDER_M) < 0.2):
            continue  # on the very rim of the 30 m the two frames may differ by centimetres
        near = set(codes[far <= BORDER_M])
        first = locator.locate(lon, lat)
        assert {code for code, _metres in first.candidates} == near
        assert (first.code is not None) == bool(np.any(far <= 0.1))
        assert first.border == (len(near) > 1 or (bool(near) and first.code is None))
        assert locator.locate(lon, lat) == first
