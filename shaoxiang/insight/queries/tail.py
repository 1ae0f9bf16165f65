"""The newest entries of the journal: what was written since a part was read, and whom it concerns. One small query a poll."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.insight.rules import Touch
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter

SEEN = 128  # entries looked back: on PostgreSQL ids become visible out of order, one of these may appear late
COMES_AND_GOES = ("institutions.signed_in", "institutions.signed_out", "institutions.post_chosen", "institutions.locked_out")


@dataclass(frozen=True, slots=True)
class Tail:
    """Keys of the newest entries, newest first."""

    ids: tuple[int, ...]

    def since(self, earlier: Tail) -> tuple[int, ...] | None:
        """Entries that were not there at `earlier`; None where so many came that some may have passed unseen."""
        if self.ids == earlier.ids:
            return ()
        if len(self.ids) == SEEN and self.ids[-1] > (earlier.ids[0] if earlier.ids else 0):
            return None
        known, oldest = set(earlier.ids), earlier.ids[-1] if len(earlier.ids) == SEEN else 0
        return tuple(one for one in self.ids if one not in known and one >= oldest)


def tail() -> Tail:
    return Tail(tuple(Entry.objects.order_by("-pk").values_list("pk", flat=True)[:SEEN]))


def touched(entry_ids: Collection[int]) -> dict[int, Touch]:
    """What each entry is about. People who come and go are nobody's news."""
    entries = list(Entry.objects.filter(pk__in=entry_ids).exclude(kind__in=COMES_AND_GOES).values_list("pk", "subject_kind", "subject_id"))
    matters = {subject for _pk, kind, subject in entries if kind == "matter"}
    rows = {pk: (kind, street) for pk, kind, street in Matter.objects.filter(pk__in=matters).values_list("pk", "kind", "street_id")}
    units: dict[int, set[int]] = defaultdict(set)
    offices: dict[int, set[int]] = defaultdict(set)
    for matter_id, unit_id, office_id in DispatchOrder.objects.filter(matter_id__in=matters).values_list("matter_id", "unit_id", "office_id"):
        units[matter_id].add(unit_id)
        if office_id is not None:
            offices[matter_id].add(office_id)
    found = {}
    for pk, subject_kind, subject_id in entries:
        if subject_kind == "matter" and subject_id in rows:
            kind, street_id = rows[subject_id]
            found[pk] = Touch(pk, kind, street_id, frozenset(units[subject_id]), frozenset(offices[subject_id]))
        else:
            found[pk] = Touch(pk)
    return found
