"""What the hotline room answers: settings, petitions of an actor, links of a matter."""

from __future__ import annotations

from django.db.models import QuerySet

from shaoxiang.hotline import access
from shaoxiang.hotline.flows import PETITION_FLOW
from shaoxiang.hotline.models import HotlineSetting, Petition, TicketLink
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.flow import Move

PETITION_OFFICE = "petition_office"
NAMED = "信访"  # how a body is recognised that nobody has set


def petition_office() -> int:
    """信访工作机构: as set, else the department whose name says so, else the command centre."""
    bodies = body_book().bodies
    row = HotlineSetting.objects.filter(code=PETITION_OFFICE).first()
    if row is not None and row.value in bodies:
        return int(row.value)
    return next((one.id for one in bodies.values() if one.kind == BodyKind.DEPARTMENT.value and NAMED in one.name), command_center())


def petitions_for(actor: Actor) -> QuerySet[Petition]:
    """Every petition this actor may see, with its matter."""
    return Petition.objects.filter(visible(actor, access.GRANTS["petition_view"])).select_related("matter")


def petition_moves(petition: Petition, actor: Actor) -> dict[str, Move]:
    """Moves open from the present status that this actor may take."""
    return {move.name: move for move in PETITION_FLOW.open_moves(petition.matter.status) if allowed(actor, access.GRANTS[move.name], petition)}


def links_of(matter_id: int) -> QuerySet[TicketLink]:
    return TicketLink.objects.filter(matter_id=matter_id).select_related("profile").order_by("pk")
