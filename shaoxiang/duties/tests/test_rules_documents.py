from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.documents import (
    AHEAD,
    Issue,
    articles,
    check_decision,
    check_issue,
    check_text,
    compare,
    due_on,
    is_asked,
    paragraphs,
)
from shaoxiang.duties.vocabulary import ParagraphState, RuleStatus

TODAY = date(2026, 11, 2)
DAY = timedelta(days=1)
TEXT = "第一章 总则\n第一条 甲。\n\n第二条　乙，五个工作日。\n（一）丙。"


def test_chapters_articles_and_what_stands_below_them_are_told_apart():
    lines = paragraphs(TEXT)
    assert [(line.label, line.text, line.heading) for line in lines] == [
        ("", "第一章 总则", True), ("第一条", "甲。", False), ("第二条", "乙，五个工作日。", False), ("", "（一）丙。", False),
    ]
    assert articles(lines) == 2


def test_an_article_put_in_between_changes_no_other():
    new = TEXT.replace("第二条　乙", "第二条 新的一条。\n第三条　乙")
    states = [row.state for row in compare(paragraphs(TEXT), paragraphs(new)) if row.state is not ParagraphState.SAME]
    assert states == [ParagraphState.ADDED]


def test_a_changed_word_is_marked_where_it_stands():
    (row,) = (row for row in compare(paragraphs(TEXT), paragraphs(TEXT.replace("五个", "十个"))) if row.state is not ParagraphState.SAME)
    assert (row.old.changed, row.new.changed) == ("五", "十")


@given(st.lists(st.text(alphabet="甲乙丙第一条 ", max_size=6), max_size=8), st.lists(st.text(alphabet="甲乙丙第一条 ", max_size=6), max_size=8))
def test_a_comparison_holds_every_paragraph_of_both_texts_in_order(old, new):
    left, right = paragraphs("\n".join(old)), paragraphs("\n".join(new))
    rows = compare(left, right)
    assert ["".join(row.new) for row in rows if row.state is not ParagraphState.REMOVED] == [line.words for line in right]
    assert sorted("".join(row.old) for row in rows if row.state is not ParagraphState.ADDED) == sorted(line.words for line in left)


def issue(**changes) -> Issue:
    return Issue(**{"document_number": "示例〔2026〕1号", "issued_on": TODAY, "effective_from": TODAY, "review_on": TODAY + 400 * DAY, **changes})


@pytest.mark.parametrize(("changes", "trial", "last_from", "field"), [
    ({"document_number": " "}, False, None, "document_number"),
    ({"issued_on": TODAY + DAY, "effective_from": TODAY + DAY}, False, None, "issued_on"),
    ({"effective_from": TODAY - DAY}, False, None, "effective_from"),
    ({}, False, TODAY, "effective_from"), ({"effective_from": TODAY + 367 * DAY, "review_on": TODAY + 500 * DAY}, False, None, "effective_from"),
    ({"issued_on": TODAY - 9 * DAY, "effective_from": TODAY - 9 * DAY, "trial_until": TODAY - DAY}, True, None, "trial_until"),
    ({}, True, None, "trial_until"),
    ({"trial_until": TODAY}, True, None, "trial_until"),
    ({"review_on": TODAY}, False, None, "review_on"),
    ({"review_on": None}, False, None, "review_on"),
])
def test_what_cannot_be_issued_is_refused_at_its_field(changes, trial, last_from, field):
    with pytest.raises(ChangeRefused) as refused:
        check_issue(TEXT, issue(**changes), trial=trial, today=TODAY, last_from=last_from)
    assert refused.value.field == field


def test_a_trial_with_an_end_needs_no_other_day_and_an_empty_text_is_never_issued():
    check_issue(TEXT, issue(trial_until=TODAY + DAY, review_on=None), trial=True, today=TODAY, last_from=TODAY - DAY)
    with pytest.raises(ChangeRefused, match="还没有写文本"):
        check_issue(" \n ", issue(), trial=False, today=TODAY, last_from=None)
    with pytest.raises(ChangeRefused, match="太长"):
        check_text("第一条 甲\n" * 401)


@pytest.mark.parametrize(("move", "given", "field"), [
    ("extend", {"why": " "}, "why"), ("extend", {"until": None}, "until"), ("extend", {"until": TODAY + 30 * DAY}, "until"),
    ("confirm", {}, "review_on"), ("keep", {"review_on": TODAY}, "review_on"),
])
def test_a_decision_needs_its_reason_and_its_day(move, given, field):
    told = {"why": "示例", "until": None, "review_on": None, **given}
    with pytest.raises(ChangeRefused) as refused:
        check_decision(move, told.pop("why"), today=TODAY, trial_until=TODAY + 30 * DAY, **told)
    assert refused.value.field == field


@pytest.mark.parametrize(("status", "trial", "review", "day"), [
    (RuleStatus.TRIAL, TODAY, TODAY + DAY, TODAY), (RuleStatus.TRIAL, TODAY, None, TODAY), (RuleStatus.FORMAL, TODAY, TODAY + DAY, TODAY + DAY),
    (RuleStatus.FORMAL, None, None, None), (RuleStatus.DRAFT, TODAY, TODAY, None), (RuleStatus.REPEALED, TODAY, TODAY, None),
])
def test_the_first_of_both_days_is_the_one_that_counts(status, trial, review, day):
    assert due_on(status, trial, review) == day


def test_thirty_days_ahead_it_is_asked_and_not_a_day_sooner():
    due = TODAY + AHEAD
    assert is_asked(RuleStatus.TRIAL, due, None, TODAY)
    assert not is_asked(RuleStatus.TRIAL, due, None, TODAY - DAY)
    assert is_asked(RuleStatus.TRIAL, TODAY - 400 * DAY, None, TODAY)
