"""The registry: the authored table and the rooms' own clocks under the district's settings."""

from __future__ import annotations

from dataclasses import replace

from shaoxiang.kernel.clocks.models import ClockSetting
from shaoxiang.kernel.clocks.rules import Authored, ClockSpec
from shaoxiang.kernel.clocks.table import known
from shaoxiang.kernel.clocks.vocabulary import Extension
from shaoxiang.kernel.workdays.remembered import Remembered


class UnknownClock(KeyError):
    """No clock of that code in the table."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def set_by(spec: ClockSpec, setting: ClockSetting) -> ClockSpec:
    """The clock as the district set it."""
    extension = spec.extension
    if setting.extension_cap is not None:
        extension = Extension.CAPPED
    return replace(
        spec,
        amount=setting.amount,
        extension_cap=setting.extension_cap,
        extension=extension,
        approver_role=setting.approver_role or spec.approver_role,
        schedule=setting.schedule,
        rolls=setting.rolls,
    )


def _load() -> dict[str, ClockSpec]:
    specs = {code: row.spec for code, row in known().items()}
    for setting in ClockSetting.objects.all():
        if setting.code in specs:
            specs[setting.code] = set_by(specs[setting.code], setting)
    return specs


remembered = Remembered("clocks", _load)


def spec(code: str) -> ClockSpec:
    """The clock of that code as the district runs it now. Raises UnknownClock."""
    try:
        return remembered.get()[code]
    except KeyError:
        raise UnknownClock(code) from None


def all_specs() -> dict[str, ClockSpec]:
    """Every clock as the district runs it now, in the order of the table."""
    return remembered.get()


def row(code: str) -> Authored:
    """The table's own row. Raises UnknownClock."""
    try:
        return known()[code]
    except KeyError:
        raise UnknownClock(code) from None
