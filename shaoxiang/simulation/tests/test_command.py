"""`shaoxiang simulate`, as it is typed."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from shaoxiang.config.management.commands.simulate import aligned
from shaoxiang.simulation.queries.wording import Table
from shaoxiang.simulation.tests.lately import live
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
CHANGE = [{"do": "station", "department": "DEP07", "street": people.HOME, "people": 10}]


def simulate(*options: str, **more) -> str:
    out = io.StringIO()
    call_command("simulate", "--days", "30", "--replications", "2", *options, stdout=out, **more)
    return out.getvalue()


@pytest.fixture
def change(tmp_path):
    file = tmp_path / "change.json"
    file.write_text(json.dumps(CHANGE), encoding="utf-8")
    return str(file)


def test_tables_in_chinese_and_in_english(change, monkeypatch):
    live()
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "【改动前后】" in simulate("--change", change)
    assert "不是预报" in simulate()
    assert "Before and after the change" in simulate("--change", change, "--lang", "en")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert "not a forecast" in simulate()


def test_json_is_exact_and_the_same_every_time(change):
    live()
    first, second = simulate("--json", "--change", change), simulate("--json", "--change", change)
    assert first == second
    data = json.loads(first)
    assert data["changes"] == CHANGE
    assert data["plan"] == {"days": 30, "replications": 2, "seed": 7}
    calls = data["figures"]["all"][""]["calls"]
    assert calls["base"]["mean"] == calls["changed"]["mean"], "the same calls meet both"
    assert simulate("--json", "--seed", "8") != simulate("--json")


def test_pictures_and_a_page_are_written(change, tmp_path):
    live()
    simulate("--change", change, "--picture", str(tmp_path / "a.svg"), "--html", str(tmp_path / "a.html"))
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<svg")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "<script" not in page
    simulate("--picture", str(tmp_path / "a.png"))
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("options", "words"), [
    (("--days", "0"), "--days lies between 1 and 365"), (("--profile", "elsewhere"), "shaoxiang prepare"), (("--change", "/nowhere.json"), "Cannot read"),
    (("--picture", "a.gif"), "ends in .svg or .png"), (("--picture", "/nowhere/a.svg"), "Cannot write"),
])
def test_what_cannot_be_done_is_said_in_both_languages(options, words):
    live(1)
    with pytest.raises(CommandError, match=words.replace(".", r"\.")) as caught:
        simulate(*options)
    assert any("一" <= each <= "鿿" for each in str(caught.value))


def test_a_wrong_change_file_names_line_and_field_in_both_languages(tmp_path):
    live(1)
    file = tmp_path / "wrong.json"
    file.write_text('[\n  {"do": "station", "department": "DEP07", "street": "150102001", "people": "ten"}\n]', encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        simulate("--change", str(file))
    assert "第 2 行，people" in str(caught.value)
    assert "Line 2, people: people is a whole number" in str(caught.value)


def test_without_events_it_says_what_to_do():
    with pytest.raises(CommandError, match="nothing to simulate"):
        simulate()


def test_the_check_prints_and_gives_json():
    live(5)
    assert "模型和记录" in simulate("--validate", "--lang", "zh")
    assert json.loads(simulate("--validate", "--json"))["whistles"] is False


def test_columns_stand_under_one_another_where_a_character_is_as_wide_as_two():
    lines = aligned(Table("表", ("名", "数"), (("应急哨", "5"), ("ab", "123")))).splitlines()
    assert lines == ["【表】", "名       数", "─" * 11, "应急哨    5", "ab      123"]
