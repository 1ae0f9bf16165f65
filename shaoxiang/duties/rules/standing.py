"""凭什么给街道: may this be given to a street, a town or their institutions, and on what does it stand (rule A1)? Pure.

What a street carries is a `Burden`. Where it grows (a list, a type, a line of the dispatch catalogue, a grid worker's work), the growth stands on an
admission or on a document of its own. Drafts, settings, rulings and grids all ask here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from shaoxiang.duties.rules.book import DutyLine
from shaoxiang.duties.rules.powers import PowerLine
from shaoxiang.duties.rules.versions import Values
from shaoxiang.duties.vocabulary import DutyRole, LineGround, NewWork, PowerStanding, VersionKind
from shaoxiang.kernel.search.rules import tokens_of

DUTY_LEAST = 4  # characters of a duty: a verb and what it is done to
_MONEY = re.compile("代征|收费|收缴|催缴|征收|罚款")
_REMARK = re.compile(r"[（(](?!含|包括|并|及|和|兼)[^（()）]*[)）]")
_PARTS = re.compile(r"[，,；;。、：:（）()\s]|(?<=.)(?:以及|和|及|并|或)")
STREET_LISTS = (VersionKind.STREET_DUTY.value, VersionKind.TOWN_DUTY.value)
DUTY_LISTS = (VersionKind.STREET_DUTY.value, VersionKind.TOWN_DUTY.value, VersionKind.INSTITUTION_DUTY.value)


def said_before(before: str, after: str) -> bool:
    """Is at least half of what is said now in what was said before, part by part? Then it was reworded or cut; else something else was added.

    A part is what stands between commas, and between 和, 及, 并, 或: a second duty is mostly added with one of them. One more verb of the same work is
    none, nor is a remark in brackets that adds nothing (包括, 并 … do).
    """
    old, plain = _words(before), "".join(before.split())
    parts = ["".join(part.split()).removeprefix("示例") for part in _PARTS.split(_REMARK.sub("", after))]
    parts = [after, *(part for part in parts if part not in plain and (len(part) >= DUTY_LEAST or _MONEY.search(part)))]
    return all(not (new := _words(part)) or len(old & new) * 2 >= len(new) for part in parts)


def _words(text: str) -> frozenset[str]:
    """Of two characters at least, where there are such."""
    tokens = frozenset(tokens_of(text))
    return frozenset(token for token in tokens if len(token) > 1) or tokens


def says_the_same(before: str, after: str) -> bool:
    """Are half of the words the same, whichever text is longer? Then a line was reworded, not added."""
    old, new = frozenset(tokens_of(before)), frozenset(tokens_of(after))
    return len(old & new) * 2 >= max(len(old), len(new))


class Burden(IntEnum):
    """What a street carries of a matter. Nothing: on no list, or taken back by the department."""

    NONE = 0
    ASSISTS = 1
    LEADS = 2


_BURDENS = {DutyRole.PRIMARY.value: Burden.LEADS, DutyRole.COOPERATIVE.value: Burden.ASSISTS}


def burden(item: Values | None) -> Burden:
    """Of an item; None: it is on no list."""
    return _BURDENS.get(str((item or {}).get("role") or ""), Burden.NONE)


def grown(before: Values | None, after: Values, source: Values | None = None) -> NewWork | None:
    """Does a change of a duty list give streets more than they carried, and how? `before` None: the item is new; `source`: it was split from this one.

    Who walks into the three lists and stays as he was, gets less, or names what a department took back, gets nothing new.
    """
    if burden(after) <= burden(before):
        return _amended(before, after) if before is not None and burden(after) else None
    if before is not None:
        return NewWork.MORE
    if source is not None:
        return None if same_duty(source, after) else NewWork.SPLIT
    return NewWork.ITEM


def _amended(before: Values, after: Values) -> NewWork | None:
    """With the same burden: for more streets, or under the old code another duty."""
    if wider(before, after):
        return NewWork.STREETS
    told = ("title", *(["street_duty"] if before.get("street_duty") else []))
    return None if all(said_before(str(before.get(name) or ""), str(after.get(name) or "")) for name in told) else NewWork.REWRITTEN


def wider(before: Values, after: Values) -> bool:
    """Is it for streets it was not for? An item that names none is for every unit of its list."""
    was, now = set(before.get("streets") or ()), set(after.get("streets") or ())
    return bool(was) and (not now or not now <= was)


def service_grown(before: Values | None, after: Values) -> NewWork | None:
    """Does a change of the public-service list bring a service to the street's or the community's window that was not there?"""
    now, then = set((before or {}).get("handled_at") or ()), set(after.get("handled_at") or ())
    if then <= now:
        same = before is None or not then or said_before(str(before.get("name") or ""), str(after.get("name") or ""))
        return None if same else NewWork.REWRITTEN
    return NewWork.ITEM if before is None else NewWork.MORE


def types_grown(role: str, hung: Mapping[str, str]) -> tuple[str, ...]:
    """Of the types hung on an item of this role, those the street did not carry so. `hung`: type -> role of the item that answers now, "" for none.

    What the department goes on leading may be put under an item the street assists in, unless the department had taken it back.
    """
    if role == DutyRole.PRIMARY.value:
        return tuple(sorted(code for code, now in hung.items() if now != DutyRole.PRIMARY.value))
    if role == DutyRole.COOPERATIVE.value:
        return tuple(sorted(code for code, now in hung.items() if now == DutyRole.WITHDRAWN.value))
    return ()


def not_yet_heard(kind: str, codes: Iterable[str], grown: Mapping[str, bool], at_hand: Collection[str] = ()) -> tuple[str, ...]:
    """Of the items a version changes, those streets are to be heard on. `grown`: what gives a street more -> was it admitted, and so heard already?

    The lists of streets, towns and their institutions are about streets in every line; the others are where they give streets more, and where they take
    away what is done at a street's or a community's window (`at_hand`).
    """
    asked = codes if kind in DUTY_LISTS else {*grown, *at_hand}
    return tuple(sorted(code for code in asked if not grown.get(code, False)))


def same_duty(source: Values, half: Values) -> bool:
    """Is this half of what was split: no more to carry, the same legal basis, no other department to assist, and at least half of its title the source's?

    The office may differ: which office of the street does a half is the street's own affair.
    """
    if burden(half) > burden(source) or wider(source, half) or half.get("basis", "") != source.get("basis", ""):
        return False
    others = set(half.get("departments") or ()) - set(source.get("departments") or ())
    if others and burden(half) == burden(source):
        return False
    return said_before(str(source.get("title") or ""), str(half.get("title") or ""))


BARRED = frozenset({LineGround.EVERYWHERE, LineGround.ELSEWHERE, LineGround.TAKEN_BACK, LineGround.UNLISTED})


def line_ground(
    own: int | None, street: int | None, item: DutyLine | None, power: PowerLine | None, *, stands_on: str, asks: Burden = Burden.LEADS,
) -> LineGround:
    """What a line of the dispatch catalogue for `street` (None: everywhere) names a body on. `own`: the street the body belongs to, None a department.

    What was taken back comes back through the list alone. `asks` ASSISTS: the body is named as cooperating.
    """
    if own is None:
        return LineGround.FREE
    if own != street:
        return LineGround.EVERYWHERE if street is None else LineGround.ELSEWHERE
    if item is not None and _BURDENS.get(item.role, Burden.NONE) >= asks:
        return LineGround.LISTED
    if item is not None and item.role == DutyRole.WITHDRAWN.value:
        return LineGround.TAKEN_BACK
    if power is not None and power.standing is PowerStanding.IN_FORCE:
        return LineGround.POWER
    return LineGround.NUMBER if stands_on else LineGround.UNLISTED


SHORTEST = 3  # characters of a short name


def is_short_for(short: str, name: str) -> bool:
    """The characters of the name in their order, some left out, the kind of body kept: 党建办, 基层党的建设办公室."""
    rest = iter(name)
    return len(short) < len(name) and all(letter in rest for letter in short)


@dataclass(frozen=True, slots=True)
class Offices:
    """The offices of the units a list answers for: unit -> its offices by name. `some`: one unit that has it is enough (institutions)."""

    units: Mapping[str, Collection[str]]
    some: bool = False

    def within(self, units: Collection[str]) -> Offices:
        """Those of some units; of none named: all of them."""
        return Offices({unit: names for unit, names in self.units.items() if unit in units}, self.some) if units else self

    @property
    def allowed(self) -> list[str]:
        sets = [set(names) for names in self.units.values()]
        return sorted(set().union(*sets) if self.some else set.intersection(*sets)) if sets else []

    def meant(self, given: str) -> str:
        """The office a short name speaks of, where it is one only: 党政办 is 党政综合办公室. Else what was given."""
        every = set().union(*self.units.values()) if self.units else set()
        if given in every or len(given) < SHORTEST:
            return given
        found = {name for name in every if is_short_for(given, name)}
        return found.pop() if len(found) == 1 else given

    def without(self, name: str) -> list[str]:
        """Units that have no office of that name, where each must; empty where the name will do."""
        missing = [unit for unit, names in self.units.items() if name not in names]
        return [] if self.some and len(missing) < len(self.units) else missing
