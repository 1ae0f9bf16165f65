import csv
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.kernel.geo import CoordinateSystem, MetreFrame, convert

PAIRS = list(csv.DictReader((Path(__file__).parent / "data" / "gcj02_wgs84_pairs.csv").open(encoding="utf-8")))
XINCHENG = (111.6962, 40.8563)


def test_all_200_published_pairs_agree_both_ways():
    assert len(PAIRS) == 200
    for pair in PAIRS:
        wgs = float(pair["wgs_lng"]), float(pair["wgs_lat"])
        gcj = float(pair["gcj_lng"]), float(pair["gcj_lat"])
        assert convert(*wgs, "wgs84", "gcj02") == pytest.approx(gcj, abs=1e-5)
        assert convert(*gcj, "gcj02", "wgs84") == pytest.approx(wgs, abs=1e-5)


def test_gcj02_lies_about_600_m_east_and_140_m_north_here():
    frame = MetreFrame.around(*XINCHENG)
    east, north = frame.point(*convert(*XINCHENG, "wgs84", "gcj02"))
    assert 500 < east < 650
    assert 100 < north < 200


def test_bd09_agrees_with_the_published_example():
    # 百度 documentation's own example of GCJ-02 -> BD-09
    assert convert(116.404, 39.915, "gcj02", "bd09") == pytest.approx((116.41036949371, 39.92133699351), abs=1e-8)


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
@pytest.mark.parametrize("place", [(2.3522, 48.8566), (-74.0, 40.7), (151.2, -33.9), (0.0, 0.0)])
def test_outside_china_nothing_is_shifted(place, system):
    assert convert(*place, "wgs84", system) == place
    assert convert(*place, system, "wgs84") == place


def test_cgcs2000_is_wgs84_for_our_purposes():
    assert convert(*XINCHENG, "cgcs2000", "wgs84") == XINCHENG
    assert convert(*XINCHENG, "cgcs2000", "gcj02") == convert(*XINCHENG, "wgs84", "gcj02")


@given(lon=st.floats(75, 134), lat=st.floats(4, 53))
def test_there_and_back_again(lon, lat):
    for start, end in permutations(CoordinateSystem, 2):
        there = convert(lon, lat, start, end)
        assert convert(*there, end, start) == pytest.approx((lon, lat), abs=2e-9)


def test_an_unknown_system_is_refused():
    with pytest.raises(ValueError, match="utm49"):
        convert(1, 2, "utm49", "wgs84")
