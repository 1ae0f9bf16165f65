"""Everything the case page shows one reader, read once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from shaoxiang.cases import access
from shaoxiang.cases.models import CallBack, Case, Progress
from shaoxiang.cases.queries import entries_of, moves_for, sees_rating
from shaoxiang.cases.queries.relations import Relations, relations_of
from shaoxiang.cases.queries.slots import ShownPanel, panels_for
from shaoxiang.cases.queries.timeline import TimelineEntry, timeline_page
from shaoxiang.cases.queries.words import danger_words, type_words
from shaoxiang.cases.rules import asks_resident
from shaoxiang.cases.vocabulary import ENDED, CaseStatus, SuspendReason
from shaoxiang.dispatch.models import DispatchOrder, Objection, SupervisionNote
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.duties.queries import duty_book, ground_text
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.clocks import wording
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import all_of, explanation
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.files.queries import attachments_of
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity.queries import masked_by_id
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.matter.vocabulary import Light
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.queries import place_book

FIRST = (
    "answer_rating", "publish", "keep_private", "accept", "dispatch", "sign", "finish", "resume", "uphold",
    "dismiss", "verify_pass", "verify_fail", "call_back", "confirm_exclusion", "settle",
)
RARE = ("decline", "recall", "propose_exclusion", "reopen", "close", "unpublish")
# Moves that have a page of their own beside the case.
BESIDE = ("follow", "merge", "ask_merge", "refuse_merge", "split", "link_child", "unlink_child")
STEPS: tuple[tuple[str, tuple[CaseStatus, ...]], ...] = (
    (_("已上报"), (CaseStatus.REPORTED, CaseStatus.ACCEPTED)),
    (_("已派单"), (CaseStatus.DISPATCHED, CaseStatus.OBJECTED)),
    (_("处置中"), (CaseStatus.HANDLING, CaseStatus.SUSPENDED)),
    (_("待核查"), (CaseStatus.HANDLED,)),
    (_("待居民确认"), (CaseStatus.VERIFIED,)),
    (_("已办结"), ENDED),
)


@dataclass(frozen=True, slots=True)
class StripStep:
    label: str
    state: str  # done, now, ahead


def step_strip(status: CaseStatus, source: str, been: Collection[str] = ()) -> list[StripStep]:
    """已上报 → … → 已办结; what a patrol found asks no resident. `been`: the statuses an ended case went through; those it never reached are not shown."""
    steps = [(label, inside) for label, inside in STEPS if inside != (CaseStatus.VERIFIED,) or asks_resident(source)]
    if status in ENDED:
        steps = [step for step in steps[:-1] if CaseStatus.REPORTED in step[1] or set(step[1]) & set(been)] + steps[-1:]
    here = next(index for index, (_label, inside) in enumerate(steps) if status in inside or (status == CaseStatus.VERIFIED and index == len(steps) - 2))
    ended = status in ENDED
    labels = [gettext(label) for label, _inside in steps]
    if ended:
        labels[-1] = gettext(status.label)
    return [StripStep(label, "now" if index == here else "done" if index < here else "ahead") for index, label in enumerate(labels)]


@dataclass(frozen=True, slots=True)
class ShownClock:
    """One clock with its light and its count, line by line."""

    clock: RunningClock
    label: str
    light: Light
    lines: list[str]
    open: bool
    step: str = ""  # code of a step limit that can be reported done


@dataclass(frozen=True, slots=True)
class ShownSuggestion:
    code: str
    name: str
    words: str


@dataclass
class CasePage:
    """One reader's view of one case."""

    case: Case
    title: str
    description: str
    moves: dict[str, Move]
    steps: list[StripStep]
    clocks: list[ShownClock]
    orders: list[DispatchOrder]
    entries: list[TimelineEntry]
    notes: list[SupervisionNote]
    objections: list[Objection]
    files: list[Attachment]
    ground: list[str]
    border: list[str]
    danger: list[str]
    suggestions: list[ShownSuggestion]
    panels: list[ShownPanel]
    reporter: Mapping[str, str] | None  # masked; None: not for this reader
    call_backs: list[CallBack] = field(default_factory=list)
    type_name: str = ""
    suspended_for: str = ""
    ratings: bool = False  # grade and words are for this reader
    relations: Relations = field(default_factory=Relations)
    beside: set[str] = field(default_factory=set)  # moves of relations this reader may take

    @property
    def first_moves(self) -> list[Move]:
        return [self.moves[name] for name in FIRST if name in self.moves]

    @property
    def other_moves(self) -> list[Move]:
        return [move for name, move in self.moves.items() if name not in FIRST and name not in RARE]

    @property
    def rare_moves(self) -> list[Move]:
        return [self.moves[name] for name in RARE if name in self.moves]

    @property
    def lead(self) -> DispatchOrder | None:
        """The running lead, else the last one there was."""
        leads = [order for order in self.orders if order.part == Part.LEAD]
        return next((order for order in leads if order.ended_at is None), leads[-1] if leads else None)

    @property
    def street_named(self) -> bool:
        """Was the street named by hand, not by its list? Then whoever was named sees where to ask and to refuse."""
        return self.lead is not None and self.case.mode == "DESIGNATED" and self.lead.unit_id == street_unit(self.case.matter.street_id)

    @property
    def helpers(self) -> list[DispatchOrder]:
        return [order for order in self.orders if order.part == Part.COOPERATING and order.ended_at is None]

    @property
    def past_orders(self) -> list[DispatchOrder]:
        return [order for order in self.orders if order.ended_at is not None]

    @property
    def knows_reporter(self) -> bool:
        return self.reporter is not None


