"""What personal numbers look like, how they are checked and how they are shown. No value ever stands in an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
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


def _replaced(text: str, spans: list[Span], *, blank: bool) -> str:
    parts, end = [], 0
    for span in spans:
        parts += [text[end:span.start], " * " if blank else _SHOWN[span.kind](text[span.start:span.end])]
        end = span.end
    return "".join([*parts, text[end:]])
