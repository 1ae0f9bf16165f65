"""When two reports are one matter: tables, no database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shaoxiang.cases.rules import relations as together
from shaoxiang.cases.rules.relations import Side
from shaoxiang.cases.vocabulary import CaseStatus as S
from shaoxiang.cases.vocabulary import Likeness

MONDAY = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
LON, LAT = 111.70, 40.84


def side(pk=1, status=S.HANDLING, **changes):
    given = {"type_code": "B0103", "group": "B01", "opened_at": MONDAY, "lon": LON, "lat": LAT, "text": "路口的污水井盖裂了一道缝"}
    return Side(pk, status, **{**given, **changes})


def test_a_degree_of_latitude_and_of_longitude_at_this_latitude():
    assert together.metres(LON, LAT, LON, LAT + 0.001) == pytest.approx(111.3, abs=0.3)
    assert together.metres(LON, LAT, LON + 0.001, LAT) == pytest.approx(84.2, abs=0.3)


def test_the_window_holds_the_circle_and_little_more():
    west, south, east, north = together.window(LON, LAT, 150)
    assert together.metres(LON, LAT, east, LAT) == pytest.approx(150, rel=0.01)
    assert together.metres(LON, LAT, LON, south) == pytest.approx(150, rel=0.01)
    assert (west < LON < east) and (south < LAT < north)


@pytest.mark.parametrize(("one", "other", "words"), [
    ("三单元楼道漏水三天了", "楼道漏水没人管", ("楼道漏水",)),
    ("路灯不亮", "污水井盖破损", ()),
    ("居民反映小区附近问题严重", "居民反映小区附近问题严重", ()),  # what everybody says means nothing
    ("烧烤店油烟扰民", "烧烤店油烟太大", ("烧烤店油烟",)),
    ("", "楼道漏水", ()),
])
def test_words_in_common(one, other, words):
    assert together.words_in_common(one, other) == words


@pytest.mark.parametrize(("changes", "reasons"), [
    ({}, {Likeness.SAME_TYPE, Likeness.NEAR, Likeness.CLOSE_IN_TIME, Likeness.WORDS}),
    ({"type_code": "B0108"}, {Likeness.SAME_GROUP, Likeness.NEAR, Likeness.CLOSE_IN_TIME, Likeness.WORDS}),
    ({"type_code": "0511", "group": "05"}, {Likeness.NEAR, Likeness.CLOSE_IN_TIME, Likeness.WORDS}),
    ({"lat": LAT + 0.01}, {Likeness.SAME_TYPE, Likeness.CLOSE_IN_TIME, Likeness.WORDS}),
    ({"lon": None, "lat": None}, {Likeness.SAME_TYPE, Likeness.CLOSE_IN_TIME, Likeness.WORDS}),
    ({"opened_at": MONDAY - timedelta(days=8)}, {Likeness.SAME_TYPE, Likeness.NEAR, Likeness.WORDS}),
    ({"text": "树倒了"}, {Likeness.SAME_TYPE, Likeness.NEAR, Likeness.CLOSE_IN_TIME}),
    ({"type_code": "", "group": ""}, {Likeness.NEAR, Likeness.CLOSE_IN_TIME, Likeness.WORDS}),
])
def test_reasons(changes, reasons):
    assert set(together.alike(side(), side(2, **changes)).reasons) == reasons


def test_the_same_contact_is_a_reason_and_the_number_is_not_in_it():
    found = together.alike(side(contacts=frozenset({"abc"})), side(2, contacts=frozenset({"abc", "def"})))
    assert Likeness.SAME_CONTACT in found.reasons
    assert "abc" not in repr(found)


@pytest.mark.parametrize(("changes", "likely"), [
    ({}, True),
    ({"text": "树倒了"}, True),  # same type, on the spot, same week
    ({"type_code": "0511", "group": "05", "text": "树倒了"}, False),  # another thing next door
    ({"lat": LAT + 0.01, "text": "树倒了"}, False),  # same type, a kilometre away
])
def test_what_is_suggested(changes, likely):
    assert together.alike(side(), side(2, **changes)).likely is likely


@pytest.mark.parametrize(("main", "other", "part"), [
    (side(1), side(1), "它自己"),
    (side(1, S.MERGED), side(2), "已经并入别的"),
    (side(1, S.VERIFIED), side(2), "等居民确认"),
    (side(1, S.CLOSED), side(2), "已经结束"),
    (side(1), side(2, S.OBJECTED), "等退单裁定"),
    (side(1, S.HANDLED), side(2, S.HANDLED), "已经处置完毕"),
    (side(1), side(2, S.CLOSED), "已经处置完毕"),
    (side(1, S.REPORTED), side(2, S.HANDLING), "反过来"),
    (side(1), side(2, parent=True), "带有子件"),
    (side(1), side(2, child=True), "子件不能参与"),
    (side(1, merged=50), side(2), "最多并入 50"),
    (side(1, merged=30), side(2, merged=20), "最多并入 50"),
    (side(1), side(2), ""),
    (side(1), side(2, S.SUSPENDED), ""),
    (side(1, S.HANDLED), side(2, S.REPORTED), ""),
    (side(1, merged=30), side(2, merged=19), ""),
])
def test_what_may_be_merged(main, other, part):
    refusal = together.merge_refusal(main, other)
    assert (part in refusal) if part else refusal == ""


def test_the_main_is_the_furthest_then_the_one_that_holds_others_then_the_earliest():
    late = side(3, S.HANDLING, opened_at=MONDAY + timedelta(days=1))
    assert together.pick_main([side(1, S.REPORTED), late, side(2, S.ACCEPTED)]) is late
    assert together.pick_main([side(1), side(2, merged=2)]).pk == 2
    assert together.pick_main([late, side(1)]).pk == 1


@pytest.mark.parametrize(("parent", "child", "n", "part"), [
    (side(1), side(1), 0, "它自己"),
    (side(1, child=True), side(2), 0, "最多两级"),
    (side(1), side(2, child=True), 0, "别的母件"),
    (side(1), side(2, parent=True), 0, "最多两级"),
    (side(1), side(2), 20, "最多带 20"),
    (side(1), side(2, S.CLOSED), 0, "已经结束"),
    (side(1), side(2), 19, ""),
])
def test_what_may_be_a_child(parent, child, n, part):
    refusal = together.child_refusal(parent, child, children=n)
    assert (part in refusal) if part else refusal == ""


@pytest.mark.parametrize(("texts", "children", "child", "part"), [
    ([], 0, False, "至少"), (["甲"], 0, True, "不能再拆"), (["甲", "乙"], 19, False, "最多带 20"), (["甲", "甲"], 0, False, "一模一样"),
    (["甲", "乙"], 18, False, ""),
])
def test_what_may_be_split(texts, children, child, part):
    refusal = together.split_refusal(texts, children=children, child=child)
    assert (part in refusal) if part else refusal == ""


@pytest.mark.parametrize(("metres", "public", "shown"), [(3, True, 10), (84, True, 80), (3, False, 50), (84, False, 100), (149, False, 150)])
def test_how_far_is_told_roughly_for_what_is_private(metres, public, shown):
    assert together.roughly(metres, public=public) == shown


@pytest.mark.parametrize("status", list(S))
def test_who_may_join(status):
    assert (together.join_refusal(status) == "") == (status not in (S.VERIFIED, S.CLOSED, S.DECLINED, S.WITHDRAWN))


@pytest.mark.parametrize(("text", "found"), [("", {}), ("B01:80, 0511：300", {"B01": 80, "0511": 300}), (" 05 : 200； ", {"05": 200})])
def test_radii_by_type(text, found):
    assert together.radii(text) == found


@pytest.mark.parametrize("text", ["B01", "B01:", ":80", "B01:5", "B01:3000", "B01:近"])
def test_radii_that_cannot_be_read(text):
    with pytest.raises(ValueError, match=r".*"):
        together.radii(text)


def test_the_radius_of_the_type_goes_before_that_of_its_class():
    by_type = {"B01": 80, "B0103": 40}
    assert [together.radius_m(code, code[:3], by_type, 150) for code in ("B0103", "B0104", "0511")] == [40, 80, 150]
