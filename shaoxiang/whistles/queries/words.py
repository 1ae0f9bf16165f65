"""A type of whistle in plain words: who may blow, who approves, how fast, who hears of it when nobody answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from shaoxiang.cases.rules import COUNTED
from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.clocks import wording
from shaoxiang.kernel.language import in_words
from shaoxiang.whistles.models import WhistleType
from shaoxiang.whistles.queries.types import types_in_force
from shaoxiang.whistles.vocabulary import ArriveMode, Level, WhistleCode


@dataclass(frozen=True, slots=True)
class TypeWords:
    """One version as the table shows it."""

    kind: WhistleType
    name: str
    blown_by: str
    approved_by: str
    ack: str
    arrive: str
    finish: str
    ladder: tuple[str, ...]
    objection: str


def limit_words(amount: int | None, unit: str) -> str:
    """30 分钟 / 30 minutes; "" for no limit."""
    if amount is None or not unit:
        return ""
    return wording.amount_text(amount, *COUNTED[LimitUnit(unit)])


def role_words(codes: Iterable[str]) -> str:
    return gettext("、").join(gettext(Role.label_of(code)) for code in codes)


def type_words(kind: WhistleType) -> TypeWords:
    return TypeWords(
        kind, kind.shown_name, blown_words(kind), approval_words(kind), gettext("%(time)s内") % {"time": limit_words(kind.ack_amount, kind.ack_unit)},
        arrive_words(kind), finish_words(kind), tuple(ladder_words(kind)),
        gettext("提出异议的单位自己的时限停下，别的单位照走") if kind.objection_stops else gettext("异议不停到场：先来，边办边裁"),
    )


def blown_words(kind: WhistleType) -> str:
    words = role_words(kind.blown_by)
    if kind.blown_through:
        words += gettext("；%(roles)s经街道") % {"roles": role_words(kind.blown_through)}
    if Role.COMMUNITY_DESK in kind.blown_by:
        words += gettext("（社区吹的，街道 %(n)d 分钟内确认）") % {"n": kind.confirm_minutes}
    return words


def approval_words(kind: WhistleType) -> str:
    if not kind.approved_by:
        return gettext("不用批准，事后有记录")
    return gettext("%(roles)s批准") % {"roles": gettext("或").join(gettext(Role.label_of(code)) for code in kind.approved_by)}


def arrive_words(kind: WhistleType) -> str:
    limit = limit_words(kind.arrive_amount, kind.arrive_unit)
    if kind.arrive_agreed:
        return gettext("按约定的时间；违法行为正在发生的，%(time)s内到现场") % {"time": limit} if limit else gettext("按约定的时间")
    if kind.arrive_mode == ArriveMode.MEETING:
        return gettext("%(time)s内开协调会") % {"time": limit}
    if kind.arrive_mode == ArriveMode.ON_SITE_OR_ANSWER:
        return gettext("%(time)s内到现场，或者答复怎么办") % {"time": limit}
    return gettext("%(time)s内到现场") % {"time": limit}


def finish_words(kind: WhistleType) -> str:
    limit = limit_words(kind.finish_amount, kind.finish_unit)
    return gettext("%(time)s内") % {"time": limit} if limit else in_words(kind.finish_words, kind.finish_words_en) or gettext("不限")


def ladder_words(kind: WhistleType) -> list[str]:
    """Rung by rung: whom it reaches, how long after the rung before."""
    found = []
    for place, step in enumerate(kind.ladder):
        level, after = gettext(Level.label_of(str(step["level"]))), limit_words(int(step["amount"]), str(step["unit"]))
        if int(step["amount"]) == 0:
            found.append(gettext("一超时就告诉%(level)s") % {"level": level} if place == 0 else gettext("同时告诉%(level)s") % {"level": level})
        else:
            found.append(gettext("再过%(time)s，%(level)s") % {"time": after, "level": level})
    return found


def table() -> list[TypeWords]:
    """The types in force, in the order of the vocabulary."""
    known = types_in_force()
    return [type_words(known[code.value]) for code in WhistleCode if code.value in known]


def version_differences(before: WhistleType, after: WhistleType) -> list[tuple[str, str, str]]:
    """(what, before, after) in words, of everything that is not the same."""
    old, new = type_words(before), type_words(after)
    lines = (
        (gettext("谁能吹"), old.blown_by, new.blown_by), (gettext("谁批准"), old.approved_by, new.approved_by), (gettext("签收"), old.ack, new.ack),
        (gettext("报到"), old.arrive, new.arrive), (gettext("办结"), old.finish, new.finish),
        (gettext("没人应答"), gettext("；").join(old.ladder), gettext("；").join(new.ladder)), (gettext("异议"), old.objection, new.objection),
    )
    return [line for line in lines if line[1] != line[2]]
