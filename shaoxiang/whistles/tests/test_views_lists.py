from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import reported
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.whistles import actions
from shaoxiang.whistles.forms.types import initial_of
from shaoxiang.whistles.models import WhistleSetting, WhistleType
from shaoxiang.whistles.queries import bands
from shaoxiang.whistles.rules import UnitAsked
from shaoxiang.whistles.tests import walks
from shaoxiang.whistles.tests.pages import text, typed
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
LIST = "/whistles/"


def numbers(page: str, *whistles) -> list[bool]:
    return [one.number in page for one in whistles]


@pytest.fixture
def two():
    """One whose unit is late and silent, one that has just gone out and is acknowledged."""
    now = timezone.now()
    late = walks.blown(at=now - timedelta(hours=3), units=(UnitAsked(walks.fire(), True),), known="示例：仓库冒烟")
    fresh = walks.blown(at=now - timedelta(minutes=1), turn=4, units=(UnitAsked(walks.housing(), True),), known="示例：井盖丢失")
    actions.acknowledge(fresh.number, walks.lead(fresh).pk, actor=walks.of_body(walks.housing()), at=now)
    return late, fresh


def test_the_filter_names_other_pages_link_to_choose_exactly(two):
    client = seated(walks.desk())
    fire_unit, housing_unit = book().unit_of(walks.fire()), book().unit_of(walks.housing())
    street = two[0].matter.street_id
    for query, expected in (
        ("", [True, True]), ("late=1", [True, False]), ("waiting=1", [True, False]), ("status=BLOWN", [True, True]), ("status=CLOSED", [False, False]),
        ("type=EMERGENCY", [True, True]), ("type=ROUTINE", [False, False]), (f"unit={fire_unit}", [True, False]), (f"unit={housing_unit}", [False, True]),
        (f"unit={housing_unit}&late=1", [False, False]), (f"unit={fire_unit}&late=1&waiting=1", [True, False]), (f"street={street}", [True, True]),
        (f"office={walks.housing()}", [False, True]), ("q=仓库", [True, False]), ("q=井盖丢失", [False, True]), ("by_community=1", [False, False]),
        ("running=1", [True, True]), ("opened_from=2099-01-01", [False, False]), ("unit=99999999999999999999", [True, True]),
    ):
        answer = client.get(f"{LIST}?{query}")
        assert answer.status_code == 200
        assert numbers(text(answer), *two) == expected, query


def test_a_stopped_clock_is_not_late(two):
    late = two[0]
    until = timezone.now() + timedelta(days=1)
    actions.suspend(late.number, actor=walks.desk(), at=timezone.now() - timedelta(hours=3, minutes=-1), reason="WEATHER", until=until, words="示例")
    assert numbers(text(seated(walks.desk()).get(f"{LIST}?late=1")), late) == [False]


def test_each_sees_his_own_rows_in_list_and_export(two):
    late, fresh = two
    for who, expected in (
        (walks.desk(), [True, True]), (walks.desk(people.NEXT), [False, False]), (walks.of_body(walks.fire()), [True, False]), (walks.district(), [True, True]),
        (people.actor("CONFIG_ADMIN"), [False, False]),
    ):
        assert numbers(text(seated(who).get(LIST)), late, fresh) == expected, who.title
    export = reverse("whistles:export", args=["csv"])
    answer = seated(walks.desk()).post(f"{export}?late=1")
    answer.content_read = b"".join(answer.streaming_content)
    assert numbers(text(answer), late, fresh) == [True, False]
    assert Entry.objects.filter(kind="whistles.exported").count() == 1
    liaison = people.actor("DEPARTMENT_LIAISON", body="区消防救援大队")
    answer = seated(liaison).post(export)
    answer.content_read = b"".join(answer.streaming_content)
    assert numbers(text(answer), late, fresh) == [True, False]
    assert seated(walks.of_body(walks.fire())).post(export).status_code == 403
    assert seated(walks.desk()).post(reverse("whistles:export", args=["exe"])).status_code == 404


