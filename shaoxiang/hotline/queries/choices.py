"""What may be chosen in the forms of the hotline room."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.places.queries import place_book

Choices = list[tuple[str, Any]]
ORGANS = (BodyKind.DEPARTMENT, BodyKind.STREET_OFFICE, BodyKind.TOWN_GOVERNMENT, BodyKind.PUBLIC_UTILITY)


def pick(vocabulary: type[Vocabulary]) -> Choices:
    """The list as choices, in the reader's language."""
    return [(code, gettext(label)) for code, label in vocabulary.choices]


def types() -> Choices:
    """事项类别 in groups by class, in the order of the list."""
    groups: dict[str, Choices] = {}
    for line in sorted(duty_book().offered.values(), key=lambda one: one.code):
        group = in_words(line.class_name, line.class_name_en)
        groups.setdefault(group, []).append((line.code, f"{line.code} {in_words(line.name, line.name_en)}"))
    return list(groups.items())


def grids(actor: Actor) -> Choices:
    """Grids by community; of the actor's own street where he has one."""
    book = place_book()
    groups: dict[str, Choices] = {}
    for grid in book.grids.values():
        if actor.street_id is None or grid.street_id == actor.street_id:
            street, community = book.streets[grid.street_id], book.communities[grid.community_id]
            name = f"{in_words(street.name, street.name_en)} · {in_words(community.name, community.name_en)}"
            groups.setdefault(name, []).append((str(grid.id), grid.name))
    return list(groups.items())


def organs() -> Choices:
    """有权处理的机关: departments, street offices and town governments, utilities."""
    names = body_book()
    groups: Choices = []
    for kind in ORGANS:
        found = [(str(body.id), names.name_of(body.id)) for body in names.bodies.values() if body.kind == kind.value]
        if found:
            groups.append((gettext(kind.label), found))
    return groups


def streets() -> Choices:
    return [(str(one.id), in_words(one.name, one.name_en)) for one in place_book().streets.values()]


def flat(groups: Choices) -> Choices:
    """Grouped choices as a form field validates them."""
    return [pair for _name, pairs in groups for pair in pairs]
