from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.kernel.search import rules
from shaoxiang.kernel.search.rules import Token


@pytest.mark.parametrize(("text", "tokens"), [
    ("楼道漏水", ["楼道", "道漏", "漏水", "水"]), ("水", ["水"]), ("ＡＢ座３号", ["ab", "座", "3", "号"]), ("💧！?", []), ("", []),
    ("SJ20261123-0042", ["sj20261123", "sj", "20261123", "1123", "0042", "42"]), ("a_b", ["a", "b"]), ("0", ["0"]),
    ("漏水漏水", ["漏水", "水漏", "水"]), ("𠮷野家", ["𠮷野", "野家", "家"]),
])
def test_a_text_as_tokens(text, tokens):
    assert rules.tokens_of(text) == tokens


@pytest.mark.parametrize(("question", "tokens"), [
    ("漏水", [Token("漏水")]), ("水", [Token("水", open_ended=True)]), ("顶楼漏水", [Token("顶楼"), Token("楼漏"), Token("漏水")]),
    ("A座 漏水", [Token("a", open_ended=True), Token("座", open_ended=True), Token("漏水")]), ("？", []), ("  ", []),
])
def test_a_question_as_tokens(question, tokens):
    assert rules.question_tokens(question) == tokens


han = st.text("漏水楼道路灯不亮垃圾", min_size=1, max_size=12)
anything = st.text(max_size=60)


@given(anything, han, anything)
def test_whatever_is_cut_from_a_text_finds_it(before, piece, after):
    tokens = rules.tokens_of(before + piece + after)
    for token in rules.question_tokens(piece):
        assert any(held == token.text or (token.open_ended and held.startswith(token.text)) for held in tokens)


@given(st.text(max_size=200))
def test_any_text_finds_itself_and_tokens_are_plain(text):
    tokens = rules.tokens_of(text)
    assert len(set(tokens)) == len(tokens) <= rules.TOKENS
    assert all(token and not set(token) & set(" '\"*&|!():<>\\\0" + rules.BUCKET) for token in tokens)
    for token in rules.question_tokens(text[:60]):
        assert any(held == token.text or (token.open_ended and held.startswith(token.text)) for held in tokens)


def test_a_very_long_text_is_capped():
    assert len(rules.tokens_of("".join(chr(0x4E00 + number % 20000) for number in range(10_000_000 // 100)))) == rules.TOKENS


def test_windows_step_back_without_gaps_and_cover_a_year():
    months = [month for first, last in rules.windows(24322) for month in range(last, first - 1, -1)]
    assert months == list(range(24322, 24322 - 12, -1))


def test_months_are_counted_in_utc():
    late = datetime(2026, 3, 1, 7, 59, tzinfo=timezone(timedelta(hours=8)))
    assert rules.month_token(late).endswith("202602")
    assert rules.month_start(rules.month_ordinal(late)) == datetime(2026, 2, 1, tzinfo=UTC)
    assert rules.month_name(rules.month_ordinal(datetime(2026, 12, 31, tzinfo=UTC))).endswith("202612")


@pytest.mark.parametrize(("text", "question", "pieces"), [
    ("顶楼漏水了", "漏水", [("顶楼", False), ("漏水", True), ("了", False)]), ("Ａ座漏水", "a 漏水", [("Ａ", True), ("座", False), ("漏水", True)]),
    ("漏水", "停电", [("漏水", False)]), ("漏水", "", [("漏水", False)]), ("", "漏水", []), ("ﷺ漏水", "漏水", [("ﷺ", False), ("漏水", True)]),
])
def test_what_was_asked_for_is_marked(text, question, pieces):
    assert rules.marked(text, question) == pieces


@given(st.text(max_size=80), st.text(max_size=10))
def test_marking_loses_nothing(text, question):
    assert "".join(piece for piece, _hit in rules.marked(text, question)) == text


def test_marking_on_a_page_escapes_everything():
    shown = Template("{% load search %}{{ text|marked:question }}").render(Context({"text": "<b>漏水</b>", "question": "漏水 b"}))
    assert shown == "&lt;<mark>b</mark>&gt;<mark>漏水</mark>&lt;/<mark>b</mark>&gt;"