def test_more_rows_cost_no_more_statements():
    client, now = seated(walks.desk()), timezone.now()

    def cost() -> int:
        client.get(LIST)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(LIST).status_code == 200
        return len(counted)

    walks.blown(at=now, units=(UnitAsked(walks.fire(), True),))
    few = cost()
    for turn, code in enumerate(("DEP06-T2", "DEP07-T1", "DEP07-T2", "DEP09-T1")):
        walks.blown(at=now, turn=turn + 1, units=(UnitAsked(walks.body(code), True),))
    assert cost() <= few


def test_an_empty_list_says_what_to_do():
    assert "还没有吹过哨" in text(seated(walks.desk()).get(LIST))
    assert "没有叫到您单位的哨" in text(seated(walks.of_body(walks.fire())).get(LIST))
    assert "放宽一两个条件" in text(seated(walks.desk()).get(f"{LIST}?late=1"))


# --- bands --------------------------------------------------------------------------------------------------------------


def test_bands_stand_in_the_order_of_the_codes_whoever_blows_most():
    now = timezone.now()
    for street in (people.NEXT, people.HOME):
        reported("B0103", at=now, street=street)
    walks.closed(at=now - timedelta(days=1))
    found = bands.bands(now=now)
    assert [one.whistles for one in found] == [1, 0]
    assert {one.band.value for one in found} == {"FEW"}, "one case says nothing"
    page = text(seated(walks.district()).get(reverse("whistles:bands")))
    assert page.index("海拉尔东路街道") < page.index("锡林北路街道")
    assert "不排名次" in page


def test_what_was_cancelled_counts_as_no_whistle():
    whistle = walks.blown(at=timezone.now())
    actions.cancel(whistle.number, actor=walks.desk(), at=timezone.now(), reason="MISTAKEN", words="示例：误吹")
    assert bands.band_of(whistle.matter.street_id, now=timezone.now()).whistles == 0


def test_a_community_is_not_shown_the_bands():
    assert seated(walks.community()).get(reverse("whistles:bands")).status_code == 403


# --- types and numbers --------------------------------------------------------------------------------------------------


def test_every_colleague_may_read_the_rules_and_only_the_administrator_finds_the_way_to_change_them():
    address, edit = reverse("whistles:types"), reverse("whistles:type_edit", args=["ROUTINE"])
    for role in Role:
        answer = seated(people.actor(role.value)).get(address)
        assert answer.status_code == 200, role
        assert "30 分钟内到现场" in text(answer)
        assert (edit in text(answer)) is (role == Role.CONFIG_ADMIN), role
    for role in ("STREET_LEADER", "DISTRICT_LEADER", "SYSTEM_ADMIN"):
        assert seated(people.actor(role)).get(edit).status_code == 403


def changed(code: str = "ROUTINE", **changes) -> dict[str, object]:
    """The form of the version in force, with changes, as a browser sends it."""
    given = {name: value for name, value in initial_of(WhistleType.objects.get(code=code, until=None)).items() if value not in (None, False, "")}
    given = {name: "on" if value is True else value for name, value in given.items()}
    return {name: value for name, value in {**given, **changes}.items() if value is not None}


def test_a_change_is_first_shown_with_whom_it_touches_then_made():
    walks.blown("ROUTINE", at=timezone.now())
    client, edit = seated(people.actor("CONFIG_ADMIN")), reverse("whistles:type_edit", args=["ROUTINE"])
    seen = client.post(edit, changed(ack_amount="1", reason="示例：缩短", act="preview"))
    assert seen.status_code == 200
    assert "2 个工作时内 → <b>1 个工作时内</b>" in text(seen)
    assert "还有 1 次没办结的哨按现行的版走完" in text(seen)
    assert WhistleType.objects.filter(code="ROUTINE").count() == 1
    assert client.post(edit, changed(ack_amount="1", reason="示例：缩短", act="save")).status_code == 302
    assert WhistleType.objects.get(code="ROUTINE", until=None).number == 2
    page = text(client.get(reverse("whistles:types")))
    assert "示例：缩短" in page
    assert "1 个工作时内" in page


