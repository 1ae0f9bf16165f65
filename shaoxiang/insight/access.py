"""Who has a board, and over which rows. Rows and their names stay the rooms' own: a figure counts what the reader's list would show."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q

from shaoxiang.cases.access import INTERFACE, INTERFACE_OF_DISTRICT
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.insight.rules import Scope
from shaoxiang.insight.vocabulary import ScopeKind
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, Grant, Grants
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.queries.lineage import former_streets, of_line

DISTRICT = (Role.DISTRICT_DESK, Role.SUPERVISOR, Role.DISTRICT_LEADER)
STREET = (Role.STREET_DESK, Role.STREET_LEADER)
LINE = (Role.DEPARTMENT_LIAISON, Role.DEPARTMENT_HEAD)
OVERSEERS = (*DISTRICT, *STREET)  # may remind and supervise (cases.access.OVERSEERS)
VIEWERS: Grants = (Grant((*DISTRICT, *STREET, *LINE, Role.OFFICE_HEAD, INTERFACE, INTERFACE_OF_DISTRICT)),)


def scope_of(actor: Actor) -> Scope:
    """The widest scope a post gives. Raises PermissionDenied: no board for this post."""
    if actor.has_role(*DISTRICT, INTERFACE_OF_DISTRICT):
        return Scope(ScopeKind.DISTRICT, None, actor.unit_id)
    if actor.has_role(*STREET, INTERFACE) and actor.street_id is not None:
        return Scope(ScopeKind.STREET, actor.street_id, actor.unit_id, former_streets(actor.street_id))
    if actor.has_role(*LINE, INTERFACE) and actor.unit_id is not None:
        return Scope(ScopeKind.UNIT, actor.unit_id, actor.unit_id)
    if actor.has_role(Role.OFFICE_HEAD) and actor.office_id is not None:
        return Scope(ScopeKind.OFFICE, actor.office_id, actor.unit_id)
    raise PermissionDenied(_("一盘棋给值班调度、领导、督办和部门联络员用；您现在的岗位请看待办。"))


def ordered_to(scope: Scope) -> Q:
    """Matters the scope's department or office was ever sent to, as a condition on matters."""
    column = "unit_id" if scope.kind is ScopeKind.UNIT else "office_id"
    return Q(Exists(DispatchOrder.objects.filter(matter_id=OuterRef("pk"), **{column: scope.id})))


def matters_of(scope: Scope) -> Q:
    """Whistles and coordination items of the scope, as a condition on matters: a street's own, a department's by its orders."""
    if scope.kind is ScopeKind.DISTRICT:
        return Q()
    return of_line("street_id", scope.id or 0) if scope.kind is ScopeKind.STREET else ordered_to(scope)


def late_of(scope: Scope) -> Q:
    """Cases whose lateness the scope answers for: in its street, or led by its department or office."""
    if scope.kind is ScopeKind.DISTRICT:
        return Q()
    if scope.kind is ScopeKind.STREET:
        return of_line("street_id", scope.id or 0)
    return Q(**{"unit_id" if scope.kind is ScopeKind.UNIT else "office_id": scope.id}) & ordered_to(scope)
