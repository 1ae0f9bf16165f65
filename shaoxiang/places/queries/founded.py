"""What is there already, so that a file does not found beside it: new places come by a dated act once their parent has such places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from shaoxiang.places.queries.words import MODELS
from shaoxiang.places.rules.outlines import PARENT
from shaoxiang.places.vocabulary import PlaceLevel


@dataclass(frozen=True, slots=True)
class Founded:
    """`parents`: codes of the places that have places of the level, today or to come. `first`: the house never had one of this level."""

    parents: frozenset[str]
    first: bool
    today: date


def founded(level: PlaceLevel, today: date) -> Founded:
    """A district lies in nothing: no file founds beside another."""
    rows = MODELS[level].objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today)).order_by()
    above = PARENT.get(level)
    parents = frozenset(rows.values_list(f"{above}__code", flat=True)) if above else frozenset()
    return Founded(parents, not MODELS[level].objects.exists(), today)
