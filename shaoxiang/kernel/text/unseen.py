"""What a text holds that nobody sees: signs that turn its direction, join or part its characters, and controls. Two names that differ by one look the same."""

from __future__ import annotations

import unicodedata

_KINDS = frozenset({"Cc", "Cf", "Co", "Cs"})


def has_unseen(text: str, but: str = "") -> bool:
    return any(unicodedata.category(sign) in _KINDS and sign not in but for sign in text)


def without_unseen(text: str, but: str = "\n\r\t") -> str:
    """Breaks of lines and tabs stay where a text may have them."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in _KINDS or sign in but) if has_unseen(text, but) else text
