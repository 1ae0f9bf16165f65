"""Is the rule alive? What the rooms above count for the page of a written rule, and where each number leads."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.queries.figures import Counted, life_of
from shaoxiang.duties.rules.periods import period_of
from shaoxiang.opinions import actions
from shaoxiang.opinions.tests.conftest import asked, asker, desk, of
from shaoxiang.opinions.vocabulary import Uptake, View
from shaoxiang.whistles.tests import walks
from shaoxiang.whistles.vocabulary import ArrivedHow
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def counted(code: str) -> dict[str, int]:
    return {one.figure.label: one.value for one in figures(code)}


def figures(code: str, asked: str = "30d") -> list[Counted]:
    return life_of(code, period_of(asked, timezone.localdate())).figures


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
    assert {one.figure.label: one.value for one in figures("ADVICE_AND_PLANNING", "90d")}["向街道发出的征求意见"] == 2


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
def test_every_number_has_a_page_of_its_records(code):
    found = figures(code)
    assert found
    assert len({one.figure.code for one in found}) == len(found)
    client = seated(people.actor("SUPERVISOR"))
    for one in found:
        assert client.get(reverse("duties:document_figure", args=[code, one.figure.code])).status_code == 200, one.figure.code


def test_the_page_shows_figures_to_staff_and_behind_them_only_what_the_reader_may_open():
    found = walks.blown(at=timezone.now() - timedelta(minutes=3))
    page, records = reverse("duties:document", args=["COORDINATION"]), reverse("duties:document_figure", args=["COORDINATION", "summoned"])
    one = reverse("whistles:whistle", args=[found.number])
    for role, opens in (("SUPERVISOR", True), ("FINANCE_BUREAU", False)):
        client = seated(people.actor(role))
        assert records in client.get(page).content.decode()
        listed = client.get(records).content.decode()
        assert (one in listed, "不在您能看的范围里" in listed) == (opens, not opens)
