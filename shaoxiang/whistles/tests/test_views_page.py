from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.dispatch.vocabulary import CitedList, OrderState
from shaoxiang.whistles import actions
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.rules import UnitAsked
from shaoxiang.whistles.tests import walks
from shaoxiang.whistles.tests.pages import act, text, unit_act, whistle_page
from shaoxiang.whistles.vocabulary import Cause, WhistleStatus
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
AGO = timedelta(hours=1)


@pytest.fixture
def whistle() -> Whistle:
    return walks.blown(at=timezone.now() - timedelta(minutes=2))


# --- who sees it --------------------------------------------------------------------------------------------------------


def test_the_street_the_called_and_the_district_see_it(whistle):
    for who in (walks.desk(), walks.leader(), walks.verifier(), walks.of_body(walks.fire()), walks.of_body(walks.housing()), walks.district()):
        page = text(seated(who).get(whistle_page(whistle)))
        assert "明火和浓烟" in page, who.title


def test_it_is_not_there_for_the_next_street_nor_for_a_unit_that_is_not_called(whistle):
    for who in (walks.desk(people.NEXT), walks.of_body(walks.health()), people.actor("DEPARTMENT_LIAISON", body="区教育局"), people.actor("CONFIG_ADMIN")):
        client = seated(who)
        acts = (act(whistle, "note"), unit_act(whistle, walks.lead(whistle).pk, "acknowledge"))
        for address in (whistle_page(whistle), f"{whistle_page(whistle)}print/", *acts):
            assert client.get(address).status_code == 404, (who.title, address)
        for address in acts:
            assert client.post(address, {"words": "示例"}).status_code == 404, (who.title, address)


def test_each_finds_only_its_own_buttons(whistle):
    lead = walks.lead(whistle)
    mine, theirs = unit_act(whistle, lead.pk, "acknowledge"), act(whistle, "cancel")
    of_desk, of_unit = text(seated(walks.desk()).get(whistle_page(whistle))), text(seated(walks.of_body(walks.fire())).get(whistle_page(whistle)))
    assert theirs in of_desk and mine not in of_desk
    assert mine in of_unit and theirs not in of_unit
    assert unit_act(whistle, walks.order(whistle, walks.housing()).pk, "acknowledge") not in of_unit, "another unit's step is another unit's"


def test_the_officer_finds_the_next_step_the_desks_telephone_and_the_way(whistle):
    page = text(seated(walks.of_body(walks.fire())).get(whistle_page(whistle)))
    assert "街道叫您：先签收" in page
    assert 'href="tel:0471-' in page
    assert f'href="geo:{whistle.matter.lat:.6f},{whistle.matter.lon:.6f}"' in page


def test_telephones_in_the_words_are_masked(whistle):
    Whistle.objects.filter(pk=whistle.pk).update(known="示例，联系 13900000001")
    assert "13900000001" not in text(seated(walks.of_body(walks.fire())).get(whistle_page(whistle)))


# --- a unit's steps -----------------------------------------------------------------------------------------------------


def test_a_unit_goes_its_way_by_pages_alone(whistle):
    order, client = walks.lead(whistle), seated(walks.of_body(walks.fire()))
    assert client.post(unit_act(whistle, order.pk, "acknowledge")).status_code == 302
    assert "请去报到" in text(client.get(whistle_page(whistle)))
    assert client.post(unit_act(whistle, order.pk, "arrive"), {"how": "ON_SITE", "can_decide": "yes"}).status_code == 302
    assert client.post(unit_act(whistle, order.pk, "begin_work"), {"words": "示例：出水"}).status_code == 302
    refused = client.post(unit_act(whistle, order.pk, "claim_done"), {"words": ""})
    assert refused.status_code == 422
    assert client.post(unit_act(whistle, order.pk, "claim_done"), {"words": "示例：火已扑灭"}).status_code == 302
    order.refresh_from_db()
    assert order.state == OrderState.DONE
    assert order.report_in.can_decide is True
    page = text(seated(walks.desk()).get(whistle_page(whistle)))
    assert "到了现场，来人能拍板" in page
    assert "示例：火已扑灭" in page


def test_a_step_taken_twice_is_told_who_was_first(whistle):
    order, client = walks.lead(whistle), seated(walks.of_body(walks.fire()))
    client.post(unit_act(whistle, order.pk, "acknowledge"))
    answer = client.post(unit_act(whistle, order.pk, "acknowledge"))
    assert answer.status_code == 409
    assert "办过" in text(answer)


def test_a_colleague_of_another_team_may_look_and_not_press(whistle):
    order = walks.lead(whistle)
    assert seated(walks.of_body(walks.housing())).post(unit_act(whistle, order.pk, "acknowledge")).status_code == 403


