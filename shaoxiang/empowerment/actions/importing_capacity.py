"""承接能力 from a sheet: what each street confirmed on which day, as a district that starts here keeps it; all of the sheet, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.empowerment import access
from shaoxiang.empowerment.actions.capacity import confirm_capacity, end_capacity
from shaoxiang.empowerment.models import CapacityConfirmation
from shaoxiang.empowerment.queries.powers import street_units
from shaoxiang.empowerment.vocabulary import CapacityKind
from shaoxiang.institutions.models import Body, Post
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets.cells import day_in, each_line, every, filled_down, flag_in, text_in, twice, word_in
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.kernel.vocabulary import _

HEADINGS = (
    Heading("unit", (_("镇街"), "街道", "Street")), Heading("kind", (_("项目"), "Item")), Heading("confirmed_on", (_("确认日期"), "Confirmed on")),
    Heading("post", (_("岗位代码"), "Post code"), required=False), Heading("words", (_("有什么、在哪里"), "说明", "What and where"), required=False),
    Heading("ends", (_("不再具备了"), "No longer there"), required=False),
)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a line did: the line of capacity as it stands after it, and which of the three it was (msgid)."""

    unit_id: int
    kind: CapacityKind
    act: str
    row: CapacityConfirmation | None


def import_capacity(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """A line that says what stands already is passed by. Whose street it is, the act asks, line by line: a street brings in its own, the district all."""
    rows = list(filled_down(rows, "unit"))
    known = street_units(timezone.localtime(at).date())
    named = {name: unit for unit in known for name in {unit.code, unit.name, unit.name_en, unit.short_name, *unit.aliases} - {""}}
    made, errors = each_line(rows, lambda row: _take(row, named, actor=actor, at=at))
    wrong = twice(rows, "kind", lambda row: (row.text("unit"), row.text("kind")))
    return Taken(len(rows), [one for one in made if one is not None], [*wrong, *errors])


def _take(row: Row, named: Mapping[str, Body], *, actor: Actor, at: datetime) -> Confirmed | None:
    given = every({
        "unit": partial(_unit, row, named, actor), "kind": partial(word_in, row, "kind", CapacityKind, needed=True),
        "confirmed_on": partial(day_in, row, "confirmed_on"), "words": partial(text_in, row, "words", 200), "post": partial(_post, row, at),
        "ends": partial(flag_in, row, "ends"),
    })
    unit, kind, day, words = given["unit"], CapacityKind(given["kind"]), given["confirmed_on"], given["words"] or ""
    stands = CapacityConfirmation.objects.filter(unit=unit, kind=kind.value, ended_on__isnull=True).first()
    if given["ends"]:
        end_capacity(unit.pk, kind, ended_on=day, actor=actor, at=at)
        return Confirmed(unit.pk, kind, _("不再具备"), None)
    if stands is not None and (stands.confirmed_on, stands.words, stands.post_id) == (day, words.strip(), given["post"]):
        return None
    made = confirm_capacity(unit.pk, kind, confirmed_on=day, post_id=given["post"], words=words, actor=actor, at=at)
    return Confirmed(unit.pk, kind, _("修改") if stands is not None else _("新登记"), made)


def _unit(row: Row, named: Mapping[str, Body], actor: Actor) -> Body:
    given = row.text("unit", needed=True)
    if given not in named:
        names = "、".join(dict.fromkeys(unit.shown_name for unit in named.values()))
        raise row.error("unit", gettext("没有这个单位：%(given)s。") % {"given": given}, gettext("请从这些里选：%(words)s。") % {"words": names})
    if not allowed(actor, access.GRANTS["confirm"], named[given]):
        raise row.error("unit", gettext("%(unit)s不由您登记。") % {"unit": named[given].shown_name}, gettext("请只留本镇街的行，其余请各镇街或者编办来登记。"))
    return named[given]


def _post(row: Row, at: datetime) -> int | None:
    code = row.text("post")
    if not code:
        return None
    found = Post.objects.filter(in_force(timezone.localtime(at).date()), code=code).first()
    if found is None:
        raise row.error("post", gettext("没有这个岗位：%(code)s。") % {"code": code}, gettext("请照“机构和人”里的岗位代码写。"))
    return int(found.pk)
