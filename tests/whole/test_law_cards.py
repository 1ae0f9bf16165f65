"""A reader who follows the rule of a journal entry finds its card in docs/laws."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shaoxiang.opinions.flows import FILE_FLOW, REQUEST_FLOW
from shaoxiang.staffing.flows import QUOTA_FLOW, SELECTION_FLOW, rule_of

LAWS = [card.read_text(encoding="utf-8") for card in (Path(__file__).resolve().parents[2] / "docs" / "laws").glob("*.md")]
CITED = sorted({rule_of(move, between_levels=True) for flow in (QUOTA_FLOW, SELECTION_FLOW, FILE_FLOW, REQUEST_FLOW) for move in flow.moves if move.rule})


@pytest.mark.parametrize("rule", CITED)
def test_what_a_move_cites_has_a_card_with_that_article(rule):
    cited, _, articles = rule.partition(" ")
    title = re.sub(r"\(\d{4}\)$", "", cited)
    card = next((text for text in LAWS if text.startswith(f"# {title}")), "")
    assert card, f"no card in docs/laws for {title}"
    for article in re.findall(r"\d+", articles):  # chapters stand together in one paragraph
        assert f"## 第 {article} 条" in card, f"{title} {article}"