def test_a_place_is_asked_of_who_arrives_only_where_nobody_knows_it():
    found = walks.blown(at=timezone.now(), units=(UnitAsked(walks.fire(), True),))
    nowhere = walks.blown(at=timezone.now(), lon=None, lat=None, units=(UnitAsked(walks.housing(), True),))
    for whistle, body, asked in ((found, walks.fire(), False), (nowhere, walks.housing(), True)):
        page = text(seated(walks.of_body(body)).get(unit_act(whistle, walks.lead(whistle).pk, "arrive")))
        assert ("帮忙点出到了哪里" in page) is asked


# --- objection and ladder -----------------------------------------------------------------------------------------------


def objected() -> tuple[Whistle, int]:
    whistle = walks.blown("ROUTINE", at=timezone.now() - AGO)
    order = walks.order(whistle, walks.housing())
    answer = seated(walks.of_body(walks.housing())).post(unit_act(whistle, order.pk, "object"), {
        "cited_list": CitedList.DUTY_LIST.value, "cited_item": walks.item(), "words": "示例：不归本队", "proposed_unit_id": "",
    })
    assert answer.status_code == 302
    return whistle, order.pk


def test_an_objection_is_shown_with_its_item_and_stopped_clocks():
    whistle, _order = objected()
    page = text(seated(walks.desk()).get(whistle_page(whistle)))
    assert "提出异议，等裁定" in page
    assert walks.item() in page
    assert "停着，不计时" in page


def test_an_objection_without_an_item_is_refused_with_its_words_kept():
    whistle = walks.blown("ROUTINE", at=timezone.now() - AGO)
    address = unit_act(whistle, walks.lead(whistle).pk, "object")
    answer = seated(walks.of_body(walks.fire())).post(address, {"cited_list": "DUTY_LIST", "cited_item": "没有这条", "words": "示例：不归本队"})
    assert answer.status_code == 422
    assert "清单里没有这个条目" in text(answer)
    assert "示例：不归本队" in text(answer)


def test_the_district_rules_and_reassigns_by_its_page():
    whistle, order = objected()
    assert seated(walks.desk()).get(unit_act(whistle, order, "rule_stands")).status_code == 403
    client = seated(walks.district())
    answer = client.post(unit_act(whistle, order, "rule_reassigned"), {"body_id": str(walks.health()), "words": "示例：改由卫健来"})
    assert answer.status_code == 302
    page = text(client.get(whistle_page(whistle)))
    assert "异议成立，改派" in page
    assert "示例：改由卫健来" in page
    assert "撤了的单位 1 个" in page


def test_how_high_a_silence_went_is_said_on_the_units_card():
    whistle = walks.blown("ROUTINE", at=timezone.now() - timedelta(days=4))
    actions.climb(whistle.pk, walks.lead(whistle).pk, Cause.ACK, due_at=timezone.now() - timedelta(days=3), at=timezone.now())
    page = text(seated(walks.desk()).get(whistle_page(whistle)))
    assert "没有应答，已升到" in page
    assert "没有应答，升一级" in page


# --- the street's own steps ---------------------------------------------------------------------------------------------


def test_check_close_and_both_ratings_by_pages():
    whistle = walks.claimed(at=timezone.now() - timedelta(hours=2))
    checker = seated(walks.verifier())
    assert checker.post(act(whistle, "verify_pass"), {"words": ""}).status_code == 422, "not without having been there"
    assert checker.post(act(whistle, "verify_pass"), {"on_site": "on"}).status_code == 302
    desk, orders = seated(walks.desk()), [walks.order(whistle, walks.fire()), walks.order(whistle, walks.housing())]
    assert desk.post(act(whistle, "close"), {"words": "示例：已解决"}).status_code == 302
    low = {"order": orders[0].pk, "on_time": "2", "power": "5", "effect": "5", "attitude": "5", "reasons": ""}
    refused = desk.post(act(whistle, "appraise_unit"), low)
    assert refused.status_code == 422
    assert "请写明理由" in text(refused)
    kept = desk.get(f"{act(whistle, 'appraise_unit')}?order={orders[0].pk}")
    assert 'name="on_time" value="2" required id="id_on_time_1" checked' in text(kept)
    assert "checked" not in text(desk.get(f"{act(whistle, 'appraise_unit')}?order={orders[1].pk}")), "what was typed of one unit is not put to another"
    assert desk.post(act(whistle, "appraise_unit"), {**low, "reasons": "示例：晚到一刻钟"}).status_code == 302
    unit = seated(walks.of_body(walks.fire()))
    assert "示例：晚到一刻钟" in text(unit.get(whistle_page(whistle)))
    assert unit.post(unit_act(whistle, orders[0].pk, "answer_appraisal"), {"words": "示例：路上堵"}).status_code == 302
    points = {"needed": "yes", "clear": "no", "addressed": "yes"}
    assert unit.post(unit_act(whistle, orders[0].pk, "appraise_whistle"), points).status_code == 422
    assert unit.post(unit_act(whistle, orders[0].pk, "appraise_whistle"), {**points, "words": "示例：没说几层"}).status_code == 302
    page = text(desk.get(whistle_page(whistle)))
    for words in ("示例：路上堵", "示例：没说几层", "情况没讲清", "2 分"):
        assert words in page
    assert walks.fresh(whistle).status == WhistleStatus.CLOSED, "the other unit has not been rated"


