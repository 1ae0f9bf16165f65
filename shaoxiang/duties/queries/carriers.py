"""承办力量: who carries what on a day; and as a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from shaoxiang.duties.models import Carrier
from shaoxiang.duties.queries.naming import Names, body_in, street_in
from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets.cells import day_in, every, text_in, word_in
from shaoxiang.kernel.vocabulary import _

HEADINGS = (
    Heading("mode", (_("怎么下沉"), "下沉方式", "Deployment")), Heading("body", (_("承办机构"), "Carrying body")),
    Heading("what", (_("职责编号或分类代码"), "职责编号", "Item or type"), required=False), Heading("street", (_("镇街"), "Street"), required=False),
    Heading("basis", (_("依据"), "Basis")), Heading("since", (_("生效日期"), "From")),
)


def carriers_on(on: date, *, coming: bool = False, words: str = "") -> QuerySet[Carrier]:
    """`coming`: also those that begin later."""
    rows = Carrier.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on))
    if not coming:
        rows = rows.filter(valid_from__lte=on)
    for word in words.split():
        columns = ("body__name", "department__name", "item__code", "item__title", "type__code", "type__name", "street__name")
        rows = rows.filter(Q(*((f"{column}__icontains", word) for column in columns), _connector=Q.OR))
    return rows.select_related("body__unit", "body__area", "department", "item", "type", "street").order_by("mode", "body__code", "pk")


def read_carrier(row: Row, names: Names, today: date) -> dict[str, Any] | None:
    """The arguments of `set_carrier`; None: the line is one that stands. Every cell is read. Raises SeveralErrors."""
    given = every({
        "mode": partial(word_in, row, "mode", DeploymentMode, needed=True), "street_id": partial(street_in, row, "street", names),
        "what": partial(text_in, row, "what", 12), "basis": partial(text_in, row, "basis", 120), "since": partial(day_in, row, "since"),
    })
    body = every({"body": lambda: body_in(row, "body", row.text("body", needed=True), names, given["street_id"])})["body"]
    what = (given["what"] or "").upper()
    if carriers_on(today).filter(
        Q(item__code=what) | Q(type__code=what) if what else Q(item=None, type=None), mode=given["mode"], body_id=body, street_id=given["street_id"],
        valid_from=given["since"],
    ).exists():
        return None
    return {"body_id": body, "mode": DeploymentMode(given["mode"]), "what": what, "street_id": given["street_id"], "since": given["since"],
            "basis": given["basis"] or ""}


def what_of(row: Carrier) -> str:
    return row.item.code if row.item else row.type.code if row.type else ""


def lines_of(on: date) -> Iterator[dict[str, Any]]:
    """The cells of what holds, as the register goes out."""
    for row in carriers_on(on):
        yield {"mode": gettext(DeploymentMode.label_of(row.mode)), "body": row.body.code, "what": what_of(row),
               "street": row.street.name if row.street else "", "basis": row.basis, "since": row.valid_from}
