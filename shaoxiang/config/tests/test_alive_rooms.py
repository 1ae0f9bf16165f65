"""用没用起来 of the rules on bodies, powers and grids: the figures of their rooms. What stands on a day does not make a rule live; what was done does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import reported
from shaoxiang.cases.vocabulary import ClosureLevel
from shaoxiang.determinations.actions.naming import name_duties
from shaoxiang.determinations.queries.naming import unit_duties
from shaoxiang.determinations.rules import Naming
from shaoxiang.determinations.vocabulary import Share
from shaoxiang.duties.models import InstitutionDocument
from shaoxiang.duties.queries.figures import figure_page, life_of
from shaoxiang.duties.rules.periods import period_of
from shaoxiang.empowerment import actions as empowerment
from shaoxiang.empowerment.actions import Proposal
from shaoxiang.empowerment.tests.conftest import APPROVAL, PENALTY, able, certified, known, leader, staffing, unit
from shaoxiang.grids import actions as grids
from shaoxiang.grids.models import GridPerson
from shaoxiang.institutions.models import Body
from shaoxiang.places.models import Grid
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
RULES = ("THREE_DETERMINATIONS", "EMPOWERMENT_SCHEME", "GRID_WORK")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def now():
    return timezone.now()


def life(code, asked="30d"):
    return life_of(code, period_of(asked, timezone.localdate()))


def values(code, asked="30d"):
    return {one.figure.code: one.value for one in life(code, asked).figures}


def test_somebody_counts_for_every_rule_of_the_demo_district():
    codes = list(InstitutionDocument.objects.values_list("code", flat=True))
    assert len(codes) == 7
    assert [code for code in codes if not life(code).asked] == []


def test_what_stands_on_the_last_day_does_not_make_a_rule_live():
    for code in RULES:
        found = life(code)
        assert found.standing
        assert not found.alive, code
    assert any(one.n for one in life("GRID_WORK").standing + life("THREE_DETERMINATIONS").standing)


def test_a_duty_named_is_counted_and_is_nobodys_no_longer(now):
    before = values("THREE_DETERMINATIONS")
    home = Body.objects.get(code=f"S{people.HOME}")
    page = next(page for page in unit_duties(home, timezone.localdate(now)) if page.unnamed and any(page.people.get(post.pk) for post in page.posts))
    post = next(post for post in page.posts if page.people.get(post.pk))
    item = page.unnamed[0].item
    asked = {*page.named, Naming(post.pk, item.list_kind, item.code, Share.LEAD)}
    name_duties(page.office.pk, asked, revision=page.revision, actor=people.actor("STAFFING_OFFICE"), at=now)
    after = values("THREE_DETERMINATIONS")
    assert (after["named"], after["nobody"]) == (before["named"] + 1, before["nobody"] - 1)
    assert life("THREE_DETERMINATIONS").alive


def test_powers_are_held_used_and_short_as_they_are_on_the_day(now):
    today = timezone.localdate(now)
    able()
    empowerment.register_existing(Proposal((unit().pk,), (PENALTY, APPROVAL), "示例：天天有"), known(today - 90 * DAY), actor=staffing(), at=now)
    found = values("EMPOWERMENT_SCHEME")
    assert (found["in_force"], found["used"], found["short"], found["cases"]) == (2, 0, 0, 0)
    assert not life("EMPOWERMENT_SCHEME").alive, "held and never used"
    case = reported(at=now, street=unit().street.code)
    empowerment.ground_case(case.number, PENALTY, actor=leader(), at=now)
    certified()
    found = values("EMPOWERMENT_SCHEME")
    assert (found["used"], found["short"], found["cases"]) == (1, 1, 1)
    assert life("EMPOWERMENT_SCHEME").alive


def test_grid_work_is_rounds_and_matters_settled_there_and_a_grid_without_a_worker_is_told(now):
    today, worker = timezone.localdate(now), people.actor("GRID_WORKER", street=people.HOME)
    grid, desk = Grid.objects.get(pk=worker.grid_ids[0]), people.actor("STREET_DESK", street=people.HOME)
    before = values("GRID_WORK")
    case = reported(at=now)
    Case.objects.filter(pk=case.pk).update(closure_level=ClosureLevel.GRID.value)
    type(case.matter).objects.filter(pk=case.pk).update(closed_at=now)
    plan = grids.plan_patrol(grid.code, title="示例", way="", points=["东门"], rhythm="WEEKLY", season="ALL", actor=desk, at=now)
    grids.record_patrol(plan.pk, on=today, looked_at=["东门"], found="FINE", note="", numbers=[], actor=worker, at=now)
    GridPerson.objects.filter(grid=grid, role="WORKER").update(valid_to=today)
    found = values("GRID_WORK")
    assert (found["settled"], found["rounds"], found["no_worker"]) == (before["settled"] + 1, before["rounds"] + 1, before["no_worker"] + 1)
    assert life("GRID_WORK").alive


@pytest.mark.parametrize("reader", [("STAFFING_OFFICE", {}), ("STREET_DESK", {"street": people.HOME}), ("GRID_WORKER", {"street": people.NEXT})])
def test_every_figure_opens_its_records_for_whoever_may_see_them(now, reader):
    test_powers_are_held_used_and_short_as_they_are_on_the_day(now)
    test_grid_work_is_rounds_and_matters_settled_there_and_a_grid_without_a_worker_is_told(now)
    actor, shown, year = people.actor(reader[0], **reader[1]), 0, str(timezone.localdate(now).year)
    for code in RULES:
        assert seated(actor).get(reverse("duties:document", args=[code]), {"period": year}).status_code == 200
        for counted in life(code, year).figures:
            page = figure_page(code, counted.figure.code, period_of(year, timezone.localdate(now)), actor)
            seen = list(page.seen[:5])
            assert all(counted.figure.line(row).url.startswith("/") for row in seen)
            assert seated(actor).get(reverse("duties:document_figure", args=[code, counted.figure.code]), {"period": year}).status_code == 200
            if seen:
                assert seated(actor).get(counted.figure.line(seen[0]).url).status_code == 200, (code, counted.figure.code)
            shown += len(seen)
    assert shown
