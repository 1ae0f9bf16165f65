"""Types and settings in force, read once and kept until somebody changes them."""

from __future__ import annotations

from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.kernel.workdays.remembered import Remembered
from shaoxiang.whistles import rules
from shaoxiang.whistles.models import WhistleSetting, WhistleType
from shaoxiang.whistles.rules import Limit, Step, Terms
from shaoxiang.whistles.vocabulary import Level


class UnknownType(LookupError):
    """No type of that code is in force: load the profile, or set one."""


def _types() -> dict[str, WhistleType]:
    return {row.code: row for row in WhistleType.objects.filter(until__isnull=True).order_by("pk")}


def _settings() -> dict[str, int]:
    given = dict(WhistleSetting.objects.values_list("code", "value"))
    return {code: given.get(code, default) for code, (default, _least, _most) in rules.SETTINGS.items()}


remembered_types = Remembered("whistle types", _types)
remembered_settings = Remembered("whistle settings", _settings)


def types_in_force() -> dict[str, WhistleType]:
    return remembered_types.get()


def type_in_force(code: str) -> WhistleType:
    """Raises UnknownType."""
    try:
        return remembered_types.get()[code]
    except KeyError:
        raise UnknownType(code) from None


def setting(code: str) -> int:
    return remembered_settings.get()[code]


def terms_of(kind: WhistleType) -> Terms:
    return Terms(
        code=kind.code, blown_by=frozenset(kind.blown_by), blown_through=frozenset(kind.blown_through), approved_by=frozenset(kind.approved_by),
        ack=Limit(kind.ack_amount, LimitUnit(kind.ack_unit)), arrive=_limit(kind.arrive_amount, kind.arrive_unit), arrive_agreed=kind.arrive_agreed,
        finish=_limit(kind.finish_amount, kind.finish_unit), ladder=ladder_of(kind), confirm_minutes=kind.confirm_minutes,
        objection_stops=kind.objection_stops,
    )


def ladder_of(kind: WhistleType) -> tuple[Step, ...]:
    return tuple(Step(Level(row["level"]), int(row["amount"]), LimitUnit(row["unit"])) for row in kind.ladder)


def _limit(amount: int | None, unit: str) -> Limit | None:
    return Limit(amount, LimitUnit(unit)) if amount is not None and unit else None


def versions_of(code: str) -> list[WhistleType]:
    """Newest first."""
    return list(WhistleType.objects.filter(code=code).order_by("-number"))
