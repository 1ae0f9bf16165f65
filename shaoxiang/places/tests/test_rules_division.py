from __future__ import annotations

import pytest

from shaoxiang.places.rules import DivisionRefused, Drawn, carved, check_levels, check_source, compare_division, next_code
from shaoxiang.places.tests.shapes import square
from shaoxiang.places.vocabulary import ChangeKind


def drawn(code: str, shape, **changes) -> Drawn:
    return Drawn(**{"code": code, "community": code[:12], "name": code, "shape": shape} | changes)


A, B, C = "990101001001001", "990101001001002", "990101001001003"
BEFORE = {A: drawn(A, square(0), households=300), B: drawn(B, square(1), households=200)}


def kinds(after: dict) -> dict[str, ChangeKind]:
    return {change.code: change.kind for change in compare_division(BEFORE, after)}


def test_the_same_drawing_changes_nothing():
    assert kinds(BEFORE) == {A: ChangeKind.SAME, B: ChangeKind.SAME}


def test_a_moved_border_moves_both_neighbours():
    strip = square(1).intersection(square(1, shift=-0.005))
    after = {A: drawn(A, square(0).union(strip), households=300), B: drawn(B, square(1).difference(strip), households=200)}
    found = {change.code: change for change in compare_division(BEFORE, after)}
    assert {change.kind for change in found.values()} == {ChangeKind.MOVED}
    assert found[B].heirs == ((A, 50), (B, 50))
    assert found[A].moved_m2 == pytest.approx(found[B].moved_m2, rel=0.01)


def test_a_merger_ends_one_and_names_the_other_its_heir():
    found = {change.code: change for change in compare_division(BEFORE, {A: drawn(A, square(0, width=2))})}
    assert found[B].kind == ChangeKind.GONE
    assert found[B].heirs == ((A, 100),)
    assert found[A].kind == ChangeKind.MOVED


def test_a_split_begins_one():
    after = {**BEFORE, B: drawn(B, square(1).intersection(square(1, shift=-0.005)), households=200), C: drawn(C, square(1).difference(square(1, shift=-0.005)))}
    assert kinds(after) == {A: ChangeKind.SAME, B: ChangeKind.MOVED, C: ChangeKind.NEW}


def test_a_new_name_kind_or_count_is_no_move():
    assert kinds({**BEFORE, A: drawn(A, square(0), name="市场网格", kind="MARKET", households=300)})[A] == ChangeKind.ALTERED
    assert kinds({**BEFORE, A: drawn(A, square(0), households=301)})[A] == ChangeKind.ALTERED


def test_a_sliver_along_the_edge_is_no_move():
    assert kinds({**BEFORE, A: drawn(A, square(0, shift=0.000001), households=300)})[A] == ChangeKind.SAME


def test_another_community_is_a_move_even_without_a_step():
    assert kinds({**BEFORE, A: drawn(A, square(0), households=300, community="990101001002")})[A] == ChangeKind.MOVED


def test_a_department_may_not_draw_and_is_told_the_rule_and_the_way():
    check_source("DISTRICT")
    with pytest.raises(DivisionRefused) as caught:
        check_source("DEPARTMENT")
    assert "第六条" in caught.value.reason
    assert "叠加图层" in caught.value.reason


def test_levels_stand_in_order():
    check_levels("LARGE", "SMALL")
    for above, below in (("SMALL", "SMALL"), ("MICRO", "LARGE")):
        with pytest.raises(DivisionRefused):
            check_levels(above, below)


def test_what_is_cut_out_is_missing_from_the_others_and_nothing_else():
    hole = square(0, shift=0.005)
    found = carved(hole, C, {A: square(0), B: square(1), "x": square(5)})
    assert found.keys() == {A, B, C}
    assert sum(shape.area for shape in found.values()) == pytest.approx(square(0, width=2).area)


def test_a_cut_may_not_swallow_a_grid():
    with pytest.raises(DivisionRefused):
        carved(square(0, width=2), C, {A: square(0)})


def test_the_next_code_is_the_first_above_all_ever_used():
    assert next_code("990101001001", [A, B, "990101001002009"]) == C
    with pytest.raises(DivisionRefused):
        next_code("990101001001", ["990101001001999"])
