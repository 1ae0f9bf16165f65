"""街道合并、分设、更名、拆分并入 as rows: old streets end, the one that follows begins or takes more in, and every community of theirs goes on in it."""

from __future__ import annotations

from datetime import date

from shaoxiang.kernel.dated import in_force
from shaoxiang.places.actions.renewing import redraw_streets, renew, renew_areas_of_streets
from shaoxiang.places.models import DivisionChange, DivisionLine, StreetUnit
from shaoxiang.places.queries.changes import sources_on
from shaoxiang.places.queries.following import Moved
from shaoxiang.places.queries.streets import community_names, street_plan_of, street_standing
from shaoxiang.places.rules.changes import Part, Plan
from shaoxiang.places.rules.streets import SPLIT, StreetPlan, moving
from shaoxiang.places.vocabulary import AreaChangeKind


def change_streets(change: DivisionChange) -> Moved:
    """On the day, inside the transaction of `take_effect`."""
    plan, day = street_plan_of(change), change.effective_from
    around = street_standing(plan, day, besides=change.pk)
    codes, names = moving(plan, around), community_names(moving(plan, around), day)
    rows = {row.code: row for row in StreetUnit.objects.select_for_update().filter(in_force(day), code__in=[*plan.sources, *plan.takers])}
    old = [rows[code] for code in plan.sources]
    target = _absorbing(rows[plan.part.code], old) if plan.absorbs(around) else _begun(plan, old, day)
    others = [_absorbing(rows[code], old) for code in plan.takers if code in rows and rows[code].pk != target.pk]
    DivisionLine.objects.bulk_create(DivisionLine(change=change, street_before=row, street_after=after) for row in old for after in (target, *others))
    if plan.kind != SPLIT:  # after the lines: the database ends a street with locked quota only by them (staffing/migrations/_streets.py)
        for row in old:
            row.valid_to, row.successor = day, target
            row.save(update_fields=["valid_to", "successor"])
    sources = sources_on(codes, day)
    goes = dict(plan.heirs)
    parts = tuple(Part(code, names[code][0], goes.get(code, target.code), names[code][1]) for code in sources)
    grids = {grid: code for code, source in sources.items() for grid in source.grids}
    done = renew(change, Plan(AreaChangeKind.TRANSFER.value, tuple(sources), parts, grids), sources)
    ended = {} if plan.kind == SPLIT else {row.pk: target.pk for row in old}
    moved = Moved(change.pk, day, done.communities, done.grids, streets=ended, begun=target.pk, unit=plan.part.unit, kind=plan.kind)
    touched = {row.pk for row in (*old, target, *others)}
    renew_areas_of_streets(moved, touched, day)
    redraw_streets(touched, day)
    return moved


def _absorbing(row: StreetUnit, old: list[StreetUnit]) -> StreetUnit:
    """It goes on as it is; who looks for a street that came to it finds it."""
    row.aliases = list(dict.fromkeys([*row.aliases, *_names(old)]))
    row.save(update_fields=["aliases"])
    return row


def _begun(plan: StreetPlan, old: list[StreetUnit], day: date) -> StreetUnit:
    """A new row, after the pattern of the first. Names that go with this change stay findable."""
    first, part = old[0], plan.part
    known = [name for name in _names(old) if name != part.name.strip()] if plan.kind != SPLIT else []
    kept = plan.kind == AreaChangeKind.STREET_RENAME
    return StreetUnit.objects.create(
        code=part.code, name=part.name.strip(), name_en=part.name_en.strip(), aliases=known, district_id=first.district_id, kind=first.kind,
        reform_unit=first.reform_unit if kept else any(row.reform_unit for row in old), agricultural=any(row.agricultural for row in old),
        geometry=first.geometry, illustrative=any(row.illustrative for row in old), sample=all(row.sample for row in old), valid_from=day,
    )


def _names(rows: list[StreetUnit]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in (row.name, *row.aliases)))
