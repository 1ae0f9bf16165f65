"""权限: one grants table answers both "may I?" and "which rows?" for page, API, export, search and button alike.

An actor is a person in a post (任职), never an account. Moves and row scopes are code; which post holds which role is data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q

from shaoxiang.kernel.vocabulary import Vocabulary, _


class ActorKind(Vocabulary):
    PERSON = "PERSON", _("在岗人员")
    RESIDENT = "RESIDENT", _("居民")
    SYSTEM = "SYSTEM", _("系统")
    INTERFACE = "INTERFACE", _("外部系统")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and in which post. Ids are primary keys of the rooms that own the rows; None where not held."""

    kind: ActorKind
    roles: frozenset[str] = frozenset()
    assignment_id: int | None = None  # 任职: the person in the post
    person_id: int | None = None
    post_id: int | None = None
    account_id: int | None = None
    unit_id: int | None = None  # the street or department
    office_id: int | None = None  # the office, institution or team inside it
    street_id: int | None = None
    former_street_ids: tuple[int, ...] = ()  # streets that came to be this one: what was closed there is read here
    community_id: int | None = None
    grid_ids: tuple[int, ...] = ()
    name: str = ""  # shown, never written to the journal
    title: str = ""
    for_person: str = ""  # whom the actor stands in for in this post (AB岗); shown, never written to the journal
    demo: bool = False
    matter_id: int | None = None  # a resident holding number + tracking code acts on this one matter only
    scopes: frozenset[str] = field(default_factory=frozenset)  # of an interface key

    def has_role(self, *roles: str) -> bool:
        return any(role in self.roles for role in roles)


SYSTEM = Actor(kind=ActorKind.SYSTEM, roles=frozenset({"SYSTEM"}))

Via = Callable[[Actor], Q]


@dataclass(frozen=True)
class Grant:
    """Roles, and the rows they reach. `scope`: row field -> actor field; a tuple on the actor means "one of".

    `unless`: the same, turned round: refused where row field equals actor field (a handler may not verify himself).
    `via`: rows reached through another table, as a Q on the row's model.
    """

    roles: frozenset[str]
    scope: Mapping[str, str] = field(default_factory=dict)
    unless: Mapping[str, str] = field(default_factory=dict)
    via: Via | None = None

    def __init__(
        self,
        roles: Iterable[str],
        scope: Mapping[str, str] | None = None,
        unless: Mapping[str, str] | None = None,
        via: Via | None = None,
    ) -> None:
        object.__setattr__(self, "roles", frozenset(str(role) for role in roles))
        object.__setattr__(self, "scope", dict(scope or {}))
        object.__setattr__(self, "unless", dict(unless or {}))
        object.__setattr__(self, "via", via)


Grants = Iterable[Grant]
NOTHING = Q(pk__in=[])


def visible(actor: Actor, grants: Grants) -> Q:
    """The rows these grants open to the actor, as one condition. No grant: no row."""
    found: Q | None = None
    for grant in grants:
        if not grant.roles & actor.roles:
            continue
        rows = _scope(actor, grant)
        if rows is None:
            continue
        if not rows:
            return Q()
        found = rows if found is None else found | rows
    return NOTHING if found is None else found


def allowed(actor: Actor, grants: Grants, row: Model | None = None) -> bool:
    """May the actor do this to this row? Without a row: does any grant name one of the actor's roles?"""
    return any(_grant_allows(actor, grant, row) for grant in grants)


def require(actor: Actor, grants: Grants, row: Model | None = None) -> None:
    """Raises PermissionDenied unless `allowed`."""
    if not allowed(actor, grants, row):
        raise PermissionDenied(_("您现在的岗位没有这项权限。"))


def _scope(actor: Actor, grant: Grant) -> Q | None:
    """None: the actor lacks what the scope asks for. Empty Q: every row."""
    rows = Q()
    for row_field, actor_field in grant.scope.items():
        held = _held(actor, actor_field)
        if held is None or held == ():
            return None
        rows &= Q(**{f"{row_field}__in": held}) if isinstance(held, tuple) else Q(**{row_field: held})
    for row_field, actor_field in grant.unless.items():
        held = getattr(actor, actor_field)
        if held is not None:
            rows &= ~Q(**{row_field: held})
    if grant.via is not None:
        rows &= grant.via(actor)
    return rows


def _held(actor: Actor, actor_field: str) -> Any:
    """Whoever holds a street holds what became of others in it too."""
    if actor_field == "street_id" and actor.street_id is not None and actor.former_street_ids:
        return (actor.street_id, *actor.former_street_ids)
    return getattr(actor, actor_field)


def _grant_allows(actor: Actor, grant: Grant, row: Model | None) -> bool:
    if not grant.roles & actor.roles:
        return False
    if row is None:
        return True
    for row_field, actor_field in grant.scope.items():
        held = _held(actor, actor_field)
        value = _value(row, row_field)
        if held is None or (value not in held if isinstance(held, tuple) else value != held):
            return False
    for row_field, actor_field in grant.unless.items():
        held = getattr(actor, actor_field)
        if held is not None and _value(row, row_field) == held:
            return False
    if grant.via is not None:
        return type(row)._default_manager.filter(grant.via(actor), pk=row.pk).exists()
    return True


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for step in path.split("__"):
        value = getattr(value, step, None)
    return value
