"""Spreadsheets in, as people make them: titles above the heading, merged cells, full-width digits, GBK."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO, TypeVar

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from shaoxiang.kernel.exchange.formulas import ARCHIVE, FAILED_TEXT, NOT_RECKONED, OLD_BOOK, Cells, spoilt_cells
from shaoxiang.kernel.identity.rules import half_width, narrow
from shaoxiang.kernel.text.unseen import without_unseen

T = TypeVar("T")
MAX_ROWS = 100_000
MAX_UNPACKED = 300 * 1024**2
MAX_COLUMNS = 16_384  # of a sheet, by the format
HEADING_WITHIN = 20  # lines from the top in which the heading is looked for
_DASHES = re.compile("[-－—–‑‐−]+")
_CODE = re.compile(f"[A-Za-z0-9]+(?:{_DASHES.pattern}[A-Za-z0-9]+)+")
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # what a workbook with a password is wrapped in
_DAY = re.compile(r"([0-9]{4})[-/.年 ]+([0-9]{1,2})[-/.月 ]+([0-9]{1,2}) ?日?(?:[ T].*)?")
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


class RowError(ValueError):
    """What is wrong in which line (1 is the first of the sheet, 0 the file) and column, and how to cure it. `others`: found at the same time."""

    def __init__(self, line: int, column: str, what: str, cure: str, others: Sequence[RowError] = ()) -> None:
        self.line, self.column, self.what, self.cure, self.others = line, column, what, cure, tuple(others)
        sentence = _("第 %(line)s 行“%(column)s”：%(what)s%(cure)s") if line else _("文件：%(what)s%(cure)s")
        super().__init__(sentence % {"line": line, "column": column, "what": what, "cure": cure})

    @property
    def every(self) -> list[RowError]:
        """This one and those found with it."""
        return [self, *self.others]


class NoHeading(RowError):
    """A table, but no line of it holds the columns looked for: its reader may say which column is which (`columns.table_of`)."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column looked for: the field it fills, and every label it may carry, best first."""

    field: str
    labels: Sequence[str]
    required: bool = True

    @property
    def shown(self) -> str:
        return str(self.labels[0])


@dataclass(frozen=True, slots=True)
class Row:
    """One line of data. Texts are trimmed, digits half-width, dates ISO; absent columns read as empty."""

    line: int
    values: dict[str, str]
    shown: dict[str, str] = field(default_factory=dict, repr=False)

    def text(self, name: str, *, needed: bool = False) -> str:
        value = self.values.get(name, "")
        if needed and not value:
            raise self.error(name, _("没有填写。"), _("请补填后重新导入。"))
        return value

    def number(self, name: str) -> Decimal | None:
        value = self.values.get(name, "").replace(",", "").replace("，", "")
        if not value:
            return None
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise self.error(name, _("不是数字。"), _("请只写数字，如 12 或 3.5。"))
        return number

    def day(self, name: str) -> date | None:
        value = self.values.get(name, "")
        if not value:
            return None
        parts = _DAY.fullmatch(value) or _DIGITS.fullmatch(value)
        try:
            return date(*map(int, parts.groups())) if parts else _refuse()
        except ValueError:
            raise self.error(name, _("不是日期。"), _("请写成 2026-03-02 的样子。")) from None

    def error(self, name: str, what: str, cure: str) -> RowError:
        return RowError(self.line, self.shown.get(name, name), what, cure)


@dataclass(frozen=True, slots=True)
class Reading:
    """`rows`: under the heading; `unread`: labels of the heading that are none of the columns looked for."""

    rows: list[Row]
    unread: list[str]


def read_table(file: BinaryIO, headings: Sequence[Heading], *, strict: bool = False, name: str = "") -> Iterator[Row]:
    """The rows of `read_sheet`."""
    return iter(read_sheet(file, headings, strict=strict, name=name).rows)


