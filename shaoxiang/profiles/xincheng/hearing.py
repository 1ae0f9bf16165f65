"""听街道意见 in the story（示例）: asked from a row, answered by each street within a day, taken to its meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.opinions import actions
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.vocabulary import Power, View
from shaoxiang.profiles.xincheng.month.cast import Cast

HOUR = timedelta(hours=1)


def heard(
    cast: Cast, subject: tuple[str, int], title: str, text: str, units: Iterable[int], *, asker: Actor, meeting: str, at: datetime, words: str = "",
) -> OpinionFile:
    """`words`: a condition every street names; without them a bare yes. Answered and sent within twenty hours of `at`."""
    file = actions.ask(
        power=Power.INTEGRATED_COORDINATION, title=title, units=units, asked_by=asker, at=at, subject=subject, text=text, sample=True)
    view = View.AGREE_IF if words else View.AGREE
    for turn, request in enumerate(file.requests.select_related("matter").order_by("pk")):
        actions.answer(request.number, view=view, words=words, actor=_street(cast, request.unit_id), at=at + (turn % 6 + 1) * HOUR)
    return actions.send_to_meeting(file.number, meeting=meeting, actor=asker, at=at + 20 * HOUR)


def _street(cast: Cast, unit_id: int) -> Actor:
    """Its leader, or its desk; a unit whose people the story does not name speaks as itself."""
    for role in (Role.STREET_LEADER, Role.STREET_DESK):
        if found := cast.by_unit.get((unit_id, role.value)):
            return found[0]
    return Actor(ActorKind.PERSON, roles=frozenset({Role.STREET_DESK.value}), unit_id=unit_id)
