"""五长一队一阵, the gate before a grid worker's desk, what the public card may show. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shaoxiang.grids.vocabulary import AssetKind
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.vocabulary import _

WORKER = "WORKER"  # 网格员: asked of every grid, whatever the standard says
CHIEF = "GRID_CHIEF"
ROLE_CODE = re.compile(r"[A-Z][A-Z_]{1,23}")
MOST_ROLES = 12
UNREADABLE_ROLE = _("“%(line)s”读不懂。每行一个角色：大写英文代码、空格、中文名，例如 BUILDING_CHIEF 楼栋长 | Building chief。")

# The district's words for 五长 were not found in a source: the first four are those of 集宁's 三户四长, the fifth is a guess. Configuration, not law.
DEFAULT_ROLES: tuple[tuple[str, str, str], ...] = (
    (CHIEF, "网格长", "Grid chief"), ("ESTATE_CHIEF", "小区长（片长）", "Estate chief"), ("BUILDING_CHIEF", "楼栋长", "Building chief"),
    ("UNIT_CHIEF", "单元长", "Unit chief"), ("CORE_HOUSEHOLD_CHIEF", "中心户长", "Core household chief"),
)


class StandardRefused(ValueError):
    """The standard cannot be like that; `reason` is a Chinese sentence with the cure."""

    def __init__(self, field: str, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.field, self.reason, self.facts = field, reason, facts


class TaskRefused(Refusal):
    """The task may not be put on a grid worker's desk; `reason` says why and how to cure it."""


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role of the standard (五长 are the default five)."""

    code: str
    label: str
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """网格建设标准 in force: every role held by someone, at least so many teams and places."""

    roles: tuple[RoleLine, ...]
    teams: int = 1
    places: int = 1
    version: int = 0

    def label_of(self, code: str, *, english: bool = False) -> str:
        for role in self.roles:
            if role.code == code:
                return (english and role.label_en) or role.label
        return code


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a grid has on a day: role codes held, and how many teams and places."""

    roles: frozenset[str] = frozenset()
    teams: int = 0
    places: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """达标情况 of one grid: what exactly is missing. Codes: WORKER, the roles of the standard, TEAM, PLACE."""

    missing: tuple[str, ...]
    wanted: int

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def held(self) -> int:
        return self.wanted - len(self.missing)


def default_standard() -> Standard:
    return Standard(tuple(RoleLine(*line) for line in DEFAULT_ROLES))


def standing(standard: Standard, held: Holdings) -> Standing:
    """Compare a grid with the standard; the worker is asked of every grid."""
    wanted = (WORKER, *(role.code for role in standard.roles))
    missing = [code for code in wanted if code not in held.roles]
    if held.teams < standard.teams:
        missing.append(AssetKind.TEAM.value)
    if held.places < standard.places:
        missing.append(AssetKind.PLACE.value)
    return Standing(tuple(missing), len(wanted) + bool(standard.teams) + bool(standard.places))


def read_roles(text: str) -> tuple[RoleLine, ...]:
    """One role a line: CODE 中文 | English. Raises StandardRefused."""
    roles: list[RoleLine] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        code, _blank, rest = line.strip().partition(" ")
        label, _bar, english = rest.partition("|")
        if not ROLE_CODE.fullmatch(code) or code == WORKER or not label.strip():
            raise StandardRefused("roles", UNREADABLE_ROLE, line=line[:40])
        if code in {role.code for role in roles}:
            raise StandardRefused("roles", _("角色代码 %(code)s 写了两次，请只留一行。"), code=code)
        roles.append(RoleLine(code, label.strip()[:20], english.strip()[:40]))
    if not 1 <= len(roles) <= MOST_ROLES:
        raise StandardRefused("roles", _("角色要有 1 到 %(most)s 个。“五长”是默认，可增可减。"), most=MOST_ROLES)
    return tuple(roles)


def written(roles: Iterable[RoleLine]) -> str:
    """The lines `read_roles` reads."""
    return "\n".join(f"{role.code} {role.label}" + (f" | {role.label_en}" if role.label_en else "") for role in roles)


# --- the gate ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AdmittedLine:
    """准入事项: a number under which work outside the duty list may be asked for. `street_id` None: of every street."""

    number: str
    street_id: int | None
    valid_from: date
    valid_to: date | None


def check_ground(
    duty: int | None, admitted: str, *, duties: Sequence[int], register: Mapping[str, AdmittedLine], street_id: int | None, on: date,
) -> None:
    """安排网格员做事的门槛: one of the duties in force, or a number admitted for this street on this day; never both, never neither.

    参照《滨州市社会治理网格化服务管理条例》第十条. Raises TaskRefused with the cure.
    """
    if duty is not None and admitted:
        raise TaskRefused("admitted", _("职责和准入编号只选一个：清单里有的写职责，清单外的写准入编号。"))
    if duty is not None:
        if duty not in duties:
            raise TaskRefused("duty", _("这一条不在现行的网格员职责清单里，请重新选。"))
        return
    if not admitted:
        raise TaskRefused("duty", _("安排网格员做事，要么属于职责清单的某一条，要么有准入编号。清单外的事项请先向编办申请职责准入，拿到编号再安排。"))
    line = register.get(admitted)
    if line is None:
        raise TaskRefused("admitted", _("没有编号为 %(number)s 的准入事项。请核对编号，或先向编办申请职责准入。"), number=admitted[:40])
    if line.valid_from > on:
        raise TaskRefused("admitted", _("准入事项 %(number)s 从 %(day)s 起才生效。请到那天再安排。"), number=line.number, day=line.valid_from)
    if line.valid_to is not None and line.valid_to <= on:
        raise TaskRefused("admitted", _("准入事项 %(number)s 已经到期。仍需要的，请重新申请职责准入。"), number=line.number)
    if line.street_id is not None and line.street_id != street_id:
        raise TaskRefused("admitted", _("准入事项 %(number)s 不是给这个镇街的。请向编办申请扩大范围，或改由本镇街的准入编号。"), number=line.number)


# --- the card ---------------------------------------------------------------------------------------------------------

_MOBILE = re.compile(r"(?:\+?86)?\s*1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}")


def public_phone(phone: str) -> str:
    """An office telephone may stand on the public card; a mobile number is private and does not: empty then."""
    return "" if _MOBILE.fullmatch(phone.strip()) else phone.strip()


def area_words_m2(area_m2: float) -> str:
    """Square kilometres with two places from one upwards, else hectares with one."""
    return f"{area_m2 / 1e6:.2f}" if area_m2 >= 1e6 else f"{area_m2 / 1e4:.1f}"
