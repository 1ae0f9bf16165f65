"""A field of an item in words, on pages and in files: never a code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from shaoxiang.duties.rules.fields import Field
from shaoxiang.duties.vocabulary import AMOUNT_RULES, SOURCES, FieldKind


def words_in(field: Field, value: Any) -> str:
    """In the reader's language; empty where nothing is written."""
    if field.name == "amount_rule" and value:
        return gettext(AMOUNT_RULES.get(value, value))
    return sheet_words(field, value)


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
