"""谁能坐这个岗位: a leadership post, and a post that is filled on a quota, goes to somebody appointed there, or lent there by a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.vocabulary import Rank

NOT_ON_QUOTA = _("%(post)s要由占编的人任职，这个人没有占编，也没有借调到%(unit)s。请先办上编任职（领导岗位先走干部选配），再换人。")
LATER = _("这个人的任职到 %(day)s 才生效：请把日子改到这一天或以后。")
OTHER_UNIT = _("%(post)s要由占%(unit)s编制的人任职，这个人占的是%(other)s的编制，也没有借调过来。请先办下编、再上编任职，或者办借调。")
OTHER_TYPE = _("%(post)s用的是%(wanted)s，这个人占的是%(held)s：不同类别不得混用。请先办下编、再按这一类上编任职。")
OTHER_RANK = _("%(post)s占领导职数（%(wanted)s），这个人任的是%(held)s。请先走干部选配，任职以后再换人。")
UPWARD = _("这个人占%(other)s的编制，%(unit)s在区里：到区里干是往上借人。请先办借调，要有这一个人的单独批准文号。")
LEADING_RANKS = frozenset({Rank.DEPUTY.value, Rank.PRINCIPAL.value})


@dataclass(frozen=True, slots=True)
class Seat:
    """What a post asks for. `quota_type`: of whoever was on a quota in it last, "" where it is not known; `ranks`: 领导职数 it takes, empty: none."""

    unit_id: int
    quota_type: str = ""
    ranks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """A holding of the person, in force on the day or later."""

    unit_id: int
    quota_type: str
    rank: str
    since: date


def missing(seat: Seat, held: Held | None, on: date, *, lent_here: bool) -> str:
    """"" where the person may sit down that day; else the sentence that says what is missing."""
    if held is not None and held.since > on and held.unit_id == seat.unit_id:
        return LATER
    here = held if held is not None and held.since <= on and held.unit_id == seat.unit_id else None
    if here is None:
        if lent_here:
            return ""
        return NOT_ON_QUOTA if held is None or held.since > on else OTHER_UNIT
    if seat.quota_type and here.quota_type != seat.quota_type:
        return OTHER_TYPE
    if seat.ranks and here.rank not in seat.ranks:
        return OTHER_RANK
    return ""
