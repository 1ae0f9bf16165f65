"""Which of two words a reader is shown: Chinese first, English where there is one and it is asked for."""

from __future__ import annotations

from django.utils.translation import get_language


def reads_english() -> bool:
    return (get_language() or "").startswith("en")


def in_words(chinese: str, english: str) -> str:
    """`english` for English readers where it is not empty, else `chinese`."""
    return english if english and reads_english() else chinese
