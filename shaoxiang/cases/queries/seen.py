"""Which rows an actor sees, said in the form the database answers fastest. The rights themselves are `access.VIEW` alone."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from shaoxiang.cases.models import Case
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.kernel.matter.models import Matter

GRIDS = frozenset({"matter__grid_id", "matter__grid_id__in"})
COMMUNITIES = frozenset({"matter__community_id"})
FEW = GRIDS  # so few rows that all of them are sooner read than the newest of the district are looked through
FEW_FOR_SEARCH = GRIDS | COMMUNITIES


def gathered(condition: Q, few: frozenset[str] = FEW) -> Q:
    """The same rows as one set of keys, where the condition is "in my grid, or sent to me, or registered by me".

    Side by side the three cannot be looked up: every case of the district, newest first, would be held against them. A condition that
    reaches further than `few` stays as it is: of a whole street the newest are found at once in the order of time.
    """
    if condition.connector != Q.OR or condition.negated or not any(_names(child) & few for child in condition.children):
        return condition
    keys = [_rows(child) for child in condition.children]
    return Q(matter_id__in=keys[0].union(*keys[1:], all=True))


def _names(child: Any) -> set[str]:
    return set().union(*(_names(one) for one in child.children)) if isinstance(child, Q) else {child[0]}


def _rows(child: Any) -> QuerySet[Any, Any]:
    turned = on_matter(child if isinstance(child, Q) else Q(child))
    keys = _keys(turned)
    return Matter.objects.filter(turned).values("pk") if keys is None else keys


def on_matter(condition: Q) -> Q:
    """The same condition on cases, asked of their matters: no join where the matter alone can answer.

    A leaf on the case's own columns becomes a look into the case table by key; case and matter are one to one, so nothing changes.
    Sets of keys joined by "or" become one set: two of them side by side cannot be joined, and every matter would be held against both.
    """
    turned = Q()
    turned.connector = condition.connector
    turned.negated = condition.negated
    sets: list[QuerySet[Any, Any]] = []
    for child in condition.children:
        one = on_matter(child) if isinstance(child, Q) else _leaf(child)
        keys = _keys(one) if turned.connector == Q.OR else None
        if keys is None:
            turned.children.append(one)
        else:
            sets.append(keys)
    if sets:
        turned.children.append(("pk__in", sets[0].union(*sets[1:], all=True) if sets[1:] else sets[0]))
    return turned


def _keys(child: Any) -> QuerySet[Any, Any] | None:
    """The keys of "pk in these rows"; None where the child says anything else."""
    if isinstance(child, Q):
        return _keys(child.children[0]) if len(child.children) == 1 and not child.negated else None
    path, value = child
    return value if path == "pk__in" and isinstance(value, QuerySet) else None


def _leaf(child: Any) -> Any:
    path, value = child
    if path.startswith("matter__"):
        return path.removeprefix("matter__"), value
    if path.startswith(("matter_id", "pk")):
        return path.replace("matter_id", "pk", 1), value
    return "pk__in", Case.objects.filter(**{path: value}).values("pk")


def by_orders(condition: Q) -> QuerySet[Any, Any] | None:
    """The orders that reach the rows of a condition on matters, where it is "sent to my unit (office, post), and …"; None where it says anything else."""
    if condition.connector != Q.AND or condition.negated:
        return None
    return next((keys for keys in map(_keys, condition.children) if keys is not None and keys.model is DispatchOrder), None)


def newest_by_orders(condition: Q, most: int) -> tuple[Q, bool]:
    """The same condition of the newest `most` of these orders alone; and whether there are more."""
    orders = by_orders(condition)
    if orders is None or orders.order_by("-matter_id")[: most + 1].count() <= most:
        return condition, False
    others = [child for child in condition.children if _keys(child) is not orders]
    return Q(*others, pk__in=orders.order_by("-matter_id")[:most]), True
