"""Which streets a file is about: all of the district, or those its words name, by themselves or by a community of theirs."""

from __future__ import annotations

from collections import defaultdict

from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.hearing import is_read
from shaoxiang.opinions import rules
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.places.queries import place_book


def units_of_district() -> list[int]:
    """The street office or town government of every street of today."""
    return sorted(unit for street in place_book().streets if (unit := street_unit(street)) is not None)


def named_units(said: str, title: str = "") -> frozenset[int]:
    """Whose streets or communities are named there, as people name them; every unit where the title says so."""
    if rules.says_whole(title):
        return frozenset(units_of_district())
    kept, names, aliases = place_book(), defaultdict[str, set[int]](set), set[str]()
    for street in kept.streets.values():
        unit = street_unit(street.id)
        for name in (street.name, *street.aliases) if unit is not None else ():
            names[name].add(unit)  # type: ignore[arg-type]
        aliases |= set(street.aliases)
    for community in kept.communities.values():
        if (unit := street_unit(community.street_id)) is not None:
            for name in {community.name, rules.short_community(community.name)}:
                names[name].add(unit)
    return rules.named(said, names, aliases)


def named_of(file: OpinionFile) -> frozenset[int]:
    """A file an upper room opened by a rule of its own asks whom that names, not whom its title mentions."""
    return frozenset() if not is_read(file.subject_kind) else named_units(f"{file.matter.title}\n{file.text}", file.matter.title)
