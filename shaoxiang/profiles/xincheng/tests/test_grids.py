from __future__ import annotations

import pytest
from django.utils import timezone

from shaoxiang.grids import queries
from shaoxiang.grids.models import AdmittedWork, GridPerson, GridTask, PatrolRecord
from shaoxiang.grids.rules import DEFAULT_ROLES, WORKER
from shaoxiang.kernel.journal.models import Pending
from shaoxiang.places.models import Grid, GridDivision
from shaoxiang.places.queries.division import comparison, flaws_in_force
from shaoxiang.profiles.xincheng.figures import figures
from shaoxiang.profiles.xincheng.grids import live, load_grids

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_district")]


def test_most_reform_grids_are_staffed_and_some_lack_something():
    today = timezone.localdate()
    reform = Grid.objects.filter(community__street__reform_unit=True, valid_to=None).count()
    assert reform == 335
    assert 1 <= len(queries.vacant(today)) <= 8
    held = queries.holdings(None, today)
    whole = sum(held[pk].roles >= {WORKER, *(code for code, _label, _english in DEFAULT_ROLES)} for pk in held)
    assert reform * 0.6 < whole < reform
    assert GridPerson.objects.filter(sample=False).count() == 0


def test_loading_twice_adds_nobody():
    count = GridPerson.objects.count()
    load_grids()
    assert GridPerson.objects.count() == count


def test_the_weeks_before_leave_tasks_in_every_state_and_the_figures_as_they_were():
    now = timezone.now()
    before = figures(timezone.localdate())["grids"], figures(timezone.localdate())["grids_all"]
    assert live(anchor=now) == 5
    assert sorted(GridTask.objects.values_list("matter__status", flat=True)) == ["ASSIGNED", "ASSIGNED", "CLOSED", "DONE", "RETURNED"]
    assert (figures(timezone.localdate())["grids"], figures(timezone.localdate())["grids_all"]) == before == (335, 411)
    assert flaws_in_force(timezone.localdate()) == []
    assert Grid.objects.filter(valid_to=None).exclude(kind="ORDINARY").count() == 3
    draft = GridDivision.objects.get(status="DRAFT")
    assert comparison(draft).flaws == []
    assert PatrolRecord.objects.exists()
    assert AdmittedWork.objects.count() == 2
    assert not Pending.objects.exists()
    assert live(anchor=now) == 0
