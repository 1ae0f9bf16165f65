"""Every figure is the number of records that the list it leads to shows, whatever lies in the district and whoever looks."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from shaoxiang.cases.forms.lists import FilterForm
from shaoxiang.cases.queries.lists import listed
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import LINE_TYPE, STREET_TYPE, reported
from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.dispatch.vocabulary import OrderState, Priority
from shaoxiang.insight import access
from shaoxiang.insight.queries.board import board_of
from shaoxiang.insight.tests.compose import Called, awaits, coordination, ended, made_late, office_of, street_of, teams, whistle
from shaoxiang.insight.tests.conftest import decide, forces, late, whistles
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.whistles.vocabulary import WhistleCode, WhistleStatus
from tests import people

pytestmark = pytest.mark.django_db
STREETS = (people.HOME, people.NEXT, "150102006")
READERS = (
    ("STREET_DESK", {"street": people.HOME}), ("STREET_LEADER", {"street": people.NEXT}), ("DISTRICT_DESK", {}), ("SUPERVISOR", {}), ("DISTRICT_LEADER", {}),
    ("OFFICE_HEAD", {"street": people.HOME}), ("DEPARTMENT_LIAISON", {}), ("DEPARTMENT_HEAD", {}),
)


def mixture(luck: random.Random, now: datetime) -> None:
    """Cases of three streets, late, nearly late and in time, with whistles in every state and decisions on the desks of every level."""
    for turn in range(24):
        code = luck.choice((STREET_TYPE, LINE_TYPE, ""))
        case = reported(code, at=now - timedelta(days=6, minutes=turn), street=luck.choice(STREETS), description=f"示例 {turn}")
        if luck.random() < 0.7:
            made_late(case.matter, by=timedelta(hours=luck.choice((100, 5, 1, -1, -2))), now=now)
        if luck.random() < 0.2:
            awaits(case.matter, "uphold", Role.STREET_DESK, office_of(street_of(luck.choice(STREETS))), at=now, due_in=luck.choice((-60, 60)))
    center = Body.objects.get(kind=BodyKind.COMMAND_CENTER)
    for turn in range(12):
        street = luck.choice(STREETS)
        status = luck.choice((WhistleStatus.PENDING, WhistleStatus.BLOWN, WhistleStatus.IN_PROGRESS, WhistleStatus.DONE_CLAIMED, WhistleStatus.SUSPENDED))
        called = [Called(body, luck.choice(list(OrderState)[:4]), luck.choice((-40, 3, 90))) for body in luck.sample(teams(8), luck.randint(1, 3))]
        made = whistle(
            status, [] if status is WhistleStatus.PENDING else called, at=now - timedelta(minutes=turn), street=street, turn=turn,
            code=luck.choice(list(WhistleCode)), priority=luck.choice(list(Priority)),
        )
        what, role = luck.choice((("approve", Role.STREET_LEADER), ("confirm", Role.STREET_DESK), ("verify_pass", Role.VERIFIER)))
        awaits(made, what, role, luck.choice((office_of(street_of(street)), center)), at=now, due_in=luck.choice((-20, 30)))
        if luck.random() < 0.2:
            ended(made, at=now)
    awaits(coordination(at=now), "put_on_agenda", Role.DISTRICT_DESK, center, at=now, due_in=luck.choice((-5, 50)))


def case_figures(board) -> Iterator:
    part = late(board)
    yield from (part.late, part.soon)
    for line in part.lines:
        yield from (line.late, line.soon)
    if part.today:
        yield part.today


def rows_of(url: str, actor: Actor, now: datetime) -> int:
    """As the list's own view would find them."""
    return listed(actor, FilterForm(QueryDict(urlsplit(url).query)).chosen, now=now).count()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_figure_equals_the_list_it_leads_to(now, seed):
    mixture(random.Random(seed), now)
    checked = 0
    for role, where in READERS:
        actor = people.actor(role, **where)
        board = board_of(actor, now=now)
        for figure in case_figures(board):
            if figure.url:
                assert rows_of(figure.url, actor, now) == figure.n, (role, figure)
                checked += figure.n
        client = seated(actor)
        for figure, url in ((decide(board).ours, decide(board).ours_url), (decide(board).others, decide(board).others_url)):
            assert client.get(url).content.decode().count("data-decision=") == figure, (role, url)
        for count in forces(board).counts:
            assert len(re.findall(r'<li class="force"', client.get(count.url).content.decode())) == count.n, (role, count)
        _whistles_are_counted_as_they_lie(board, now)
    assert checked > 20  # or the mixture tested nothing


def _whistles_are_counted_as_they_lie(board, now: datetime) -> None:
    """The list of whistles is another room's: what it must show, counted here from the rows."""
    rows = Matter.objects.filter(access.matters_of(board.scope), kind="WHISTLE", closed_at__isnull=True)
    assert {one.status.value: one.n for one in whistles(board).counts} == {
        status: rows.filter(status=status).count() for status in set(rows.values_list("status", flat=True))
    }
    late_now = {line.matter_id for line in whistles(board).lines for unit in line.units if unit.late}
    assert late(board).whistles.n == len(late_now)
    for line in late(board).lines:
        if "unit=" in line.whistles.url:
            unit = int(re.search(r"unit=(\d+)", line.whistles.url).group(1))
            of_unit = DispatchOrder.objects.filter(RUNNING, unit_id=unit, matter_id__in=late_now)
            assert line.whistles.n <= of_unit.values("matter_id").distinct().count()


@pytest.mark.parametrize("seed", [4])
def test_the_lines_of_a_board_add_up_to_its_total(now, seed):
    mixture(random.Random(seed), now)
    for role, where in READERS:
        part = late(board_of(people.actor(role, **where), now=now))
        assert sum(line.late.n for line in part.lines if not line.inside) == part.late.n, role
        assert sum(line.soon.n for line in part.lines if not line.inside) == part.soon.n, role


def test_a_unit_that_the_list_cannot_name_has_a_figure_without_a_link(now):
    case = reported(at=now - timedelta(days=5))
    made_late(case.matter, by=timedelta(hours=2), now=now)
    Matter.objects.filter(pk=case.pk).update(unit_id=None, office_id=None)
    (line,) = late(board_of(people.actor("DISTRICT_DESK"), now=now)).lines
    assert (line.late.n, line.late.url) == (1, "")
