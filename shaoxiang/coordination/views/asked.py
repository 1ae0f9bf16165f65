"""What every page of the room asks for first."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from shaoxiang.coordination import queries
from shaoxiang.coordination.models import CoordinationCase, Meeting
from shaoxiang.kernel.web.asked import ActorRequest


def find_item(request: ActorRequest, number: str) -> CoordinationCase:
    """The item if it is among the actor's rows, else 404: not even its being there is told."""
    return get_object_or_404(queries.items_for(request.actor), matter__number=number)


def find_meeting(request: ActorRequest, number: str) -> Meeting:
    return get_object_or_404(queries.meetings_for(request.actor), matter__number=number)