def read_sheet(file: BinaryIO, headings: Sequence[Heading], *, strict: bool = False, name: str = "") -> Reading:
    """The lines under the heading that holds all required labels, of the first sheet that has one; empty lines are passed by.

    `strict`: two sheets with the heading are refused (for what becomes law of the house). `name`: of the file, which tells a damaged workbook from a text.
    Raises NoHeading, RowError for a file that is no table, lacks a column or is too long, and for every cell read whose formula failed or was never reckoned.
    """
    file.seek(0)
    content = whole(file.read(), name)
    nearest: list[str] = [heading.shown for heading in headings if heading.required]
    found: Reading | None = None
    for lines in _sheets(content):
        places, start, lacking = _heading(lines, headings)
        if lacking:
            nearest = min(nearest, lacking, key=len)
        elif found is not None:
            raise RowError(0, "", _("有两张工作表都有表头，不知道以哪一张为准。"), _("请只留一张，或删去另一张的表头。"))
        else:
            unread = [label for place, label in enumerate(lines[start - 1]) if label and place not in places.values()]
            found = Reading(list(_rows(lines[start:], start, places, headings)), list(dict.fromkeys(unread)))
            if not strict:
                break
    if found is None:
        raise NoHeading(0, "", _("没有找到表头，缺少列：%(columns)s。") % {"columns": "、".join(nearest)}, _("请用系统给出的表样，或把列名改成一致后重试。"))
    check_spoilt(found.rows)
    return found


def check_spoilt(rows: Iterable[Row]) -> None:
    """Raises RowError where a formula failed or was never reckoned, with all such cells."""
    if spoilt := [error for row in rows for name, value in row.values.items() if (error := _spoilt(row, name, value)) is not None]:
        raise RowError(spoilt[0].line, spoilt[0].column, spoilt[0].what, spoilt[0].cure, spoilt[1:])


def _spoilt(row: Row, name: str, value: str) -> RowError | None:
    """A cell whose formula gave an error (#REF! …) or nothing yet: read as words it would be wrong, or silently empty."""
    if value == NOT_RECKONED:
        return row.error(name, _("是公式，还没有算出结果。"), _("请用表格软件打开，存一次再导入；或把公式改成写好的文字。"))
    if FAILED_TEXT.fullmatch(value):
        return row.error(name, _("公式出错了：%(what)s。") % {"what": value}, _("请把公式改成写好的文字，再导入。"))
    return None


def each(rows: Iterable[Row], make: Callable[[Row], T]) -> tuple[list[T], list[RowError]]:
    """Everything `make` could make, and every line it could not, so that all errors are told at once."""
    made, errors = [], []
    for row in rows:
        try:
            made.append(make(row))
        except RowError as error:
            errors.append(error)
    return made, errors


def whole(content: bytes, name: str) -> bytes:
    """The content; a workbook by its name that does not begin as one is damaged, not a text to be guessed at."""
    if content.strip() and name.lower().endswith((".xlsx", ".xls", ".xlsm", ".et")) and not content.startswith((ARCHIVE, OLD_BOOK)):
        raise _damaged()
    return content


def _sheets(content: bytes) -> Iterator[list[list[str]]]:
    if content.startswith((ARCHIVE, OLD_BOOK)):
        yield from _book(content)
    elif content.strip():
        yield _csv(content)
    else:
        raise RowError(0, "", _("内容是空的。"), _("请选择有内容的表格。"))