def case_page(case: Case, actor: Actor, *, now: datetime) -> CasePage:
    """About ten queries. What this reader may not see is not in the answer."""
    every = moves_for(case, actor)
    moves = {name: move for name, move in every.items() if name not in ("confirm", "withdraw", "rate", "consent") and name not in BESIDE}
    overseer, ratings = allowed(actor, access.GRANTS["reveal_reporter"], case), sees_rating(actor, case)
    entries = entries_of(case)
    been = {str(entry.facts["to"]) for entry in entries if "to" in entry.facts}
    return CasePage(
        case=case, title=mask_text(case.matter.title), description=mask_text(case.description), moves=moves,
        steps=step_strip(case.status, case.source, been), clocks=_clocks(case, now, reports="progress" in moves),
        orders=list(DispatchOrder.objects.filter(matter_id=case.pk).order_by("pk")),
        entries=timeline_page(case, entries, list(Progress.objects.filter(case=case)), ratings=ratings), ratings=ratings,
        notes=list(SupervisionNote.objects.filter(matter_id=case.pk)), objections=list(Objection.objects.filter(matter_id=case.pk).order_by("pk")),
        files=list(attachments_of(case.pk)), ground=ground_text(case.ground), border=_border(case), danger=danger_words(case.danger),
        suggestions=shown_suggestions(case.suggested) if "classify" in moves else [], panels=panels_for(actor, case.number),
        reporter=_reporter(case) if overseer else None, call_backs=list(CallBack.objects.filter(case=case)) if overseer else [],
        type_name=type_words(case.matter.subject_code),
        relations=relations_of(case, actor), beside={name for name in BESIDE if name in every},
        suspended_for=gettext(SuspendReason.label_of(case.suspend_reason)) if case.suspend_reason else "",
    )


def shown_suggestions(suggested: list[Any]) -> list[ShownSuggestion]:
    """类别建议 with the words that decided. Takes the stored rows."""
    known = duty_book().types
    return [ShownSuggestion(one["type_code"], type_words(one["type_code"]), "、".join(one["words"])) for one in suggested if one["type_code"] in known]


def _border(case: Case) -> list[str]:
    book = place_book()
    names = []
    for code in case.border:
        try:
            grid = book.grid_by_code(code)
        except KeyError:
            continue
        names.append(f"{book.streets[grid.street_id].name} · {grid.name}")
    return names


def _reporter(case: Case) -> Mapping[str, str]:
    return masked_by_id([case.reporter_id]).get(case.reporter_id or 0, {})


def _clocks(case: Case, now: datetime, *, reports: bool) -> list[ShownClock]:
    shown = []
    for clock in all_of(case.matter):
        is_open = clock.stopped_at is None
        step = clock.code if reports and is_open and clock.code.startswith("CASE_STEP_") else ""
        shown.append(ShownClock(clock, wording.label_of(clock.code, clock.label), clock.light(now), explanation(clock), is_open, step))
    return sorted(shown, key=lambda one: (not one.open, one.clock.due_at))
