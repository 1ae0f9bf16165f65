"""The four forms: their columns, empty copies to fill in, and reading them back (XLSX or CSV) with the row each line stood in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.places.vocabulary import CommunityKind, GridKind, GridLevel, StreetKind

YES, NO = "是", "否"
DISTRICT, GRID = "区", "网格"


@dataclass(frozen=True, slots=True)
class Column:
    """`choices`: the words allowed, `many`: several of them parted by 、 or a comma."""

    name: str
    heading: str
    required: bool = False
    choices: tuple[str, ...] = ()
    many: bool = False
    length: int = 60


def labels(*vocabularies: type[Vocabulary]) -> tuple[str, ...]:
    return tuple(member.label for vocabulary in vocabularies for member in vocabulary)


FORMS: dict[str, tuple[Column, ...]] = {
    "places": (
        Column("kind", "级别", True, (DISTRICT, *labels(StreetKind, CommunityKind), GRID)),
        Column("code", "代码", True, length=15),
        Column("name", "名称", True),
        Column("parent", "上级代码", length=15),
        Column("level", "网格层级", choices=labels(GridLevel)),
        Column("special", "网格种类", choices=labels(GridKind)),
    ),
    "bodies": (
        Column("code", "代码", True, length=40),
        Column("name", "名称", True, length=80),
        Column("short_name", "简称", length=20),
        Column("kind", "种类", True, labels(BodyKind)),
        Column("parent", "上级机构代码", length=40),
        Column("unit", "所属单位代码", length=40),
        Column("street", "镇街代码", length=15),
        Column("community", "社区代码", length=15),
        Column("phone", "对外电话", length=30),
    ),
    "posts": (
        Column("code", "代码", True),
        Column("body", "机构代码", True, length=40),
        Column("title", "岗位名称", True),
        Column("roles", "角色", choices=labels(Role), many=True, length=400),
        Column("is_leader", "领导职务", choices=(YES, NO)),
        Column("answers", "责任人", choices=(YES, NO)),
        Column("community", "社区代码", length=15),
        Column("grids", "负责网格代码", many=True, length=2000),
    ),
    "people": (
        Column("name", "姓名", True, length=40),
        Column("work_phone", "办公电话", length=30),
        Column("post", "岗位代码", True),
        Column("username", "账号"),
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    form: str
    line: int  # as the spreadsheet counts: the headings are line 1
    cells: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def words(self, name: str) -> list[str]:
        return [word.strip() for word in self[name].replace("，", "、").replace(",", "、").split("、") if word.strip()]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong in which cell. `text` is a msgid with places for `facts`."""

    form: str
    line: int
    column: str
    text: str
    facts: dict[str, str]


def write_empty(folder: Path) -> list[Path]:
    """Empty forms with headings, and lists to choose from."""
    import xlsxwriter

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for form, columns in FORMS.items():
        path = folder / f"{form}.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet, bold, text = book.add_worksheet(form), book.add_format({"bold": True}), book.add_format({"num_format": "@"})
            words = book.add_worksheet("可填的词")
            for at, column in enumerate(columns):
                sheet.set_column(at, at, 18, text)  # text, or 0150102 loses its first nought
                sheet.write(0, at, column.heading + (" *" if column.required else ""), bold)
                words.write_column(0, at, [column.heading, *column.choices])
                if column.choices and not column.many:
                    letter = chr(ord("A") + at)
                    source = f"='可填的词'!${letter}$2:${letter}${len(column.choices) + 1}"
                    sheet.data_validation(1, at, 5000, at, {"validate": "list", "source": source})
            sheet.freeze_panes(1, 0)
        written.append(path)
    return written


def read(folder: Path) -> tuple[dict[str, list[Row]], list[Trouble]]:
    """Every form of the folder. An absent one is empty; troubles are of shape only (headings, required, words, length)."""
    rows: dict[str, list[Row]] = {}
    troubles: list[Trouble] = []
    for form, columns in FORMS.items():
        rows[form] = []
        table = list(_table(folder, form))
        if not table:
            continue
        headings = [cell.removesuffix("*").strip() for cell in table[0]]
        known = {column.heading: column for column in columns}
        strange = [cell for cell in headings if cell and cell not in known]
        troubles += [Trouble(form, 1, cell, _("没有“%(value)s”这一列：请用 --forms 生成的表。"), {"value": cell}) for cell in strange]
        missing = [column for column in columns if column.required and column.heading not in headings]
        troubles += [Trouble(form, 1, column.heading, _("缺少这一列：请用 --forms 生成的表。"), {}) for column in missing]
        for line, cells in enumerate(table[1:], start=2):
            if any(cells):
                named = {known[heading].name: cell for heading, cell in zip(headings, cells, strict=False) if heading in known}
                row = Row(form, line, named)
                rows[form].append(row)
                troubles += _shape(row, columns)
    return rows, troubles


def _shape(row: Row, columns: tuple[Column, ...]) -> Iterator[Trouble]:
    for column in columns:
        value = row[column.name]
        if column.required and not value:
            yield Trouble(row.form, row.line, column.heading, _("这一格必须填。"), {})
        if len(value) > column.length:
            yield Trouble(row.form, row.line, column.heading, _("太长：最多 %(length)s 个字。"), {"length": str(column.length)})
        for word in row.words(column.name) if column.many else [value]:
            if column.choices and word and word not in column.choices:
                text = _("没有“%(value)s”这个词：请从“可填的词”里选。")
                yield Trouble(row.form, row.line, column.heading, text, {"value": word})


def _table(folder: Path, form: str) -> Iterator[list[str]]:
    """Rows of text. CSV as UTF-8 or, as Chinese spreadsheets write it, GB 18030."""
    if (path := folder / f"{form}.xlsx").exists():
        import python_calamine

        sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        for cells in sheet.to_python(skip_empty_area=False):
            yield [_text(cell) for cell in cells]
    elif (path := folder / f"{form}.csv").exists():
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("gb18030")
        for row in csv.reader(io.StringIO(text)):
            yield [cell.strip() for cell in row]


def _text(cell: object) -> str:
    """A number typed into a text cell keeps its figures: 150102 and not 150102.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
