"""Streets heard before something that touches them is decided: what most tests need on the way to something else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from django.utils import timezone

from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries.hearing import concern_of, stands_since
from shaoxiang.duties.queries.versions import SUBJECT as OF_LISTS
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.workdays.rules import SHANGHAI
from shaoxiang.opinions import actions
from shaoxiang.opinions.models import OpinionFile, OpinionRequest
from shaoxiang.opinions.queries.heard import units_of
from shaoxiang.opinions.vocabulary import Power, Uptake, View
from shaoxiang.places.models import DivisionChange
from shaoxiang.places.queries.changes import SUBJECT as OF_CHANGES
from shaoxiang.places.queries.hearing import is_heard_on, touched_by


def asker() -> Actor:
    """The staffing office; nobody by name, for houses that have no people."""
    body = Body.objects.exclude(kind__in=UNITS).order_by("pk").first()
    return Actor(ActorKind.PERSON, roles=frozenset({"STAFFING_OFFICE"}), unit_id=body.pk if body is not None else None)


def heard(
    units: Iterable[int], title: str, *, at: datetime, subject: tuple[str, int] | None = None, text: str = "", power: Power = Power.INTEGRATED_COORDINATION,
) -> str:
    """Number of a file on which each of these streets said yes at once, and which went to its meeting."""
    file = actions.ask(power=power, title=title, units=units, asked_by=asker(), at=at, subject=subject, text=text)
    for request in file.requests.select_related("matter"):
        desk = Actor(ActorKind.PERSON, roles=frozenset({"STREET_DESK"}), unit_id=request.unit_id)
        actions.answer(request.number, view=View.AGREE, words="", actor=desk, at=at)
    return actions.send_to_meeting(file.number, meeting="示例：区委常委会会议", actor=asker(), at=at).number


def heard_on_change(pk: int, *, at: datetime) -> str:
    """Closed too: nothing of it is left to move with the street. "" where nobody is to be asked."""
    change = DivisionChange.objects.get(pk=pk)
    if not is_heard_on(change):
        return ""
    number = heard(units_of(touched_by(change)), change.title, at=at, subject=(OF_CHANGES, pk))
    for request in OpinionRequest.objects.select_related("matter").filter(file__matter__number=number):
        actions.give_feedback(request.number, uptake=Uptake.ADOPTED, words="示例：照办", actor=asker(), at=at)
    actions.close_file(number, actor=asker(), at=at)
    return number


def heard_on_list(pk: int, *, at: datetime) -> str:
    """"" where nobody is to be asked."""
    version = ListVersion.objects.select_related("matter", "base").get(pk=pk)
    concern = concern_of(version, version.effective_from or timezone.localdate(at))
    units = units_of(concern.streets)
    if not concern.codes or not units:
        return ""
    words = "\n".join(" ".join(one)[:28] for one in concern.each)
    number = heard(units, version.title, at=max(at, stands_since(version)), subject=(OF_LISTS, pk), text=words)
    if version.decided_on is not None:  # tests decide on days before they draft
        OpinionFile.objects.filter(matter__number=number).update(sent_at=datetime.combine(version.decided_on, time(12), SHANGHAI))
    return number
