from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.determinations import rules
from shaoxiang.determinations.rules import Before, DeterminationRefused, Figure, FiguresDiffer, Line, Naming
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


LAST = Before(date(2020, 3, 20), DAY, date(2020, 4, 1))
FOUNDED = date(2010, 1, 1)


def issued(**changes):
    asked = {
        "number": "示例编发〔2020〕1号", "issued_on": date(2020, 5, 8), "effective_from": date(2020, 5, 8), "adopted_on": date(2020, 5, 6),
        "today": date(2020, 5, 9),
        "last": None, "founded_on": FOUNDED, **changes,
    }
    rules.check_issued(asked.pop("number"), asked.pop("issued_on"), asked.pop("effective_from"), **asked)


def test_a_paper_is_entered_soon_after_it_is_printed_and_not_for_another_generation():
    issued(effective_from=date(2021, 5, 10))
    with pytest.raises(DeterminationRefused, match="一年以内"):
        issued(effective_from=date(2021, 5, 11))
    issued(last=LAST, today=date(2020, 8, 8))
    issued(last=None, today=date(2026, 8, 8))  # the first of a unit may be an old paper
    with pytest.raises(DeterminationRefused, match="三个月"):
        issued(last=LAST, today=date(2020, 8, 9))


# each pair: the last day that is refused, and the first that passes
@pytest.mark.parametrize(("field", "refused", "passes"), [
    ("document_number", {"number": "1号"}, {"number": "示例编发〔2020〕2号"}),
    ("issued_on", {"issued_on": date(2020, 5, 5)}, {"issued_on": date(2020, 5, 6)}),
    ("issued_on", {"issued_on": date(2020, 5, 10), "effective_from": date(2020, 5, 10)}, {"issued_on": date(2020, 5, 9), "effective_from": date(2020, 5, 9)}),
    ("issued_on", {"last": Before(date(2020, 5, 1), date(2020, 5, 9), DAY)}, {"last": Before(date(2020, 5, 1), date(2020, 5, 8), DAY)}),
    ("effective_from", {"effective_from": date(2020, 5, 7)}, {"effective_from": date(2020, 5, 8)}),
    ("effective_from", {"last": LAST._replace(effective_from=date(2020, 5, 8))}, {"last": LAST._replace(effective_from=date(2020, 5, 7))}),
    ("effective_from", {"founded_on": date(2020, 5, 9)}, {"founded_on": date(2020, 5, 8)}),
])
def test_dates_out_of_order_are_refused_at_their_field_to_the_day(field, refused, passes):
    with pytest.raises(DeterminationRefused) as said:
        issued(**refused)
    assert said.value.field == field
    issued(**passes)


def test_every_date_out_of_order_has_its_own_sentence():
    sentences = set()
    for changes in (
        {"issued_on": date(2020, 5, 5)}, {"issued_on": date(2020, 5, 10)}, {"last": LAST._replace(issued_on=date(2020, 5, 9))},
        {"effective_from": date(2020, 5, 7)}, {"founded_on": date(2020, 5, 9)}, {"last": LAST._replace(effective_from=date(2020, 5, 8))},
    ):
        with pytest.raises(DeterminationRefused) as said:
            issued(**changes)
        sentences.add(said.value.reason)
    assert len(sentences) == 6


@pytest.mark.parametrize(("meeting", "day", "empty", "field"), [
    ("", DAY, (), "meeting"), ("会", date(2020, 3, 25), (), "adopted_on"), ("会", date(2020, 3, 19), (), "adopted_on"), ("会", DAY, ("QUOTA",), ""),
])
def test_adoption_needs_a_meeting_that_has_been_after_the_last_one_and_all_seven_parts(meeting, day, empty, field):
    with pytest.raises(DeterminationRefused) as said:
        rules.check_adopted(meeting, day, today=DAY, last=LAST, empty_parts=empty)
    assert said.value.field == field


@pytest.mark.parametrize("day", [date(2020, 3, 20), DAY])
def test_a_meeting_on_the_day_of_the_last_one_or_today_is_in_order(day):
    rules.check_adopted("会", day, today=DAY, last=LAST)


LEDGER = [Figure("行政编制", 18, 18), Figure("事业编制", 6, 6)]
RIGHT = [Line(heading="行政编制", amount=18), Line(heading="事业编制", amount=6)]


@pytest.mark.parametrize(("lines", "expected"), [
    (RIGHT, []),
    ([*RIGHT, Line(text="按程序调整")], []),
    ([RIGHT[0]._replace(amount=10), RIGHT[1]], [("行政编制", 10, 18, 18)]),
    ([RIGHT[0]._replace(amount=28), RIGHT[1]], [("行政编制", 28, 18, 18)]),
    ([RIGHT[0]], [("事业编制", None, 6, 6)]),
    ([*RIGHT, Line(heading="行政编制（新）", amount=10)], [("行政编制（新）", 10, None, None)]),
    ([*RIGHT, RIGHT[0]], [("行政编制", 18, 18, 18)]),
])
def test_a_version_writes_the_figures_of_the_ledger_and_no_others(lines, expected):
    assert [tuple(row) for row in rules.differing(lines, LEDGER)] == expected


def test_a_ledger_below_its_own_floor_is_not_written_either():
    assert rules.differing([Line(heading="行政编制", amount=10)], [Figure("行政编制", 10, 18)]) == [("行政编制", 10, 10, 18)]


def test_what_differs_is_told_side_by_side_with_the_cure():
    with pytest.raises(FiguresDiffer, match=r"行政编制这里写 10，台账 18，锁定的底线 18（只增不减）。.*编制调整"):
        rules.check_figures([RIGHT[0]._replace(amount=10), RIGHT[1]], LEDGER, DAY, rules.AT_ADOPTION)


@given(st.lists(st.builds(Line, heading=st.sampled_from(["", "行政编制", "事业编制", "别的"]), text=st.text("说明", max_size=2),
                          amount=st.none() | st.integers(0, 99)), max_size=6))
def test_whatever_stood_there_the_part_taken_from_the_ledger_passes(lines):
    assert rules.differing(rules.with_figures(lines, LEDGER), LEDGER) == []


@pytest.mark.parametrize(("words", "passes"), [
    ("其中 10 名用于执法", False), ("增加２个", False), ("另有十名", False), ("实行一人一编", True), ("按程序调整", True),
])
def test_no_number_of_people_hides_in_the_words(words, passes):
    if passes:
        rules.check_part(PartKind.QUOTA, [Line(text=words)])
        return
    with pytest.raises(DeterminationRefused, match="台账"):
        rules.check_part(PartKind.QUOTA, [Line(text=words)])


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
        PartKind.QUOTA: [Line(heading="行政编制", amount=28), Line(heading="事业编制"), Line(text="按程序调整")],
        PartKind.SUPPLEMENT: [Line(text="自印发之日起施行")],
    })
    assert [one.label for one in text] == ["第一条", "第二条", "第三条", "第四条"]
    assert [(each.label, each.text, each.lines) for each in text[1].clauses] == [("（一）", "甲室。", ["1. 值守。"]), ("（二）", "乙室。", ["1. 清扫。"])]
    assert [each.text for each in text[2].clauses] == ["行政编制 28 名。", "事业编制 待核定。", "按程序调整。"]


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
