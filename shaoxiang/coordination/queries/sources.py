"""What an item came from, as a link for whoever may see it. Upper rooms name their kind's page; coordination does not know them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from shaoxiang.cases.queries import cases_for
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind

Sees = Callable[[Actor, int], bool]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """`route` takes the number; `sees`: may the actor open that matter?"""

    route: str
    sees: Sees


@dataclass(frozen=True, slots=True)
class SourceLink:
    kind: str
    number: str
    url: str


def _sees_case(actor: Actor, matter_id: int) -> bool:
    return cases_for(actor).filter(pk=matter_id).exists()


_pages: dict[str, SourcePage] = {MatterKind.CASE.value: SourcePage("cases:case", _sees_case)}


def register_source(kind: MatterKind, route: str, sees: Sees) -> None:
    """In `AppConfig.ready` of a room above: `register_source(MatterKind.WHISTLE, "whistles:show", lambda actor, key: …)`."""
    _pages[kind.value] = SourcePage(route, sees)


def source_of(matter_id: int | None, actor: Actor) -> SourceLink | None:
    """Nothing where there is none, or where the reader may not see it."""
    matter = Matter.objects.filter(pk=matter_id).only("kind", "number").first() if matter_id is not None else None
    page = _pages.get(matter.kind) if matter is not None else None
    if matter is None or page is None or not page.sees(actor, matter.pk):
        return None
    return SourceLink(matter.kind, matter.number, reverse(page.route, args=[matter.number]))
