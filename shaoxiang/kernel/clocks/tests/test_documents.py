"""The printed table is current, and every article a clock rests on has a card."""

import re
from pathlib import Path

import pytest

from shaoxiang.kernel.clocks.document import markdown
from shaoxiang.kernel.clocks.table import authored

DOCS = Path(__file__).resolve().parents[4] / "docs"
CARDS = {card.stem: card.read_text(encoding="utf-8") for card in (DOCS / "laws").glob("*.md")}
BINDING = [pytest.param(row, id=row.spec.code) for row in authored().values() if row.binding]


def test_the_printed_table_is_current():
    assert (DOCS / "generated" / "clocks.md").read_text(encoding="utf-8") == markdown(), "run: shaoxiang clocks_table"


def test_every_clock_is_printed():
    page = markdown()
    assert all(f"| `{code}` |" in page for code in authored())


@pytest.mark.parametrize("row", BINDING)
def test_every_article_a_legal_clock_rests_on_has_a_card(row):
    title = re.sub(r"\(\d{4}\)$", "", row.spec.law)
    card = next((text for text in CARDS.values() if text.startswith(f"# {title}")), None)
    assert card is not None, f"no card in docs/laws for {row.spec.law}"
    for article in re.findall(r"\d+", re.sub(r"\(\d+\)", "", row.spec.article)):
        assert f"## 第 {article} 条" in card, f"{title} {article}"


def test_the_rules_of_counting_have_a_card():
    card = next(text for text in CARDS.values() if text.startswith("# 民法典"))
    assert all(f"## 第 {article} 条" in card for article in (201, 202, 203))