def _csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    top = text[:4000].splitlines() or [""]
    delimiter = max(",\t;", key=lambda mark: max(line.count(mark) for line in top))
    try:
        lines = [[_cell(value) for value in line] for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error:
        raise _unreadable() from None
    return _not_too_long(lines)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codes: tuple[str, ...] = ("utf-16",)
    else:
        codes = ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _book(content: bytes) -> Iterator[list[list[str]]]:
    if content.startswith(OLD_BOOK) and _LOCKED in content:
        raise RowError(0, "", _("有打开密码，读不出来。"), _("请在表格软件里取消密码，另存后再导入。"))
    try:
        if content.startswith(ARCHIVE):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                    raise _too_long()
        book, spoilt = CalamineWorkbook.from_filelike(io.BytesIO(content)), spoilt_cells(content)
        shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        for name in shown or book.sheet_names:  # what its maker hid is not what he sends
            yield _sheet(book.get_sheet_by_name(name), spoilt.get(name, {}))
    except (CalamineError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise _damaged() from None
    if not book.sheet_names:
        raise _damaged()


def _sheet(sheet: Any, spoilt: Cells) -> list[list[str]]:
    if sheet.total_height > MAX_ROWS + HEADING_WITHIN:
        raise _too_long()
    lines = [[_cell(value) for value in line] for line in sheet.to_python(skip_empty_area=False)]
    for (number, place), what in sorted(spoilt.items()):
        if number <= MAX_ROWS + HEADING_WITHIN and place < MAX_COLUMNS:
            lines.extend([] for _line in range(number + 1 - len(lines)))
            lines[number].extend("" for _cell_before in range(place + 1 - len(lines[number])))
            lines[number][place] = what
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in lines[top : bottom + 1]:
            for place in range(left, min(right + 1, len(row))):
                row[place] = lines[top][left]
    return lines


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, (date, time, timedelta)):
        return value.isoformat() if not isinstance(value, timedelta) else str(value)
    return plain_dashes(narrow(without_unseen(str(value))).strip())


def plain_dashes(value: str) -> str:
    """A code as an input method in full width writes it: Ｄ－Ｃ０１, D—C01 are D-C01. Sentences keep their dashes."""
    return _DASHES.sub("-", value) if _CODE.fullmatch(value) else value


def _heading(lines: list[list[str]], headings: Sequence[Heading]) -> tuple[dict[str, int], int, list[str]]:
    """Where each field stands, the first line of data, and the required columns not found (of the line that came nearest)."""
    best: tuple[dict[str, int], int, list[str]] = ({}, 0, [heading.shown for heading in headings if heading.required])
    most = 0
    for number, line in enumerate(lines[:HEADING_WITHIN], start=1):
        labels = {same_label(value): place for place, value in reversed(list(enumerate(line))) if value}
        places = {}
        for heading in headings:
            place = next((labels[same_label(label)] for label in heading.labels if same_label(label) in labels), None)
            if place is not None:
                places[heading.field] = place
        if len(places) > most:
            most = len(places)
            best = places, number, [heading.shown for heading in headings if heading.required and heading.field not in places]
    return best


def same_label(value: str) -> str:
    """Headings are compared without blanks, stars and remarks in brackets: “* 电话（必填）” is 电话."""
    return re.sub(r"[\s*:]+", "", re.sub(r"\(.*?\)", "", half_width(str(value))))


def _rows(lines: list[list[str]], start: int, places: dict[str, int], headings: Sequence[Heading]) -> Iterator[Row]:
    shown = {heading.field: heading.shown for heading in headings}
    for line, values in enumerate(lines, start=start + 1):
        row = {name: values[place] if place < len(values) else "" for name, place in places.items()}
        if any(row.values()) and not all(same_label(value) in _labels(headings, name) for name, value in row.items() if value):
            yield Row(line, row, shown)


def _labels(headings: Sequence[Heading], name: str) -> set[str]:
    return {same_label(label) for heading in headings if heading.field == name for label in heading.labels}


def _not_too_long(lines: list[list[str]]) -> list[list[str]]:
    if len(lines) > MAX_ROWS + HEADING_WITHIN:
        raise _too_long()
    return lines


def _too_long() -> RowError:
    return RowError(0, "", _("内容太多（最多 %(rows)s 行）。") % {"rows": MAX_ROWS}, _("请拆成几份导入。"))


def _damaged() -> RowError:
    return RowError(0, "", _("损坏了，读不出来。"), _("请在表格软件里打开、另存一次再导入；打不开的，请原来的人重新发一份。"))


def _unreadable() -> RowError:
    return RowError(0, "", _("读不出来。"), _("请另存为 XLSX，或 UTF-8、GBK 编码的 CSV。"))


def _refuse() -> date:
    raise ValueError