def test_a_change_without_a_reason_or_on_an_old_version_is_refused_with_everything_kept():
    client, edit = seated(people.actor("CONFIG_ADMIN")), reverse("whistles:type_edit", args=["ROUTINE"])
    refused = client.post(edit, changed(ack_amount="7", reason="", act="save"))
    assert refused.status_code == 422
    assert "请写一句为什么改" in text(refused)
    assert 'value="7"' in text(refused)
    old = client.post(edit, changed(seen="9", reason="示例", act="save"))
    assert old.status_code == 422
    assert "刚刚有人改过" in text(old)


def test_an_emergency_never_gets_an_approval():
    client = seated(people.actor("CONFIG_ADMIN"))
    answer = client.post(reverse("whistles:type_edit", args=["EMERGENCY"]), changed("EMERGENCY", approved_by=["STREET_LEADER"], reason="示例", act="save"))
    assert answer.status_code == 422
    assert "应急哨不设批准" in text(answer)


def test_no_such_type_is_not_there():
    assert seated(people.actor("CONFIG_ADMIN")).get(reverse("whistles:type_edit", args=["NONE"])).status_code == 404


def test_a_number_stays_within_its_bounds_and_keeps_its_history():
    client, address = seated(people.actor("CONFIG_ADMIN")), reverse("whistles:settings")
    refused = client.post(address, {"code": "repeat_days", "value": "4000"})
    assert refused.status_code == 422
    assert "1 到 365 之间" in text(refused)
    assert 'value="4000"' in text(refused)
    assert not WhistleSetting.objects.exists()
    assert client.post(address, {"code": "repeat_days", "value": "45"}).status_code == 302
    page = text(client.get(address))
    assert "30 → 45" in page
    assert client.post(address, {"code": "repeat_days", "value": "九"}).status_code == 422
    assert seated(walks.leader()).get(address).status_code == 403


# --- on other rooms' pages ----------------------------------------------------------------------------------------------


def test_the_case_shows_its_whistles_and_the_way_to_one():
    case = reported("B0103", at=timezone.now() - timedelta(hours=1))
    client = seated(walks.desk())
    panel = reverse("whistles:panel", args=[case.number])
    assert panel in text(client.get(reverse("cases:case", args=[case.number])))
    assert f"{reverse('whistles:new')}?case={case.number}" in text(client.get(panel))
    client.post(reverse("whistles:new"), typed(case=case.number))
    page = text(client.get(panel))
    assert "SH20" in page
    assert case.number in text(client.get(page.split('href="', 1)[1].split('"', 1)[0]))
    assert seated(walks.desk(people.NEXT)).get(panel).status_code == 404


def test_a_unit_acknowledges_from_its_desk_with_one_press():
    whistle = walks.blown(at=timezone.now(), units=(UnitAsked(walks.fire(), True),))
    client = seated(walks.of_body(walks.fire()))
    address = reverse("whistles:unit_act", args=[whistle.number, walks.lead(whistle).pk, "acknowledge"])
    assert f'action="{address}"' in text(client.get("/desk/"))
    assert client.post(address, {"next": "/desk/"})["Location"] == "/desk/"
    assert address not in text(client.get("/desk/"))


def test_the_street_confirms_from_its_desk_with_one_press():
    whistle = actions.blow(walks.call(), actor=walks.community(), at=timezone.now())
    assert f'action="{reverse("whistles:act", args=[whistle.number, "confirm"])}"' in text(seated(walks.desk()).get("/desk/"))


def test_the_communitys_telephone_has_the_emergency_whistle_and_the_grid_workers_has_not():
    way = f"{reverse('whistles:new')}?type=EMERGENCY"
    assert way in text(seated(walks.community()).get("/field/"))
    worker = people.actor("GRID_WORKER", without=("COMMUNITY_DESK",))
    assert way not in text(seated(worker).get("/field/"))


def test_the_demo_has_a_team_of_each_kind_named_here():
    """Or the walks above would hold for no unit at all."""
    assert Body.objects.filter(code__in=("DEP06-T1", "DEP06-T2", "DEP07-T1", "DEP07-T2", "DEP09-T1")).count() == 5
