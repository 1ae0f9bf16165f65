from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.determinations import rules
from shaoxiang.determinations.rules import DeterminationRefused, Line, Naming
from shaoxiang.determinations.rules.versions import Term
from shaoxiang.determinations.vocabulary import LineState, PartKind, Share

DAY = date(2020, 3, 24)
LINES = st.lists(st.builds(
    Line, st.sampled_from(["", "甲室", "乙室"]), st.sampled_from(["", "D1", "D2", "D3"]), st.text("职责", max_size=2), st.text("管路1 2", max_size=6),
), max_size=12)


def test_a_changed_number_is_marked_whole():
    old, new = rules.marked("行政编制　28", "行政编制　128")
    assert (old.changed, new.changed) == ("28", "128")
    assert new.before == "行政编制　"


@given(st.text("管路12", max_size=12), st.text("管路12", max_size=12))
def test_marking_loses_no_character(old, new):
    left, right = rules.marked(old, new)
    assert "".join(left) == old
    assert "".join(right) == new
    assert (left.before, left.after) == (right.before, right.after) or old == new


@given(LINES, LINES)
def test_every_line_of_both_texts_stands_once_in_the_comparison_and_the_new_text_in_its_order(old, new):
    rows = rules.compare(old, new)
    assert Counter(row.old for row in rows if row.old is not None) == Counter(old)
    assert [row.new for row in rows if row.new is not None] == new
    assert sum(rules.counted(rows).values()) == len(rows)


@given(LINES)
def test_a_text_beside_itself_has_no_difference(lines):
    assert all(row.state == LineState.SAME for row in rules.compare(lines, lines))


def test_a_duty_keeps_its_line_by_its_code_when_it_moves_and_changes():
    old = [Line("甲室", "D1", "", "清扫保洁"), Line("甲室", "D2", "", "值守")]
    rows = rules.compare(old, [Line("乙室", "D2", "", "夜间值守"), Line("甲室", "D1", "", "清扫保洁"), Line("甲室", "D9", "", "新事")])
    assert sorted((row.line.code, row.state) for row in rows) == [
        ("D1", LineState.SAME), ("D2", LineState.CHANGED), ("D9", LineState.ADDED),
    ]


def test_five_thousand_lines_are_compared():
    old = [Line("甲室", f"D{n}", "", f"第{n}项职责的内容和要求") for n in range(5000)]
    new = [line._replace(text=line.text + "，并报告") if n % 10 == 0 else line for n, line in enumerate(old)]
    found = rules.counted(rules.compare(old, new))
    assert (found[LineState.CHANGED], found[LineState.SAME]) == (500, 4500)


@pytest.mark.parametrize(("field", "changes"), [
    ("document_number", {"number": " "}),
    ("issued_on", {"issued_on": date(2020, 3, 19), "effective_from": DAY}),
    ("issued_on", {"issued_on": date(2020, 4, 2), "effective_from": date(2020, 4, 2)}),
    ("effective_from", {"effective_from": date(2020, 3, 23)}),
    ("effective_from", {"last_from": DAY}),
])
def test_dates_out_of_order_are_refused_at_their_field(field, changes):
    asked = {"number": "1号", "issued_on": DAY, "effective_from": DAY, "adopted_on": date(2020, 3, 20), "today": date(2020, 4, 1), "last_from": None, **changes}
    with pytest.raises(DeterminationRefused) as refused:
        rules.check_issued(asked.pop("number"), asked.pop("issued_on"), asked.pop("effective_from"), **asked)
    assert refused.value.field == field


def test_adopted_issued_and_in_force_on_one_day_is_in_order():
    rules.check_issued("1号", DAY, DAY, adopted_on=DAY, today=DAY, last_from=date(2020, 3, 23))


@pytest.mark.parametrize(("meeting", "day", "empty"), [("", DAY, ()), ("会", date(2020, 3, 25), ()), ("会", DAY, ("QUOTA",))])
def test_adoption_needs_a_meeting_that_has_been_and_all_seven_parts(meeting, day, empty):
    with pytest.raises(DeterminationRefused):
        rules.check_adopted(meeting, day, today=DAY, empty_parts=empty)


@pytest.mark.parametrize(("day", "number"), [(date(2020, 3, 23), None), (DAY, 1), (date(2026, 9, 30), 1), (date(2026, 10, 1), 2)])
def test_one_version_holds_on_a_day(day, number):
    assert rules.in_force_on([Term(1, DAY, date(2026, 10, 1)), Term(2, date(2026, 10, 1), None)], day) == number


def test_a_code_twice_a_long_line_and_a_wild_number_are_refused():
    for lines in ([Line(code="D1"), Line(code="D1")], [Line(text="字" * 501)], [Line(amount=10000)], [Line(text="一")] * 401):
        with pytest.raises(DeterminationRefused):
            rules.check_lines(lines)


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (100, "100")])
def test_articles_are_counted_in_words(number, words):
    assert rules.numeral(number) == words


def test_the_parts_become_articles_in_order():
    text = rules.articles("甲街道办事处", {
        PartKind.BASIS: [Line(text="为规范职能，制定本规定")], PartKind.OFFICES: [Line("甲室", "D1", "", "值守"), Line("乙室", "D2", "", "清扫")],
        PartKind.QUOTA: [Line(heading="行政编制", amount=28), Line(heading="事业编制")], PartKind.SUPPLEMENT: [Line(text="自印发之日起施行")],
    })
    assert [one.label for one in text] == ["第一条", "第二条", "第三条", "第四条"]
    assert [(each.label, each.text, each.lines) for each in text[1].clauses] == [("（一）", "甲室。", ["1. 值守。"]), ("（二）", "乙室。", ["1. 清扫。"])]
    assert [each.text for each in text[2].clauses] == ["行政编制 28 名。", "事业编制 待核定。"]


@pytest.mark.parametrize("asked", [
    [Naming(1, "STREET", "D1", Share.LEAD), Naming(2, "STREET", "D1", Share.LEAD)],
    [Naming(1, "STREET", "D1", Share.LEAD), Naming(1, "STREET", "D1", Share.ASSIST)],
    [Naming(3, "STREET", "D1", Share.LEAD)],
    [Naming(1, "STREET", "D9", Share.LEAD)],
])
def test_one_post_leads_a_duty_and_only_own_posts_carry_own_duties(asked):
    with pytest.raises(DeterminationRefused):
        rules.check_naming(asked, posts={1, 2}, items={("STREET", "D1"), ("STREET", "D2")})


def test_one_post_may_lead_many_duties_and_many_may_assist():
    asked = [Naming(1, "STREET", "D1", Share.LEAD), Naming(1, "STREET", "D2", Share.LEAD), Naming(2, "STREET", "D1", Share.ASSIST)]
    assert rules.check_naming(asked, posts={1, 2}, items={("STREET", "D1"), ("STREET", "D2")}) == frozenset(asked)
