"""派单目录 as a sheet: its columns, what one line says, and the catalogue as it goes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext

from shaoxiang.duties.models import DispatchCatalogueEntry
from shaoxiang.duties.queries import lists
from shaoxiang.duties.queries.naming import Names, body_in, street_in, type_in
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets.cells import every, flag_in, parts_in, text_in
from shaoxiang.kernel.vocabulary import _

HEADINGS = (
    Heading("type", (_("分类代码"), "代码", "Type code")), Heading("street", (_("镇街"), "Street"), required=False),
    Heading("lead", (_("主责单位"), "Lead body")), Heading("cooperating", (_("配合单位"), "Cooperating bodies"), required=False),
    Heading("reference", (_("依据"), "Basis")), Heading("ends", (_("结束"), "Ends"), required=False),
)


@dataclass(frozen=True, slots=True)
class CatalogueCells:
    type_code: str
    street_id: int | None
    lead_id: int
    cooperating: tuple[int, ...]
    reference: str
    ends: bool


def read_line(row: Row, names: Names) -> CatalogueCells:
    """Every cell is read. Raises SeveralErrors."""
    given = every({
        "type": partial(type_in, row, "type", names), "street": partial(street_in, row, "street", names),
        "reference": partial(text_in, row, "reference", 80, needed=True), "ends": partial(flag_in, row, "ends"),
    })
    bodies = every({
        "lead": lambda: body_in(row, "lead", row.text("lead", needed=True), names, given["street"]),
        "cooperating": lambda: tuple(body_in(row, "cooperating", one, names, given["street"]) for one in parts_in(row, "cooperating") or ()),
    })
    return CatalogueCells(given["type"], given["street"], bodies["lead"], bodies["cooperating"], given["reference"], bool(given["ends"]))


def says_the_same(entry: DispatchCatalogueEntry, cells: CatalogueCells) -> bool:
    return (entry.lead_id, set(entry.cooperating.values_list("pk", flat=True)), entry.source_reference) == (
        cells.lead_id, set(cells.cooperating), cells.reference)


def lines_of(on: date) -> Iterator[dict[str, Any]]:
    """The cells of every line that holds, as the register goes out. Bodies go by their codes: names of offices stand in many streets."""
    for row in lists.catalogue(on):
        yield {
            "type": row.type.code, "street": row.street.name if row.street else gettext("全区"), "lead": row.lead.code,
            "cooperating": "、".join(body.code for body in row.cooperating.all()), "reference": row.source_reference, "ends": "",
        }
