"""One decision: what it hands over, to whom, what keeps it from starting, what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties.models import EmpoweredMatter, ListVersion
from shaoxiang.empowerment import access
from shaoxiang.empowerment.flows import EMPOWERMENT_FLOW
from shaoxiang.empowerment.models import (
    DecisionUnit,
    EmpowermentDecision,
    EmpowermentEvaluation,
    EmpowermentRecall,
    HandedPower,
    PowerSuccession,
    TemplateDocument,
    TrainingRecord,
)
from shaoxiang.empowerment.queries.capacity import UnitCapacity, unit_capacities
from shaoxiang.empowerment.rules import Missing, Prepared, needs_penalty, obstacles
from shaoxiang.empowerment.vocabulary import BEFORE, RUNNING, DecisionStatus, EntryKind, TrainingKind
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web import record
from shaoxiang.kernel.web.names import name_of
from shaoxiang.kernel.web.record import ShownEntry

OTHERS = {"clocks.warned": _("时限将到，已提醒"), "clocks.overdue": _("时限已过"), "clocks.recomputed": _("工作日历改了，时限重算")}
NEXT = ("sign", "plan", "basis", "train", "publish", "start", "keep", "evaluate")  # what a page offers first


def holds_version(version: ListVersion) -> str:
    """For `duties.queries.retracting`: a decision published in a version of the list keeps it."""
    return _("有赋权决定已经按这一版公布，不能撤回：要改，请再出一版。") if EmpowermentDecision.objects.filter(list_version=version).exists() else ""


def decisions_for(actor: Actor) -> QuerySet[EmpowermentDecision]:
    """Every decision this actor may see, with its matter."""
    return EmpowermentDecision.objects.filter(visible(actor, access.GRANTS["view"])).select_related("matter", "department", "list_version", "list_draft")


def title_of(department_id: int, units: list[int], items: int) -> str:
    """What a decision is called, in the reader's language."""
    words = {"department": name_of("body", department_id), "unit": name_of("body", units[0] if units else None), "n": items, "units": len(units)}
    title = gettext("%(department)s交%(unit)s行使 %(n)s 项") if len(units) == 1 else gettext("%(department)s交%(unit)s等 %(units)s 个镇街行使 %(n)s 项")
    return title % words


def title_for(decision: EmpowermentDecision) -> str:
    """The same for a decision whose units and powers are at hand. Units whose powers have passed to another are not named any more."""
    units = sorted(one.unit_id for one in decision.units.all() if one.left_by_id is None) or sorted(one.unit_id for one in decision.units.all())
    return title_of(decision.department_id, units, len({one.code for one in decision.powers.all()}))


def types_in(decision: EmpowermentDecision) -> frozenset[str]:
    return frozenset(decision.powers.values_list("power_type", flat=True))


def prepared(decision: EmpowermentDecision) -> Prepared:
    trained = decision.trainings.filter(kind=TrainingKind.TRAINING.value, explained=True).exists()
    return Prepared(decision.plan_on is not None, decision.basis_on is not None, trained, decision.published_on is not None)


def obstacles_of(decision: EmpowermentDecision, on: date) -> list[Missing]:
    """What keeps the decision from starting that day."""
    units = unit_capacities(decision.units.values_list("unit_id", flat=True), on)
    return obstacles((one.facts for one in units.values()), types_in(decision), prepared(decision), on)


def decision_moves(decision: EmpowermentDecision, actor: Actor) -> dict[str, Move]:
    """The page's buttons, by name."""
    return {
        move.name: move for move in EMPOWERMENT_FLOW.open_moves(decision.matter.status)
        if move.name in access.GRANTS and allowed(actor, access.GRANTS[move.name], decision) and _makes_sense(move.name, decision, actor)
    }


def _makes_sense(name: str, decision: EmpowermentDecision, actor: Actor) -> bool:
    penalty = needs_penalty(types_in(decision))
    if name == "sign":
        return decision.units.filter(unit_id=actor.unit_id or 0, signed_at__isnull=True).exists()
    if name == "basis":
        return penalty
    if name == "train":
        return not (penalty and decision.status == DecisionStatus.DISTRICT_PLAN)
    if name == "recall":
        return decision.powers.filter(valid_to__isnull=True).exists()
    return True


@dataclass(frozen=True, slots=True)
class UnitLine:
    row: DecisionUnit
    capacity: UnitCapacity
    missing: list[Missing]
    powers: list[HandedPower]
    names_shown: bool
    came: bool = False  # by succession: nobody signed, and nobody had to


@dataclass(frozen=True, slots=True)
class DecisionPage:
    decision: EmpowermentDecision
    title: str
    moves: dict[str, Move]
    units: list[UnitLine]
    items: list[tuple[EmpoweredMatter | None, list[HandedPower]]]
    missing: list[Missing]
    penalty: bool
    trainings: list[TrainingRecord]
    evaluations: list[EmpowermentEvaluation]
    recalls: list[EmpowermentRecall]
    successions: list[PowerSuccession]
    papers: list[TemplateDocument]
    entries: list[ShownEntry]

    @property
    def running(self) -> bool:
        return self.decision.status in RUNNING

    @property
    def before(self) -> bool:
        return self.decision.status in BEFORE

    @property
    def first(self) -> list[Move]:
        return [self.moves[name] for name in NEXT if name in self.moves][:1]

    @property
    def rest(self) -> list[Move]:
        return [move for move in self.moves.values() if move not in self.first]


def decision_page(decision: EmpowermentDecision, actor: Actor, *, now: datetime) -> DecisionPage:
    today = timezone.localtime(now).date()
    powers = list(decision.powers.select_related("unit").order_by("code", "unit_id"))
    successions = list(PowerSuccession.objects.filter(ended__decision=decision).distinct().select_related("from_unit", "to_unit"))
    came = {one.to_unit_id for one in successions}
    named = {row.code: row for row in EmpoweredMatter.objects.filter(code__in={one.code for one in powers}).order_by("valid_from")}
    by_code: dict[str, list[HandedPower]] = {}
    for one in powers:
        by_code.setdefault(one.code, []).append(one)
    held = list(decision.units.select_related("unit").order_by("pk"))
    capacity = unit_capacities([row.unit_id for row in held], today)
    units = []
    for row in held:
        own = [one for one in powers if one.unit_id == row.unit_id]
        types = {one.power_type for one in own if one.valid_to is None or one.valid_to > today}
        lacking = capacity[row.unit_id].missing(types) if types else []
        units.append(UnitLine(row, capacity[row.unit_id], lacking, own, allowed(actor, access.GRANTS["see_officers"], row.unit),
                              row.unit_id in came and row.signed_at is None))
    return DecisionPage(
        decision, title_for(decision), decision_moves(decision, actor), units, [(named.get(code), rows) for code, rows in by_code.items()],
        obstacles_of(decision, today) if decision.status in BEFORE else [one for line in units for one in line.missing],
        needs_penalty({one.power_type for one in powers}), list(decision.trainings.prefetch_related("attendees")), list(decision.evaluations.all()),
        list(decision.recalls.select_related("receiving_department", "list_draft")), successions,
        list(decision.papers.select_related("attachment")),
        entries_of(decision.pk),
    )


def entries_of(matter_id: int) -> list[ShownEntry]:
    """经过, newest first."""
    return record.shown(record.entries_of(matter_id), lambda row: OTHERS.get(row.kind) or EntryKind.label_of(row.kind))
