"""接壤: which streets of a plan touch, by their outlines of the day."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import shapely
import shapely.geometry

from shaoxiang.kernel.dated import in_force
from shaoxiang.places.models import Community, StreetUnit
from shaoxiang.places.rules.outlines import share_boundary
from shaoxiang.places.rules.streets import DISSOLVE, MERGE, Ground, StreetPlan


def ground_of(plan: StreetPlan, on: date) -> Ground:
    """Asked of mergers, and of a street that goes to several; of nothing else."""
    if plan.kind not in (MERGE, DISSOLVE):
        return Ground()
    codes = [*plan.sources, *plan.takers]
    drawn = {code: _shape(shape) for code, shape in StreetUnit.objects.filter(in_force(on), code__in=codes).values_list("code", "geometry") if shape}
    pairs = _parts(plan, drawn, on) if plan.kind == DISSOLVE else [
        (one, other, drawn[one], drawn[other]) for one, other in combinations(dict.fromkeys(codes), 2) if one in drawn and other in drawn]
    undrawn = set(codes) - set(drawn)
    if plan.kind == DISSOLVE:
        undrawn |= set(plan.takers) - {taker for _source, taker, _part, _whole in pairs}
    return Ground(frozenset(frozenset((one, other)) for one, other, a, b in pairs if share_boundary(a, b)), frozenset(undrawn))


def _parts(plan: StreetPlan, drawn: dict[str, Any], on: date) -> list[tuple[str, str, Any, Any]]:
    """What goes to each street, where all of it is drawn; where communities are not, the whole street stands for them."""
    shapes = dict(Community.objects.filter(in_force(on), code__in=[code for code, _street in plan.heirs]).values_list("code", "geometry"))
    found = []
    for source in plan.sources[:1]:
        for taker in plan.takers:
            goes = [shapes.get(code) for code, street in plan.heirs if street == taker]
            part = shapely.union_all([_shape(one) for one in goes]) if goes and all(goes) else drawn.get(source)
            if part is not None and taker in drawn:
                found.append((source, taker, part, drawn[taker]))
    return found


def _shape(geometry: Any) -> Any:
    return shapely.geometry.shape(geometry)
