"""赋权怎样进派单: which street holds which item on a day, and whether it is able to act under it, as the lists ask when a day's book is compiled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from shaoxiang.duties.rules.powers import Handed
from shaoxiang.duties.vocabulary import PowerStanding
from shaoxiang.empowerment import rules
from shaoxiang.empowerment.models import HandedPower
from shaoxiang.empowerment.queries.capacity import unit_capacities
from shaoxiang.empowerment.rules import Missing
from shaoxiang.empowerment.vocabulary import LackWord

Pair = tuple[str, int]
COLUMNS = (
    "code", "unit_id", "power_type", "valid_from", "valid_to", "decision__matter__number", "decision__basis_document", "decision__department_id",
    "decision__exclusive", "decision__own_name", "decision__matter__opened_at",
)


def handed_on(on: date) -> dict[Pair, Handed] | None:
    """(item, unit) -> how it stands that day. None: no decision was ever entered, and an empty register says nothing about who may act."""
    rows = list(HandedPower.objects.filter(valid_from__isnull=False).order_by("valid_from", "pk").values_list(*COLUMNS))
    if not rows:
        return None
    why = _short(rows, on)
    found: dict[Pair, Handed] = {}
    for code, unit_id, power_type, since, until, number, basis, department_id, exclusive, own_name, entered_at in rows:
        standing, lacks = _standing(since, until, on), ("", "")
        judged = timezone.localtime(entered_at).date() <= on  # of days before it was entered here nobody knows what the street had
        if standing is PowerStanding.IN_FORCE and judged and (unit_id, power_type) in why:
            standing, lacks = PowerStanding.SHORT, why[unit_id, power_type]
        before = found.get((code, unit_id))
        if before is not None and before.standing in (PowerStanding.IN_FORCE, PowerStanding.SHORT):
            continue  # what holds outranks what ended and what is to come
        found[code, unit_id] = Handed(
            standing, number, basis, since.isoformat(), until.isoformat() if until else "", department_id, exclusive, own_name, *lacks,
        )
    return found


def _standing(since: date, until: date | None, on: date) -> PowerStanding:
    if rules.holds(since, until, on):
        return PowerStanding.IN_FORCE
    return PowerStanding.COMING if since > on else PowerStanding.RECALLED


def _short(rows: Iterable[tuple[Any, ...]], on: date) -> dict[tuple[int, str], tuple[str, str]]:
    """(unit, type of power) -> what is lacking that day, in both languages."""
    types: dict[int, set[str]] = {}
    for _code, unit_id, power_type, since, until, *_more in rows:
        if rules.holds(since, until, on):
            types.setdefault(unit_id, set()).add(power_type)
    found: dict[tuple[int, str], tuple[str, str]] = {}
    for unit_id, capacity in unit_capacities(types, on).items():
        for power_type in types[unit_id]:
            if lacking := capacity.missing((power_type,)):
                found[unit_id, power_type] = lack_words(lacking)
    return found


def lack_words(lacking: Iterable[Missing]) -> tuple[str, str]:
    """What a street lacks, in a few words, in Chinese and in English: kept with a case as it was then."""
    codes, said = [one.lack.value for one in lacking], []
    for language, between in (("zh-hans", "、"), ("en", ", ")):
        with override(language):
            said.append(between.join(gettext(LackWord.label_of(code)) for code in codes))
    return said[0], said[1]
