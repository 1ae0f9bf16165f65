"""A register without outlines from the file to the rows: one bad line, and nothing is written."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.exchange.reading import read_table
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places.actions import load_register
from shaoxiang.places.models import Community, District, Grid, StreetUnit
from shaoxiang.places.queries import place_book
from shaoxiang.places.queries.registers import REGISTER, register_rows
from shaoxiang.places.rules.registers import RegisterRow
from shaoxiang.places.vocabulary import PlaceLevel
from tests import people
from tests.sheets import tried, xlsx_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
TODAY = timezone.localdate()
GOOD = ("社区表（示例）\n代码,名称,上级代码,生效日期,英文名称,种类,别称\n"
        f"150102991990,海棠社区,150102991000,{TODAY.year}年{TODAY.month}月{TODAY.day}日,Haitang,社区,老海棠；海棠里\n１５０１０２９９１９９１,杏花村,,,,村,\n")
BAD = "代码,名称,生效日期,种类\n150102991990,海棠社区,2026-13-41,\n15010299199,,,\n150102999001,远方社区,,\n150102991992,榆树社区,,街区\n"


@pytest.fixture(autouse=True)
def new_street(district):
    """Made by a change of division; nothing lies in it yet."""
    above = District.objects.get()
    return StreetUnit.objects.create(code="150102991", name="榆林镇", name_en="Yulin Town", kind="TOWNSHIP", district=above, valid_from=TODAY)


@pytest.fixture
def administrator():
    return people.actor("CONFIG_ADMIN")


def table(text):
    """What could be read, and every line that could not."""
    return register_rows(read_table(BytesIO(text.encode()), REGISTER), PlaceLevel.COMMUNITY)


def test_what_people_really_have_is_read_and_begins_without_an_outline(administrator):
    now, known = timezone.now(), Entry.objects.filter(kind="places.loaded").count()
    rows, errors = table(GOOD)
    assert errors == []
    trial = load_register("community", rows, actor=administrator, at=now, dry_run=True)
    assert (trial.added, trial.flaws, trial.written) == (["150102991990", "150102991991"], [], False)
    assert not Community.objects.filter(code="150102991990").exists()
    assert load_register("community", rows, actor=administrator, at=now, dry_run=False).written
    row = Community.objects.get(code="150102991990")
    assert (row.name, row.name_en, row.aliases, row.geometry, row.street.code, row.valid_from.isoformat()) == (
        "海棠社区", "Haitang", ["老海棠", "海棠里"], None, "150102991", TODAY.isoformat())
    assert Community.objects.get(code="150102991991").kind == "VILLAGE"
    assert place_book().community_by_code("150102991990").id == row.pk
    assert Entry.objects.filter(kind="places.loaded").count() == known + 1
    again = load_register("community", rows, actor=administrator, at=now, dry_run=False)
    assert (again.added, again.changed, again.unchanged) == ([], [], 2)
    assert Entry.objects.filter(kind="places.loaded").count() == known + 1


def test_one_bad_line_and_nothing_is_written(administrator):
    rows, errors = table(BAD)
    assert [(error.line, error.column) for error in errors] == [(2, "生效日期")]
    report = load_register("community", [*table(GOOD)[0], *rows], actor=administrator, at=timezone.now(), dry_run=False)
    assert {flaw.column for flaw in report.flaws} == {"code", "name", "parent", "kind"}
    assert (report.written, report.added) == (False, [])
    assert not Community.objects.filter(code__startswith="15010299199").exists()


def test_grids_come_the_same_way(administrator):
    now = timezone.now()
    assert load_register("community", [RegisterRow(2, "150102991001", "榆林村")], actor=administrator, at=now, dry_run=False).written
    grid = [RegisterRow(2, "150102991001001", "第1网格", households=120)]
    assert load_register("grid", grid, actor=administrator, at=now, dry_run=False).written
    assert Grid.objects.get(code="150102991001001").households == 120


def test_who_may():
    with pytest.raises(PermissionDenied):
        load_register("community", table(GOOD)[0], actor=people.actor("STREET_DESK", street=people.HOME), at=timezone.now(), dry_run=True)


def test_the_page_tells_every_bad_line_and_then_imports(administrator):
    client, address = seated(administrator), reverse("places:load_register")
    shown = tried(client, address, BAD.encode(), "a.csv", level="community")
    assert shown.status_code == 422
    for words in ("什么也没有写", "不是日期", "不是 12 位", "没有上级", "不认识"):
        assert words in shown.content.decode()
    again = tried(client, address, xlsx_of(*[line.split(",") for line in GOOD.splitlines()]), level="community")
    assert "新增 2，修改 0，没有变 0" in again.content.decode()
    done = client.post(address, {"step": "enter", "digest": again.context["held"].digest}, follow=True)
    assert "新增的还没有边界" in done.content.decode()
    assert Community.objects.filter(code="150102991990", geometry__isnull=True).exists()


def test_the_command_reads_a_register_too(tmp_path, capsys):
    file = tmp_path / "communities.csv"
    file.write_text(BAD)
    with pytest.raises(CommandError):
        call_command("load_places", file=file, level="community")
    file.write_text(GOOD)
    call_command("load_places", file=file, level="community")
    assert Community.objects.filter(code="150102991990").exists()
