"""听街道意见 before a list is published: what in a version streets have to be heard on, and which streets."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries.book import duty_book
from shaoxiang.duties.queries.impact import streets_of
from shaoxiang.duties.queries.standing import standings
from shaoxiang.duties.queries.streets import keys_of, street_keys
from shaoxiang.duties.queries.versions import base_items
from shaoxiang.duties.rules.standing import not_yet_heard
from shaoxiang.duties.vocabulary import VersionKind
from shaoxiang.kernel.language import in_words


class Concern(NamedTuple):
    """`codes`: items streets are to be heard on; `streets`: keys of those streets, `names` in the reader's language. All empty: nothing is to be asked.

    `called`: what a file about it says, in Chinese: the list, the version, one of the items.
    """

    codes: tuple[str, ...] = ()
    streets: frozenset[int] = frozenset()
    names: tuple[str, ...] = ()
    called: tuple[str, ...] = ()


def concern_of(version: ListVersion, on: date) -> Concern:
    """What stands on an admission was heard there, street by street; the rest of a street's or a town's list is asked about, and what the others give more."""
    grown = {one.code: bool(one.route and not one.why) for one in standings(version)}
    codes = not_yet_heard(version.kind, version.changes.values_list("code", flat=True), grown)
    if not codes:
        return Concern()
    book, now = duty_book(on), base_items(version.kind)
    items = [{**now.get(row.code, {}), **row.values} for row in version.changes.filter(code__in=codes).order_by("code")]
    every, keys = streets_of(version.kind, book), street_keys(on)
    streets = frozenset().union(*(keys_of(item.get("streets") or (), keys) or every for item in items)) & every
    titles = (str(item.get("title") or item.get("name") or "") for item in items)
    called = (VersionKind.label_of(version.kind), version.title, *(title for title in titles if title))
    names = [in_words(book.streets[key].name, book.streets[key].name_en) for key in sorted(streets)]
    return Concern(codes, streets, tuple(names), called)
