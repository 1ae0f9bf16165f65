"""执法片区 as versions: set, ended, imported; who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.opinions.queries.places import units_of_district
from shaoxiang.places.actions import end_area, set_area
from shaoxiang.places.models import Community, EnforcementArea, StreetUnit
from shaoxiang.places.queries.areas import areas_on
from shaoxiang.places.rules.areas import AreaGiven, AreaRefused
from tests import people
from tests.hearing import heard
from tests.sheets import csv_of, entered, told, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
AT = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)


def asked(code, at=AT):
    """Every street of the district was heard on the area."""
    return heard(units_of_district(), f"示例：{EnforcementArea.objects.get(code=code, valid_to=None).name}调整", at=at)


@pytest.fixture
def east() -> AreaGiven:
    return AreaGiven("PQ01", "东风片区", [StreetUnit.objects.get(code=people.HOME).pk], TODAY, document="示例〔2026〕4号", heard_number=asked("PQ01"))


def test_a_new_version_ends_the_one_before_on_its_day(east):
    row = set_area(east, actor=people.actor("CONFIG_ADMIN"), at=AT)
    before = EnforcementArea.objects.filter(code="PQ01").order_by("-valid_from")[1]
    assert (before.valid_to, row.valid_from, row.valid_to) == (TODAY, TODAY, None)
    assert len(areas_on(date(2026, 11, 1))["PQ01"].streets) == 3
    assert areas_on(TODAY)["PQ01"].streets == frozenset(east.streets)
    assert Entry.objects.get(kind="places.area_set").facts["before"] == before.pk


def test_only_whoever_loads_places_draws_areas(east):
    for stranger in (people.actor("STREET_DESK", street=people.HOME), people.actor("STAFFING_OFFICE")):
        with pytest.raises(PermissionDenied):
            set_area(east, actor=stranger, at=AT)
        with pytest.raises(PermissionDenied):
            end_area("PQ01", since=TODAY, actor=stranger, at=AT)
    assert not Entry.objects.filter(kind="places.area_set").exists()


def test_the_past_of_an_area_is_not_redrawn(east):
    early = AreaGiven(east.code, east.name, east.streets, date(2020, 1, 1), document="示例")
    with pytest.raises(AreaRefused, match="过去的划分不改"):
        set_area(early, actor=people.actor("CONFIG_ADMIN"), at=AT)


def test_a_community_makes_its_street_a_part(east):
    one = Community.objects.filter(street__code=people.HOME, valid_to=None).first()
    part = AreaGiven(east.code, east.name, east.streets, TODAY, communities=[one.pk], document=east.document, heard_number=east.heard_number)
    set_area(part, actor=people.actor("CONFIG_ADMIN"), at=AT)
    area = areas_on(TODAY)["PQ01"]
    assert (area.whole, area.parts) == (frozenset(), {one.street_id: frozenset({one.pk})})
    assert area.covers(one.street_id)
    assert not area.covers(one.street_id, one.pk + 10_000)


def test_an_import_changes_only_what_differs():
    same = EnforcementArea.objects.get(code="PQ02", valid_to=None)
    client, head = seated(people.actor("CONFIG_ADMIN")), ["片区代码", "片区名称", "镇街代码", "社区代码", "生效日期", "决定文件", "征求街道意见的编号"]
    streets, communities = ("；".join(rows.values_list("code", flat=True)) for rows in (same.streets, same.communities))
    held = ["PQ02", same.name, streets, communities, "2026-12-01", "示例", ""]
    number = asked("PQ01", at=timezone.now())
    lines = [["PQ01", "示例片区", people.HOME, "", "2026-12-01", "示例〔2026〕4号", number], held,
             ["PQ05", "示例新片区", people.NEXT, "", "2026-12-01", "示例", ""]]
    answer = tried(client, "/places/areas/import/", csv_of(head, *lines), "areas.csv")
    assert [(one.given.code, one.new) for one in answer.context["taken"].made] == [("PQ01", False), ("PQ05", True)], told(answer)
    assert not EnforcementArea.objects.filter(code="PQ05").exists()
    assert entered(client, "/places/areas/import/", answer).status_code == 302
    assert EnforcementArea.objects.filter(code="PQ05", valid_to=None).count() == 1
    assert EnforcementArea.objects.get(code="PQ02", valid_to=None).pk == same.pk
    wrong = tried(client, "/places/areas/import/", csv_of(head, ["PQ07", "示例片区", "999", "没有的社区", "2026-12-01", "", ""]), "areas.csv")
    assert "没有这个镇街代码：999" in told(wrong)[0]
    assert "没有这个社区：没有的社区" in told(wrong)[1]


def test_pages_show_areas_of_a_day_and_their_history():
    client = seated(people.actor("STREET_DESK", street=people.HOME))
    assert "呼伦路街道" in client.get("/places/areas/").content.decode()
    assert "呼伦路街道" not in client.get("/places/areas/?on=2021-01-01").content.decode()
    assert "现在" in client.get("/places/areas/PQ01/").content.decode()
    assert client.get("/places/areas/NONE/").status_code == 404
    assert client.get("/places/areas/new/").status_code == 403


def test_a_form_makes_the_next_version():
    client = seated(people.actor("CONFIG_ADMIN"))
    keys = list(StreetUnit.objects.filter(code__in=[people.HOME, people.NEXT]).values_list("pk", flat=True))
    given = {"name": "东风片区", "streets": keys, "communities": "", "since": "2026-12-05", "document": "示例〔2026〕4号"}
    unheard = client.post("/places/areas/PQ01/change/", given)
    assert (unheard.status_code, "理由不能代替" in unheard.content.decode()) == (422, True)
    given["heard_number"] = asked("PQ01", at=timezone.now())
    assert client.post("/places/areas/PQ01/change/", given).status_code == 302
    assert EnforcementArea.objects.get(code="PQ01", valid_to=None).valid_from == date(2026, 12, 5)
    refused = client.post("/places/areas/PQ01/change/", {**given, "communities": "没有的社区"})
    assert (refused.status_code, "没有这个社区" in refused.content.decode()) == (422, True)


def test_a_station_is_not_taken_from_streets_unheard_nor_in_the_past_nor_on_a_spoken_word(east):
    config = people.actor("CONFIG_ADMIN")
    for change, field in (
        ({"heard_number": ""}, "heard_number"), ({"heard_number": asked("PQ02")}, "heard_number"), ({"document": "口头"}, "document"),
        ({"since": TODAY - timedelta(days=1)}, "since"), ({"since": date(2206, 1, 1)}, "since"),
    ):
        with pytest.raises(AreaRefused) as refused:
            set_area(replace(east, **change), actor=config, at=AT)
        assert refused.value.field == field, change
    for more, field in (({}, "heard_number"), ({"since": TODAY - timedelta(days=1)}, "since")):
        with pytest.raises(AreaRefused) as refused:
            end_area("PQ01", **{"since": TODAY, "actor": config, "at": AT, **more})
        assert refused.value.field == field
    assert EnforcementArea.objects.filter(code="PQ01", valid_to=None).count() == 1
    assert not Entry.objects.filter(kind__startswith="places.area").exists()
