"""Do the figures agree: what was decided, what the register says, and the people and teams that are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shaoxiang.kernel.vocabulary import _


@dataclass(frozen=True, slots=True)
class TotalLine:
    """What was decided for a mode: people, teams, departments. None: not decided as a number."""

    mode: str
    people: int | None = None
    teams: int | None = None
    departments: int | None = None


@dataclass(frozen=True, slots=True)
class AllocationLine:
    """One row of the register."""

    department_id: int
    mode: str
    unit_id: int | None
    people: int
    teams: int


@dataclass(frozen=True, slots=True)
class Mismatch:
    """`sentence`: a msgid with stated, found and (for one unit) body."""

    code: str
    mode: str
    body_id: int | None
    stated: int
    found: int
    sentence: str


PEOPLE = _("%(mode)s定的是 %(stated)s 人，配置登记合计 %(found)s 人：请核对配置。")
TEAMS = _("%(mode)s定的是 %(stated)s 支队伍，配置登记合计 %(found)s 支：请核对配置。")
DEPARTMENTS = _("%(mode)s定的是 %(stated)s 个部门，配置登记里有 %(found)s 个：请核对配置。")
MEMBERS = _("%(body)s配置 %(stated)s 人，成员名册上有 %(found)s 人：请补名册或改配置。")
NO_TEAM = _("%(body)s登记为 %(stated)s 支队伍，实有 %(found)s 支：请补队伍情况或改配置。")


def reconcile(
    totals: Iterable[TotalLine], rows: Iterable[AllocationLine], members: Mapping[int, int], teams: Mapping[int, int],
) -> list[Mismatch]:
    """`members`: people on the register of each unit (those beyond the quota, as auxiliaries, not counted); `teams`: teams that are there, by body."""
    lines = list(rows)
    found: list[Mismatch] = []
    for total in totals:
        mine = [line for line in lines if line.mode == total.mode]
        counted = (
            ("PEOPLE", total.people, sum(line.people for line in mine), PEOPLE), ("TEAMS", total.teams, sum(line.teams for line in mine), TEAMS),
            ("DEPARTMENTS", total.departments, len({line.department_id for line in mine}), DEPARTMENTS),
        )
        found += [Mismatch(code, total.mode, None, stated, n, words) for code, stated, n, words in counted if stated is not None and stated != n]
    for line in lines:
        if line.unit_id is None:
            continue
        if line.people and members.get(line.unit_id, 0) != line.people:
            found.append(Mismatch("MEMBERS", line.mode, line.unit_id, line.people, members.get(line.unit_id, 0), MEMBERS))
        if line.teams and teams.get(line.unit_id, 0) != line.teams:
            found.append(Mismatch("NO_TEAM", line.mode, line.unit_id, line.teams, teams.get(line.unit_id, 0), NO_TEAM))
    return found
