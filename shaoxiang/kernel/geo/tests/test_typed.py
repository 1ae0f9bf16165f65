import pytest

from shaoxiang.kernel.geo import BadPoint, parse_point


@pytest.mark.parametrize("text", [
    "111.69,40.85", "111.69，40.85", " 111.69  40.85 ", "111.69;40.85", "(111.69, 40.85)", "１１１.６９，４０.８５",
    "东经111.69° 北纬40.85°", "北纬40.85°，东经111.69°", "40.85N 111.69E", "111.69E,40.85N", "lat=40.85, lng=111.69", "经度:111.69 纬度:40.85",
    "111度41分24秒,40度51分", "40°51′0″N 111°41′24″E", "40°51'N 111°41'24\"E",
])
def test_ways_of_writing_the_same_point(text):
    point = parse_point(text)
    assert (point.lon, point.lat) == pytest.approx((111.69, 40.85))
    assert not point.swapped


def test_latitude_first_is_understood_and_said():
    point = parse_point("40.85, 111.69")
    assert (point.lon, point.lat, point.swapped) == (111.69, 40.85, True)


def test_west_and_south_are_negative():
    point = parse_point("西经 58.4 南纬 34.6")
    assert (point.lon, point.lat) == (-58.4, -34.6)


@pytest.mark.parametrize("text", ["", "111.69", "呼和浩特", "111.69,40.85,3", "nan,inf", "1e5,3", "111.69;40.85; drop table", "--1,2", "😀,🦉"])
def test_what_is_no_point_says_how_to_write_one(text):
    with pytest.raises(BadPoint, match="例如"):
        parse_point(text)


@pytest.mark.parametrize("text", ["200,40", "111,95", "95,-95", "181,0"])
def test_numbers_out_of_range_are_refused(text):
    with pytest.raises(BadPoint, match="之间"):
        parse_point(text)


def test_two_longitudes_are_refused():
    with pytest.raises(BadPoint, match="各写一个"):
        parse_point("111.6E 112.6E")


def test_a_book_length_text_is_refused_quickly():
    with pytest.raises(BadPoint):
        parse_point("1 " * 200_000)
