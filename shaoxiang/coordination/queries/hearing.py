"""听街道意见 before an item reaches a meeting above the streets: whose ground it is, and who has not been heard on it."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from shaoxiang.coordination import rules
from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.coordination.queries.rows import SUBJECT, items_for
from shaoxiang.coordination.vocabulary import UPPER_LEVELS, MeetingLevel, Source
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import UNITS, street_unit
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.hearing import Topic
from shaoxiang.opinions.models import OpinionFile, OpinionRequest
from shaoxiang.opinions.queries.heard import SENT
from shaoxiang.opinions.queries.places import named_units, units_of_district


def to_hear(item: CoordinationCase, convener: int | None = None, also: Iterable[int] = ()) -> tuple[int, ...]:
    """Streets whose ground the item is about and who neither brought it up nor call the meeting themselves. `convener`: the unit that calls it.

    Its own street, those among the units concerned, those a text written by hand names; `also`: bodies of a decision.
    """
    kept = book()
    own = street_unit(item.matter.street_id)
    named = {own, *item.concerned.values_list("unit_id", flat=True), *(kept.unit_of(key) for key in also if key in kept.bodies)}
    if item.source == Source.BY_HAND:
        named |= named_units(f"{item.matter.title}\n{item.reason}", item.matter.title)
    streets = {key for key in named if key is not None and key in kept.bodies and kept.bodies[key].kind in UNITS}
    return rules.to_hear(item.source, item.level, streets, (item.raised_unit_id, convener), own)


def unheard_of(item: CoordinationCase, convener: int, bodies: Iterable[int], *, everywhere: bool) -> tuple[int, ...]:
    """Streets a decision would reach, by what it gives them or by holding everywhere, on which nobody has heard them."""
    streets = set(to_hear(item, convener, bodies))
    if everywhere:
        streets |= set(rules.to_hear(item.source, item.level, units_of_district(), (item.raised_unit_id, convener), street_unit(item.matter.street_id)))
    number = item.heard_number or sent_about(item)
    asked = OpinionRequest.objects.filter(file__matter__number=number).values_list("unit_id", flat=True) if number else ()
    return tuple(sorted(streets - set(asked)))


def sent_about(item: CoordinationCase) -> str:
    """Number of the newest file opened from the item that went to its meeting; "" none did."""
    row = OpinionFile.objects.filter(subject_kind=SUBJECT, subject_id=item.pk, matter__status__in=[str(one) for one in SENT]).order_by("-pk").first()
    return row.number if row is not None else ""


def page(key: int) -> str:
    return reverse("coordination:item", args=[CoordinationCase.objects.values_list("matter__number", flat=True).get(pk=key)])


def topic(key: int, actor: Actor) -> Topic | None:
    """For `kernel.hearing`: an item above the streets this reader sees; asked are those it touches, or, for a ruling that is to hold everywhere, all."""
    item = items_for(actor).filter(pk=key, is_open=True, level__in=UPPER_LEVELS).select_related("matter").first()
    if item is None:
        return None
    units = to_hear(item, actor.unit_id) or [unit for unit in units_of_district() if unit != actor.unit_id]
    bodies = book().bodies
    streets = frozenset(street for unit in units if (street := bodies[unit].street_id) is not None)
    text = f"拟提交{MeetingLevel.label_of(item.level)}：{item.matter.title}（{item.number}）。\n{item.reason}\n请就怎么办、对辖区的影响和镇街的难处答复。"
    return Topic(item.matter.title, text, streets, reverse("coordination:item", args=[item.number]))


def asks_first(items: Iterable[CoordinationCase]) -> set[int]:
    """Keys of the items that ask for the number of a file before they go on an agenda."""
    return {item.pk for item in items if to_hear(item)}
