"""The limits of the catalogue files, as steps. Pure."""

from __future__ import annotations

from shaoxiang.duties.vocabulary import LimitStep, LimitUnit

# Only to find the longest step: a working day of rest and night counts more than a day, a working hour more than an hour.
HOURS_PER = {LimitUnit.MINUTE: 1 / 60, LimitUnit.HOUR: 1.0, LimitUnit.WORKING_HOUR: 1.5, LimitUnit.CALENDAR_DAY: 24.0, LimitUnit.WORKING_DAY: 34.0}
NOT_CLOSING = {LimitStep.CALL, LimitStep.REPORT}


def parse_limits(text: str) -> list[tuple[LimitStep, int, LimitUnit]]:
    """`clear=4 working_hour; replant=5 working_day` → steps. "at once" and calls are amount 0. Raises ValueError on an unknown word."""
    found: list[tuple[LimitStep, int, LimitUnit]] = []
    for part in (one.strip() for one in text.split(";") if one.strip()):
        if part.startswith("call "):
            found.append((LimitStep.CALL, 0, LimitUnit.MINUTE))
            continue
        step, _equals, amount = part.partition("=")
        if amount == "at once":
            found.append((LimitStep(step), 0, LimitUnit.MINUTE))
        else:
            number, unit = amount.split()
            found.append((LimitStep(step), int(number), LimitUnit(unit)))
    return found


def closing_step(limits: list[tuple[LimitStep, int, LimitUnit]]) -> LimitStep:
    """The step that ends the handling: the longest that is an act of handling."""
    acts = [line for line in limits if line[0] not in NOT_CLOSING]
    return max(acts, key=lambda line: line[1] * HOURS_PER[line[2]])[0]
