"""Everything the page of a whistle shows one reader, read once; how many units it has changes nothing in the number of statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.coordination.queries import items_for, raised_from
from shaoxiang.dispatch.models import DispatchOrder, Objection, SupervisionNote
from shaoxiang.dispatch.vocabulary import OrderState, Part
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.clocks import wording
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import all_of
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.whistles import access, queries
from shaoxiang.whistles.models import Escalation, UnitAppraisal, Whistle, WhistleAppraisal, WhistleLink, Word
from shaoxiang.whistles.queries.bands import StreetBand, band_of
from shaoxiang.whistles.queries.items import ground_words, subject_words
from shaoxiang.whistles.queries.timeline import Line, timeline
from shaoxiang.whistles.vocabulary import NEXT_LEVEL, ArrivedHow, Level, Point

FIRST = ("confirm", "approve", "verify_pass", "close", "resume", "edit")
AFTERWARDS = ("refuse", "verify_fail", "reopen")
RARE = ("link", "suspend", "cancel", "suggest_key_issue")
OF_A_UNIT_CARD = ("release_unit", "appraise_unit")  # pressed on the unit's card
NEXT = ("acknowledge", "arrive", "claim_done")  # what a unit does next, in this order


@dataclass(frozen=True, slots=True)
class Stage:
    label: str
    state: str  # done, now, ahead
    at: datetime | None
    more: str = ""


@dataclass(frozen=True, slots=True)
class ShownClock:
    clock: RunningClock
    label: str

    @property
    def open(self) -> bool:
        return self.clock.stopped_at is None

    @property
    def held(self) -> bool:
        return self.open and self.clock.suspended_at is not None


@dataclass
class UnitCard:
    """One unit called: how far it is, its limits, how high its silence went, what may be pressed."""

    order: DispatchOrder
    body_id: int
    name: str
    of: str  # the department it belongs to, "" where it is one
    task: str
    stages: list[Stage]
    clocks: list[ShownClock]
    level: str
    objections: list[Objection]
    moves: dict[str, Move]
    whole: dict[str, Move]  # moves of the whole that are about this unit
    phone: str = ""
    outcome: str = ""
    appraisal: UnitAppraisal | None = None
    scores: list[tuple[str, int]] = field(default_factory=list)
    whistle_appraisal: WhistleAppraisal | None = None
    ground: str = ""

    @property
    def gone(self) -> bool:
        return self.order.ended_at is not None

    @property
    def lead(self) -> bool:
        return self.order.part == Part.LEAD

    @property
    def next_move(self) -> Move | None:
        return next((self.moves[name] for name in NEXT if name in self.moves), None)

    @property
    def other_moves(self) -> list[Move]:
        first = self.next_move
        return [move for move in self.moves.values() if first is None or move.name != first.name]

    @property
    def open_clocks(self) -> list[ShownClock]:
        return [clock for clock in self.clocks if clock.open]

    @property
    def stopped_clocks(self) -> list[ShownClock]:
        return [clock for clock in self.clocks if not clock.open]


@dataclass
class WhistlePage:
    """One reader's view of one whistle."""

    whistle: Whistle
    title: str
    known: str
    subject: str
    ground: str
    units: list[UnitCard]
    moves: dict[str, Move]
    clocks: list[ShownClock]
    entries: list[Line]
    words: list[Word]
    links: list[tuple[str, Whistle]]  # number ("" where not for this reader)
    later: list[tuple[str, Whistle]]
    items: list[tuple[bool, CoordinationCase]]  # may the reader open it
    notes: list[SupervisionNote]
    case: Case | None
    case_number: str
    band: StreetBand | None
    desk_phone: str
    drafted: list[tuple[str, bool, str]]  # before it is blown: name, leads, task
    blow: Move | None = None  # of a draft: 吹哨, or 报批

    @property
    def mine(self) -> list[UnitCard]:
        """Units this reader acts for, which are still called."""
        return [unit for unit in self.units if not unit.gone and unit.moves and not set(unit.moves) <= {"rule_stands", "rule_reassigned", "rule_withdrawn"}]

    @property
    def running(self) -> list[UnitCard]:
        return [unit for unit in self.units if not unit.gone]

    @property
    def past(self) -> list[UnitCard]:
        return [unit for unit in self.units if unit.gone]

    @property
    def first_moves(self) -> list[Move]:
        return [self.moves[name] for name in FIRST if name in self.moves]

    @property
    def other_moves(self) -> list[Move]:
        apart = {*FIRST, *RARE, *OF_A_UNIT_CARD}
        names = [name for name in AFTERWARDS if name in self.moves] + [name for name in self.moves if name not in apart and name not in AFTERWARDS]
        return [self.moves[name] for name in names]

    @property
    def rare_moves(self) -> list[Move]:
        return [self.moves[name] for name in RARE if name in self.moves]


