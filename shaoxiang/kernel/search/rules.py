"""Texts and questions as tokens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

TEXT_LENGTH = 6000  # characters read from one text
TOKENS = 2500  # kept of one text
QUESTION_TOKENS = 24
BUCKET = "\ue000"  # private use: month tokens begin with it, as no token of a text or a question can

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")
_PAIR = re.compile(rf"[{_HAN}]{{2}}")
_PARTS = re.compile(r"[0-9]+|[^0-9]+")


@dataclass(frozen=True, slots=True)
class Token:
    """`open_ended`: whatever begins with it is meant."""

    text: str
    open_ended: bool = False


def normalised(text: str) -> str:
    """Full-width made half-width, letters in lower case, marks composed (NFKC)."""
    return unicodedata.normalize("NFKC", text).lower()


def tokens_of(text: str) -> list[str]:
    """The index tokens of a text, each once: 楼道漏水 → 楼道 道漏 漏水 水; SJ20261123-0042 → sj20261123 sj 20261123 1123 0042 42."""
    found: dict[str, None] = {}
    for han, word in _RUN.findall(normalised(text[:TEXT_LENGTH])):
        for token in _pairs(han) if han else _word_parts(word):
            found[token] = None
        if len(found) >= TOKENS:
            break
    return list(found)[:TOKENS]


def is_pair(token: str) -> bool:
    """Two characters side by side: such a token is of a text just where the normalised text holds it."""
    return _PAIR.fullmatch(token) is not None


def without_pairs(normal: str) -> Iterator[str]:
    """The other tokens of a short text that is `normalised`: words and their parts, and the last character of each run. Far fewer, and soon read."""
    for han, word in _RUN.findall(normal):
        if han:
            yield han[-1]
        else:
            yield from _word_parts(word)


def question_tokens(question: str) -> list[Token]:
    """What a text must hold to answer. Empty when the question has nothing to look for."""
    found: dict[Token, None] = {}
    for han, word in _RUN.findall(normalised(question[:200])):
        if len(han) == 1:
            found[Token(han, open_ended=True)] = None
        for start in range(len(han) - 1):
            found[Token(han[start : start + 2])] = None
        if word:
            found[Token(word[:40], open_ended=True)] = None
    return list(found)[:QUESTION_TOKENS]


def month_token(at: datetime) -> str:
    """<bucket>202611: lets the index itself step through time. Months are UTC; keyset conditions do the exact work."""
    return month_name(month_ordinal(at))


def month_ordinal(at: datetime) -> int:
    at = at.astimezone(UTC)
    return at.year * 12 + at.month - 1


def month_start(ordinal: int) -> datetime:
    return datetime(ordinal // 12, ordinal % 12 + 1, 1, tzinfo=UTC)


def month_name(ordinal: int) -> str:
    return f"{BUCKET}{ordinal // 12:04d}{ordinal % 12 + 1:02d}"


def windows(newest: int, widths: tuple[int, ...] = (1, 2, 9)) -> Iterator[tuple[int, int]]:
    """Months stepping back and widening: (first, last) ordinals, both meant. They cover a year, every season once.

    What did not fill a page in a year is rare enough for one last look at everything older.
    """
    last = newest
    for width in widths:
        yield last - width + 1, last
        last -= width


def marked(text: str, question: str) -> list[tuple[str, bool]]:
    """The text in pieces, True where the question was found: for highlighting without trusting anyone's HTML."""
    words = sorted({piece for run in _RUN.findall(normalised(question[:200])) for piece in run if piece}, key=len, reverse=True)
    flat = "".join(form if len(form := normalised(character)) == 1 else character for character in text)
    if not words or not text:
        return [(text, False)] if text else []
    pieces, end = [], 0
    for match in re.finditer("|".join(map(re.escape, words)), flat):
        if match.start() > end:
            pieces.append((text[end : match.start()], False))
        pieces.append((text[match.start() : match.end()], True))
        end = match.end()
    return [*pieces, (text[end:], False)] if end < len(text) else pieces


def _pairs(run: str) -> Iterator[str]:
    """Neighbours, and the last character alone, so that every character begins some token."""
    for start in range(len(run)):
        yield run[start : start + 2]


def _word_parts(word: str) -> Iterator[str]:
    """The word, its letters and digits apart, a long number's last four, and an ordinal without its zeros."""
    word = word[:40]
    yield word
    parts = _PARTS.findall(word)
    for part in parts:
        if len(parts) > 1:
            yield part
        if part[0].isdigit() and part.isascii():
            if len(part) > 4:
                yield part[-4:]
            if part[0] == "0" and part.strip("0"):
                yield part.lstrip("0")
