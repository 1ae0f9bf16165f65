import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.kernel.geo.cells import CELLS_SHOWN, FINEST, box_of, cell_of, level_for, size, span_of, zoom_for

LON, LAT = st.floats(-179.9, 179.9), st.floats(-84.9, 84.9)
LEVEL = st.integers(0, FINEST)


@given(LON, LAT, LEVEL)
def test_a_coarser_cell_holds_the_finer_one(lon, lat, level):
    x, y = cell_of(lon, lat)
    assert cell_of(lon, lat, level) == (x >> (FINEST - level), y >> (FINEST - level))


@given(LON, LAT, LEVEL)
def test_a_point_lies_in_the_box_of_its_cell(lon, lat, level):
    west, south, east, north = box_of(*cell_of(lon, lat, level), level)
    assert west - 1e-9 <= lon <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9


@given(LON, LAT, st.floats(1e-4, 20), st.floats(1e-4, 20), st.floats(0, 22))
def test_no_window_is_cut_into_more_cells_than_an_answer_bears(lon, lat, wide, high, zoom):
    box = (max(lon - wide, -180), max(lat - high, -85), min(lon + wide, 180), min(lat + high, 85))
    span = span_of(box, level_for(zoom, box))
    assert span.cells <= CELLS_SHOWN
    west, south, east, north = span.box
    assert (west, south) <= (box[0] + 1e-9, box[1] + 1e-9)
    assert east >= box[2] - 1e-9
    assert north >= box[3] - 1e-9


@given(LON, LAT, st.integers(3, 16))
def test_a_span_in_finer_cells_is_the_same_ground(lon, lat, level):
    span = span_of((lon, lat, lon + 0.01, lat + 0.01), level)
    assert span.at(FINEST).box == pytest.approx(span.box)


def test_a_finest_cell_is_a_building_in_hohhot():
    wide, high = size(FINEST)
    assert 50 < wide * 84_300 < 65  # metres a degree of longitude at 40.8° north
    assert 50 < high * 111_050 < 65


def test_the_zoom_of_a_window_as_wide_as_the_picture():
    assert zoom_for((111.4, 40.6, 112.2, 41.1), pixels=720) == 9
    assert zoom_for((111.66, 40.8, 111.6601, 40.8001)) == 19
