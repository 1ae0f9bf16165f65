"""The gate and the silence, as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.opinions.rules import (
    Bar,
    Concerned,
    Marks,
    OpinionRefused,
    Steps,
    check_answer,
    check_feedback,
    check_file,
    check_finding,
    comment_term,
    ground_of,
    named,
    obstacles,
    says_whole,
    short_community,
    without_feedback,
)
from shaoxiang.opinions.vocabulary import DecisionGround, LegalFinding, OpinionStatus, PlanStage, Power, Uptake, View

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
S = OpinionStatus


@pytest.mark.parametrize(("status", "left", "bar"), [
    (None, None, Bar.NOT_ASKED),
    (S.NOTIFIED, HOUR, Bar.RUNNING),
    (S.OPENED, HOUR, Bar.RUNNING),
    (S.OPENED, timedelta(microseconds=1), Bar.RUNNING),
    (S.OPENED, timedelta(0), None),
    (S.NOTIFIED, -HOUR, None),
    (S.NO_OPINION, None, None),
    (S.ANSWERED, None, None),
    (S.FEEDBACK_GIVEN, None, None),
    (S.CLOSED, None, None),
])
def test_one_street_keeps_the_file_only_while_unasked_or_while_its_time_runs(status, left, bar):
    line = Concerned(7, status, NOW + left if left is not None else None)
    assert [(one.bar, one.unit_ids) for one in obstacles([line], Steps(), NOW)] == ([] if bar is None else [(bar, (7,))])


def test_a_file_that_concerns_nobody_may_not_go():
    assert [one.bar for one in obstacles([], Steps(), NOW)] == [Bar.NOBODY]


@pytest.mark.parametrize(("steps", "bars"), [
    (Steps(True), [Bar.COMMENT, Bar.LEGAL]),
    (Steps(True, NOW + HOUR), [Bar.COMMENT_RUNNING, Bar.LEGAL]),
    (Steps(True, NOW, legal_sent=True), [Bar.LEGAL_WAITING]),
    (Steps(True, NOW, True, LegalFinding.CHANGE), [Bar.UNLAWFUL]),
    (Steps(True, NOW, True, LegalFinding.UNLAWFUL), [Bar.UNLAWFUL]),
    (Steps(True, NOW, True, LegalFinding.LAWFUL), []),
    (Steps(True, None, True, LegalFinding.NOT_DECISION), []),
    (Steps(False), []),
])
def test_a_major_decision_goes_through_comment_and_review_first(steps, bars):
    assert [one.bar for one in obstacles([Concerned(1, S.ANSWERED)], steps, NOW)] == bars


MARKS = [Marks("五年规划", ("五年规划",)), Marks("征收", ("征收", "关停"))]


@pytest.mark.parametrize(("power", "by_scope", "said", "ground", "word"), [
    (Power.MAJOR_DECISION_ADVICE, False, "示例", DecisionGround.POWER, ""),
    (Power.PLANNING_PARTICIPATION, True, "示例", DecisionGround.SCOPE, ""),
    (Power.PLANNING_PARTICIPATION, False, "国民经济和社会发展五年规划", DecisionGround.WORDS, "五年规划"),
    (Power.RESOURCE_ALLOCATION, False, "某街道 征 收土地、关停市场（重大项目）", DecisionGround.WORDS, "征收"),
    (Power.RESOURCE_ALLOCATION, False, "下沉人员调整", None, ""),
])
def test_what_a_matter_is_makes_it_a_major_decision_not_the_power_it_was_put_under(power, by_scope, said, ground, word):
    assert ground_of(power, by_scope=by_scope, said=said, marks=MARKS) == (ground, word)


@pytest.mark.parametrize(("said", "units"), [
    ("锡林北路街道征收土地", {1}), ("新东街社区、丁香路街道", {2, 3}), ("东街社区", {4}), ("锡林 北路街道", {1}), ("成办", set()), ("", set()),
])
def test_the_places_a_text_names_are_found_the_longest_name_first(said, units):
    names = {"锡林北路街道": [1], "丁香路街道": [2], "新东街社区": [3], "东街社区": [4], "成办": [5]}
    assert named(said, names) == units


@pytest.mark.parametrize(("title", "whole"), [
    ("全区停车收费调整", True), ("各街道早市管理", True), ("所有镇街的宣传栏", True), ("锡林北路街道早市", False),
    ("区级预算调整", False), ("安全区域划定", False),
])
def test_a_title_may_be_of_the_whole_district(title, whole):
    assert says_whole(title) is whole


def test_an_alias_of_two_characters_is_a_name_and_another_word_of_two_is_not():
    names = {"成办": [1], "西街": [2]}
    assert named("成办辖区农贸市场搬迁，西街改造", names, {"成办"}) == {1}
    assert short_community("公主府社区居委会") == "公主府社区"


@pytest.mark.parametrize(("finding", "words", "ground", "field"), [
    (LegalFinding.NOT_DECISION, "示例", DecisionGround.POWER, "finding"),
    (LegalFinding.NOT_DECISION, "示例", DecisionGround.SCOPE, "finding"),
    (LegalFinding.NOT_DECISION, " ", DecisionGround.WORDS, "words"),
    (LegalFinding.UNLAWFUL, "", DecisionGround.WORDS, "words"),
    (LegalFinding.NOT_DECISION, "示例", DecisionGround.WORDS, None),
    (LegalFinding.CHANGE, "示例", DecisionGround.POWER, None),
])
def test_only_what_words_alone_made_a_decision_may_be_found_none(finding, words, ground, field):
    if field is None:
        check_finding(finding, words, ground, commented=False)
        return
    with pytest.raises(OpinionRefused) as refused:
        check_finding(finding, words, ground, commented=True)
    assert refused.value.field == field


def test_what_the_public_has_not_seen_to_the_end_is_not_found_lawful():
    check_finding(LegalFinding.LAWFUL, "", DecisionGround.POWER, commented=True)
    with pytest.raises(OpinionRefused):
        check_finding(LegalFinding.LAWFUL, "", DecisionGround.POWER, commented=False)


def test_a_street_the_words_name_keeps_the_file_until_it_is_on_it():
    lines = [Concerned(1, S.ANSWERED)]
    assert [(one.bar, one.unit_ids) for one in obstacles(lines, Steps(), NOW, {7, 4})] == [(Bar.NAMED, (4, 7))]


@pytest.mark.parametrize(("days", "why", "usual", "kept"), [
    (None, "", 30, (30, "")),
    (None, "", 45, (45, "")),
    (30, "", 30, (30, "")),
    (60, "示例：不用说", 30, (60, "")),  # a reason nobody needs is not printed
    (29, "示例：汛期将到 ", 30, (29, "示例：汛期将到")),
    (7, "示例：汛期将到", 30, (7, "示例：汛期将到")),
    (30, "示例", 45, (30, "示例")),
    (29, "", 30, "why"), (29, "  ", 30, "why"), (30, "", 45, "why"), (7, "急" * 301, 30, "why"),
    (6, "示例：汛期将到", 30, "days"), (0, "示例", 30, "days"), (-1, "示例", 30, "days"), (91, "", 30, "days"),
])
def test_a_shorter_comment_is_explained_when_it_is_invited(days, why, usual, kept):
    if isinstance(kept, tuple):
        term = comment_term(days, why, usual)
        assert (term.days, term.why) == kept
        return
    with pytest.raises(OpinionRefused) as refused:
        comment_term(days, why, usual)
    assert refused.value.field == kept


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from([None, *S]), st.integers(-3, 3)), max_size=9))
def test_whatever_the_streets_each_unheard_one_is_named_once(given_lines):
    lines = [Concerned(unit, status, NOW + hours * HOUR) for unit, status, hours in given_lines]
    named = [unit for one in obstacles(lines, Steps(), NOW) for unit in one.unit_ids]
    unheard = [line.unit_id for line in lines if line.status is None or (line.status in (S.NOTIFIED, S.OPENED) and line.due_at > NOW)]
    assert sorted(named) == sorted(unheard)


def test_only_a_street_that_spoke_waits_for_feedback():
    lines = [Concerned(number, status) for number, status in enumerate((S.ANSWERED, S.NO_OPINION, S.FEEDBACK_GIVEN, S.CLOSED, None))]
    assert without_feedback(lines) == (0,)


@pytest.mark.parametrize("view", [View.AGREE_IF, View.OPPOSE, View.SUGGEST])
def test_all_but_a_plain_yes_need_words(view):
    with pytest.raises(OpinionRefused):
        check_answer(view, "  ")
    check_answer(view, "示例：留出通道")
    check_answer(View.AGREE, "")


@pytest.mark.parametrize(("uptake", "words"), [(None, "示例"), (Uptake.NOT_ADOPTED, " "), (Uptake.ADOPTED, "")])
def test_feedback_is_written_and_says_why(uptake, words):
    with pytest.raises(OpinionRefused):
        check_feedback(uptake, words)


@pytest.mark.parametrize(("power", "stage", "title", "days", "field"), [
    (Power.COMMAND_DISPATCH, None, "示例", 5, "power"),
    (Power.PLANNING_PARTICIPATION, None, "示例", 5, "stage"),
    (Power.RESOURCE_ALLOCATION, PlanStage.DRAFT, "示例", 5, "stage"),
    (Power.RESOURCE_ALLOCATION, None, " ", 5, "title"),
    (Power.RESOURCE_ALLOCATION, None, "示例", 1, "days"),
    (Power.RESOURCE_ALLOCATION, None, "示例", 61, "days"),
])
def test_a_file_says_what_is_wrong_with_it(power, stage, title, days, field):
    with pytest.raises(OpinionRefused) as refused:
        check_file(power, stage, title, days)
    assert refused.value.field == field
