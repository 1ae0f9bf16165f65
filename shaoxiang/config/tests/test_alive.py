"""用没用起来: the figures rooms register for the four institutions of the reform. Each opens exactly its records, in its period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.admission import actions as admission
from shaoxiang.admission.tests import test_actions as admitted
from shaoxiang.admission.tests import walks
from shaoxiang.admission.vocabulary import Breach, Decided, LookBack
from shaoxiang.cases.tests.seats import seated
from shaoxiang.coordination.tests import test_tasks as coordinated
from shaoxiang.coordination.tests.conftest import desk
from shaoxiang.duties.queries.figures import figure_page, figures_of, life_of
from shaoxiang.duties.rules.periods import period_of
from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.journal.models import Pending
from shaoxiang.opinions.models import GateRefusal
from shaoxiang.whistles.tests import walks as whistled
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
TODAY = date(2026, 11, 29)
MONTH, YEAR, BEFORE = (period_of(asked, TODAY) for asked in ("2026-11", "2026", "2026-10"))
INSTITUTIONS = ("DUTY_ADMISSION", "ADVICE_AND_PLANNING", "COORDINATION", "ASSESSMENT")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


def values(code, period=MONTH):
    return {one.figure.code: one.value for one in life_of(code, period).figures}


def test_each_of_the_four_institutions_is_counted_by_somebody():
    assert [code for code in INSTITUTIONS if not life_of(code, MONTH).asked] == []
    assert not any(life_of(code, MONTH).alive for code in INSTITUTIONS[1:])


def test_a_request_is_counted_at_every_step_in_the_month_of_the_step():
    request = walks.decided()
    walks.delivered(request)
    admission.list_it(request.number, code="ZR-77", office_name="社会事务办公室", actor=walks.office(), at=walks.MONDAY + 3 * walks.DAY)
    found = values("DUTY_ADMISSION")
    assert (found["requests"], found["admitted"], found["not_admitted"], found["days_taken"], found["published"]) == (1, 1, 0, 0, 0)
    assert found["delivered"] == request.lines.count() * 2
    assert values("DUTY_ADMISSION", YEAR) == found
    assert {name: value for name, value in values("DUTY_ADMISSION", BEFORE).items() if value} == {}
    assert not life_of("DUTY_ADMISSION", BEFORE).alive


def test_publication_and_looking_back_are_counted_too():
    Pending.objects.all().delete()
    request = admitted.published(admitted.listed(walks.delivered(walks.decided(walks.stated(people.HOME)))))
    admission.look_back(request.number, outcome=LookBack.KEEP, words="示例", actor=walks.office(), at=walks.MONDAY + 5 * walks.DAY)
    found = values("DUTY_ADMISSION")
    assert (found["published"], found["looked_back"]) == (1, 1)


def test_the_days_taken_are_the_middle_of_those_decided_and_nothing_where_nobody_decided():
    assert values("DUTY_ADMISSION")["days_taken"] is None
    for days in (2, 9, 4):
        request = walks.advised(walks.stated(people.HOME), at=walks.MONDAY)
        at = walks.MONDAY + days * walks.DAY + walks.DAY
        admission.decide(request.number, decided=Decided.REJECTED, meeting="示例", decided_on=(walks.MONDAY + days * walks.DAY).date(),
                         document="示例〔2026〕1号", actor=walks.mayor(), at=at)
    found = values("DUTY_ADMISSION")
    assert (found["days_taken"], found["not_admitted"]) == (4, 3)


def test_refusals_are_counted_with_what_became_of_them():
    stands, taken_back = walks.refused(), walks.refused(title="示例二")
    admission.escalate(stands.number, words=walks.WORDS, actor=walks.liaison(), at=walks.MONDAY + walks.DAY)
    admission.rule_stands(stands.number, breach=Breach.CORRECTION, words=walks.WORDS, actor=walks.office(), at=walks.MONDAY + 2 * walks.DAY)
    admission.accept(taken_back.number, actor=walks.liaison(), at=walks.MONDAY + walks.DAY)
    found = values("DUTY_ADMISSION")
    assert [found[name] for name in ("refused", "answered", "ruled", "uncounted", "late_steps")] == [2, 2, 1, 2, 0]


def test_a_step_past_its_limit_is_late_done_later_or_not_yet_and_a_limit_to_come_is_not():
    request = walks.submitted()
    assert values("DUTY_ADMISSION")["late_steps"] == int(RunningClock.objects.get(matter_id=request.pk).due_at < timezone.now())
    sweep(now=walks.MONDAY + 20 * walks.DAY)
    admission.take_in(request.number, actor=walks.office(), at=walks.MONDAY + 20 * walks.DAY)
    late = next(one for one in figures_of("DUTY_ADMISSION", MONTH) if one.code == "late_steps")
    assert [late.line(row).words for row in late.rows.filter(stopped_at__isnull=False)] == [f"{request.number} 核对准入材料"]


def lived():
    """Something under every figure of the four rules."""
    request = walks.decided()
    walks.delivered(request)
    walks.refused()
    walks.submitted(walks.stated(people.HOME), at=walks.MONDAY - 20 * walks.DAY)
    GateRefusal.objects.create(file_id=request.consulted_id, at=walks.MONDAY, bars=["RUNNING"])
    _item, (task,) = coordinated.given("DEP07")
    coordinated.actions.claim_task(task.pk, actor=coordinated.liaison(), at=coordinated.AFTER, words="示例")
    coordinated.actions.accept_task(task.pk, actor=desk(), at=coordinated.AFTER + timedelta(hours=1))
    blown = whistled.closed()
    whistled.actions.appraise_unit(blown.number, whistled.lead(blown).pk, actor=desk(), at=whistled.MONDAY + 3 * whistled.HOUR, scores=whistled.scores())


@pytest.mark.parametrize("reader", [
    ("STAFFING_OFFICE", {}), ("STREET_DESK", {"street": people.HOME}), ("STREET_DESK", {"street": people.NEXT}), ("SUPERVISOR", {}),
])
def test_every_figure_opens_its_records_and_says_how_many_are_not_for_this_reader(reader):
    lived()
    actor, shown = people.actor(reader[0], **reader[1]), 0
    for code in INSTITUTIONS:
        for counted in life_of(code, YEAR).figures:
            page = figure_page(code, counted.figure.code, YEAR, actor)
            seen = list(page.seen)
            assert counted.n == len(seen) + page.hidden
            assert all(counted.figure.line(row).url.startswith("/") for row in seen)
            assert seated(actor).get(reverse("duties:document_figure", args=[code, counted.figure.code]), {"period": "2026"}).status_code == 200
            shown += len(seen)
    assert shown > 0


def test_a_link_of_a_figure_leads_to_a_page_the_reader_may_open():
    lived()
    office = people.actor("STAFFING_OFFICE")
    for code in INSTITUTIONS:
        for figure in figures_of(code, YEAR):
            row = figure_page(code, figure.code, YEAR, office).seen.first()
            if row is not None:
                assert seated(office).get(figure.line(row).url).status_code == 200


def test_the_page_of_a_rule_shows_its_month():
    walks.refused()
    page = seated(walks.office()).get(reverse("duties:document", args=["DUTY_ADMISSION"]), {"period": "2026-11"}).content.decode()
    assert 'value="2026-11" selected' in page
    assert f"{reverse('duties:document_figure', args=['DUTY_ADMISSION', 'refused'])}?period=2026-11" in page
    assert "全区没有按它办过一件事" in seated(walks.office()).get(reverse("duties:document", args=["DUTY_ADMISSION"]), {"period": "2025"}).content.decode()
