"""服务的附加项: what a service asks beyond the standard's fields, made from the type of the list; and the answers, checked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from shaoxiang.duties.rules import TypeLine
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.open311.rules.params import Refused, instant
from shaoxiang.open311.vocabulary import Affected, Consent, DataType, Urgency

STRING_MAX, TEXT_MAX = 200, 2000
CONSENT = "PUBLIC"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute. `variable` False: nothing to fill in, only something to know. `label` is a msgid; `said` stands as it is."""

    code: str
    datatype: DataType
    label: str
    hint: str = ""
    values: type[Vocabulary] | None = None
    variable: bool = True
    required: bool = False
    said: str = ""


PUBLIC = Attribute(
    CONSENT, DataType.SINGLE, _("是否公开"), _("不选就不公开。公开的只有类别、位置、隐去电话和证件号后的内容、办理情况；您的联系方式从不公开。"), Consent,
)
URGENCY = Attribute("URGENCY", DataType.SINGLE, _("紧急程度"), _("有人身危险请直接拨打 110、119、120。"), Urgency)
AFFECTED = Attribute("AFFECTED", DataType.MULTI, _("影响到谁"), _("可以选几项。"), Affected)
NOTICED_AT = Attribute("NOTICED_AT", DataType.DATETIME, _("什么时候发现的"), _("写成 2026-07-01T09:00:00+08:00 的样子。"))
QUANTITY = Attribute("QUANTITY", DataType.NUMBER, _("坏了几处"), _("写数字。"))
LANDMARK = Attribute("LANDMARK", DataType.STRING, _("旁边有什么"), _("店名、楼号、路灯杆号，方便找到。"))
DETAILS = Attribute("DETAILS", DataType.TEXT, _("补充说明"), _("还想说的都可以写。"))


def attributes_of(line: TypeLine) -> list[Attribute]:
    """The attributes of a type, in their order: first what to know, then what may be filled in. None is required."""
    told = []
    if line.numbers:
        numbers = "、".join(line.numbers)
        told.append(Attribute("EMERGENCY", DataType.STRING, _("先打电话"), _("这类情况可能危及安全，请先拨打："), variable=False, said=numbers))
    if line.needs_photo:
        told.append(Attribute("PHOTO", DataType.STRING, _("为什么需要照片"), _("这一类最好附一张照片："), variable=False, said=line.photo_reason))
    counted = QUANTITY if line.code.startswith("B") else NOTICED_AT
    return [*told, PUBLIC, URGENCY, AFFECTED, counted, LANDMARK, DETAILS]


def check(asked: Sequence[Attribute], given: Mapping[str, Sequence[str]], zone: tzinfo) -> dict[str, list[str]]:
    """The answers by code, empty ones left out. Raises Refused (400): unknown code, wrong datatype, not on the list, too long."""
    known = {attribute.code: attribute for attribute in asked if attribute.variable}
    answers: dict[str, list[str]] = {}
    for code, values in given.items():
        if code not in known:
            raise Refused(400, _("没有附加项 %(code)s：请先读这类服务的定义。"), code=code[:40])
        said = [value.strip() for value in values if value.strip()]
        if said:
            answers[code] = _checked(known[code], said, zone)
    missing = next((code for code, attribute in known.items() if attribute.required and code not in answers), None)
    if missing is not None:
        raise Refused(400, _("附加项 %(code)s 必填。"), code=missing)
    return answers


def _checked(attribute: Attribute, said: list[str], zone: tzinfo) -> list[str]:
    code = attribute.code
    if attribute.datatype is not DataType.MULTI and len(said) > 1:
        raise Refused(400, _("附加项 %(code)s 只能填一个值。"), code=code)
    if attribute.values is not None:
        keys = [value.value for value in attribute.values]
        said = [part.strip() for value in said for part in value.split(",") if part.strip()] if attribute.datatype is DataType.MULTI else said
        if not set(said) <= set(keys):
            raise Refused(400, _("附加项 %(code)s 只能是：%(keys)s。"), code=code, keys=", ".join(keys))
        return list(dict.fromkeys(said))
    most = TEXT_MAX if attribute.datatype is DataType.TEXT else STRING_MAX
    if len(said[0]) > most:
        raise Refused(400, _("附加项 %(code)s 太长：最多 %(most)s 个字。"), code=code, most=most)
    if attribute.datatype is DataType.NUMBER:
        _number(code, said[0])
    if attribute.datatype is DataType.DATETIME:
        instant({code: said[0]}, code, zone)
    return said


def _number(code: str, text: str) -> None:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise Refused(400, _("附加项 %(code)s 应是数。"), code=code)
