"""Every register from a spreadsheet, through its real page: files broken in many ways say what to cure and write nothing; odd ones are read all the same."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.db.models import Count
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.determinations.queries.naming import unit_duties
from shaoxiang.institutions.models import Assignment, Body, Post
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.sheets.actions import MOST_BYTES
from shaoxiang.kernel.sheets.models import HeldSheet, KnownColumns
from shaoxiang.staffing.models import QuotaHolding
from tests import people
from tests.sheets import REGISTERS, STREET, csv_of, decided, entered, told, tried, xlsx_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(params=sorted(REGISTERS))
def register(request):
    return REGISTERS[request.param]


@pytest.fixture
def client(register):
    assert register.url, "what the sheet belongs to is there before anything is tried"
    return seated(register.sender())


def line(register):
    """The good line, with what must be looked for first: a post nobody sits in yet, a duty nobody carries, a street nobody locked."""
    found = {"determinations:naming_import": {"岗位代码": lambda: duty()[1], "职责编号": lambda: duty()[0]}, "staffing:locks": {"单位": unlocked},
             "staffing:candidates": {"姓名": on_a_quota}, "grids:people_import": {"网格代码": grid}, "institutions:deputies_import": {"谁来代": colleague},
             "determinations:part_import": {"机构": lambda: Body.objects.get(code=f"{STREET}-C").name}}.get(register.address, {"岗位代码": free_post})
    return [found[name]() if value == "" and name in found else value for name, value in register.row.items()]


def duty() -> tuple[str, str]:
    """A duty of the street, and a post of its office that does not carry it."""
    pages = unit_duties(Body.objects.get(code=STREET), timezone.localdate())
    return next((row.item.code, post.code) for page in pages for row in page.rows for post in page.posts
                if (post.pk, row.item.list_kind, row.item.code) not in page.shares)


def unlocked() -> str:
    """A street nobody has locked yet."""
    return Body.objects.get_or_create(code="S150102099", defaults={"name": "示例街道办事处", "kind": "STREET_OFFICE", "valid_from": date(2020, 1, 1)})[0].code


def grid() -> str:
    return people.point_in(people.HOME)[2]


def on_a_quota() -> str:
    """Somebody on a quota whose name nobody else there has."""
    found = QuotaHolding.objects.filter(valid_to=None).values("person__name").annotate(n=Count("pk")).filter(n=1).order_by("person__name").first()
    return found["person__name"]


def colleague() -> str:
    """Who sits beside the head of the office; elsewhere in the district somebody may be called the same."""
    return Assignment.objects.get(post__code=f"{STREET}-C:HANDLER", valid_to=None).person.name


def free_post() -> str:
    office = Body.objects.get(code=f"{STREET}-C")
    return Post.objects.get_or_create(code=f"{office.code}:91", defaults={"body": office, "title": "示例岗位", "valid_from": date(2020, 1, 1)})[0].code


def given(register):
    return {**register.given, **(decided() if register.address.startswith("institutions") else {})}


def post(client, register, content, name="示例.xlsx"):
    return tried(client, register.url, content, name, **given(register))


# --- broken -------------------------------------------------------------------------------------------------------------


def locked():
    """The shell of a workbook with a password."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def letter():
    """A Word file: an archive too, but no workbook."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return file.getvalue()


def instead(register, **values):
    """The good line with other values in some columns."""
    return [values.get(name, value) for name, value in zip(register.head, line(register), strict=True)]


def first_needed(register):
    return next(name for name in register.head if name not in ("人员编号",))


BROKEN = {  # what is wrong -> the file of a register, a piece of what is said, a piece of the cure
    "a picture": (lambda one: b"\x89PNG\r\n\x1a\n\x81\xff\xff", "损坏了", "另存一次"),
    "a picture named csv": (lambda one: b"\x89PNG\r\n\x1a\n\x81\xff\xff", "读不出来", "XLSX"),
    "a Word file": (lambda one: letter(), "损坏了", "另存一次"),
    "cut in half": (lambda one: (whole := xlsx_of(one.head, line(one)))[: len(whole) // 2], "损坏了", "另存一次"),
    "a password": (lambda one: locked(), "密码", "取消密码"),
    "empty": (lambda one: b" ", "空的", "有内容"),
    "no lines": (lambda one: xlsx_of(one.head), "表头下面没有内容", "每行写一项"),
    "other columns altogether": (lambda one: xlsx_of(["甲"], [1]), "没有找到表头", "表样"),
    "too large": (lambda one: b"x" * (MOST_BYTES + 1), "太大了", "拆成几份"),
    "50,000 lines": (lambda one: csv_of(one.head, *[["x"]] * 50_000), "50000 行", "拆成几份"),
    "a formula that failed": (lambda one: xlsx_of(one.head, [("=Sheet9!A1", "#REF!") if name == first_needed(one) else value
                                                             for name, value in zip(one.head, line(one), strict=True)]), "#REF!", "写好的文字"),
    "a failed formula kept as text": (lambda one: xlsx_of(one.head, instead(one, **{one.head[1]: "#N/A"})), "公式出错了", "写好的文字"),
    "no such day": (lambda one: xlsx_of(one.head, instead(one, **{one.day: "2026-02-30"})), "不是日期", "2026-03-02"),
    "words for a day": (lambda one: xlsx_of(one.head, instead(one, **{one.day: "明年"})), "不是日期", "2026-03-02"),
    "a number for a day": (lambda one: xlsx_of(one.head, instead(one, **{one.day: 46_083})), "不是日期", "2026-03-02"),
    "an obligatory cell left empty": (lambda one: xlsx_of(one.head, instead(one, **{one.head[1]: "", one.head[0]: ""})), "", ""),
    "the same line twice": (lambda one: xlsx_of(one.head, line(one), line(one)), "", "一行"),
    "truth and numbers in every cell": (lambda one: xlsx_of(one.head, [True, 3.25, 7, False, -1, 0.5, True, 9, 1e12, False, 2][: len(one.head)]), "", ""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_writes_nothing_and_says_what_where_and_the_cure(client, register, name):
    make, what, cure = BROKEN[name]
    if not register.day and "day" in name:
        pytest.skip("it has no column of days")
    before = Entry.objects.count()
    answer = post(client, register, make(register), "示例.csv" if "csv" in name or "large" in name or "50,000" in name or name == "empty" else "示例.xlsx")
    assert answer.status_code == 422, answer.content.decode()[:2000]
    says = told(answer)
    assert says, "it says what is wrong"
    assert (what in says[0], cure in "".join(says)) == (True, True), says
    assert "什么也没有写" in answer.content.decode()
    assert 'name="digest"' not in answer.content.decode()
    assert not HeldSheet.objects.exists()
    assert Entry.objects.count() == before


def test_one_bad_line_among_good_ones_is_told_with_line_and_column_and_keeps_all_out(client, register):
    before = Entry.objects.count()
    column, value, says = register.wrong
    bad = instead(register, **{column or register.day: value})
    answer = post(client, register, xlsx_of(["示例区一览表"], register.head, line(register), bad))
    assert answer.status_code == 422
    assert any(f"第 4 行“{column or register.day}”：{says}" in words for words in told(answer)), told(answer)
    assert Entry.objects.count() == before


def test_two_sheets_with_the_heading_are_refused_where_the_sheet_becomes_law_of_the_house(client, register):
    answer = post(client, register, xlsx_of(register.head, line(register), second=[register.head, line(register)]))
    strict = register.address == "empowerment:sheet"
    assert (answer.status_code == 422) == strict
    assert not strict or "两张工作表" in told(answer)[0]


# --- odd, and read all the same -------------------------------------------------------------------------------------------


def wide(value):
    """Digits and letters full-width, as some input methods write them."""
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isascii() and letter.isalnum() else letter for letter in value) if isinstance(value, str) else value


def day_forms(register):
    year, month, day = dict(zip(register.head, line(register), strict=True))[register.day].split("-")
    return [f"{year}/{int(month)}/{int(day)}", f"{year}.{month}.{day}", f"{year}年{int(month)}月{int(day)}日", wide(f"{year}年{month}月{day}日"),
            f"{year}{month}{day}", f"{year}-{month}-{day} 00:00:00", date(int(year), int(month), int(day))]


ODD = {
    "titles above and a merged first line": lambda one: xlsx_of(["示例区一览表"] + [""] * (len(one.head) - 1), [], ["填表单位：示例"], one.head, line(one),
                                                                merged=[(0, 0, 0, len(one.head) - 1)]),
    "a heading that stands twice": lambda one: xlsx_of(one.head, one.head, line(one)),
    "stars, blanks and remarks in the heading": lambda one: xlsx_of([f" * {name}（必填）" for name in one.head], line(one)),
    "full-width digits": lambda one: xlsx_of(one.head, [wide(value) for value in line(one)]),
    "blanks around and lines between": lambda one: xlsx_of(one.head, [], [f" {value}　" for value in line(one)], [], []),
    "an empty sheet before": lambda one: xlsx_of(["说明"], second=[one.head, line(one)]),
    "a hidden sheet before": lambda one: xlsx_of(one.head, line(one), hidden=[one.head, ["坏"] * len(one.head)]),
    "text with the mark of UTF-8": lambda one: csv_of(one.head, line(one)),
    "text as GBK": lambda one: csv_of(one.head, line(one), code="gb18030"),
    "text as UTF-16 with tabs": lambda one: csv_of(one.head, line(one), code="utf-16", mark="\t"),
    "text with semicolons": lambda one: csv_of(one.head, line(one), mark=";"),
    **{f"day number {turn}": (lambda one, turn=turn: xlsx_of(one.head, instead(one, **{one.day: day_forms(one)[turn]}))) for turn in range(7)},
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_is_read_and_tried_and_nothing_is_written_yet(client, register, name):
    if not register.day and "day" in name:
        pytest.skip("it has no column of days")
    before = Entry.objects.count()
    answer = post(client, register, ODD[name](register), "示例.csv" if name.startswith("text") else "示例.xlsx")
    assert answer.status_code == 200, told(answer)
    assert (answer.context["taken"].lines, len(answer.context["taken"].made)) == (1, 1)
    assert Entry.objects.count() == before


# --- tried, then written ---------------------------------------------------------------------------------------------------


def test_what_was_tried_is_what_is_written_once_and_by_whom_it_was_tried(client, register):
    before = Entry.objects.count()
    answer = post(client, register, xlsx_of(register.head, line(register)))
    held = answer.context["held"]
    assert client.post(register.url, {"step": "enter", "digest": "0" * 64}).status_code == 422
    other = seated(people.actor("STAFFING_OFFICE", skip=1))
    assert other.post(register.url, {"step": "enter", "digest": held.digest}).status_code in (403, 404, 422)
    assert Entry.objects.count() == before
    assert entered(client, register.url, answer).status_code == 302
    kept = HeldSheet.objects.get(pk=held.pk)
    assert (kept.rows, kept.table, kept.given, kept.lines) == (None, None, {}, 1), "the lines are not kept any longer"
    fact = Entry.objects.get(kind="sheets.entered").facts
    assert (fact["digest"], fact["lines"]) == (held.digest, 1)
    assert Entry.objects.count() > before + 1, "the act has its own entry"
    assert client.post(register.url, {"step": "enter", "digest": held.digest}).status_code == 422
    assert "示例.xlsx" in client.get(register.url).content.decode()


def test_what_was_tried_more_than_an_hour_ago_is_not_written(client, register):
    answer = post(client, register, xlsx_of(register.head, line(register)))
    HeldSheet.objects.update(at=answer.context["held"].at - timedelta(hours=1, minutes=1))
    late = entered(client, register.url, answer)
    assert late.status_code == 422
    assert "请重新选择表格再试一遍" in late.content.decode()
    assert not Entry.objects.filter(kind="sheets.entered").exists()


def test_columns_with_other_names_are_told_once_and_remembered_for_the_office(client, register):
    names = [f"第{number}栏" for number in range(len(register.head))]
    content = xlsx_of(["示例表"], names, line(register))
    asked = post(client, register, content)
    assert asked.status_code == 200
    form = asked.context["form"]
    known = {one.shown: one.field for one in form.headings} | {label: one.field for one in form.headings for label in map(str, one.labels)}
    places = {f"place_{known[name]}": str(number) for number, name in enumerate(register.head)}
    nothing = client.post(register.url, {"step": "columns"})
    assert nothing.status_code == 422
    assert "请说明它是哪一列" in nothing.content.decode()
    answer = client.post(register.url, {"step": "columns", **places})
    assert (answer.status_code, answer.context["taken"].lines) == (200, 1), told(answer)
    assert entered(client, register.url, answer).status_code == 302
    remembered = KnownColumns.objects.get()
    assert remembered.labels == {name.removeprefix("place_"): names[int(place)] for name, place in places.items()}
    again = post(client, register, xlsx_of(["又一张"], names, line(register)))
    assert "照你们科室上次的对法" in again.content.decode()
    assert {bound.name: bound.value() for bound, _fixed in again.context["form"].pairs() if bound.value()} == places


def test_columns_that_were_not_read_are_said(client, register):
    answer = post(client, register, xlsx_of([*register.head, "多出来的一栏"], [*line(register), "什么"]))
    assert answer.context["unread"] == ["多出来的一栏"]
    assert "多出来的一栏" in answer.content.decode()
    assert client.get(f"{register.url}?columns=1").status_code == 200


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_blank_sheet_has_every_column(client, register, form):
    answer = client.get(f"{register.url}blank/{form}/")
    page = post(client, register, b"".join(answer.streaming_content), f"表样.{form}")
    assert "没有找到表头" not in page.content.decode()
    assert not page.context.get("unread") or page.context["unread"] == ["事项"]
    assert client.get(f"{register.url}blank/pdf/").status_code == 404


def test_only_those_who_keep_the_register_come_in(register):
    """403, or 404 where the row the register belongs to is not theirs to see."""
    stranger = seated(people.actor("GRID_WORKER"))
    answers = [stranger.get(register.url), stranger.get(f"{register.url}blank/csv/"), stranger.post(register.url, {"step": "enter", "digest": "x"})]
    assert {answer.status_code for answer in answers} in ({403}, {404})


def test_no_register_comes_in_past_these_tests():
    """Every address of the one page is among the registers tried here."""
    assert set(_names(get_resolver(), "")) == {register.address for register in REGISTERS.values()}


def _names(resolver, space):
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _names(one, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern) and getattr(one.callback, "sheet_page", False):
            yield f"{space}{one.name}"
