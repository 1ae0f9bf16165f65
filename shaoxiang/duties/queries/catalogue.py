"""May a line of the dispatch catalogue name these bodies, and on what does it stand (A1)? Asked before a line is written, by hand or by a ruling."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext

from shaoxiang.duties.models import DispatchCatalogueEntry
from shaoxiang.duties.queries.book import duty_book
from shaoxiang.duties.queries.standing import Standing, Work, standing_of
from shaoxiang.duties.rules import DutyBook
from shaoxiang.duties.rules.standing import BARRED, Burden, line_ground
from shaoxiang.duties.vocabulary import LineGround
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import _

_CURES = {
    LineGround.EVERYWHERE: _("%(body)s只管本镇街，不能写给全区：请选它的镇街；全区的请写区直部门或者企业。"),
    LineGround.ELSEWHERE: _("%(body)s是别的镇街的机构，接不了这里的事：请选本镇街的机构，或者写区直部门。"),
    LineGround.TAKEN_BACK: _("这一类在清单上已由上级部门收回（%(item)s），派单目录不能再交给%(body)s：请写部门；确要镇街再办的，先改职责清单。"),
    LineGround.UNLISTED: _(
        "清单上没有要%(body)s办这一类，派单目录也不能交给它：请写部门，或者先改职责清单；经过职责准入的，写明批准的准入编号（ZR…）或者文件的文号。"
    ),
}
_NOT_CARRIED = _("清单上没有要%(body)s办这一类，写的编号 %(number)s 也不能用（%(why)s）：请写部门，或者换一个批准了的准入编号。")


class LineStanding(NamedTuple):
    """`ground`: what lets the line name its bodies; `on`: the admission or document, where it needs one; `why`: a msgid, why it may not be written."""

    ground: LineGround
    on: str = ""
    route: str = ""
    until: date | None = None
    why: str = ""
    facts: dict[str, str] = {}


Carried = Callable[[], Standing]


def carried_by(type_code: str, *, street_id: int | None, words: str, on: date) -> Carried:
    """On which number or document the words say that a street carries such work: asked of the rooms that keep them once, and only where no list answers."""
    kind = duty_book(on).types.get(type_code)
    return cache(lambda: standing_of(Work(street_id=street_id, on=on, title=kind.name if kind is not None else ""), "", words))


def line_standing(
    type_code: str, *, lead_id: int, cooperating: Iterable[int] = (), street_id: int | None, words: str, on: date, carried: Carried | None = None,
) -> LineStanding:
    """For the lead and for every street's body that is to assist; the first that may not be named speaks. `words`: where a number may stand.

    `carried`: what the words name, where several bodies are asked about one after the other.
    """
    book, assists = duty_book(on), tuple(cooperating)
    grounds = {key: _ground(book, type_code, key, street_id, "", asks)
               for key, asks in (*((each, Burden.ASSISTS) for each in assists), (lead_id, Burden.LEADS))}
    named = (carried or carried_by(type_code, street_id=street_id, words=words, on=on))() if LineGround.UNLISTED in grounds.values() else None
    if named is not None and named.on and not named.why:
        grounds = {key: LineGround.NUMBER if ground is LineGround.UNLISTED else ground for key, ground in grounds.items()}
    barred = next((key for key in (lead_id, *assists) if grounds[key] in BARRED), None)
    if barred is not None:
        ground, facts = grounds[barred], {"body": _name(book, barred), "item": _item(book, type_code, street_id)}
        if ground is LineGround.UNLISTED and named is not None and named.on:
            return LineStanding(ground, why=_NOT_CARRIED, facts={**facts, "number": named.on, "why": named.lacks})
        return LineStanding(ground, why=_CURES[ground], facts=facts)
    if named is not None and LineGround.NUMBER in grounds.values():
        return LineStanding(LineGround.NUMBER, named.on, named.route, named.until)
    return LineStanding(grounds[lead_id])


def _ground(book: DutyBook, type_code: str, body_id: int, street_id: int | None, stands_on: str, asks: Burden) -> LineGround:
    body, street = book.bodies.get(body_id), book.streets.get(street_id or 0)
    item = book.item_of(type_code, street) if street is not None else None
    power = book.powers.get((type_code, street.unit_id)) if street is not None else None
    return line_ground(book.street_of(body) if body is not None else None, street_id, item, power, stands_on=stands_on, asks=asks)


def skipped(entry: DispatchCatalogueEntry, on: date) -> LineGround | None:
    """Why routing passes over a line that was written before this was asked, or whose item was taken back since; None where it goes by it."""
    ground = _ground(duty_book(on), entry.type.code, entry.lead_id, entry.street_id, entry.stands_on, Burden.LEADS)
    return ground if ground in BARRED else None


def _name(book: DutyBook, body_id: int) -> str:
    body = book.bodies.get(body_id)
    return in_words(body.name, body.name_en) if body is not None else gettext("这个机构")


def _item(book: DutyBook, type_code: str, street_id: int | None) -> str:
    street = book.streets.get(street_id or 0)
    item = book.item_of(type_code, street) if street is not None else None
    return item.code if item is not None else ""
