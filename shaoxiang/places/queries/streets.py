"""街道区划变更: what it would do on its day, what stands in its way, what it touches, and what the unit of an ended street still holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.language import in_words
from shaoxiang.places.models import Community, DivisionChange, Grid, StreetUnit
from shaoxiang.places.queries.adjoining import ground_of
from shaoxiang.places.queries.changes import decided_codes, own_touched, plan_of, problem_words, sources_on, standing
from shaoxiang.places.queries.following import Ending, Left, Touched, Touching, left_standing, obstacles, touched, units_on
from shaoxiang.places.queries.words import named_choices, shown_name
from shaoxiang.places.rules.changes import Problem, problems
from shaoxiang.places.rules.streets import (
    DISSOLVE,
    SPLIT,
    Answering,
    StreetPlan,
    StreetSource,
    StreetStanding,
    moving,
    street_problems,
    unit_of,
)
from shaoxiang.places.vocabulary import ENDING, OF_STREETS, AreaChangeStatus


def street_plan_of(change: DivisionChange) -> StreetPlan:
    return StreetPlan.of(change.kind, change.plan)


def problems_of(change: DivisionChange, *, today: date) -> list[Problem]:
    """What stands in the way of a change of either kind, on its day."""
    day = change.effective_from
    if change.kind in OF_STREETS:
        streets = street_plan_of(change)
        return street_problems(streets, street_standing(streets, day, besides=change.pk), day=day, today=today)
    plan = plan_of(change)
    return problems(plan, standing(plan, day, besides=change.pk), day=day, today=today)


def community_names(codes: Iterable[str], on: date) -> dict[str, tuple[str, str]]:
    rows = Community.objects.filter(in_force(on), code__in=list(codes)).values_list("code", "name", "name_en")
    return {code: (name, name_en) for code, name, name_en in rows}


def street_standing(plan: StreetPlan, on: date, *, besides: int | None = None) -> StreetStanding:
    """What is in force on the day around this plan. `besides`: the change itself, which does not stand in its own way."""
    rows = {row.pk: row for row in StreetUnit.objects.filter(in_force(on)).defer("geometry")}
    inside: dict[int, list[str]] = defaultdict(list)
    for street, code in Community.objects.filter(in_force(on), street__in=list(rows)).order_by("code").values_list("street_id", "code"):
        inside[street].append(code)
    units = {unit.key: unit for unit in units_on(on)}
    answering = {unit.street: unit.key for unit in units.values() if unit.street is not None}
    ahead = {row.code: row.valid_to for row in rows.values() if row.valid_to} | dict(
        StreetUnit.objects.filter(valid_from__gt=on).values_list("code", "valid_from"))
    streets = {
        row.code: StreetSource(row.code, row.name, row.valid_from, tuple(inside[key]), answering.get(key), ahead.get(row.code)) for key, row in rows.items()
    }
    found = StreetStanding(
        streets, {}, frozenset(StreetUnit.objects.values_list("code", flat=True)),
        {unit.key: Answering(unit.name, rows[unit.street].code if unit.street in rows else "", unit.desk) for unit in units.values()}, decided_codes(besides),
    )
    codes = moving(plan, found)
    against = tuple(obstacles(ending_of(plan, found, on)))
    return StreetStanding(found.streets, sources_on(codes, on), found.codes, found.units, found.decided, against, ground_of(plan, on))


def ending_of(plan: StreetPlan, around: StreetStanding, on: date) -> Ending:
    """Units left without a street, and the one that answers in the street that follows."""
    heir = unit_of(plan, around)
    units = {around.streets[code].unit for code in plan.sources if code in around.streets} if plan.kind != SPLIT else set()
    return Ending(frozenset(unit for unit in units if unit is not None and unit != heir), heir, on)


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A street before or after. `communities`: (code, name); `fresh`: it comes with the change."""

    code: str
    name: str
    unit: str
    communities: list[tuple[str, str]]
    grids: int
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class StreetPreview:
    """`problems`: (what, cure) in the reader's language; `left`: what hangs on the units that lose their street."""

    before: list[StreetLine]
    after: list[StreetLine]
    problems: list[tuple[str, str]]
    touched: list[Touched]
    left: list[Left] = field(default_factory=list)


