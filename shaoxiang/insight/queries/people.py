"""Who holds a role where: the names beside "who decides"."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext

from shaoxiang.institutions.queries import BodyBook, book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.desk.models import DeskRow

NAMED = 2


@dataclass(frozen=True)
class Holders:
    """Of one edition of the book: (body or unit, role) -> posts."""

    of: BodyBook
    posts: dict[tuple[int, str], tuple[int, ...]]


_holders: Holders | None = None


def _now() -> Holders:
    global _holders
    kept = book()
    if _holders is None or _holders.of is not kept:
        found: dict[tuple[int, str], list[int]] = defaultdict(list)
        for post in kept.posts.values():
            for role in post.roles:
                for place in {post.body_id, kept.unit_of(post.body_id) or post.body_id}:
                    found[place, role].append(post.id)
        _holders = Holders(kept, {key: tuple(posts) for key, posts in found.items()})
    return _holders


def unit_awaited(row: DeskRow) -> int | None:
    """The unit a desk row waits for."""
    if row.unit_id is not None:
        return row.unit_id
    names = book()
    post = names.posts.get(row.post_id or 0)
    body = row.office_id or (post.body_id if post else None)
    return names.unit_of(body) if body is not None else None


def who(row: DeskRow) -> str:
    """机构 岗位（人）, or 机构 角色（人、人）: by post where the row names one, else by role."""
    if row.post_id is not None:
        return book().post_words(row.post_id)
    place = row.office_id or row.unit_id
    return by_role(place, row.role)


def by_role(place: int | None, role: str) -> str:
    """Who holds a role in a body or unit, two by name."""
    kept = _now()
    label = gettext(Role.label_of(role))
    people = [seat.name for post in kept.posts.get((place or 0, role), ()) for seat in kept.of.people_in(post)]
    names = "、".join(people[:NAMED])
    if len(people) > NAMED:
        names = gettext("%(names)s等 %(n)d 人") % {"names": names, "n": len(people)}
    where = kept.of.short_name_of(place) if place is not None else ""
    label = label if not where or label.startswith(where) else f"{where} {label}"
    return f"{label}（{names}）" if names else label
