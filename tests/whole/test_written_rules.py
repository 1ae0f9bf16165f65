"""Is the rule alive? What the rooms above count for the page of a written rule, and where each number leads."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.queries.documents import Figure, life_of
from shaoxiang.opinions import actions
from shaoxiang.opinions.tests.conftest import asked, asker, desk, of
from shaoxiang.opinions.vocabulary import Uptake, View
from shaoxiang.whistles.tests import walks
from shaoxiang.whistles.vocabulary import ArrivedHow
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def counted(code: str) -> dict[str, int]:
    return {one.label: one.value for one in figures(code)}


def figures(code: str) -> list[Figure]:
    return life_of(code, 30, timezone.localdate()).figures


def test_an_opinion_asked_answered_and_fed_back_is_counted_and_so_is_a_file_that_was_stopped():
    before = counted("ADVICE_AND_PLANNING")
    now = timezone.now() - timedelta(minutes=5)
    file = asked(at=now)
    with pytest.raises(actions.NotYet) as stopped:
        actions.send_to_meeting(file.number, meeting="示例会议", actor=asker(), at=now)
    actions.note_refusal(file.number, stopped.value.obstacles, actor=asker(), at=now)
    actions.answer(of(file).number, view=View.AGREE, words="", actor=desk(), at=now)
    actions.give_feedback(of(file).number, uptake=Uptake.ADOPTED, words="示例", actor=asker(), at=now)
    after = counted("ADVICE_AND_PLANNING")
    assert {label: after[label] - before[label] for label in after} == {
        "向街道发出的征求意见": 2, "街道答复": 1, "期满没有答复（不算同意）": 0, "书面反馈采纳情况": 1, "街道没问到或没到时间，被拦下不能上会": 1,
    }


def test_what_happened_before_the_period_is_not_counted():
    asked(at=timezone.now() - timedelta(days=60))
    assert counted("ADVICE_AND_PLANNING")["向街道发出的征求意见"] == 0
    assert {one.label: one.value for one in life_of("ADVICE_AND_PLANNING", 90, timezone.localdate()).figures}["向街道发出的征求意见"] == 2


def test_a_whistle_counts_its_units_and_those_that_came_in_time():
    at: datetime = timezone.now() - timedelta(minutes=3)
    found = walks.blown(at=at)
    lead = walks.lead(found)
    team = walks.of_body(walks.fire())
    walks.actions.acknowledge(found.number, lead.pk, actor=team, at=at + timedelta(minutes=1))
    before = counted("COORDINATION")
    assert before["吹哨"] == 1
    assert before["叫到的单位次数"] >= 1
    assert (before["到场报到"], before["其中按时到场的"]) == (0, 0)
    walks.actions.arrive(found.number, lead.pk, actor=team, at=at + timedelta(minutes=2), how=ArrivedHow.ON_SITE, can_decide=True)
    after = counted("COORDINATION")
    assert (after["到场报到"], after["其中按时到场的"]) == (1, 1)


@pytest.mark.parametrize("code", ["DUTY_ADMISSION", "ADVICE_AND_PLANNING", "COORDINATION", "ASSESSMENT"])
def test_every_number_leads_to_a_list_that_its_readers_may_open(code):
    found = figures(code)
    assert found
    client = seated(people.actor("SUPERVISOR"))
    for one in found:
        assert "SUPERVISOR" in one.readers
        assert client.get(one.address).status_code == 200, one.address


def test_the_page_shows_figures_to_staff_and_links_only_what_the_reader_may_open():
    page = reverse("duties:document", args=["COORDINATION"])
    listed = f'class="num" href="{reverse("whistles:list")}"'
    assert listed in seated(people.actor("SUPERVISOR")).get(page).content.decode()
    stranger = seated(people.actor("FINANCE_BUREAU")).get(page).content.decode()
    assert "叫到的单位次数" in stranger
    assert listed not in stranger