def street_preview(change: DivisionChange, actor: Actor) -> StreetPreview:
    """A change that has not taken effect, as it would be on its day."""
    plan, day = street_plan_of(change), change.effective_from
    around = street_standing(plan, day, besides=change.pk)
    shown = [code for code in dict.fromkeys([*plan.sources, *plan.takers]) if code in around.streets]
    goes = set(moving(plan, around))
    names = community_names([code for street in shown for code in around.streets[street].communities], day)
    grids = Counter(Grid.objects.filter(in_force(day), community__code__in=list(names)).values_list("community__code", flat=True))

    called = {row.code: shown_name(row) for row in StreetUnit.objects.filter(in_force(day), code__in=shown).defer("geometry")}

    def line(code: str, name: str, unit: int | None, codes: Iterable[str], *, fresh: bool = False) -> StreetLine:
        inside = [(one, in_words(*names[one])) for one in codes if one in names]
        answers = around.units.get(unit or 0)
        return StreetLine(code, name, answers.name if answers else "", inside, sum(grids[one] for one, _name in inside), fresh)

    before = [line(code, called[code], around.streets[code].unit, around.streets[code].communities) for code in shown]
    stays = around.streets[plan.part.code] if plan.absorbs(around) else None
    after = [line(code, called[code], around.streets[code].unit, [one for one in around.streets[code].communities if one not in goes])
             for code in plan.sources if plan.kind == SPLIT and code in around.streets]
    after += [line(code, called[code], around.streets[code].unit, [*around.streets[code].communities, *sorted(_going(plan, code) & goes)])
              for code in plan.takers if plan.kind == DISSOLVE and code in around.streets and code not in plan.sources]
    if plan.kind != DISSOLVE:
        after.append(line(plan.part.code, called[stays.code] if stays else in_words(plan.part.name, plan.part.name_en), unit_of(plan, around),
                          [*(stays.communities if stays else ()), *sorted(goes)], fresh=stays is None))
    problems = street_problems(plan, around, day=day, today=timezone.localdate())
    ending = ending_of(plan, around, day).units
    places = street_touching(plan, around, day)
    return StreetPreview(before, after, [problem_words(one) for one in problems], [*own_touched(places), *touched(places)],
                         [left for left in left_standing(keys_of(plan.sources, day), day, actor) if left.key in ending])


def _going(plan: StreetPlan, street: str) -> set[str]:
    """Communities that a plan gives to this street."""
    return {code for code, taker in plan.heirs if taker == street}


def keys_of(codes: Iterable[str], on: date) -> list[int]:
    return list(StreetUnit.objects.filter(in_force(on), code__in=list(codes)).order_by("code").values_list("pk", flat=True))


def street_touching(plan: StreetPlan, around: StreetStanding, on: date) -> Touching:
    rows = Community.objects.filter(in_force(on), code__in=moving(plan, around))
    grids = Grid.objects.filter(in_force(on), community__in=rows)
    return Touching(frozenset(rows.values_list("pk", flat=True)), frozenset(grids.values_list("pk", flat=True)), on, frozenset(keys_of(plan.sources, on)))


def still_left(change: DivisionChange, actor: Actor) -> list[Left]:
    """Of a change in effect by which streets ended: units without a street that are not closed yet, with what hangs on them."""
    if change.kind not in ENDING or change.status != AreaChangeStatus.EFFECTIVE:
        return []
    ended = [key for key in change.lines.filter(street_before__isnull=False).values_list("street_before_id", flat=True) if key is not None]
    return left_standing(ended, timezone.localdate(), actor)


def street_succession(change: DivisionChange) -> list[tuple[StreetUnit, StreetUnit]]:
    """Of a change in effect: each street that ended or gave, and what followed or came of it."""
    lines = change.lines.filter(street_before__isnull=False).select_related("street_before", "street_after").order_by("pk")
    return [(line.street_before, line.street_after) for line in lines if line.street_before is not None and line.street_after is not None]


# --- what a draft may choose from ---------------------------------------------------------------------------------------


def streets_for(on: date) -> list[tuple[str, str]]:
    return named_choices(StreetUnit.objects.filter(in_force(on)))


def communities_of(street: str, on: date) -> list[tuple[str, str]]:
    return named_choices(Community.objects.filter(in_force(on), street__code=street))


def unit_choices(on: date, of: Iterable[str] = ()) -> list[tuple[int, str]]:
    """Units without a street, and those of these streets."""
    own = set(keys_of(of, on))
    holding = set(StreetUnit.objects.filter(in_force(on)).values_list("pk", flat=True))
    return [(unit.key, unit.name) for unit in units_on(on) if unit.street is None or unit.street in own or unit.street not in holding]


def free_street_code(like: str) -> str:
    """A code of the district nobody has had."""
    taken = {int(code[6:9]) for code in StreetUnit.objects.filter(code__startswith=like[:6]).values_list("code", flat=True) if code[6:9].isdecimal()}
    number = next((one for one in range(max(taken, default=0) + 1, 1000)), 0)
    return f"{like[:6]}{number:03d}" if number else ""
