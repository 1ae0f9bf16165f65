"""What personal numbers look like, how they are checked and how they are shown. No value ever stands in an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from shaoxiang.kernel.identity.vocabulary import Field, Personal
from shaoxiang.kernel.vocabulary import _

_HALF_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20}
_BREAKS = re.compile(r"[\s\-‐-―()]+")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_PROVINCES = frozenset(
    f"{ten}{one}"
    for ten, ones in {"1": "12345", "2": "123", "3": "1234567", "4": "123456", "5": "01234", "6": "12345", "7": "1", "8": "123"}.items()
    for one in ones
)
_RESIDENT_FOREIGNERS = frozenset(f"9{digit}" for digit in range(1, 9))  # 外国人永久居留身份证, since 2023

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:0(?:10|2[0-9]|[3-9][0-9]{2}))?[2-9][0-9]{6,7}(?:[0-9]{1,4})?")

# Wider than the checks on purpose: a mistyped number is still somebody's. Groups are tried in this order.
_IN_TEXT = re.compile(
    r"(?P<CITIZEN_ID>(?<![0-9])[1-9][0-9]{5}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9Xx](?![0-9]))"
    r"|(?P<BANK_CARD>(?<![0-9])(?:[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,3})?|[0-9]{15,})(?![0-9]))"
    r"|(?P<MOBILE>(?<![0-9])(?:\+?86[ -]?|0086[ -]?|0)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9]))"
    r"|(?P<LANDLINE>(?<![0-9])[(]?0(?:10|2[0-9]|[3-9][0-9]{2})[)]?[ -]?[2-9][0-9]{6,7}(?![0-9])"
    r"|(?:(?<=电话)|(?<=电话:)|(?<=电话: )|(?<=电话是)|(?<=电话为))[2-9][0-9]{6,7}(?![0-9]))"
)
# What a handler may need (a plate of the car that blocks the gate) and the public must not see. Province, letter, five or six (new energy).
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = rf"[{_PROVINCE}][A-HJ-NP-Z][ ·•.]?(?:[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳]|[0-9]{{5}}[DF]|[DF][A-HJ-NP-Z0-9][0-9]{{4}})(?![A-Z0-9])"
_SURNAME = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭郎鲁韦马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝安常"
    "乐于时傅齐康伍余元顾孟黄穆萧尹姚邵汪祁毛禹狄米贝明臧戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万支柯管卢莫"
    "房解应宗丁宣邓洪包左石崔龚程邢裴陆荣翁荀羊曲家封靳段富焦巴牧山谷车侯全班仰秋仲伊宫宁仇甘厉武符刘景詹龙叶白蒲卓池乔闻翟谭姬申冉边燕尚温庄晏柴瞿阎连习艾向古易慎戈廖"
)
_TITLE = "女士|先生|小姐|阿姨|大爷|大妈|大娘|大叔|奶奶|爷爷|叔叔|老师|师傅|老板|某某?"
_PERSON = (
    rf"(?:[{_SURNAME}][\u4e00-\u9fff]{{0,2}}(?:{_TITLE})|(?:业主|住户|户主|租户|房东|邻居|叫|姓名|名叫)(?:是|叫|为|[:：])?[{_SURNAME}][\u4e00-\u9fff]{{1,2}})"
)
_NUMBER = "[0-9一二三四五六七八九十百零]{1,6}"  # bounded: a text of nothing but digits must not take long
_HOUSE = (
    rf"(?:{_NUMBER}(?:号楼|栋|幢|座|单元|号院)){{1,3}}(?:{_NUMBER}(?:单元|层|楼))*(?:{_NUMBER}(?:室|号|户)?)?"
    r"|(?<![0-9-])[0-9]{1,3}(?:-[0-9]{1,4}){1,2}(?![0-9-])(?:室|号|户)?|(?<![0-9])[0-9]{3,4}室"
)
_FOR_THE_PUBLIC = re.compile(
    rf"(?P<PLATE>(?i:{_PLATE}))|(?P<HOUSEHOLD>(?:{_HOUSE})[^。！？!?\n]{{0,6}}?{_PERSON}|{_PERSON}[^。！？!?\n]{{0,6}}?(?:{_HOUSE}))"
)
_COMPOUND_SURNAMES = frozenset(re.findall("..", "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐宇文长孙司徒夏侯独孤南宫呼延端木"))
_AREA = re.compile(r"^.{0,24}?(?:街道办事处|街道|苏木|镇|乡)|^.{0,12}(?:区|县|旗|市)")


class BadIdentifier(ValueError):
    """A number that cannot be right. The sentence says how to cure it and never repeats the number."""


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int
    kind: Personal


@dataclass(frozen=True, slots=True)
class CitizenId:
    """What GB 11643 says of a number. `region`: county code at the first registration; a hint, as counties come and go."""

    birth_on: date
    region: str


def half_width(text: str) -> str:
    """Full-width letters, digits and blanks made half-width, character for character (positions stay)."""
    return text.translate(_HALF_WIDTH)


_NARROW = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))} | {0x3000: 0x20, 0xA0: 0x20}


def narrow(text: str) -> str:
    """Digits, letters and blanks made half-width; brackets and commas of Chinese texts stay as written."""
    return text.translate(_NARROW)


def compact(value: str) -> str:
    """A number as it is compared: half-width, upper case, without blanks, hyphens and brackets."""
    return _BREAKS.sub("", half_width(value)).upper()


def phone_number(value: str) -> str:
    """The number as it is compared and dialled: 13900000000 or 04711234567. Raises BadIdentifier."""
    digits = compact(value).removeprefix("+")
    for prefix in ("0086", "86"):
        if _MOBILE.fullmatch(digits.removeprefix(prefix)):
            digits = digits.removeprefix(prefix)
    if not _MOBILE.fullmatch(digits) and not _LANDLINE.fullmatch(digits):
        raise BadIdentifier(_("电话号码不对：手机号为 11 位数字，座机请写区号加号码，如 0471-1234567。"))
    return digits


def mobile_number(value: str) -> str:
    """A number that can receive a text message. Raises BadIdentifier."""
    digits = phone_number(value)
    if not _MOBILE.fullmatch(digits):
        raise BadIdentifier(_("座机收不到短信，请填 11 位手机号；没有手机的，凭编号和查询码查，或打电话、到窗口。"))
    return digits


def citizen_id(value: str) -> CitizenId:
    """身份证号 (GB 11643): province, date of birth and check character; whether a county existed is not asked. Raises BadIdentifier."""
    number = compact(value)
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        raise BadIdentifier(_("身份证号应为 18 位：17 位数字加一位数字或 X。"))
    if _CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11] != number[17]:
        raise BadIdentifier(_("身份证号校验位不符，请逐位核对。"))
    try:
        birth_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadIdentifier(_("身份证号里的出生日期不存在，请核对第 7 至 14 位。")) from None
    if number[:2] not in _PROVINCES | _RESIDENT_FOREIGNERS:
        raise BadIdentifier(_("身份证号前两位不是任何省份的代码，请核对。"))
    return CitizenId(birth_on, number[:6])


def credit_code(value: str) -> str:
    """统一社会信用代码 (GB 32100), as it is compared. Raises BadIdentifier."""
    number = compact(value)
    try:
        return str(uscc.validate(number))
    except ValidationError:
        raise BadIdentifier(_("统一社会信用代码不对：应为 18 位，不含 I、O、S、V、Z，末位为校验码。")) from None


def mask_name(name: str) -> str:
    """孙阿姨 → 孙**; the length of longer names stays hidden."""
    name = name.strip()
    kept = 2 if name[:2] in _COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:kept] + "*" * min(2, max(1, len(name) - kept)) if name else ""


def mask_phone(phone: str) -> str:
    """13900000000 → 139****0000; a landline keeps its area code and two digits."""
    digits = compact(phone)
    if len(digits) < 7:
        return "****" if digits else ""
    if digits.startswith("0"):
        return f"{digits[:3 if digits[1] in '12' else 4]}****{digits[-2:]}"
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"****{digits[-2:]}"


def mask_id_number(number: str) -> str:
    """The division and the last two characters stay."""
    number = compact(number)
    return f"{number[:6]}**********{number[-2:]}" if len(number) >= 15 else "****" if number else ""


def mask_card(number: str) -> str:
    number = compact(number)
    return f"****{number[-4:]}" if len(number) >= 12 else "****" if number else ""


def mask_address(address: str) -> str:
    """Down to the street or town; the rest is hidden."""
    address = address.strip()
    area = _AREA.match(address)
    return (mask_text(area.group()) if area else "") + "****" if address else ""


def mask_field(field: str, value: str) -> str:
    """The masked form of one vault field."""
    if not value.strip():
        return ""
    masks = {
        Field.NAME: mask_name, Field.PHONE: mask_phone, Field.ID_NUMBER: mask_id_number, Field.ADDRESS: mask_address,
    }
    mask = masks.get(Field(field))
    return mask(value) if mask else "****"


def mask_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """Every field of the vault, masked; absent ones empty."""
    return {field.value: mask_field(field, fields.get(field.value, "")) for field in Field}


def find_personal(text: str) -> list[Span]:
    """Phones, id numbers and bank cards in free text, in order, not overlapping. Names are not recognised."""
    flat = half_width(text)
    return [Span(match.start(), match.end(), Personal(match.lastgroup or "")) for match in _IN_TEXT.finditer(flat)]


def find_sensitive(text: str) -> list[Span]:
    """`find_personal`, and what points at people without being their number: car plates, a house number beside a name.

    For warnings, for what becomes public and for erasure. Handlers go on seeing plates: they may be what the matter is about.
    """
    flat = half_width(text)
    found = find_personal(text)
    others = (Span(match.start(), match.end(), Personal(match.lastgroup or "")) for match in _FOR_THE_PUBLIC.finditer(flat))
    found += [span for span in others if not any(span.start < one.end and one.start < span.end for one in found)]
    return sorted(found, key=lambda span: span.start)


_SHOWN = {
    Personal.MOBILE: mask_phone, Personal.LANDLINE: mask_phone, Personal.CITIZEN_ID: mask_id_number, Personal.BANK_CARD: mask_card,
}


def mask_text(text: str) -> str:
    """Free text with its personal numbers masked: for titles, lists, index and export. Safe to repeat."""
    while spans := find_personal(text):
        text = _replaced(text, spans, blank=False)
    return text


def without_personal(text: str) -> str:
    """Free text with its personal numbers cut out whole: for the search index, so that no part of them can be looked up."""
    while spans := find_personal(text):
        text = _replaced(text, spans, blank=True)
    return text


HIDDEN = "＊＊"


def mask_public(text: str) -> str:
    """Free text for the public: what `find_sensitive` finds is hidden whole, no digit of it left. Safe to repeat."""
    return _cut(text, lambda _span, _piece: HIDDEN)


def strip_sensitive(text: str) -> str:
    """Free text without what `find_sensitive` finds: "删去这些", at the writer's own wish. Beside a name the house number stays: it is the place."""
    return re.sub(r"[ \t]{2,}", " ", _cut(text, _without_name)).strip()


def _without_name(span: Span, piece: str) -> str:
    left = re.sub(_PERSON, "", piece) if span.kind is Personal.HOUSEHOLD else ""
    return left if left != piece else ""


def _cut(text: str, instead: Callable[[Span, str], str]) -> str:
    while spans := find_sensitive(text):
        for span in reversed(spans):
            text = text[: span.start] + instead(span, text[span.start : span.end]) + text[span.end :]
    return text


def _replaced(text: str, spans: list[Span], *, blank: bool) -> str:
    parts, end = [], 0
    for span in spans:
        parts += [text[end:span.start], " * " if blank else _SHOWN[span.kind](text[span.start:span.end])]
        end = span.end
    return "".join([*parts, text[end:]])
