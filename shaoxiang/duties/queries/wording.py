"""A field of an item in words, on pages and in files: never a code."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext

from shaoxiang.duties.rules.fields import Field
from shaoxiang.duties.rules.known import KNOWN
from shaoxiang.duties.vocabulary import AMOUNT_RULES, SOURCES, FieldKind
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.bodybook import BodyBook
from shaoxiang.kernel.language import reads_english


def words_in(field: Field, value: Any) -> str:
    """In the reader's language; empty where nothing is written."""
    if field.name == "amount_rule" and value:
        return gettext(AMOUNT_RULES.get(value, value))
    if field.name in ("departments", "lead_department", "office_name", "original_department", "taken_back_by"):
        return gettext("、").join(body_words(one) for one in (value if isinstance(value, list) else [value or ""]))
    if field.words is None and field.kind is FieldKind.LIST:
        return gettext("、").join(known_words(one) for one in value or [])
    said = sheet_words(field, value)
    return known_words(said) if field.words is None else said


def reference_words(text: str) -> str:
    """文号: what a ruling is called by people; its number alone where the entry keeps a key ("whistle:SH20261102-0002:104")."""
    kind, _colon, rest = text.partition(":")
    return rest.partition(":")[0] if rest and kind.isascii() and kind.isalpha() else text


def body_words(name: str) -> str:
    """An office or department as a list names it, by any name it goes by; offices of one name in many streets have one English name."""
    if not name or not reads_english():
        return name
    return english_names(book()).get(name) or known_words(name)


@lru_cache(maxsize=2)
def english_names(bodies: BodyBook) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in bodies.bodies.values():
        for name in (line.name, *line.aliases, *line.former, line.short_name):
            if name and line.name_en:
                found.setdefault(name, line.name_en)
    return found


def known_words(text: str) -> str:
    """What lists say in the same words everywhere, in the reader's language; anything else as it was written."""
    return gettext(text) if text in KNOWN else text


def sheet_words(field: Field, value: Any) -> str:
    """As a sheet has it that is read in again: closed words in the reader's language, whatever else was written as it is."""
    if field.kind is FieldKind.LIST:
        return "、".join(_word(field, one) for one in value or [])
    if field.kind is FieldKind.YES_NO:
        return gettext("是") if value else gettext("否")
    return "" if value is None else _word(field, value)


def source_words(source: str) -> str:
    """Where a type comes from: marks of the catalogue in words, anything else as it was written."""
    marks = [part.split(" for ")[0].strip() for part in source.split(";")]
    return "；".join(gettext(SOURCES[mark]) if mark in SOURCES else mark for mark in marks if mark)


def _word(field: Field, value: Any) -> str:
    known = field.words is not None and value in set(field.words)
    return gettext(field.words.label_of(value)) if known and field.words is not None else str(value)