def whistle_page(whistle: Whistle, actor: Actor, *, now: datetime) -> WhistlePage:
    """What this reader may not see is not in the answer."""
    matter = whistle.matter
    orders = queries.orders_of(whistle.pk)
    words = list(Word.objects.filter(whistle=whistle))
    links = list(WhistleLink.objects.filter(whistle=whistle).select_related("earlier__matter", "earlier__type").order_by("-earlier__matter__opened_at"))
    later = list(WhistleLink.objects.filter(earlier=whistle).select_related("whistle__matter", "whistle__type").order_by("-whistle__matter__opened_at"))
    moves = queries.moves_for(whistle, actor, linked=bool(links))
    seen = _seen([link.earlier_id for link in links] + [link.whistle_id for link in later], actor)
    clocks = [ShownClock(clock, wording.label_of(clock.code, clock.label)) for clock in all_of(matter) if not clock.code.startswith(NEXT_LEVEL)]
    entries = list(Entry.objects.filter(subject_kind="matter", subject_id=whistle.pk).order_by("seq"))
    case = cases_for(actor).filter(pk=whistle.case_id).first() if whistle.case_id is not None else None
    bodies = {order.pk: order.office_id or order.unit_id for order in orders}
    subject = subject_words(matter.subject_code)
    ground = ground_words(whistle.cited_list, whistle.cited_item)
    items = raised_from(whistle.pk)
    open_to = set(items_for(actor).filter(pk__in=[item.pk for item in items]).values_list("pk", flat=True)) if items else set()
    return WhistlePage(
        whistle=whistle, title=mask_text(matter.title), known=mask_text(whistle.known), subject=subject, ground=ground,
        units=_cards(whistle, orders, clocks, moves, actor), moves=moves, clocks=[clock for clock in clocks if clock.clock.part_id is None],
        entries=timeline(entries, words, bodies, {**seen, **_numbers(entries, actor)}), words=words,
        links=[(seen.get(link.earlier_id, ""), link.earlier) for link in links], later=[(seen.get(link.whistle_id, ""), link.whistle) for link in later],
        items=[(item.pk in open_to, item) for item in items], notes=list(SupervisionNote.objects.filter(matter_id=whistle.pk)),
        case=case, case_number=case.number if case is not None else "",
        band=band_of(matter.street_id, now=now) if matter.street_id is not None and allowed(actor, access.GRANTS["bands"]) else None,
        desk_phone=_desk_phone(matter.street_id), drafted=_drafted(whistle) if not orders else [],
        blow=queries.blow_move(whistle, actor),
    )


def _seen(keys: list[int], actor: Actor) -> dict[int, str]:
    return dict(queries.whistles_for(actor).filter(pk__in=keys).values_list("pk", "matter__number")) if keys else {}


def _numbers(entries: list[Entry], actor: Actor) -> dict[int, str]:
    return _seen([int(entry.facts["key_issue"]) for entry in entries if "key_issue" in entry.facts], actor)


def _desk_phone(street_id: int | None) -> str:
    """街道值班电话: the number of the street's unit, for those on their way."""
    body = book().bodies.get(street_unit(street_id) or 0)
    return body.phone if body else ""


