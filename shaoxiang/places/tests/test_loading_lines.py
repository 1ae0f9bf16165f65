"""What is wrong with a register is said with its line, its column and its cure, all at once; nothing is written until it is clean."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shaoxiang.places.actions import load_geojson
from shaoxiang.places.forms import LoadForm
from shaoxiang.places.models import Community, PlaceChange
from shaoxiang.places.tests.shapes import collection, feature, square

pytestmark = pytest.mark.django_db


def test_every_bad_feature_has_its_line_column_and_cure(small_district, administrator, noon):
    data = collection(
        feature("990101001001", "甲一社区", square(0)), feature("", "没代码", square(1)), feature("12", "短代码", square(1)),
        feature("990101001003", "", square(1)), feature("990101001001", "又来一遍", square(0)), feature("990101001004", "怪种类", square(1), kind="CITY"),
        feature("990101009001", "没有镇街", square(9)), feature("990101001005", "压住别人", square(0)),
    )
    before = PlaceChange.objects.count()
    report = load_geojson("community", data, actor=administrator, at=noon)
    found = {(line.line, line.column, line.kind) for line in report.lines()}
    assert {(2, "code", "NO_CODE"), (3, "code", "BAD_CODE"), (4, "name", "NO_NAME"), (5, "code", "DUPLICATE"), (6, "kind", "BAD_VALUE"),
            (7, "street", "ORPHAN")} <= found
    assert any(line == 1 and kind == "OVERLAP" for line, _column, kind in found)
    assert all(line.cure for line in report.lines())
    assert not report.written
    assert PlaceChange.objects.count() == before
    assert not Community.objects.filter(code="990101001005").exists()


def test_a_table_tells_all_its_mistakes_at_once_and_keeps_its_lines():
    table = "代码,名称,镇街代码,边界\n990101001009,甲九社区,990101001,不是边界\n990101001010,甲十社区,990101001,也不是\n"
    form = LoadForm({"level": "community"}, {"file": SimpleUploadedFile("a.csv", table.encode())})
    assert not form.is_valid()
    assert [word in "".join(form.errors["file"]) for word in ("第 2 行", "第 3 行")] == [True, True]
    good = f'代码,名称,镇街代码,边界\n990101001009,甲九社区,990101001,"{square(1).wkt}"\n'
    form = LoadForm({"level": "community"}, {"file": SimpleUploadedFile("a.csv", good.encode())})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["file"]["features"][0]["properties"]["_line"] == 2
