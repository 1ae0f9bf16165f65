"""Slots for upper rooms: panels of the case page (a title and an address; `hx-get` fills it), and entries on the phone of those on the ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from shaoxiang.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel. `route` takes the case's number; `roles` empty: everyone who sees the case."""

    title: str
    route: str
    roles: frozenset[str] = frozenset()
    order: int = 50


@dataclass(frozen=True, slots=True)
class ShownPanel:
    title: str
    url: str


_panels: dict[str, Panel] = {}


def register(panels: Iterable[Panel]) -> None:
    """Add panels in `AppConfig.ready`; the same route registered again replaces the earlier one."""
    for panel in panels:
        _panels[panel.route] = panel


def panels_for(actor: Actor, number: str) -> list[ShownPanel]:
    shown = []
    for panel in sorted(_panels.values(), key=lambda one: (one.order, one.route)):
        if panel.roles and not panel.roles & actor.roles:
            continue
        try:
            shown.append(ShownPanel(gettext(panel.title), reverse(panel.route, args=[number])))
        except NoReverseMatch:
            continue
    return shown


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """A large button on the first page of the phone (`/field/`), for these roles."""

    label: str
    route: str
    icon: str
    roles: frozenset[str] = frozenset()
    query: str = ""


@dataclass(frozen=True, slots=True)
class ShownEntry:
    label: str
    url: str
    icon: str


_entries: dict[str, FieldEntry] = {}


def register_field_entries(entries: Iterable[FieldEntry]) -> None:
    for entry in entries:
        _entries[entry.route] = entry


def field_entries_for(actor: Actor) -> list[ShownEntry]:
    return [
        ShownEntry(gettext(entry.label), f"{reverse(entry.route)}{'?' * bool(entry.query)}{entry.query}", entry.icon)
        for entry in _entries.values() if not entry.roles or entry.roles & actor.roles
    ]
