"""更名: what a body of a street is called when its street is called otherwise. Plain values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TAIL = "街道"


def renamed(values: Mapping[str, Any], was: tuple[str, str], now: tuple[str, str]) -> dict[str, Any]:
    """The names that bear the old one, with the new one in its place; the old name stays among the aliases. Empty where none does.

    `was`, `now`: Chinese and English name of the street. Offices say the short name (丁香路, of 丁香路街道) where they say one at all.
    """
    name = _put(str(values["name"]), was[0], now[0])
    if name == values["name"]:
        return {}
    english = str(values["name_en"])
    found: dict[str, Any] = {
        "name": name[:80], "name_en": english.replace(was[1], now[1]) if was[1] and now[1] else ("" if was[1] and was[1] in english else english),
        "short_name": _put(str(values["short_name"]), was[0], now[0])[:20],
    }
    found["aliases"] = list(dict.fromkeys([str(values["name"]), *values["aliases"]]))
    return found


def _put(words: str, was: str, now: str) -> str:
    if was and was in words:
        return words.replace(was, now)
    short, after = was.removesuffix(_TAIL), now.removesuffix(_TAIL)
    return words.replace(short, after) if len(short) > 1 and short in words else words
