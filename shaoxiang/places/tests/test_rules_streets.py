"""Streets merged, divided, renamed: each has somebody who answers, no community is lost, and every refusal says how to cure it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shaoxiang.places.rules.changes import Problem, Source
from shaoxiang.places.rules.streets import Answering, Ground, StreetPart, StreetPlan, StreetSource, StreetStanding, moving, street_problems, unit_of
from shaoxiang.places.vocabulary import AreaChangeKind as K

TODAY, DAY, LAST = date(2026, 11, 2), date(2027, 1, 1), date(2020, 1, 1)
A, B, C = "150102001", "150102002", "150102003"
A1, A2, B1 = f"{A}001", f"{A}002", f"{B}001"
STREETS = {
    A: StreetSource(A, "丁香路街道", LAST, (A1, A2), unit=1), B: StreetSource(B, "红梅街道", LAST, (B1,), unit=2),
    C: StreetSource(C, "青松街道", LAST, (), unit=3),
}
COMMUNITIES = {code: Source(code, f"社区{code}", code[:9], LAST) for code in (A1, A2, B1)}
UNITS = {1: Answering("丁香路街道办事处", A), 2: Answering("红梅街道办事处", B), 3: Answering("青松街道办事处", C), 9: Answering("新街道办事处")}
TOUCH = Ground(frozenset({frozenset({A, B}), frozenset({B, C}), frozenset({A, C})}))
STANDING = StreetStanding(STREETS, COMMUNITIES, frozenset({A, B, C, "150102004"}), UNITS, ground=TOUCH)
INTO = StreetPlan(K.STREET_MERGE.value, (A,), StreetPart(B, "红梅街道"))
ONE = StreetPlan(K.STREET_MERGE.value, (A, B), StreetPart("150102008", "香梅街道", unit=1))
SPLIT = StreetPlan(K.STREET_SPLIT.value, (A,), StreetPart("150102008", "海棠街道", unit=9), (A2,))
APART = StreetPlan(K.STREET_DISSOLVE.value, (A,), StreetPart(B, "红梅街道"), heirs=((A1, B), (A2, C)))
RENAMED = StreetPlan(K.STREET_RENAME.value, (A,), StreetPart(A, "紫丁香路街道"))


def said(plan, standing=STANDING, day=DAY):
    return [problem.what % problem.facts for problem in street_problems(plan, standing, day=day, today=TODAY)]


@pytest.mark.parametrize("plan", [INTO, ONE, SPLIT, RENAMED, APART], ids=["into a street that stays", "into a new one", "split", "rename", "into several"])
def test_a_whole_plan_has_nothing_in_its_way(plan):
    assert said(plan) == []
    assert said(plan, day=TODAY) == []


def part(plan, **changes):
    return replace(plan, part=replace(plan.part, **changes))


def street(code, **changes):
    return replace(STANDING, streets={**STREETS, code: replace(STREETS[code], **changes)})


def community(code, **changes):
    return replace(STANDING, communities={**COMMUNITIES, code: replace(COMMUNITIES[code], **changes)})


@pytest.mark.parametrize(("plan", "standing", "day", "sentence"), [
    (INTO, STANDING, date(2026, 11, 1), "已经过去"),
    (INTO, street(A, begun=DAY), DAY, "刚有过调整"),
    (INTO, street(A, ahead=date(2027, 3, 1)), DAY, "已另有调整"),
    (INTO, street(B, ahead=date(2027, 3, 1)), DAY, "已另有调整"),
    (INTO, replace(STANDING, decided={B: "先前的分设"}), DAY, "先前的分设"),
    (INTO, replace(STANDING, decided={A1: "社区合并"}), DAY, "社区合并"),
    (INTO, community(A1, begun=DAY), DAY, "刚有过调整"),
    (INTO, community(A1, ahead=date(2027, 3, 1)), DAY, "已另有调整"),
    (replace(INTO, sources=("150102077",)), STANDING, DAY, "不存在"),
    (replace(INTO, sources=()), STANDING, DAY, "还没有选撤掉哪个街道"),
    (replace(ONE, sources=(A,)), STANDING, DAY, "两个以上的街道"),
    (INTO, street(B, unit=None), DAY, "没有街道办事处"),
    (INTO, replace(STANDING, units={**UNITS, 2: replace(UNITS[2], desk=False)}), DAY, "没有受理岗位"),
    (part(ONE, unit=None), STANDING, DAY, "没有街道办事处"),
    (part(ONE, unit=3), STANDING, DAY, "还管着别的街道"),
    (part(SPLIT, unit=1), STANDING, DAY, "还管着别的街道"),
    (part(SPLIT, unit=77), STANDING, DAY, "没有街道办事处"),
    (part(ONE, code="150102004"), STANDING, DAY, "已经用过"),
    (part(SPLIT, code=A), STANDING, DAY, "已经用过"),
    (part(ONE, code="15010208"), STANDING, DAY, "不是 9 位"),
    (part(ONE, code="150103008"), STANDING, DAY, "不是本区的"),
    (part(ONE, name=" "), STANDING, DAY, "没有写名称"),
    (part(ONE, name="青松街道"), STANDING, DAY, "已经有“青松街道”"),
    (part(SPLIT, name="丁香路街道"), STANDING, DAY, "已经有“丁香路街道”"),
    (replace(SPLIT, communities=()), STANDING, DAY, "哪些社区分出去"),
    (replace(SPLIT, communities=(A1, A2)), STANDING, DAY, "一个社区也没有留下"),
    (replace(SPLIT, communities=(A2, B1)), STANDING, DAY, "不在这个街道"),
    (replace(SPLIT, sources=(A, B)), STANDING, DAY, "只能改一个街道"),
    (part(RENAMED, name="丁香路街道"), STANDING, DAY, "更名要写一个新名称"),
    (part(RENAMED, code="150102008"), STANDING, DAY, "代码不变"),
    (replace(APART, heirs=((A1, B),)), STANDING, DAY, "没有写并到哪个街道"),
    (replace(APART, heirs=((A1, B), (A2, B))), STANDING, DAY, "不是拆分"),
    (replace(APART, heirs=((A1, B), (A2, "150102099"))), STANDING, DAY, "不存在"),
    (replace(APART, heirs=((A1, B), (A2, A))), STANDING, DAY, "不存在"),
    (replace(APART, heirs=((A1, B), (A2, C), (B1, C))), STANDING, DAY, "不在这个街道"),
    (replace(APART, sources=(A, B)), STANDING, DAY, "只能撤一个街道"),
    (part(APART, code="150102009", name="青松街道"), STANDING, DAY, "没有分到社区"),
    (APART, street(C, unit=None), DAY, "青松街道没有街道办事处"),
    (APART, street(C, ahead=date(2027, 3, 1)), DAY, "已另有调整"),
    (APART, replace(STANDING, ground=Ground(frozenset({frozenset({A, B})}))), DAY, "划给青松街道的社区和它不接壤"),
    (INTO, replace(STANDING, ground=Ground()), DAY, "不接壤，不能合并"),
    (ONE, replace(STANDING, ground=Ground()), DAY, "不接壤，不能合并"),
    (INTO, replace(STANDING, ground=Ground(undrawn=frozenset({A}))), DAY, "看不出"),
    (replace(INTO, adjacent="以沿河路为界"), replace(STANDING, ground=Ground()), DAY, "不接壤，不能合并"),
    (INTO, replace(STANDING, in_the_way=(Problem("编制是锁定的", "请先锁定"),)), DAY, "编制是锁定的"),
])
def test_what_stands_in_the_way_is_said(plan, standing, day, sentence):
    found = street_problems(plan, standing, day=day, today=TODAY)
    assert any(sentence in problem.what % problem.facts for problem in found), said(plan, standing, day)
    assert all(problem.cure for problem in found)


@pytest.mark.parametrize("day", [DAY, date(2027, 1, 2)])
def test_a_street_that_only_takes_in_or_gives_may_have_begun_that_day(day):
    """Its row goes on: only what ends must have begun before."""
    assert said(INTO, street(B, begun=day), day) == []
    assert said(SPLIT, street(A, begun=day), day) == []


def test_one_of_the_old_codes_may_go_on_in_the_new_street():
    assert said(part(ONE, code=A)) == []
    assert said(part(ONE, name="丁香路街道")) == []


def test_what_moves_is_all_of_what_ends_and_of_a_division_what_was_chosen():
    assert moving(INTO, STANDING) == (A1, A2)
    assert moving(ONE, STANDING) == (A1, A2, B1)
    assert moving(SPLIT, STANDING) == (A2,)
    assert moving(RENAMED, STANDING) == (A1, A2)


def test_streets_hang_together_through_a_third():
    chain = replace(STANDING, ground=Ground(frozenset({frozenset({A, B}), frozenset({B, C})})))
    three = replace(ONE, sources=(A, B, C))
    assert said(three, chain) == []
    assert any("不接壤" in one for one in said(replace(ONE, sources=(A, C)), chain))


def test_without_an_outline_a_sentence_says_where_they_touch():
    undrawn = replace(STANDING, ground=Ground(undrawn=frozenset({A})))
    assert said(replace(INTO, adjacent="以沿河路为界"), undrawn) == []
    assert said(replace(APART, adjacent="以沿河路为界"), undrawn) == []
    assert said(RENAMED, undrawn) == said(SPLIT, undrawn) == []  # nothing comes together


def test_of_a_street_that_goes_to_several_all_moves_and_one_unit_follows():
    assert moving(APART, STANDING) == (A1, A2)
    assert APART.takers == (B, C)
    assert unit_of(APART, STANDING) == 2


def test_who_answers_afterwards():
    assert [unit_of(plan, STANDING) for plan in (INTO, ONE, SPLIT, RENAMED)] == [2, 1, 9, 1]


@pytest.mark.parametrize("plan", [INTO, ONE, SPLIT, RENAMED, APART, replace(INTO, adjacent="以沿河路为界")])
def test_a_plan_survives_being_written_down(plan):
    assert StreetPlan.of(plan.kind, plan.as_json()) == plan
