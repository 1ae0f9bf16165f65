from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import reported
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.whistles.models import Whistle, WhistleLink
from shaoxiang.whistles.tests import walks
from shaoxiang.whistles.tests.pages import made_by, newest, text, typed
from shaoxiang.whistles.vocabulary import WhistleStatus
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
NEW = "/whistles/new/"


def checked(body: int) -> str:
    return f'name="unit" value="{body}" checked'


def leading(body: int) -> str:
    return f'name="lead" value="{body}" checked'


# --- opening it ---------------------------------------------------------------------------------------------------------


def test_a_community_finds_its_emergency_first_with_its_own_place_written_in():
    who = walks.community()
    page = text(seated(who).get(NEW))
    assert 'value="EMERGENCY" data-way="CONFIRMED" checked' in page
    assert 'value="JOINT_ENFORCEMENT"' not in page, "only what this post may blow"
    assert "先吹哨，街道随后确认" in page
    assert who.community_id is not None and "社区" in page.split('id="id_address"')[0].rsplit("<input", 1)[1]


def test_who_blows_nothing_is_told_so():
    for role in ("DEPARTMENT_LIAISON", "GRID_WORKER", "DISTRICT_DESK"):
        answer = seated(people.actor(role)).get(NEW)
        assert answer.status_code == 403
        assert "不能吹哨" in text(answer)


def test_from_a_case_everything_comes_along_but_its_reporter():
    case = reported(
        "B0103", at=timezone.now() - timedelta(hours=1), description="示例井盖塌陷，电话13900000001", reporter={"name": "示例孙阿姨", "phone": "13900000001"},
    )
    page = text(seated(walks.desk()).get(NEW, {"case": case.number}))
    assert "示例井盖塌陷" in page
    assert 'value="B0103" selected' in page
    assert f'name="lon" value="{case.matter.lon}"' in page
    assert "13900000001" not in page
    assert "示例孙阿姨" not in page


def test_a_case_of_the_next_street_is_not_there():
    case = reported("B0103", at=timezone.now(), street=people.NEXT)
    assert seated(walks.desk()).get(NEW, {"case": case.number}).status_code == 404


# --- what the lists suggest ---------------------------------------------------------------------------------------------


def test_the_kind_of_problem_brings_units_and_ground_without_any_script():
    answer = seated(walks.desk()).post(NEW, typed(act="suggest", unit=[], lead="", cited_item="", known="示例文字不丢"))
    page = text(answer)
    assert answer.status_code == 200
    assert checked(walks.housing()) in page
    assert leading(walks.housing()) in page
    assert 'name="cited_item" maxlength="24" autocomplete="off" value="D-C16"' in page
    assert "按《街道职责清单》第1版第 D-C16 项" in page
    assert "示例文字不丢" in page


def test_what_the_writer_chose_is_not_taken_away_by_a_suggestion():
    chosen = walks.health()
    page = text(seated(walks.desk()).post(reverse("whistles:hints"), typed(unit=[str(chosen)], lead=str(chosen))))
    assert checked(chosen) in page
    assert checked(walks.housing()) not in page


def test_what_was_only_suggested_follows_the_next_suggestion():
    given = typed(unit=[str(walks.health())], lead=str(walks.health()), suggested=[str(walks.health())])
    page = text(seated(walks.desk()).post(reverse("whistles:hints"), given))
    assert checked(walks.housing()) in page
    assert checked(walks.health()) not in page


def test_a_team_that_is_out_gives_way_to_its_second_team():
    walks.blown(at=timezone.now() - timedelta(minutes=5))
    page = text(seated(walks.desk()).post(reverse("whistles:hints"), typed(unit=[], lead="", subject_code="B0103")))
    assert checked(walks.body("DEP07-T2")) in page
    assert "在执行应急任务" in page


def test_the_words_speak_for_a_kind_of_problem():
    page = text(seated(walks.community()).post(reverse("whistles:hints"), {"type_code": "EMERGENCY", "known": "示例：污水井盖塌陷"}))
    assert 'data-value="B0103"' in page


def test_an_earlier_whistle_here_is_shown_before_blowing_and_the_third_time_a_key_issue_is_suggested():
    client, now = seated(walks.desk()), timezone.now()
    assert "同一处同类" not in text(client.post(reverse("whistles:hints"), typed()))
    first = walks.closed(at=now - timedelta(days=3))
    page = text(client.post(reverse("whistles:hints"), typed()))
    assert "近期吹过 1 次" in page
    assert first.number in page
    walks.closed(at=now - timedelta(days=2))
    assert "这是第 3 次，建议改吹攻坚哨" in text(client.post(reverse("whistles:hints"), typed()))
    made = made_by(client)
    assert WhistleLink.objects.filter(whistle=made).count() == 2


# --- sending it ---------------------------------------------------------------------------------------------------------


