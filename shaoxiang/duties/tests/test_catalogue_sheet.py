"""The dispatch catalogue as a sheet: every line by the act of its page, A1 asked of each."""

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.duties.actions.catalogue_sheet import import_catalogue
from shaoxiang.duties.models import DispatchCatalogueEntry, EventType, SettingChange
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.catalogue_sheet import HEADINGS, lines_of
from shaoxiang.duties.tests.test_catalogue import ADMIN, office, role, write  # noqa: F401
from shaoxiang.duties.tests.test_versions import LONG_AGO, NOON, STRANGER, TODAY, first, street  # noqa: F401
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.exchange.reading import Row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first")]


@pytest.fixture
def water():
    return Body.objects.create(code="W", kind="PUBLIC_UTILITY", name="供水公司", short_name="供水", valid_from=LONG_AGO)


def brought(*lines, actor=ADMIN):
    shown = {one.field: one.shown for one in HEADINGS}
    rows = [Row(number + 2, {"street": "", "cooperating": "", "ends": "", **line}, shown) for number, line in enumerate(lines)]
    return import_catalogue(rows, actor=actor, at=NOON)


def test_lines_are_written_changed_and_ended(water, street):  # noqa: F811
    line = {"type": "0111", "lead": "供水", "cooperating": "平安建设办公室", "reference": "纪要 XT20260101-0001", "street": "示例街道"}
    assert [one.act for one in brought(line).made] == ["新加"]
    entry = DispatchCatalogueEntry.objects.get()
    assert (entry.lead, entry.street, list(entry.cooperating.values_list("pk", flat=True))) == (water, street, [office()])
    assert duty_book(TODAY).catalogue["0111", street.pk].lead_id == water.pk
    assert not brought(line).made
    assert not brought(*lines_of(TODAY)).made, "the register as it goes out comes in as what stands"
    assert [one.act for one in brought({**line, "cooperating": ""}).made] == ["修改"]
    assert [one.act for one in brought({**line, "ends": "是", "reference": "另有分工 XT20260101-0001"}).made] == ["结束"]
    assert not DispatchCatalogueEntry.objects.exists()
    said = ["纪要 XT20260101-0001", "纪要 XT20260101-0001", "另有分工 XT20260101-0001"]
    assert list(SettingChange.objects.order_by("pk").values_list("why", flat=True)) == said


@pytest.mark.usefixtures("water")
def test_what_no_list_gives_a_street_is_refused_on_its_line(role, street):  # noqa: F811
    role("COOPERATIVE")
    taken = brought(
        {"type": "0111", "lead": "供水", "reference": "纪要 XT20260101-0001"}, {"type": "0111", "lead": "S1", "reference": "随便写", "street": street.code})
    assert [(error.line, error.column) for error in taken.errors] == [(3, "主责单位")]
    assert "先改职责清单" in str(taken.errors[0])


@pytest.mark.usefixtures("water")
@pytest.mark.parametrize(("cells", "words"), [
    ({"type": "111"}, "没有 111 这一类"), ({"lead": "供气公司"}, "是不是：供水公司"), ({"street": "别的街道"}, "没有“别的街道”"),
    ({"reference": ""}, "没有填写"), ({"cooperating": "没有的单位"}, "没有“没有的单位”"), ({"ends": "是"}, "派单目录里没有这一条"),
])
def test_a_wrong_cell_is_told(cells, words):
    assert words in str(brought({"type": "0111", "lead": "供水", "reference": "纪要 XT20260101-0001", **cells}).errors[0])


def test_offices_of_one_name_are_told_apart_by_the_street_of_the_line(street):  # noqa: F811
    other = Body.objects.create(code="S2", kind="STREET_OFFICE", name="另一街道办事处", valid_from=LONG_AGO)
    Body.objects.create(code="S2-1", kind="INTERNAL_OFFICE", name="平安建设办公室", parent=other, unit=other, valid_from=LONG_AGO)
    here = Body.objects.get(code="S1-1")
    line = {"type": "0111", "lead": "平安建设办公室", "reference": "纪要 XT20260101-0001"}
    assert "不止一个" in str(brought(line).errors[0])
    assert brought({**line, "street": "示例街道"}).made[0].cells.lead_id == here.pk


def test_twice_the_same_and_a_stranger_are_refused(water):
    line = {"type": "0111", "lead": water.code, "reference": "纪要 XT20260101-0001"}
    assert "重复" in str(brought(line, {**line, "lead": "W"}).errors[0])
    with pytest.raises(PermissionDenied):
        brought(line, actor=STRANGER)


def test_a_type_that_is_no_more_has_no_line(water):
    EventType.objects.update(valid_to=TODAY)
    assert brought({"type": "0111", "lead": water.code, "reference": "纪要 XT20260101-0001"}).errors
