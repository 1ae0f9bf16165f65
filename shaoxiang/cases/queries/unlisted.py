"""指定镇街承办，凭什么: may a desk above the street name a body of the street for this case, and on what does that stand (A1)?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import Unlisted
from shaoxiang.dispatch.rules import Sent
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.catalogue import Carried, LineStanding, carried_by, line_standing
from shaoxiang.duties.rules import Assignment, Target
from shaoxiang.duties.rules.standing import BARRED
from shaoxiang.duties.vocabulary import LineGround, Mode
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import _

NOBODY = 0  # no body: of a lead of whom nothing is asked
DECIDED_BY_NOBODY = frozenset({Mode.STREET_DESK.value, Mode.DISTRICT_DESK.value})
CURES = {
    LineGround.EVERYWHERE: _("这件事还没有位置，看不出该不该由%(body)s办：请先在“改类别和位置”里补上位置，再派。"),
    LineGround.ELSEWHERE: _("%(body)s不管这个地方，不能派给它：请选本镇街的机构，或者派给部门；位置不对的，先改位置。"),
    LineGround.TAKEN_BACK: _("这一类在清单上已由上级部门收回（%(item)s），不能再指定%(body)s：请派给部门；确要镇街再办的，先改职责清单。"),
    LineGround.UNLISTED: _(
        "清单上这一类不由%(body)s承办，不能指定它：请派给部门，或者提交协调调度；经过职责准入的，在理由里写明批准的准入编号（ZR…）或者文件的文号。"
    ),
}
ONLY_LISTED = _("清单上这一类不要%(body)s配合，不能指定它：请选部门；经过职责准入的，在理由里写明批准的准入编号（ZR…）或者文件的文号。")
NOT_CARRIED = _("清单上这一类不由%(body)s承办，理由里写的 %(number)s 也不能用（%(why)s）：请派给部门，或者换一个批准了的准入编号。")
NO_TYPE = _("还没有选类别，看不出清单上该不该由%(body)s办：请先在“改类别和位置”里选定类别，再派。")


class Given(NamedTuple):
    """What is given to whom. `listed`: what the lists say of this case that day."""

    case: Case
    listed: Assignment
    lead: Sent | None
    cooperating: tuple[Sent, ...]
    words: str
    on: date


def check_given(given: Given, actor: Actor) -> str:
    """On what a street's bodies named by hand stand: the number of an admission or a document, or nothing where the lists carry them.

    The desk of a street sends inside its own street as it sees fit. Raises Unlisted, with the cure.
    """
    matter, found = given.case.matter, ""
    carried = carried_by(matter.subject_code, street_id=matter.street_id, words=given.words, on=given.on)
    if given.lead is not None and not _as_listed(given.lead, given.listed):
        for key in _foreign(given.lead, actor):
            found = _stands(given, key, "lead", _standing(given, carried, key)) or found
    assists = {(one.unit_id, one.office_id) for one in given.listed.cooperating}
    for one in given.cooperating:
        if (one.unit_id, one.office_id) not in assists:
            for key in _foreign(one, actor):
                found = _stands(given, key, "cooperating", _standing(given, carried, NOBODY, (key,))) or found
    return found


def _as_listed(lead: Sent, listed: Assignment) -> bool:
    """Is this whom the lists name anyway? A desk that only has to decide is not named by a list."""
    return not listed.gap and listed.mode not in DECIDED_BY_NOBODY and Target(lead.unit_id, lead.office_id) == listed.lead._replace(post_id=None)


def _foreign(named: Sent, actor: Actor) -> Iterable[int]:
    """The bodies named that belong to a street which is not the actor's own."""
    book = duty_book()
    for key in dict.fromkeys(key for key in (named.office_id, named.unit_id) if key is not None):
        street = book.street_of(book.bodies[key]) if key in book.bodies else None
        if street is not None and street != actor.street_id:
            yield key


def _standing(given: Given, carried: Carried, lead: int, cooperating: tuple[int, ...] = ()) -> LineStanding:
    matter = given.case.matter
    return line_standing(
        matter.subject_code, lead_id=lead, cooperating=cooperating, street_id=matter.street_id, words=given.words, on=given.on, carried=carried,
    )


def _stands(given: Given, key: int, field: str, standing: LineStanding) -> str:
    if standing.ground not in BARRED:
        return standing.on
    if not given.case.matter.subject_code and standing.ground is LineGround.UNLISTED:
        raise Unlisted(field, NO_TYPE, **standing.facts)
    if "number" in standing.facts:
        raise Unlisted(field, NOT_CARRIED, **standing.facts)
    cure = ONLY_LISTED if field == "cooperating" and standing.ground is LineGround.UNLISTED else CURES[standing.ground]
    raise Unlisted(field, cure, **standing.facts)
