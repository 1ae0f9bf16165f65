"""派单目录 from a sheet: every line written, or ended, by the acts of its page, or none. What the sheet does not name stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions.catalogue import end_catalogue, write_catalogue
from shaoxiang.duties.models import DispatchCatalogueEntry
from shaoxiang.duties.queries.catalogue_sheet import CatalogueCells, read_line, says_the_same
from shaoxiang.duties.queries.naming import names_on
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.sheets.cells import each_line, twice
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.kernel.vocabulary import _

FIELDS = {"lead_unit_id": "lead"}


@dataclass(frozen=True, slots=True)
class LineAct:
    """What a line did (msgid) in place of whom (0: nobody)."""

    cells: CatalogueCells
    act: str
    before: int = 0


def import_catalogue(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """`made`: LineAct. May a line name its bodies? `line_standing` is asked by the act itself (A1). Raises PermissionDenied."""
    require(actor, GRANTS["edit_catalogue"])
    day = timezone.localtime(at).date()
    names = names_on(day)

    def taken(row: Row) -> LineAct | None:
        cells = read_line(row, names)
        held = DispatchCatalogueEntry.objects.filter(in_force(day), type__code=cells.type_code, street_id=cells.street_id).order_by("-valid_from").first()
        if cells.ends:
            if held is None:
                raise row.error("ends", gettext("派单目录里没有这一条。"), gettext("请核对分类和镇街，或者去掉“结束”。"))
            end_catalogue(held.pk, why=cells.reference, actor=actor, at=at)
            return LineAct(cells, _("结束"), held.lead_id)
        if held is not None and says_the_same(held, cells):
            return None
        write_catalogue(
            cells.type_code, lead_unit_id=cells.lead_id, street_id=cells.street_id, cooperating=cells.cooperating, reference=cells.reference,
            actor=actor, at=at,
        )
        return LineAct(cells, _("修改") if held is not None else _("新加"), held.lead_id if held is not None else 0)

    wrong = twice(rows, "type", lambda row: (row.text("type"), row.text("street")))
    made, errors = each_line(rows, taken, fields=FIELDS)
    return Taken(len(rows), [one for one in made if one is not None], [*wrong, *errors])
