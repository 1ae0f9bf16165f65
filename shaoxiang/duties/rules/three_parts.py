"""三张清单: the form of 2024-25. What an item of each part must say, what a decision makes of it, how far a draft has come, and the way back. Pure."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from shaoxiang.duties.rules.fields import FIELDS
from shaoxiang.duties.rules.versions import Items, Values
from shaoxiang.duties.vocabulary import DutyPart, ListForm, VersionKind

# What each part must say, and whose name leads. The other parts' fields are empty there.
MUST_SAY: dict[str, tuple[str, ...]] = {
    DutyPart.PRIMARY.value: (),
    DutyPart.COOPERATIVE.value: ("lead_department", "department_duty", "street_duty"),
    DutyPart.WITHDRAWN.value: ("taken_back_by", "carried_how"),
}
LEADER = {DutyPart.COOPERATIVE.value: "lead_department", DutyPart.WITHDRAWN.value: "taken_back_by"}
FORM_FIELDS = tuple(one.name for one in FIELDS[VersionKind.STREET_DUTY.value] if one.form == ListForm.THREE_PART)
_SAID = tuple(name for names in MUST_SAY.values() for name in names)


def arranged(values: Values) -> dict[str, Any]:
    """The item as its part has it: the way of answering follows the part, the leader stands first among the departments, other parts say nothing.

    An item not yet put into a part stays as it is.
    """
    made = dict(values)
    part = str(made.get("part") or "")
    if part not in MUST_SAY:
        return made
    made["role"] = part
    made.update({name: "" for name in _SAID if name not in MUST_SAY[part]})
    leader = made.get(LEADER.get(part, ""), "")
    if leader:
        made["departments"] = [leader, *(name for name in made.get("departments") or [] if name != leader)]
    return made


def decided(item: Values, part: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """An item put into a part. What is not said stays; without a named leader the department named first on the item leads."""
    made = {**item, **{name: value for name, value in said.items() if value}, "part": part}
    leader, departments = LEADER.get(part), made.get("departments") or []
    if leader and not made.get(leader) and departments:
        made[leader] = departments[0]
    return arranged(made)


def unknown_leader(values: Values, names: Container[str]) -> str:
    """The field that names a leading department nobody knows; "" where it is known or not needed."""
    leader = LEADER.get(str(values.get("part") or ""), "")
    return leader if leader and values.get(leader) and values[leader] not in names else ""


def lacking(values: Values) -> tuple[str, ...]:
    """The fields still to be filled: ("part",) where nobody has decided, () where the item is whole."""
    part = str(values.get("part") or "")
    if part not in MUST_SAY:
        return ("part",)
    return tuple(name for name in MUST_SAY[part] if not values.get(name))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a draft in the new form has come. `open`: code -> fields still to be filled."""

    total: int
    parts: Mapping[str, int]
    open: Mapping[str, tuple[str, ...]]

    @property
    def decided(self) -> int:
        return self.total - len(self.open)


def progress(items: Items) -> Progress:
    """Every item is either whole or open, with what it lacks; `parts` counts the whole ones of each part."""
    still = {code: lacking(values) for code, values in items.items()}
    parts = dict.fromkeys(MUST_SAY, 0)
    for code, values in items.items():
        if not still[code]:
            parts[str(values["part"])] += 1
    return Progress(len(items), parts, {code: names for code, names in still.items() if names})


@dataclass(frozen=True, slots=True)
class Shift:
    """What changes for one body: items it leads from now on, leads no longer, and items it no longer assists in. Codes in order."""

    body: str
    takes: tuple[str, ...]
    leaves: tuple[str, ...]
    rests: tuple[str, ...]


def shifts(before: Items, after: Items) -> list[Shift]:
    """谁多了什么、少了什么: bodies for which anything changes, those that lead more first. An office is spared what is taken back."""
    found: dict[str, tuple[set[str], set[str], set[str]]] = {}
    for code in sorted({*before, *after}):
        old, new = _leader(before.get(code)), _leader(after.get(code))
        if old != new:
            if new:
                found.setdefault(new, (set(), set(), set()))[0].add(code)
            if old:
                found.setdefault(old, (set(), set(), set()))[1].add(code)
        helped, helps = _helper(before.get(code)), _helper(after.get(code))
        if helped and helped != helps and helped != new:
            found.setdefault(helped, (set(), set(), set()))[2].add(code)
    made = [Shift(body, *(tuple(sorted(codes)) for codes in sets)) for body, sets in found.items()]
    return sorted(made, key=lambda one: (-len(one.takes), -len(one.leaves) - len(one.rests), one.body))


def _leader(item: Values | None) -> str:
    """The office where the street leads, else the department named first."""
    if item is None:
        return ""
    if item.get("role") == DutyPart.PRIMARY:
        return str(item.get("office_name") or "")
    return str((item.get("departments") or [""])[0])


def _helper(item: Values | None) -> str:
    return str(item.get("office_name") or "") if item is not None and item.get("role") == DutyPart.COOPERATIVE else ""


def back_to_2019(items: Items) -> dict[str, dict[str, Any]]:
    """The list without what only the new form says: office, duty, way of answering and departments stay as they are."""
    return {code: {name: "" if name in FORM_FIELDS else value for name, value in values.items()} for code, values in items.items()}


def split(item: Values, title: str) -> dict[str, Any]:
    """The second of two items made of one: the same in everything but the duty it names."""
    return {**item, "title": title, "title_en": ""}


def merged(kept: Values, other: Values) -> dict[str, Any]:
    """One item made of two: the kept one, with the other's departments, basis and streets beside its own (for every street, where one is)."""
    departments = [*(kept.get("departments") or []), *(other.get("departments") or [])]
    bases = list(dict.fromkeys(one for one in (str(kept.get("basis") or ""), str(other.get("basis") or "")) if one))
    streets = [*kept["streets"], *other["streets"]] if kept.get("streets") and other.get("streets") else []
    return arranged({**kept, "streets": list(dict.fromkeys(streets)), "departments": list(dict.fromkeys(departments)), "basis": "；".join(bases)[:160]})