def test_the_claimer_has_no_check_button_and_the_unit_no_close():
    whistle = walks.claimed(at=timezone.now() - timedelta(hours=2))
    unit = seated(walks.of_body(walks.fire()))
    assert act(whistle, "verify_pass") not in text(unit.get(whistle_page(whistle)))
    assert unit.post(act(whistle, "verify_pass"), {"on_site": "on"}).status_code == 403
    assert unit.post(act(whistle, "close")).status_code == 403


def test_a_cooperating_unit_is_released_from_its_card_and_the_lead_is_not(whistle):
    client, other = seated(walks.desk()), walks.order(whistle, walks.housing())
    page = text(client.get(whistle_page(whistle)))
    assert f"{act(whistle, 'release_unit')}?order={other.pk}" in page
    assert f"{act(whistle, 'release_unit')}?order={walks.lead(whistle).pk}" not in page
    assert client.post(act(whistle, "release_unit"), {"order": other.pk, "words": "示例：不需要了"}).status_code == 302
    assert client.post(act(whistle, "release_unit"), {"order": "99999999", "words": "示例"}).status_code == 404


def test_suspend_needs_a_day_and_shows_it(whistle):
    client = seated(walks.desk())
    given = {"reason": "WEATHER", "until": "2020-01-01T10:00", "words": "示例：暴雨"}
    refused = client.post(act(whistle, "suspend"), given)
    assert refused.status_code == 422
    assert "示例：暴雨" in text(refused)
    until = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(act(whistle, "suspend"), {**given, "until": until}).status_code == 302
    assert "天气不具备条件" in text(client.get(whistle_page(whistle)))
    assert client.post(act(whistle, "resume")).status_code == 302


def test_one_more_unit_is_called_by_its_form(whistle):
    client = seated(walks.desk())
    assert client.post(act(whistle, "add_unit"), {"body_id": str(walks.health()), "task": "救护"}).status_code == 302
    assert walks.order(whistle, walks.health()).report_in.task == "救护"
    walks.one_crew(walks.fire())
    busy = walks.blown(at=timezone.now(), units=(UnitAsked(walks.body("DEP06-T2"), True),))
    refused = client.post(act(busy, "add_unit"), {"body_id": str(walks.fire()), "task": "示例任务"})
    assert refused.status_code == 422
    assert "力量都在执行任务" in text(refused)
    assert "示例任务" in text(refused)


def test_the_leader_turns_a_repeat_into_a_key_issue_and_lands_on_the_draft():
    now = timezone.now()
    walks.closed(at=now - timedelta(days=2))
    again = walks.closed(at=now - timedelta(days=1))
    answer = seated(walks.leader()).post(act(again, "suggest_key_issue"))
    draft = Whistle.objects.order_by("-pk")[0]
    assert answer["Location"] == whistle_page(draft)
    assert draft.type.code == "KEY_ISSUE"


def test_no_move_of_the_system_has_an_address(whistle):
    client = seated(walks.desk())
    for move in ("all_done", "settle_appraisal", "nonsense"):
        assert client.post(act(whistle, move)).status_code == 404
    assert client.post(unit_act(whistle, walks.lead(whistle).pk, "rework")).status_code == 404


# --- beside it ----------------------------------------------------------------------------------------------------------


def test_the_printed_page_has_no_buttons(whistle):
    page = text(seated(walks.desk()).get(f"{whistle_page(whistle)}print/"))
    assert "<form" not in page
    assert "区消防救援大队应急服务队一队" in page


def test_three_units_cost_as_many_statements_as_one():
    client, now = seated(walks.desk()), timezone.now()
    one = walks.blown(at=now, units=(UnitAsked(walks.fire(), True),))
    three = walks.blown(at=now, turn=4, units=(UnitAsked(walks.body("DEP06-T2"), True), UnitAsked(walks.housing()), UnitAsked(walks.health())))

    def cost(whistle: Whistle) -> int:
        client.get(whistle_page(whistle))
        with CaptureQueriesContext(connection) as counted:
            client.get(whistle_page(whistle))
        return len(counted)

    assert cost(three) <= cost(one)


def test_a_refusal_outside_a_form_is_a_page_that_says_why(whistle, monkeypatch):
    from shaoxiang.whistles.rules import WhistleRefused
    from shaoxiang.whistles.views import page

    def refuse(*_args, **_kwargs):
        raise WhistleRefused("", "这一项要在 %(least)s 到 %(most)s 之间。", least=1, most=2)

    monkeypatch.setattr(page, "whistle_page", refuse)
    answer = seated(walks.desk()).get(whistle_page(whistle))
    assert answer.status_code == 409
    assert "这一项要在 1 到 2 之间" in text(answer)
