"""While a report is being typed: danger, types the words speak for, the place, who would get it, what the caller said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.queries.page import ShownSuggestion, shown_suggestions
from shaoxiang.cases.queries.proposal import Proposal, propose
from shaoxiang.cases.queries.words import danger_words
from shaoxiang.duties import rules as routing
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.suggesting import suggested
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.geo.pin import Pin
from shaoxiang.kernel.identity.queries import find_by_phone
from shaoxiang.places.queries import place_book
from shaoxiang.places.rules import OUTSIDE, Found

EARLIER_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Hint:
    danger: list[str]
    suggestions: list[ShownSuggestion]
    found: Found | None
    proposal: Proposal | None


def hint(text: str, *, type_code: str, pin: Pin | None, grid_id: int | None, now: datetime) -> Hint:
    """Nothing here is refused: what cannot be read yet gives no hint."""
    book = duty_book()
    kind = book.types.get(type_code)
    found = _find(pin, grid_id)
    suggestions = [] if kind else [{"type_code": one.type_code, "words": list(one.words)} for one in suggested(text, book)]
    likely = type_code or (suggestions[0]["type_code"] if suggestions else "")
    proposal = None
    if found is not None and found.street is not None and likely:
        proposal = propose(
            str(likely), street_id=found.street.id, community_id=found.community.id if found.community else None,
            grid_id=found.grid.id if found.grid else None, now=now,
        )
    return Hint(danger_words(",".join(routing.danger(text, kind))), shown_suggestions(suggestions), found, proposal)


def _find(pin: Pin | None, grid_id: int | None) -> Found | None:
    book = place_book()
    if pin is not None:
        return book.locate(pin.lon, pin.lat)
    return (book.found_in_grid(grid_id) if grid_id in book.grids else OUTSIDE) if grid_id is not None else None


def earlier_of(phone: str, actor: Actor) -> list[Case]:
    """Earlier matters given with this telephone number, newest first, of the actor's own scope only."""
    records = find_by_phone(phone)
    return list(cases_for(actor).filter(reporter_id__in=records).order_by("-matter__opened_at", "-matter_id")[:EARLIER_SHOWN]) if records else []
