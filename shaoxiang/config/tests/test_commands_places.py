import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.geo import convert
from shaoxiang.places.actions import load_district_places
from shaoxiang.places.models import Grid
from shaoxiang.places.tests.conftest import NOON

INSIDE = "111.633421,40.874039"  # first row of the 1,233 points


@pytest.fixture
def xincheng(db):
    load_district_places("xincheng", actor=SYSTEM, at=NOON)


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_locate_answers_codes_and_names(xincheng):
    answer = json.loads(run("locate", INSIDE, "--json"))
    assert {key: answer[key] for key in ("grid", "community", "street", "border")} == {
        "grid": "150102001001001", "community": "150102001001", "street": "150102001", "border": False,
    }
    assert answer["names"]["street"] == "海拉尔东路街道"


def test_locate_understands_other_systems_and_the_other_order(xincheng):
    for crs in ("gcj02", "bd09", "cgcs2000"):
        lon, lat = convert(111.633421, 40.874039, "wgs84", crs)
        assert json.loads(run("locate", f"{lon},{lat}", "--crs", crs, "--json"))["grid"] == "150102001001001"
    swapped = json.loads(run("locate", "40.874039,111.633421", "--json"))
    assert (swapped["grid"], swapped["swapped"]) == ("150102001001001", True)


def test_locate_outside_is_null_and_a_sentence(xincheng):
    answer = json.loads(run("locate", "116.4,39.9", "--json"))
    assert (answer["grid"], answer["street"], answer["border"]) == (None, None, False)
    assert "不在本区" in answer["sentence"]


def test_locate_on_a_border_names_both(xincheng):
    answer = json.loads(run("locate", "111.642364,40.846989", "--json"))
    assert answer["border"]
    assert len({candidate["grid"] for candidate in answer["candidates"]}) >= 2


def test_locate_before_the_reform_finds_nothing(xincheng):
    assert json.loads(run("locate", INSIDE, "--on", "2019-01-01", "--json"))["grid"] is None


@pytest.mark.parametrize("words", [["12"], ["x,y"], ["500,40"], [INSIDE, "--crs", "mars"], [INSIDE, "--on", "yesterday"]])
def test_bad_input_ends_with_2_and_a_cure(words, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["shaoxiang", "locate", *words])
    from django.core.management import execute_from_command_line

    with pytest.raises(SystemExit) as end:
        execute_from_command_line(["shaoxiang", "locate", *words])
    assert end.value.code == 2
    assert capsys.readouterr().err.strip()


def test_load_places_says_what_it_did(db):
    reports = json.loads(run("load_places", "--profile", "xincheng", "--json"))["reports"]
    assert [report["added"] for report in reports] == [1, 13, 90, 411]
    assert "未变 411" in run("load_places", "--dry-run")


def test_a_flawed_file_is_not_written_and_ends_with_1(xincheng, tmp_path):
    file = tmp_path / "grids.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "1"}}]}))
    with pytest.raises(CommandError) as end:
        run("load_places", "--file", str(file), "--level", "grid")
    assert end.value.returncode == 1
    assert Grid.objects.count() == 411


@pytest.mark.parametrize("content", [b"\xff\xfe", b"{", b"[]"])
def test_an_unreadable_file_ends_with_2(db, tmp_path, content):
    file = tmp_path / "x.geojson"
    file.write_bytes(content)
    with pytest.raises(CommandError) as end:
        run("load_places", "--file", str(file))
    assert end.value.returncode == 2
    with pytest.raises(CommandError, match="路径"):
        run("load_places", "--file", str(tmp_path / "missing"))
