"""Lists out, in constant memory however long they are. What is masked on the page is masked by the caller's getters here too."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import IO, Any, Literal

import xlsxwriter
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

Format = Literal["csv", "xlsx"]
CHUNK = 64 * 1024
ROWS_AT_ONCE = 1000
SHEET_ROWS = 1_000_000  # Excel's own limit is 1,048,576
CELL_LENGTH = 32_000
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_FORMULA = re.compile(r"^[\s\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and where its value comes from: a function of the row, or the path of an attribute."""

    label: str
    getter: Callable[[Any], Any] | str

    def reader(self) -> Callable[[Any], Any]:
        return attrgetter(self.getter) if isinstance(self.getter, str) else self.getter


def export(columns: Sequence[Column], rows: Iterable[Any], fmt: Format, name: str) -> StreamingHttpResponse:
    """The rows as a download called `name`. A queryset is read in portions; give it ordered and filtered as on the page."""
    if isinstance(rows, QuerySet):
        rows = rows.iterator(chunk_size=ROWS_AT_ONCE)
    body = _csv(columns, rows) if fmt == "csv" else _xlsx(columns, rows)
    response = StreamingHttpResponse(body, content_type=MEDIA_TYPES[fmt])
    response["Content-Disposition"] = content_disposition_header(True, f"{_plain(name)}.{fmt}") or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _csv(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    """UTF-8 with the mark Excel needs, CRLF, RFC 4180."""
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow([harmless(str(column.label)) for column in columns])
    readers = [column.reader() for column in columns]
    for row in rows:
        writer.writerow([_csv_cell(read(row)) for read in readers])
        if text.tell() >= CHUNK:
            yield text.getvalue().encode("utf-8", "replace")
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode("utf-8", "replace")


def _xlsx(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    """Written row by row to a temporary file, then handed out: a workbook's parts cannot be sent before they are whole."""
    with tempfile.TemporaryFile() as file:
        _write_book(file, columns, rows)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _write_book(file: IO[bytes], columns: Sequence[Column], rows: Iterable[Any]) -> None:
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    heading = book.add_format({"bold": True, "bottom": 1})
    formats: dict[type, Any] = {date: book.add_format({"num_format": "yyyy-mm-dd"}), datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"})}
    readers = [column.reader() for column in columns]
    sheet, line = None, SHEET_ROWS
    for row in rows:
        if sheet is None or line >= SHEET_ROWS:
            sheet, line = _sheet(book, columns, heading), 1
        for place, read in enumerate(readers):
            _xlsx_cell(sheet, line, place, read(row), formats)
        line += 1
    if sheet is None:
        _sheet(book, columns, heading)
    book.close()


def _sheet(book: Any, columns: Sequence[Column], heading: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 18)
        sheet.write_string(0, place, str(column.label), heading)
    return sheet


def _xlsx_cell(sheet: Any, line: int, place: int, value: Any, formats: dict[type, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(line, place, _yes_or_no(value))
    elif isinstance(value, (int, float, Decimal)) and -(10**15) < value < 10**15:  # longer ones would lose digits
        sheet.write_number(line, place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, _here(value).replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, formats[date])
    else:
        sheet.write_string(line, place, _plain(str(value))[:CELL_LENGTH])  # a string cell is never read as a formula


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _yes_or_no(value)
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    if isinstance(value, datetime):
        return f"{_here(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return harmless(_plain(str(value)))


def harmless(text: str) -> str:
    """A text a spreadsheet would run as a formula gets an apostrophe before it; plain numbers stay."""
    return "'" + text if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _plain(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _here(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _yes_or_no(value: bool) -> str:
    return _("是") if value else _("否")
