"""Major decisions: public comment for its term, the review of legality, and that neither is left by choosing another power or another street."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.opinions import actions, queries
from shaoxiang.opinions.models import ConsultationScope, OpinionFile
from shaoxiang.opinions.queries.places import units_of_district
from shaoxiang.opinions.rules import Bar, OpinionRefused
from shaoxiang.opinions.tests.conftest import DAY, HOUR, MONDAY, answered, asked, asker, awaited, desk, fresh
from shaoxiang.opinions.vocabulary import LegalFinding, PlanStage, Power, View
from shaoxiang.places.queries import place_book
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]



def test_a_major_decision_waits_for_comment_and_justice():
    file = asked(Power.MAJOR_DECISION_ADVICE, streets=(people.HOME,))
    answered(file, view=View.AGREE, words="")
    justice = people.actor("JUSTICE_BUREAU")
    with pytest.raises(OpinionFile.DoesNotExist):
        actions.find_legal(file.number, finding=LegalFinding.LAWFUL, words="", actor=justice, at=MONDAY)
    published = actions.publish(file.number, where="示例：区政府网站", actor=asker(), at=MONDAY)
    assert queries.comment_ends(published) - MONDAY >= 30 * DAY
    actions.submit_legal(file.number, actor=asker(), at=MONDAY)
    assert awaited(justice, file.pk) == ["find_legal"]
    with pytest.raises(PermissionDenied):
        actions.find_legal(file.number, finding=LegalFinding.LAWFUL, words="", actor=asker(), at=MONDAY)
    actions.find_legal(file.number, finding=LegalFinding.CHANGE, words="示例：缺依据", actor=justice, at=MONDAY + DAY)
    assert awaited(justice, file.pk) == []
    actions.submit_legal(file.number, actor=asker(), at=MONDAY + 2 * DAY)
    over = queries.comment_ends(fresh(file))
    with pytest.raises(OpinionRefused, match="还没有期满") as early:
        actions.find_legal(file.number, finding=LegalFinding.LAWFUL, words="", actor=justice, at=over - HOUR)
    assert early.value.field == "finding"
    assert [one.bar for one in queries.standing(fresh(file), now=MONDAY + 4 * DAY).obstacles] == [Bar.COMMENT_RUNNING, Bar.LEGAL_WAITING]
    with pytest.raises(MoveRefused):  # it is published once: no second notice makes the time shorter
        actions.publish(file.number, where="示例", days=7, why="示例：急", actor=asker(), at=MONDAY + 4 * DAY)
    with pytest.raises(actions.NotYet):
        actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=queries.comment_ends(fresh(file)) - HOUR)
    actions.find_legal(file.number, finding=LegalFinding.LAWFUL, words="", actor=justice, at=over)
    assert actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=over).sent_at == over
    assert not RunningClock.objects.filter(matter_id=file.pk, stopped_at=None).exists()


def test_an_urgent_comment_says_so_when_it_is_published_and_runs_its_days_out():
    file = asked(Power.MAJOR_DECISION_ADVICE, streets=(people.HOME,))
    for days, why, field in ((10, " ", "why"), (6, "示例：汛期将到", "days"), (0, "示例", "days")):
        with pytest.raises(OpinionRefused) as refused:
            actions.publish(file.number, where="示例", days=days, why=why, actor=asker(), at=MONDAY)
        assert refused.value.field == field
    published = actions.publish(file.number, where="示例", days=10, why="示例：汛期将到", actor=asker(), at=MONDAY)
    assert (published.comment_days, published.short_why) == (10, "示例：汛期将到")
    assert MONDAY + 10 * DAY <= queries.comment_ends(published) <= MONDAY + 11 * DAY
    assert Entry.objects.get(kind="opinions.publish").facts["days"] == 10
    assert [one.bar for one in queries.standing(fresh(file), now=MONDAY + 9 * DAY).obstacles][-2:] == [Bar.COMMENT_RUNNING, Bar.LEGAL]


def opened(power, title, streets=(people.HOME,), **more):
    units = tuple(desk(street).unit_id for street in streets)
    file = actions.open_file(actions.Question(power, title, units, **more), actor=asker(), at=MONDAY)
    return actions.send_out(file.number, actor=asker(), at=MONDAY) if units or more.get("whole") else file


@pytest.mark.parametrize(("power", "title", "more"), [
    (Power.PLANNING_PARTICIPATION, "国民经济和社会发展五年规划", {"stage": PlanStage.DRAFT}),
    (Power.RESOURCE_ALLOCATION, "征收土地、关停市场（重大项目）", {}),
])
def test_the_gate_of_a_major_decision_is_not_left_by_choosing_another_power(power, title, more):
    file = opened(power, title, **more)
    answered(file, view=View.AGREE, words="")
    with pytest.raises(actions.NotYet) as refused:
        actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=MONDAY + 2 * HOUR)
    assert [one.bar for one in refused.value.obstacles] == [Bar.COMMENT, Bar.LEGAL]
    assert (file.ground, Entry.objects.get(kind="opinions.file_opened").facts["ground"]) == ("WORDS", "WORDS")


def test_a_line_of_the_scope_makes_it_one_and_justice_may_say_that_words_alone_do_not():
    plan = ConsultationScope.objects.get(code="FIVE_YEAR_PLAN", valid_to=None)
    by_scope = opened(Power.PLANNING_PARTICIPATION, "示例：规划", stage=PlanStage.DRAFT, scope=plan)
    by_words = opened(Power.RESOURCE_ALLOCATION, "示例：早年征收地块上的公园")
    assert (by_scope.ground, by_words.ground) == ("SCOPE", "WORDS")
    justice = people.actor("JUSTICE_BUREAU")
    for file in (by_scope, by_words):
        actions.submit_legal(file.number, actor=asker(), at=MONDAY)
    with pytest.raises(PermissionDenied):
        actions.find_legal(by_words.number, finding=LegalFinding.NOT_DECISION, words="示例", actor=asker(), at=MONDAY)
    with pytest.raises(OpinionRefused):
        actions.find_legal(by_scope.number, finding=LegalFinding.NOT_DECISION, words="示例", actor=justice, at=MONDAY)
    actions.find_legal(by_words.number, finding=LegalFinding.NOT_DECISION, words="示例：只定公园", actor=justice, at=MONDAY)
    answered(by_words)
    assert queries.standing(fresh(by_words), now=MONDAY + DAY).may_go
    assert "publish" not in queries.file_moves(fresh(by_words), asker())


def test_the_street_whose_ground_it_is_is_asked_and_the_whole_district_without_ticking():
    home = place_book().street_by_code(people.HOME)
    community = place_book().communities_of(home.id)[0].name
    for said in (home.name, community):
        file = opened(Power.RESOURCE_ALLOCATION, f"{said}下沉人员", streets=(people.NEXT,))
        answered(file, people.NEXT)
        assert [(one.bar, one.unit_ids) for one in queries.standing(fresh(file), now=MONDAY + DAY).obstacles] == [(Bar.NAMED, (desk().unit_id,))]
    with pytest.raises(actions.NotYet):
        actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=MONDAY + DAY)
    actions.concern(file.number, units=[desk().unit_id], actor=asker(), at=MONDAY + DAY)
    assert [one.bar for one in queries.standing(fresh(file), now=MONDAY + DAY).obstacles] == [Bar.NOT_ASKED]
    whole = opened(Power.RESOURCE_ALLOCATION, "示例：全区下沉人员", streets=(), whole=True)
    assert set(whole.requests.values_list("unit_id", flat=True)) == set(units_of_district())
    assert len(units_of_district()) >= 9


def test_only_a_major_decision_has_these_steps():
    with pytest.raises(MoveRefused):
        actions.publish(asked().number, where="示例", actor=asker(), at=MONDAY)
