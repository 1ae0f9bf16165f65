"""准入事项随街道走: what a street that ended was admitted to do is admitted in the one that follows, under the same number."""

from __future__ import annotations

from datetime import datetime

from shaoxiang.grids.models import AdmittedWork
from shaoxiang.institutions.queries.holdings import still_holds
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.actions import record
from shaoxiang.places.queries.following import Moved


def follow_streets(moved: Moved, actor: Actor, at: datetime) -> None:
    rows = AdmittedWork.objects.filter(still_holds(moved.day), street_id__in=list(moved.streets))
    numbers = list(rows.order_by("pk").values_list("pk", "street_id"))
    for key, street in numbers:
        AdmittedWork.objects.filter(pk=key).update(street_id=moved.streets[street])
    if numbers:
        record("grids.admitted_followed", subject=("division_change", moved.change), actor=actor, at=at, facts={"rows": len(numbers)})
