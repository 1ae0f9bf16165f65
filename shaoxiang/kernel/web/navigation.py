"""The shell's left navigation. Rooms register their entries in `AppConfig.ready`; an entry whose page is not there, or is not yours, is not shown."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import Vocabulary, _


class NavGroup(Vocabulary):
    """Groups of the navigation, in the order shown."""

    WORK = "WORK", _("办事")
    LISTS = "LISTS", _("清单和规则")
    REGISTERS = "REGISTERS", _("机构和底数")
    INSIGHT = "INSIGHT", _("一盘棋")
    SETTINGS = "SETTINGS", _("管理")


FOLDING = (NavGroup.LISTS, NavGroup.REGISTERS, NavGroup.SETTINGS)
FITS = 16  # so many entries stand on a laptop's screen at once


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry. `roles` empty: everyone in a post. `tab`: also in the phone's bottom bar (at most three are shown)."""

    label: str
    route: str
    icon: str
    group: NavGroup = NavGroup.WORK
    roles: frozenset[str] = frozenset()
    order: int = 50
    tab: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group under its heading. `folds`: it may be closed; `open`: it is, as long as nobody chose otherwise."""

    code: str
    label: str
    items: list[Shown] = field(default_factory=list)
    folds: bool = False
    open: bool = True


_items: dict[str, NavItem] = {}


def register(items: Iterable[NavItem]) -> None:
    """Add entries; the same route registered again replaces the earlier one."""
    for item in items:
        _items[item.route] = item
    _open_to.cache_clear()


def item_of(route: str) -> NavItem | None:
    """The entry of that address; None where no room has registered one."""
    return _items.get(route)


def items() -> list[NavItem]:
    """Every entry, in order, whoever may open it."""
    return sorted(_items.values(), key=lambda each: (each.order, each.route))


def entries_for(actor: Actor, path: str) -> list[tuple[NavItem, Shown]]:
    """The entries this actor may open, in order. Of several that lead to this page only the longest address is marked."""
    if actor.assignment_id is None:
        return []
    entries = _open_to(actor.roles, get_language(), settings.ROOT_URLCONF)
    here = max((url for _item, _label, url in entries if path == url or (url != "/" and path.startswith(url))), key=len, default=None)
    return [(item, Shown(label, url, item.icon, url == here)) for item, label, url in entries]


@lru_cache(maxsize=256)
def _open_to(roles: frozenset[str], language: str | None, _addresses: str) -> list[tuple[NavItem, str, str]]:
    """Entry, label in that language and address: the same on every page of those who hold these roles."""
    found = []
    for item in items():
        if item.roles and not item.roles & roles:
            continue
        with suppress(NoReverseMatch):
            found.append((item, gettext(item.label), reverse(item.route)))
    return found


def groups_of(entries: list[tuple[NavItem, Shown]]) -> list[ShownGroup]:
    groups = [_group(group, [shown for item, shown in entries if item.group is group], long=len(entries) > FITS) for group in NavGroup]
    return [group for group in groups if group.items]


def _group(group: NavGroup, items: list[Shown], *, long: bool) -> ShownGroup:
    """What is done every day stays open; of a long navigation the rest opens where one is."""
    folds = long and group in FOLDING
    return ShownGroup(group.value, gettext(group.label), items, folds, not folds or any(item.current for item in items))


def tabs_of(entries: list[tuple[NavItem, Shown]]) -> list[Shown]:
    return [shown for item, shown in entries if item.tab][:3]