def _drafted(whistle: Whistle) -> list[tuple[str, bool, str]]:
    return [(book().name_of(unit["body_id"]), bool(unit["lead"]), str(unit["task"])) for unit in whistle.units]


def _cards(whistle: Whistle, orders: list[DispatchOrder], clocks: list[ShownClock], moves: dict[str, Move], actor: Actor) -> list[UnitCard]:
    if not orders:
        return []
    objections: dict[int, list[Objection]] = defaultdict(list)
    for objection in Objection.objects.filter(matter_id=whistle.pk).order_by("pk"):
        objections[objection.order_id].append(objection)
    levels: dict[int, Escalation] = {}
    for climbed in Escalation.objects.filter(order__in=orders, round=whistle.round):
        levels[climbed.order_id] = climbed
    cards = []
    for order in orders:
        raised = objections.get(order.pk, [])
        open_now = any(one.ruled_at is None for one in raised)
        own = [clock for clock in clocks if clock.clock.part_id == order.pk]
        cards.append(_card(whistle, order, own, levels.get(order.pk), raised, queries.moves_of_order(whistle, order, actor, objected=open_now), moves))
    return cards


def _card(
    whistle: Whistle, order: DispatchOrder, clocks: list[ShownClock], climbed: Escalation | None, raised: list[Objection], moves: dict[str, Move],
    whole: dict[str, Move],
) -> UnitCard:
    names, body_id = book(), order.office_id or order.unit_id
    appraisal = getattr(order, "appraisal", None)
    body = names.bodies.get(body_id)
    return UnitCard(
        order=order, body_id=body_id, name=names.name_of(body_id), of=names.name_of(order.unit_id) if order.office_id else "",
        task=order.report_in.task, stages=stages(order, whistle), clocks=clocks, level=gettext(Level(climbed.level).label) if climbed else "",
        objections=raised, moves=moves, whole={name: whole[name] for name in OF_A_UNIT_CARD if name in whole and _about(name, order, whistle)},
        phone=body.phone if body else "", outcome=mask_text(order.report_in.outcome), appraisal=appraisal,
        scores=[(gettext(point.label), getattr(appraisal, point.value.lower())) for point in Point] if appraisal else [],
        whistle_appraisal=getattr(order, "whistle_appraisal", None),
    )


def _about(name: str, order: DispatchOrder, whistle: Whistle) -> bool:
    if order.ended_at is not None:
        return False
    if name == "release_unit":
        return order.part != Part.LEAD
    appraisal: Any = getattr(order, "appraisal", None)
    return appraisal is None or (whistle.claimed_at is not None and appraisal.rated_at < whistle.claimed_at)


def stages(order: DispatchOrder, whistle: Whistle) -> list[Stage]:
    """已叫 → 签收 → 报到 → 处置 → 报完成, each with its time."""
    report, state = order.report_in, OrderState(order.state)
    came = gettext(ArrivedHow.label_of(report.arrived_how)) if report.arrived_how else ""
    if report.can_decide is not None:
        came += gettext("，") * bool(came) + (gettext("来人能拍板") if report.can_decide else gettext("来人不能拍板"))
    done = order.done_at is not None
    working = done or state == OrderState.WORKING
    marks = (
        (gettext("已叫"), True, order.ordered_at, ""),
        (gettext("签收"), order.acknowledged_at is not None, order.acknowledged_at, ""),
        (gettext("报到"), order.arrived_at is not None, order.arrived_at, came),
        (gettext("处置"), working, None, ""),
        (gettext("报完成"), done, order.done_at, ""),
    )
    ahead = next((place for place, mark in enumerate(marks) if not mark[1]), len(marks))
    running = order.ended_at is None and whistle.matter.closed_at is None
    return [
        Stage(label, "done" if reached else "now" if running and place == ahead else "ahead", at if reached else None, more)
        for place, (label, reached, at, more) in enumerate(marks)
    ]