def test_a_community_blows_in_one_go_and_the_street_confirms_after():
    made = made_by(seated(walks.community()))
    assert made.status == WhistleStatus.BLOWN
    assert made.awaits_confirmation
    lead = walks.lead(made)
    assert lead.office_id == walks.fire()
    assert walks.order(made, walks.housing()).report_in.task == "检查楼体"
    assert (made.matter.lon, made.power_needed) == (float(typed()["lon"]), "灭火救援和破拆")


def test_a_routine_whistle_of_the_desk_goes_to_its_approver():
    made = made_by(seated(walks.desk()), type_code="ROUTINE")
    assert made.status == WhistleStatus.PENDING
    assert not DispatchOrder.objects.filter(matter_id=made.pk).exists()


def test_everything_that_is_missing_is_said_at_once_and_nothing_typed_is_lost():
    client = seated(walks.desk())
    answer = client.post(NEW, typed(power_needed="", cited_item="", unit=[], lead="", known="示例：只写了这一句"))
    page = text(answer)
    assert answer.status_code == 422
    for words in ("请写明需要对方的什么权力", "请选定清单依据", "请至少叫一个单位"):
        assert words in page
    assert "示例：只写了这一句" in page
    assert not Whistle.objects.exists()
    assert "示例：只写了这一句" in text(client.get(NEW)), "kept for the next opening too"


def test_two_units_without_a_lead_are_refused_with_both_still_ticked():
    page = text(seated(walks.desk()).post(NEW, typed(lead="")))
    assert "有且只有一个主责单位" in page
    assert checked(walks.fire()) in page
    assert checked(walks.housing()) in page


def test_the_only_unit_leads_without_being_asked():
    made = made_by(seated(walks.desk()), unit=[str(walks.fire())], lead="")
    assert walks.lead(made).office_id == walks.fire()


def test_an_agreed_time_is_asked_where_the_type_wants_one():
    client = seated(walks.leader())
    assert "请约定到场时间" in text(client.post(NEW, typed("JOINT_ENFORCEMENT")))
    made = made_by(client, type_code="JOINT_ENFORCEMENT", going_on="on")
    assert made.going_on


def test_a_point_in_the_next_street_is_refused_at_the_place():
    lon, lat, _grid = people.point_in(people.NEXT)
    answer = seated(walks.desk()).post(NEW, typed(lon=str(lon), lat=str(lat)))
    assert answer.status_code == 422
    assert "这个点不在本街道" in text(answer)


def test_a_force_that_is_out_is_named_with_who_holds_it_and_who_is_free_instead():
    walks.one_crew(walks.fire())
    held = walks.blown(at=timezone.now() - timedelta(minutes=5))
    answer = seated(walks.desk()).post(NEW, typed(turn=3))
    page = text(answer)
    assert answer.status_code == 422
    assert "力量都在执行任务" in page
    assert held.number in page
    assert "区消防救援大队应急服务队二队" in page.split("可以改叫", 1)[1].split("</p>", 1)[0]
    assert Whistle.objects.count() == 1


def test_who_holds_the_force_is_told_by_street_only_where_that_whistle_is_not_the_readers():
    held = walks.blown(at=timezone.now() - timedelta(minutes=5))
    client = seated(walks.desk(people.NEXT))
    lon, lat, _grid = people.point_in(people.NEXT)
    page = text(client.post(NEW, typed(lon=str(lon), lat=str(lat))))
    assert "海拉尔东路街道" in page
    assert held.number not in page


def test_the_same_form_sent_twice_acts_once():
    client = seated(walks.desk())
    first, second = (client.post(NEW, typed(once="示例-token")) for _turn in range(2))
    assert first["Location"] == second["Location"]
    assert Whistle.objects.count() == 1


# --- drafts -------------------------------------------------------------------------------------------------------------


def test_a_draft_may_have_gaps_and_is_finished_later():
    client = seated(walks.desk())
    client.post(NEW, typed(act="draft", known="", cited_item="", unit=[], lead=""))
    draft = newest()
    assert draft.status == WhistleStatus.DRAFT
    edit = reverse("whistles:edit", args=[draft.number])
    assert "示例路 1 号" in text(client.get(edit))
    refused = client.post(edit, typed(known=""))
    assert refused.status_code == 422
    assert walks.fresh(draft).cited_item == "", "what is refused leaves the draft as it was"
    assert client.post(edit, typed()).status_code == 302
    assert walks.fresh(draft).status == WhistleStatus.BLOWN


def test_a_draft_is_edited_by_its_street_and_nobody_else():
    client = seated(walks.desk())
    client.post(NEW, typed(act="draft"))
    edit = reverse("whistles:edit", args=[newest().number])
    assert seated(walks.leader()).get(edit).status_code == 200
    assert seated(walks.desk(people.NEXT)).get(edit).status_code == 404
    assert seated(walks.district()).get(edit).status_code == 403

