import io
import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_district")]
POINT = "111.70,40.84"  # 呼伦路街道 西苑社区


def said(*args):
    out = io.StringIO()
    call_command(*args, stdout=out)
    return json.loads(out.getvalue())


def test_facts_are_printed_as_json():
    found = said("facts", "--json")
    assert (found["duty_items"], found["grids"], found["grids_all"], found["transferred_officers"]) == (94, 335, 411, 41)
    assert found["institutions_per_unit"]["保合少镇"] == 3


@pytest.mark.parametrize(("code", "mode", "lead"), [
    ("0102", "GRID", "西苑社区居委会"), ("0511", "STATIONED", "呼伦路派出所"), ("0202", "STREET_OFFICE", "城市管理办公室"),
    ("0401", "ON_WHISTLE", "区住建局应急服务队一队"),
])
def test_route_names_the_owner_and_says_why(code, mode, lead):
    found = said("route", "--type", code, "--at", POINT, "--json")
    assert (found["mode"], found["lead"]["office"], found["gap"]) == (mode, lead, False)
    assert any("《街道职责清单》" in sentence for sentence in found["ground"])


def test_before_the_lists_the_same_question_is_a_duty_gap():
    found = said("route", "--type", "0202", "--at", POINT, "--on", "2023-07-01", "--json")
    assert not found["gap"]
    before = said("route", "--type", "0202", "--at", "111.66,40.84", "--on", "2019-06-01", "--json")
    assert before["gap"] or before["mode"] == "DISTRICT_DESK"
    assert before["lead"]["unit"] == "区综合指挥中心"


def test_a_point_outside_the_district_goes_to_the_district_desk():
    found = said("route", "--type", "0202", "--at", "111.0,40.0", "--json")
    assert (found["mode"], found["ground_codes"]) == ("DISTRICT_DESK", ["NO_PLACE"])


@pytest.mark.parametrize(("args", "says"), [
    (("--type", "7777", "--at", POINT), "没有代码为 7777"), (("--type", "0202", "--at", "here"), "看不懂的点"),
    (("--type", "0202", "--at", "411,40"), "经度在前"), (("--type", "0202", "--at", POINT, "--on", "someday"), "看不懂的日期"),
])
def test_bad_input_says_how_to_cure_it(args, says):
    with pytest.raises(CommandError, match=says):
        call_command("route", *args)


def test_an_unknown_profile_is_named():
    with pytest.raises(CommandError, match="没有名为 nowhere 的配置"):
        call_command("seed", "--profile", "nowhere", "--no-cases")


def test_seeding_is_complete_only_at_its_very_end():
    from shaoxiang.institutions.models import Installation

    assert Installation.objects.get().seeded_at is None  # the module's fixture loads the district without its month
    call_command("seed", "--no-cases", stdout=io.StringIO())
    first = Installation.objects.get().seeded_at
    assert first is not None
    call_command("seed", "--cases", "3", "--days", "3", stdout=io.StringIO())
    assert Installation.objects.get().seeded_at == first
