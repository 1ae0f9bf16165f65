"""给街道的活，在清单上吗？ What this room and the grids keep besides the lists, for the one search of them (`duties.queries.finding`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shaoxiang.admission.models import AdmissionRequest
from shaoxiang.admission.vocabulary import AdmissionStatus, Decided
from shaoxiang.duties.queries.finding import Listed
from shaoxiang.duties.queries.standing import NOTHING, named
from shaoxiang.grids.models import AdmittedWork
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.web.names import name_of

ADMITTED = "ADMITTED"


def admitted(on: date, unit_id: int | None) -> Iterator[Listed]:
    """Work admitted under a number of its own; for a street what it may be given, else all."""
    body = book().bodies.get(unit_id or 0)
    street_id = body.street_id if body is not None else None
    yield from _temporary(on, unit_id)
    for work in AdmittedWork.objects.filter(in_force(on)):
        if street_id is None or work.street_id in (None, street_id):
            kept = named(f"{work.number} {work.document}").kept
            yield Listed(ADMITTED, work.number, work.title, owner=name_of("street", work.street_id) if work.street_id else "",
                         sample=work.sample, document="" if kept else work.document or NOTHING)


def _temporary(on: date, unit_id: int | None) -> Iterator[Listed]:
    """Temporary work that is no grid work: it holds under its own number until its last day."""
    rows = AdmissionRequest.objects.filter(
        matter__status=AdmissionStatus.PUBLISHED.value, decided=Decided.TEMPORARY.value, grid_work=False, end_on__gte=on,
    ).select_related("matter")
    if unit_id is not None:
        rows = rows.filter(units__unit_id=unit_id)
    for row in rows:
        yield Listed(ADMITTED, row.number, row.matter.title, owner=name_of("body", row.matter.unit_id), sample=row.sample)
