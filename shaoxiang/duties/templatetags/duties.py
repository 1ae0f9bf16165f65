"""Words of the lists in templates. Loaded where used: `{% load duties %}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.wording import body_words, known_words, reference_words, source_words, words_in
from shaoxiang.duties.rules.fields import Field
from shaoxiang.kernel.language import in_words, reads_english

register = template.Library()


@register.filter
def named(row: Any, column: str) -> str:
    """A row's name in the reader's language: its English twin (`<column>_en`) where there is one."""
    return in_words(str(getattr(row, column)), getattr(row, f"{column}_en", ""))


@register.simple_tag
def condition(kind: Any, column: str) -> SafeString | str:
    """When a type is filed or closed, in the reader's language; the Chinese says that it is Chinese where nobody wrote the English yet."""
    chinese, english = str(getattr(kind, column)), str(getattr(kind, f"{column}_en"))
    if reads_english() and chinese and not english:
        return format_html('<span lang="zh-Hans">{}</span>', chinese)
    return in_words(chinese, english) or "—"


@register.filter
def in_list(row: Any) -> list[Any]:
    """One row, or none, for a part of a page that is told of many."""
    return [] if row is None else [row]


@register.filter
def written(value: Any, field: Field) -> str:
    """What stands in a field of an item, in words."""
    if field.name == "streets":
        return street_words(value or ())
    return words_in(field, value)


@register.filter
def from_where(source: str) -> str:
    return source_words(source)


register.filter("reference", reference_words)


@register.filter
def words_of(item: Any) -> str:
    """The name of an item of any list, as a row or as plain values, in the reader's language."""
    said = item if isinstance(item, dict) else vars(item)
    return in_words(str(said.get("title") or said.get("name") or ""), str(said.get("title_en") or said.get("name_en") or ""))


@register.filter
def office_words(name: str) -> str:
    """An office or department as a list names it, in the reader's language."""
    return body_words(name)


@register.filter
def offices_words(names: list[str]) -> str:
    return gettext("、").join(body_words(name) for name in names)


@register.filter
def known(text: str) -> str:
    """A category, a paper, a season as many lists say it, in the reader's language."""
    return known_words(text)


@register.filter
def all_known(texts: list[str]) -> str:
    return gettext("、").join(known_words(text) for text in texts)


@register.filter
def street_words(names: Sequence[str]) -> str:
    """The streets an item names, in the reader's language."""
    english = {line.name: line.name_en for line in duty_book().streets.values()} if reads_english() else {}
    return gettext("、").join(english.get(name) or name for name in names)
