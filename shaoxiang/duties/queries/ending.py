"""What the end of a type reaches: items of the lists, lines of the catalogue, carriers, who answers now and who would instead, what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext

from shaoxiang.duties import rules
from shaoxiang.duties.models import Carrier, DispatchCatalogueEntry, EventType, TypeDuty
from shaoxiang.duties.queries.book import compile_book
from shaoxiang.duties.queries.impact import NewAnswer, OpenRows, Shifted, lead_named, open_of, shifted
from shaoxiang.duties.rules import DutyBook, PlaceRef
from shaoxiang.duties.rules.ending import Hangs
from shaoxiang.duties.vocabulary import ListKind
from shaoxiang.kernel.language import in_words


@dataclass(frozen=True, slots=True)
class Reach:
    """What hangs on a type on the day it ends (or comes back). `routes`: before → after, after empty where nothing is chosen instead."""

    items: tuple[Hangs, ...]
    entries: tuple[DispatchCatalogueEntry, ...]
    carriers: tuple[Carrier, ...]
    routes: tuple[Shifted, ...]
    open_matters: tuple[OpenRows, ...]

    @property
    def open_total(self) -> int:
        return sum(one.total for one in self.open_matters)


def hanging_on(kind: EventType, since: date) -> tuple[Hangs, ...]:
    """Items that answer for the type on that day or by a version published for a later one, each once."""
    lasts = Q(valid_to=None) | Q(valid_to__gt=since)
    rows = TypeDuty.objects.filter(lasts, Q(item__valid_to=None) | Q(item__valid_to__gt=since), type=kind).select_related("item")
    found = {(row.item.list_kind, row.item.code): row.item for row in rows.order_by("item__list_kind", "item__order", "pk")}
    return tuple(Hangs(code, in_words(item.title, item.title_en), gettext(ListKind.label_of(listed))) for (listed, code), item in found.items())


def reach_of(kind: EventType, since: date, successor: str = "") -> Reach:
    lasts = Q(valid_to=None) | Q(valid_to__gt=since)
    book = compile_book(since)
    return Reach(
        hanging_on(kind, since),
        tuple(DispatchCatalogueEntry.objects.filter(lasts, type=kind).select_related("type", "street", "lead").order_by("pk")),
        tuple(Carrier.objects.filter(lasts, type=kind).select_related("body__unit", "street").order_by("pk")),
        tuple(shifted(_routes(kind.code, successor, book))), open_of(kind.code, frozenset(book.streets)),
    )


def _routes(code: str, successor: str, book: DutyBook) -> list[NewAnswer]:
    """Who leads on the type, street by street, and who on the one chosen instead."""
    if code not in book.types:
        return []
    found: dict[tuple[str, str], list[str]] = {}
    for street in book.streets.values():
        place = PlaceRef(street.street_id)
        now = lead_named(rules.route(code, place, book.on, book), book)
        then = lead_named(rules.route(successor, place, book.on, book), book) if successor in book.types else ""
        found.setdefault((now, then), []).append(in_words(street.name, street.name_en))
    everyone = {name for names in found.values() for name in names}
    return [NewAnswer(book.types[code], *both, tuple(names), tuple(sorted(everyone - set(names)))) for both, names in found.items()]
