"""分类建议: which type the words of a report speak for. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shaoxiang.duties.rules.book import DutyBook


class Suggestion(NamedTuple):
    """A type the words speak for, its score, and the words that decided. `probability` (0 to 1): said by a learned model."""

    type_code: str
    score: int
    words: tuple[str, ...]
    probability: float | None = None


def suggest(text: str, book: DutyBook, limit: int = 2) -> list[Suggestion]:
    """分类建议: the `limit` best types by weighted words; nothing when no word speaks. Reads the first 2,000 characters."""
    head = text[:2000].lower()
    scores: dict[str, int] = {}
    spoke: dict[str, list[tuple[int, str]]] = {}
    for word, lines in book.words.items():
        if word not in head:
            continue
        for code, weight in lines:
            scores[code] = scores.get(code, 0) + weight
            if weight > 0:
                spoke.setdefault(code, []).append((-weight, word))
    ranked = sorted((-score, code) for code, score in scores.items() if score > 0)
    return [Suggestion(code, -score, tuple(word for _weight, word in sorted(spoke[code]))) for score, code in ranked[:limit]]


RULES_SHARE = 0.25  # of what rules and model say together; a word an administrator wrote is never drowned
WORDS_SHOWN = 4


def blended(ruled: Iterable[Suggestion], learned: Iterable[Suggestion], limit: int = 2) -> list[Suggestion]:
    """Rules and model in one order. Without a model the rules stand as they are; without a word of the rules the model does."""
    by_rule, by_model = {one.type_code: one for one in ruled}, {one.type_code: one for one in learned}
    if not by_model:
        return list(by_rule.values())[:limit]
    total = sum(one.score for one in by_rule.values())
    found = []
    for code in {**by_model, **by_rule}:
        rule, model = by_rule.get(code), by_model.get(code)
        chance = (model.probability or 0.0) if model else 0.0
        share = (1 - RULES_SHARE) * chance + RULES_SHARE * rule.score / total if total and rule else (1 - RULES_SHARE if total else 1.0) * chance
        words = tuple(dict.fromkeys((*(rule.words if rule else ()), *(model.words if model else ()))))[:WORDS_SHOWN]
        found.append((-share, code, Suggestion(code, rule.score if rule else 0, words, round(chance, 4))))
    return [one for _share, _code, one in sorted(found)[:limit]]
