import pytest

from shaoxiang.kernel.geo import BadPoint, Pin, convert, read_pin


def test_no_place_is_no_pin():
    assert read_pin({}) is None
    assert read_pin({"lon": "", "lat": " ", "point": "", "raw_lon": "1", "raw_lat": "2"}) is None


def test_a_click_is_a_pin_without_a_fix():
    assert read_pin({"lon": "111.69", "lat": "40.85"}) == Pin(111.69, 40.85)


def test_a_dragged_fix_keeps_both():
    pin = read_pin({"lon": "111.69", "lat": "40.85", "raw_lon": "111.68", "raw_lat": "40.84", "accuracy": "65", "crs": "wgs84"})
    assert pin == Pin(111.69, 40.85, 111.68, 40.84, 65.0, "wgs84")


def test_typed_text_without_script_is_converted_here():
    pin = read_pin({"point": "111.69，40.85", "point_crs": "gcj02"})
    assert (pin.lon, pin.lat) == pytest.approx(convert(111.69, 40.85, "gcj02", "wgs84"), abs=1e-6)
    assert (pin.raw_lon, pin.raw_lat, pin.crs, pin.accuracy_m) == (111.69, 40.85, "gcj02", None)


def test_typed_text_changed_after_the_map_read_it_wins():
    fields = {"lon": "111.6", "lat": "40.8", "point": "111.69,40.85", "point_read": "111.6,40.8"}
    assert read_pin(fields).lon == 111.69
    assert read_pin(fields | {"point_read": "111.69,40.85"}).lon == 111.6


def test_typed_the_other_way_round_is_said():
    assert read_pin({"point": "40.85,111.69"}).swapped


@pytest.mark.parametrize("fields", [
    {"point": "呼和浩特"}, {"point": "111.69,40.85", "point_crs": "mars"}, {"lon": "x", "lat": "y"}, {"lon": "111.69"}, {"lat": "40.8"},
    {"lon": "nan", "lat": "40"}, {"lon": "inf", "lat": "40"}, {"lon": "181", "lat": "40"}, {"lon": "111", "lat": "91"},
    {"lon": "1", "lat": "2", "raw_lon": "1", "raw_lat": "2", "crs": "<script>"},
])
def test_what_cannot_be_read_is_refused_with_a_cure(fields):
    with pytest.raises(BadPoint):
        read_pin(fields)


def test_a_broken_fix_beside_a_good_pin_is_left_out():
    assert read_pin({"lon": "111.69", "lat": "40.85", "raw_lon": "NaN", "raw_lat": "1e999", "crs": "?"}) == Pin(111.69, 40.85)
