"""事项分类 as a sheet: its columns, what one line says, and the register as it goes out; the types of the standard, where a profile brings them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties.models import EventType
from shaoxiang.duties.queries.setting_words import limit_words
from shaoxiang.duties.queries.settings import end_of
from shaoxiang.duties.rules import ChangeRefused, LimitLine, check_limits, read_words
from shaoxiang.duties.vocabulary import EmergencyNumber, LimitStep, LimitUnit, TypeKind, UnitScope
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets.cells import every, flag_in, parts_in, text_in, word_in
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.kernel.web.asked import said

HEADINGS = (
    Heading("code", (_("代码"), "分类代码", "Code")), Heading("kind", (_("种类"), "Sort"), required=False),
    Heading("class_code", (_("大类代码"), "Class code")), Heading("class_name", (_("大类"), "Class"), required=False),
    Heading("class_name_en", (_("大类英文"), "Class in English"), required=False),
    Heading("name", (_("名称"), "Name")), Heading("name_en", (_("英文名称"), "English name"), required=False),
    Heading("filing_condition", (_("立案条件"), "Filed when"), required=False), Heading("closing_condition", (_("结案条件"), "Closed when"), required=False),
    Heading("filing_condition_en", (_("立案条件英文"), "Filed when, in English"), required=False),
    Heading("closing_condition_en", (_("结案条件英文"), "Closed when, in English"), required=False),
    Heading("limits", (_("时限"), "Time limits"), required=False), Heading("words", (_("用词和权重"), "用词", "Words"), required=False),
    Heading("grid_settles", (_("网格可就地处置"), "就地处置", "Settled on the spot"), required=False),
    Heading("danger", (_("危及安全"), "Danger"), required=False), Heading("emergency_numbers", (_("紧急电话"), "Emergency numbers"), required=False),
    Heading("needs_photo", (_("需要照片"), "Photo"), required=False), Heading("photo_reason", (_("为什么需要照片"), "Why a photo"), required=False),
    Heading("season", (_("季节"), "Season"), required=False),
    Heading("street_item", (_("街道由哪一条承接"), "街道职责", "Street item"), required=False),
    Heading("town_item", (_("镇由哪一条承接"), "镇职责", "Town item"), required=False),
    Heading("powers", (_("要用的处罚权"), "处罚权", "Penalties"), required=False),
    Heading("ends_on", (_("停用日期"), "Ended from"), required=False), Heading("successor", (_("以后用哪一类"), "接替的分类", "Type instead"), required=False),
)


def in_both(headings: Iterable[Heading]) -> list[Heading]:
    """As they go out to a reader of either language, they come in again."""
    return [Heading(one.field, (*one.labels, gettext(one.shown)), one.required) for one in headings]


TEXTS = {"name_en": 80, "filing_condition": 200, "closing_condition": 200, "filing_condition_en": 300, "closing_condition_en": 300, "photo_reason": 120,
         "season": 40}
SCOPES = {"street_item": UnitScope.STREET, "town_item": UnitScope.TOWN}
_CLOSES = re.compile(r"[（(]?(?:办结时限|办结|closing limit)[）)]?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NewType:
    """What a type is from its first day: its code, its class, and where it comes from (`origin`: marks, source, sample)."""

    code: str
    kind: str
    class_code: str
    class_name: str = ""
    class_name_en: str = ""
    origin: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TypeCells:
    """One line. `stands`: the type it changes, None for a new one; what the sheet does not say is left as it is."""

    new: NewType
    columns: dict[str, Any]
    stands: EventType | None = None
    limits: tuple[LimitLine, ...] | None = None
    words: dict[str, int] | None = None
    items: dict[str, str] = field(default_factory=dict)
    powers: tuple[str, ...] | None = None
    power_department: int | None = None
    ends: tuple[date, str] | None = None  # from which day, and the type chosen instead


def read_type(row: Row) -> TypeCells:
    """Every cell is read. Raises SeveralErrors."""
    given = every({
        "code": partial(_code, row, "code", 8), "kind": partial(word_in, row, "kind", TypeKind), "class_code": partial(_code, row, "class_code", 4),
        "class_name": partial(text_in, row, "class_name", 40), "class_name_en": partial(text_in, row, "class_name_en", 60),
        "name": partial(text_in, row, "name", 40, needed=True), **{name: partial(text_in, row, name, most) for name, most in TEXTS.items()},
        "grid_settles": partial(flag_in, row, "grid_settles"), "danger": partial(flag_in, row, "danger"), "needs_photo": partial(flag_in, row, "needs_photo"),
        "emergency_numbers": partial(_numbers, row), "limits": partial(_limits, row), "words": partial(_words, row),
        **{name: partial(_code, row, name, 12, needed=False) for name in SCOPES}, "powers": partial(parts_in, row, "powers"),
        "ends_on": partial(row.day, "ends_on"), "successor": partial(_code, row, "successor", 8, needed=False),
    })
    stands = EventType.objects.filter(code=given["code"]).first()
    kind = given["kind"] or (stands.kind if stands else TypeKind.EVENT.value)
    if stands is not None and kind != stands.kind:
        raise row.error("kind", gettext("种类定了不能改。"), gettext("请照原来的写，或者另用一个代码。"))
    names = ("class_code", "name", "grid_settles", "danger", "needs_photo", "emergency_numbers", *TEXTS)
    if given["successor"] and given["ends_on"] is None:
        raise row.error("ends_on", gettext("写了以后用哪一类，没有写从哪天停用。"), gettext("请写停用日期，或者去掉以后用哪一类。"))
    powers = given["powers"]
    return TypeCells(
        NewType(given["code"], kind, given["class_code"], given["class_name"] or "", given["class_name_en"] or ""),
        {name: given[name] for name in names if given[name] is not None}, stands, given["limits"], given["words"],
        {scope.value: given[name] for name, scope in SCOPES.items() if name in row.values},
        None if powers is None else tuple(one.upper() for one in powers), _power_department(stands),
        None if given["ends_on"] is None else (given["ends_on"], given["successor"]),
    )


def _power_department(stands: EventType | None) -> int | None:
    """The sheet has no column for it: it stays."""
    links = stands.powers.filter(in_force(timezone.localdate())).order_by("pk") if stands is not None else ()
    return next((row.department_id for row in links), None)


def _code(row: Row, name: str, most: int, *, needed: bool = True) -> str:
    return (text_in(row, name, most, needed=needed) or "").upper()


def _numbers(row: Row) -> list[str] | None:
    parts = parts_in(row, "emergency_numbers")
    known = {label: one.value for one in EmergencyNumber for label in (one.value, one.label, gettext(one.label))}
    if unknown := [one for one in parts or () if one not in known]:
        facts = {"given": "、".join(unknown), "words": "、".join(one.value for one in EmergencyNumber)}
        raise row.error("emergency_numbers", gettext("没有“%(given)s”这一种。") % facts, gettext("请从这些里选：%(words)s。") % facts)
    return None if parts is None else [known[one] for one in parts]


def _words(row: Row) -> dict[str, int] | None:
    """An empty cell says nothing of the words that stand: a column left blank does not silence every type."""
    parts = parts_in(row, "words")
    return None if not parts else _asked(row, "words", lambda: read_words("\n".join(parts)))


def _limits(row: Row) -> tuple[LimitLine, ...] | None:
    """An empty cell says nothing of the limits that stand."""
    parts = parts_in(row, "limits")
    return _asked(row, "limits", lambda: read_limits(parts)) if parts else None


def _asked(row: Row, name: str, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except ChangeRefused as refused:
        raise row.error(name, said(refused), "") from None


def read_limits(parts: Iterable[str]) -> tuple[LimitLine, ...]:
    """“处置 5 工作日（办结时限）”, “到场 2 小时”, “立即报告 立即”; one alone ends the handling without saying so. Raises ChangeRefused."""
    lines = [_limit(" ".join(part.split())) for part in parts]
    if len(lines) == 1 and not lines[0].closes:
        lines = [LimitLine(lines[0].step, lines[0].amount, lines[0].unit, True)]
    return check_limits(lines)


def _limit(text: str) -> LimitLine:
    found = _CLOSES.search(text)
    step, rest = _named(LimitStep, text[: found.start()].strip() if found else text)
    if rest in ("立即", gettext("立即")):
        return LimitLine(step, 0, LimitUnit.MINUTE.value, found is not None)
    amount = re.match(r"[0-9]{1,3}(?![0-9.])", rest)
    unit, left = _named(LimitUnit, rest[amount.end():].strip()) if amount else ("", "")
    if not step or amount is None or not unit or left:
        cure = _("读不懂“%(given)s”：请写成“处置 5 工作日（办结时限）”的样子，几个环节用顿号隔开；立即的写“立即报告 立即”。")
        raise ChangeRefused("limits", cure, given=text)
    return LimitLine(step, int(amount.group()), unit, found is not None)


def _named(words: type[Vocabulary], text: str) -> tuple[str, str]:
    """The word a text begins with, the longest first, and what is left."""
    labels = sorted(((label, one.value) for one in words for label in (one.label, gettext(one.label), one.value)), key=lambda pair: -len(pair[0]))
    return next(((code, text[len(label):].strip()) for label, code in labels if text.lower().startswith(label.lower())), ("", text))


def cells_of(kind: EventType) -> dict[str, Any]:
    """Its cells as the register goes out."""
    holds = in_force(timezone.localdate())
    yes, no = gettext("是"), gettext("否")
    answering = dict(kind.duties.filter(holds, street=None).values_list("unit_scope", "item__code"))
    limits = kind.limits.filter(holds).order_by("pk").values_list("step", "amount", "unit", "closes")
    texts = {name: getattr(kind, name) for name in ("code", "class_code", "class_name", "class_name_en", "name", *TEXTS)}
    return {
        **texts, "kind": gettext(TypeKind.label_of(kind.kind)), "limits": limit_words(list(limits)),
        "words": "、".join(f"{word} {weight}" for word, weight in kind.words.filter(holds).order_by("-weight", "word").values_list("word", "weight")),
        **{name: yes if getattr(kind, name) else no for name in ("grid_settles", "danger", "needs_photo")},
        "emergency_numbers": "、".join(kind.emergency_numbers), **{name: answering.get(scope.value, "") for name, scope in SCOPES.items()},
        "powers": "、".join(kind.powers.filter(holds).order_by("pk").values_list("code", flat=True)), **_end_cells(kind),
    }


def _end_cells(kind: EventType) -> dict[str, Any]:
    row = end_of(kind, timezone.localdate())
    return {"ends_on": row.valid_from if row else "", "successor": row.successor.code if row and row.successor else ""}


Standard = Callable[[], list[tuple[NewType, TypeCells]]]
_standard: list[Standard] = []


def register_standard(read: Standard) -> None:
    """The types of the national standard, from whoever keeps the profiles; nobody answers for them yet."""
    _standard[:] = [read]


def standard_types() -> list[tuple[NewType, TypeCells]]:
    return _standard[0]() if _standard else []
