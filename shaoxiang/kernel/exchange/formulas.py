"""Cells of a workbook whose formula failed or was never reckoned. Whoever reads the values alone sees them empty, and a list would lose words in silence."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from html import unescape

Cells = Mapping[tuple[int, int], str]  # (row, column), both from 0 -> what stands there

NOT_RECKONED = "\ue0ff="  # private use: no text of a sheet is like it
FAILED_TEXT = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|GETTING_DATA)|Err:[0-9]{3}")
ARCHIVE, OLD_BOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def spoilt_cells(content: bytes) -> dict[str, Cells]:
    """By the name of the sheet. What is no workbook, or cannot be followed, gives nothing: reading the values will say so."""
    try:
        if content.startswith(ARCHIVE):
            return dict(_new_book(content))
        if content.startswith(OLD_BOOK):
            return dict(_old_book(_workbook_stream(content)))
    except (KeyError, IndexError, ValueError, struct.error, zipfile.BadZipFile, zlib.error, NotImplementedError, OSError):
        return {}
    return {}


# --- XLSX: XML in an archive --------------------------------------------------------------------------------------------

_TAG = r"<(?:\w+:)?"
_SHEET = re.compile(rf"{_TAG}sheet\b([^>]*)>")
_RELATION = re.compile(rf"{_TAG}Relationship\b([^>]*)>")
_CELL = re.compile(rf"{_TAG}c\b([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA = re.compile(rf"{_TAG}f\b")
_VALUE = re.compile(rf"{_TAG}v\b[^>]*(?<!/)>([^<]*)<")
_WHOLE_LOAD = re.compile(r'\bfullCalcOnLoad="(?:1|true)"')  # its writer never reckoned: a program made it, and no spreadsheet has saved it since


def _new_book(content: bytes) -> Iterator[tuple[str, Cells]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        workbook = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        parts = {_attribute(found, "Id"): _attribute(found, "Target") for found in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels").decode())}
        for found in _SHEET.findall(workbook):
            part = parts.get(_attribute(found, r"\w+:id"), "")
            name = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
            if name.startswith("xl/worksheets/"):
                sheet = archive.read(name).decode("utf-8", "replace")
                yield _attribute(found, "name"), dict(_in_sheet(sheet, never_reckoned=bool(_WHOLE_LOAD.search(workbook))))


def _attribute(text: str, name: str) -> str:
    found = re.search(rf"""(?:^|\s){name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", text)
    return unescape(found.group(1) or found.group(2) or "") if found else ""


def _in_sheet(sheet: str, *, never_reckoned: bool) -> Iterator[tuple[tuple[int, int], str]]:
    for given, inside in _CELL.findall(sheet):
        kind, value = _attribute(given, "t"), _VALUE.search(inside)
        text = value.group(1).strip() if value else ""
        if kind == "e":
            yield _place(_attribute(given, "r")), text or "#N/A"
        elif kind != "str" and _FORMULA.search(inside) and (not text or (never_reckoned and text == "0")):
            yield _place(_attribute(given, "r")), NOT_RECKONED


def _place(reference: str) -> tuple[int, int]:
    """B12 -> (11, 1)."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters):]) - 1, column - 1


# --- XLS: records (BIFF) in a compound file ------------------------------------------------------------------------------

_BOF, _EOF, _SHEET_AT, _FORMULA_AT, _CONSTANT, _RECALC = 0x0809, 0x000A, 0x0085, 0x0006, 0x0205, 0x01C1
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_FREE, _LAST_SECTOR = 0xFFFFFFFF, 0xFFFFFFFA


def _workbook_stream(content: bytes) -> bytes:
    """The stream of records. Raises for what is no compound file, or runs in circles."""
    sector, mini = 1 << struct.unpack_from("<H", content, 30)[0], 1 << struct.unpack_from("<H", content, 32)[0]
    directory, _unused, threshold, mini_fat = struct.unpack_from("<IIII", content, 48)
    more, count = struct.unpack_from("<II", content, 68)

    def block(number: int) -> bytes:
        return content[(number + 1) * sector : (number + 2) * sector]

    def numbers(data: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    tables = list(struct.unpack_from("<109I", content, 76))
    while count and more < _LAST_SECTOR:
        chained = numbers(block(more))
        tables, more, count = tables + chained[:-1], chained[-1], count - 1
    fat = [number for table in tables if table < _LAST_SECTOR for number in numbers(block(table))]

    def chain(start: int, links: list[int]) -> Iterator[int]:
        for _turn in range(len(links) + 1):
            if start >= _LAST_SECTOR:
                return
            yield start
            start = links[start]
        raise ValueError("circle")

    def stream(start: int) -> bytes:
        return b"".join(block(number) for number in chain(start, fat))

    entries = stream(directory)
    root, found = b"", b""
    for begin in range(0, len(entries) - 127, 128):
        entry = entries[begin : begin + 128]
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
        root = entry if entry[66] == 5 else root
        found = entry if name in ("Workbook", "Book") and entry[66] == 2 else found
    start, size = struct.unpack_from("<II", found, 116)
    if size >= threshold:
        return stream(start)[:size]
    small, links = stream(struct.unpack_from("<I", root, 116)[0]), numbers(stream(mini_fat))
    return b"".join(small[number * mini : (number + 1) * mini] for number in chain(start, links))[:size]


def _records(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        yield kind, data[at + 4 : at + 4 + length]
        at += 4 + length


def _old_book(data: bytes) -> Iterator[tuple[str, Cells]]:
    sheets: list[tuple[int, str]] = []
    reckoned = False
    for kind, record in _records(data, 0):
        if kind == _SHEET_AT:
            wide = record[7] & 1
            sheets.append((struct.unpack_from("<I", record)[0], record[8 : 8 + record[6] * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1")))
        reckoned = reckoned or kind == _RECALC  # written by spreadsheets, which save what they have reckoned
        if kind == _EOF:
            break
    for at, name in sheets:
        yield name, dict(_in_substream(data, at, reckoned=reckoned))


def _in_substream(data: bytes, at: int, *, reckoned: bool) -> Iterator[tuple[tuple[int, int], str]]:
    depth = 0
    for kind, record in _records(data, at):
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        if kind == _CONSTANT and depth == 1 and record[7]:
            yield struct.unpack_from("<HH", record), _ERRORS.get(record[6], "#N/A")
        elif kind == _FORMULA_AT and depth == 1 and record[12:14] == b"\xff\xff":
            if record[6] == 2:
                yield struct.unpack_from("<HH", record), _ERRORS.get(record[8], "#N/A")
            elif record[6] == 3 and not reckoned:
                yield struct.unpack_from("<HH", record), NOT_RECKONED
