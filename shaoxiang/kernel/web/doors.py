"""门: where a lower room's page sends people who stand before something it cannot do. Rooms above register the doors; the page only names the place.

    {% doors "unlisted" title=task.text %}     # on the page of a lower room: links for whoever may use them, nothing for others
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from shaoxiang.kernel.access import Actor

UNLISTED = "unlisted"  # work that stands on no list of duties


@dataclass(frozen=True, slots=True)
class Door:
    """One way on. `roles` empty: everyone in a post. `takes`: what the page there understands of what is handed over."""

    label: str
    route: str
    icon: str
    roles: frozenset[str] = frozenset()
    takes: tuple[str, ...] = ()
    order: int = 50


@dataclass(frozen=True, slots=True)
class ShownDoor:
    label: str
    url: str
    icon: str


_doors: dict[str, dict[str, Door]] = defaultdict(dict)


def register(place: str, doors: Iterable[Door]) -> None:
    """Add doors in `AppConfig.ready`; the same route registered again replaces the earlier one."""
    for door in doors:
        _doors[place][door.route] = door


def doors_for(place: str, actor: Actor | None, given: Mapping[str, str]) -> list[ShownDoor]:
    """The doors this actor may use, with what is handed over in the address."""
    if actor is None or actor.assignment_id is None:
        return []
    found = []
    for door in sorted(_doors[place].values(), key=lambda one: (one.order, one.route)):
        if door.roles and not door.roles & actor.roles:
            continue
        try:
            address = reverse(door.route)
        except NoReverseMatch:
            continue
        query = urlencode({name: given[name] for name in door.takes if given.get(name)})
        found.append(ShownDoor(gettext(door.label), f"{address}?{query}" if query else address, door.icon))
    return found
