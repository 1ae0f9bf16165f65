"""Communities merged, divided, renamed, moved: every grid ends in exactly one, and every refusal says how to cure it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.places.rules.changes import Part, Plan, Source, Standing, everything_to, heirs, problems
from shaoxiang.places.vocabulary import AreaChangeKind as K

TODAY, DAY = date(2026, 11, 2), date(2027, 1, 1)
A, B = "150102001001", "150102001002"
LAST = date(2020, 1, 1)
SOURCES = {
    A: Source(A, "丁香社区", "150102001", LAST, (f"{A}001", f"{A}002", f"{A}003")),
    B: Source(B, "红梅社区", "150102001", LAST, (f"{B}001", f"{B}002")),
}
STANDING = Standing(
    SOURCES, frozenset({"150102001", "150102002"}), {("150102001", "丁香社区"): A, ("150102001", "红梅社区"): B, ("150102001", "青松社区"): "150102001003"},
    frozenset({A, B, "150102001003"}), frozenset({1, 2}),
)
MERGED = Plan(K.MERGE.value, (A, B), (Part(A, "香梅社区", "150102001", body=1),), everything_to(A, SOURCES.values()))
SPLIT = Plan(K.SPLIT.value, (A,), (Part(A, "丁香社区", "150102001", body=1), Part("150102001009", "海棠社区", "150102001", body=2)),
             {f"{A}001": A, f"{A}002": "150102001009", f"{A}003": "150102001009"})
RENAMED = Plan(K.RENAME.value, (A,), (Part(A, "紫丁香社区", "150102001", body=1),), everything_to(A, [SOURCES[A]]))
MOVED = Plan(K.TRANSFER.value, (A,), (Part(A, "丁香社区", "150102002", body=1),), everything_to(A, [SOURCES[A]]))
GRIDS = Plan(K.GRIDS.value, (A, B), (Part(A, "丁香社区", "150102001", body=1), Part(B, "红梅社区", "150102001", body=2)),
             {**everything_to(A, [SOURCES[A]]), **everything_to(B, [SOURCES[B]]), f"{A}001": B})


def said(plan, standing=STANDING, day=DAY):
    return [problem.what % problem.facts for problem in problems(plan, standing, day=day, today=TODAY)]


@pytest.mark.parametrize("plan", [MERGED, SPLIT, RENAMED, MOVED, GRIDS], ids=lambda plan: plan.kind)
def test_a_whole_plan_has_nothing_in_its_way(plan):
    assert said(plan) == []


def part(plan, **changes):
    return replace(plan, parts=(*plan.parts[:-1], replace(plan.parts[-1], **changes)))


@pytest.mark.parametrize(("plan", "standing", "day", "sentence"), [
    (MERGED, STANDING, date(2026, 11, 1), "已经过去"),
    (MERGED, STANDING, LAST, "刚有过调整"),
    (MERGED, replace(STANDING, sources={**SOURCES, A: replace(SOURCES[A], ahead=date(2027, 6, 1))}), DAY, "已另有调整"),
    (MERGED, replace(STANDING, decided={A: "先前的合并"}), DAY, "先前的合并"),
    (replace(MERGED, sources=(A, "150102001777")), STANDING, DAY, "不存在"),
    (replace(MERGED, sources=(A,)), STANDING, DAY, "两个以上"),
    (replace(MERGED, sources=(A, B), grids=everything_to(A, [SOURCES[A]])), STANDING, DAY, "没有归到哪个社区"),
    (replace(SPLIT, grids={**SPLIT.grids, f"{A}001": "150102001009"}), STANDING, DAY, "一个网格也没有"),
    (replace(SPLIT, grids={**SPLIT.grids, f"{B}001": A}), STANDING, DAY, "不属于这些社区"),
    (replace(SPLIT, grids={**SPLIT.grids, f"{A}001": B}), STANDING, DAY, "没有归到哪个社区"),
    (replace(GRIDS, grids={**GRIDS.grids, f"{A}001": A}), STANDING, DAY, "没有一个网格换社区"),
    (part(SPLIT, name="青松社区"), STANDING, DAY, "已经有"),
    (part(SPLIT, name="丁香社区"), STANDING, DAY, "已经有"),
    (part(SPLIT, code="150102001003"), STANDING, DAY, "已经用过"),
    (part(SPLIT, code="12"), STANDING, DAY, "不是 12 位"),
    (part(SPLIT, name=" "), STANDING, DAY, "没有写名称"),
    (part(SPLIT, street="999"), STANDING, DAY, "镇街不存在"),
    (part(SPLIT, street="150102002"), STANDING, DAY, "只有“划转”"),
    (part(SPLIT, body=None), STANDING, DAY, "还没有承接"),
    (part(SPLIT, body=9), STANDING, DAY, "还没有承接"),
    (part(SPLIT, body=1), STANDING, DAY, "不能同时承接"),
    (part(RENAMED, name="丁香社区"), STANDING, DAY, "新名称"),
    (part(MOVED, street="150102001"), STANDING, DAY, "本来就在"),
    (MOVED, replace(STANDING, only={A: "东部片区"}), DAY, "东部片区"),
])
def test_what_stands_in_the_way_is_said_with_its_cure(plan, standing, day, sentence):
    found = problems(plan, standing, day=day, today=TODAY)
    assert any(sentence in problem.what % problem.facts for problem in found)
    assert all(problem.cure for problem in found)


def test_the_heir_keeps_the_code_else_has_most_of_the_grids():
    assert heirs(MERGED, SOURCES) == {A: A, B: A}
    assert heirs(SPLIT, SOURCES) == {A: A}
    renumbered = replace(SPLIT, parts=(replace(SPLIT.parts[0], code="150102001008"), SPLIT.parts[1]), grids={**SPLIT.grids, f"{A}001": "150102001008"})
    assert heirs(renumbered, SOURCES) == {A: "150102001009"}


def test_a_plan_survives_being_written_down():
    assert Plan.of(SPLIT.kind, SPLIT.as_json()) == SPLIT


CODES = [f"15010200101{number}" for number in range(4)]
GIVEN = st.lists(st.sampled_from([*CODES, "150102001999", ""]), min_size=1, max_size=6)


@given(goes_to=GIVEN, n_parts=st.integers(2, 4), strange=st.booleans())
def test_a_plan_without_problems_puts_every_grid_into_exactly_one_community(goes_to, n_parts, strange):
    """Whatever is assigned to whatever: nothing is let through that loses a grid, takes a strange one, or leaves a community empty."""
    n = len(goes_to)
    grids = tuple(f"{A}{number:03d}" for number in range(1, n + 1))
    standing = replace(STANDING, sources={A: replace(SOURCES[A], grids=grids)})
    codes = CODES[:n_parts]
    parts = tuple(Part(code, f"第{number}社区", "150102001", new_body="新设居委会") for number, code in enumerate(codes))
    given_to = {grid: to for grid, to in zip(grids, goes_to, strict=True) if to} | ({f"{B}001": codes[0]} if strange else {})
    plan = Plan(K.SPLIT.value, (A,), parts, given_to)
    clean = not problems(plan, standing, day=DAY, today=TODAY)
    whole = set(given_to) == set(grids) and set(given_to.values()) == set(codes)
    assert clean == whole
    if clean:
        assert sum(len([grid for grid, to in given_to.items() if to == code]) for code in codes) == n
