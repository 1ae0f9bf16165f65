"""A part of a type before and after a change, in the reader's words: never a code where there is a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext

from shaoxiang.duties.models import DutyItem, EmpoweredMatter, EventType
from shaoxiang.duties.queries.wording import reference_words
from shaoxiang.duties.vocabulary import EmergencyNumber, LimitStep, LimitUnit, TypePart, UnitScope
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.kernel.web.names import name_of


class Told(NamedTuple):
    """`part`: its label (a msgid). Empty text: nothing was, or is, written."""

    part: str
    before: str
    after: str


def told(parts: Mapping[str, Sequence[Any]], on: date) -> list[Told]:
    """In the order of the form. `on`: the day whose names the items and powers bear."""
    return [Told(part.label, *_both(part, before, after, on)) for part in TypePart if part.value in parts for before, after in [parts[part.value]]]


def _both(part: TypePart, before: Any, after: Any, on: date) -> tuple[str, str]:
    if part is TypePart.WORDS:  # of eighty words the few that changed
        return _words(before, after), _words(after, before)
    if part is TypePart.ITEMS:  # streets, towns or both
        moved = {scope for scope in {*before, *after} if before.get(scope) != after.get(scope)}
        before, after = ({scope: code for scope, code in these.items() if scope in moved} for these in (before, after))
    say = _SAID.get(part, _plain)
    return say(before, on), say(after, on)


def _plain(value: Any, _on: date) -> str:
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list):
        return gettext("、").join(str(one) for one in value)
    return str(value)


def _words(these: Mapping[str, int], others: Mapping[str, int]) -> str:
    return gettext("、").join(f"{word} {weight:+d}" for word, weight in these.items() if others.get(word) != weight)


def _numbers(value: list[str], _on: date) -> str:
    return gettext("、").join(_label(EmergencyNumber, one) for one in value)


def _label(words: type[Vocabulary], code: str) -> str:
    return gettext(words.label_of(code))


def _class(value: list[str], _on: date) -> str:
    code, name, english = value
    return f"{code} {in_words(name, english)}".strip()


def _limits(value: list[list[Any]], _on: date) -> str:
    return limit_words(value) or gettext("按通用时限")


def limit_words(value: Sequence[Sequence[Any]]) -> str:
    """As a sheet of types says it, and reads it again (`type_sheet.read_limits`)."""
    return gettext("、").join(_limit(*line) for line in value)


def _limit(step: str, amount: int, unit: str, closes: bool) -> str:
    time = f"{amount} {_label(LimitUnit, unit)}" if amount else gettext("立即")
    return f"{_label(LimitStep, step)} {time}{gettext('（办结时限）') if closes else ''}"


def _items(value: Mapping[str, str], on: date) -> str:
    titles = {code: in_words(title, english) for code, title, english in
              DutyItem.objects.filter(in_force(on), code__in=value.values()).values_list("code", "title", "title_en")}
    lines = [f"{_label(UnitScope, scope)} {code} {titles.get(code, '')}".rstrip() for scope, code in value.items()]
    return gettext("；").join(lines) or gettext("没有（职责空白）")


def _powers(value: list[list[Any]], on: date) -> str:
    names = {code: in_words(name, english) for code, name, english in
             EmpoweredMatter.objects.filter(in_force(on), code__in=[code for code, _department in value]).values_list("code", "name", "name_en")}
    return gettext("；").join(_power(code, names.get(code, ""), department) for code, department in value)


def _power(code: str, name: str, department: int | None) -> str:
    words = f"{code} {name}".rstrip()
    if department is None:
        return words
    return words + gettext("（没有赋权的由%(department)s实施）") % {"department": _body(department)}


def _ended(value: list[str], _on: date) -> str:
    if not value:
        return gettext("照常使用")
    since, until, code = value
    name = EventType.objects.filter(code=code).values_list("name", "name_en").first() if code else None
    words = gettext("自 %(since)s 起停用") % {"since": since}
    words += gettext("，到 %(until)s 恢复") % {"until": until} if until else ""
    return words + (gettext("，以后用 %(code)s %(name)s") % {"code": code, "name": in_words(*name) if name else ""} if code else "")


def _line(value: Mapping[str, Any] | None, _on: date) -> str:
    if value is None:
        return gettext("没有这一条，照清单派")
    where = name_of("street", value["street"]) if value["street"] else gettext("全区")
    words = f"{where} → {_body(value['lead'])}"
    if value["cooperating"]:
        words += gettext("，配合：") + gettext("、").join(_body(key) for key in value["cooperating"])
    return words + (f" · {reference_words(value['reference'])}" if value["reference"] else "")


def _body(key: int) -> str:
    found = Body.objects.filter(pk=key).values_list("name", "name_en").first()
    return in_words(*found) if found else str(key)


_SAID: dict[TypePart, Callable[[Any, date], str]] = {
    TypePart.NUMBERS: _numbers, TypePart.LIMITS: _limits, TypePart.ITEMS: _items, TypePart.POWERS: _powers, TypePart.CLASS: _class, TypePart.LINE: _line,
    TypePart.ENDED: _ended,
}
