"""What goes wrong around a whistle: two at once, one crew for two streets, the calendar moves, the worker dies for an hour, nobody can be told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.forces.models import Absence, Team
from shaoxiang.forces.rules import ForceEngaged
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.verify import verify
from shaoxiang.kernel.workdays.actions import correct_day
from shaoxiang.kernel.workdays.vocabulary import DayKind
from shaoxiang.whistles import actions
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.rules import UnitAsked
from shaoxiang.whistles.tests import walks
from shaoxiang.whistles.tests.pages import unit_act, whistle_page
from shaoxiang.whistles.tests.walks import DAY, HOUR, MINUTE, MONDAY
from shaoxiang.whistles.vocabulary import WhistleStatus
from tests import people
from tests.house import House, eventually

several = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[BaseException | None]:
    """Each in a thread and a connection of its own, all let go together. What each raised, or None."""
    gate, said = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: Callable[[], object]) -> None:
        try:
            gate.wait()
            call()
        except Exception as error:
            said[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


# --- two at once ----------------------------------------------------------------------------------------------------------


@several
def test_two_desks_close_the_same_whistle_at_once_one_does_and_the_other_is_told(district):
    whistle = walks.claimed()
    actions.verify_pass(whistle.number, actor=walks.verifier(), at=MONDAY + HOUR, on_site=True)
    desks = (walks.desk(), walks.leader())
    said = at_once(*(lambda who=who: actions.close(whistle.number, actor=who, at=MONDAY + 2 * HOUR, words=f"示例：{who.title}办结") for who in desks))
    refused = [one for one in said if one is not None]
    assert [type(one) for one in refused] == [MoveRefused]
    winner = desks[said.index(None)]
    assert winner.name in str(refused[0]) and "已办结" in str(refused[0])
    assert walks.entries(whistle).count("whistles.close") == 1
    assert walks.fresh(whistle).outcome == f"示例：{winner.title}办结"
    assert len([row for row in walks.rows(whistle) if row[0] == "appraise_whistle"]) == 2
    assert list(verify()) == []


@several
def test_the_last_two_units_claim_at_once_and_the_street_is_asked_to_check_once(district):
    whistle = walks.blown()
    orders = list(DispatchOrder.objects.filter(matter_id=whistle.pk).order_by("pk"))
    who = [walks.arrived(whistle, order.office_id or order.unit_id, at=MONDAY + MINUTE) for order in orders]
    said = at_once(*(
        lambda order=order, actor=actor: actions.claim_done(whistle.number, order.pk, actor=actor, at=MONDAY + HOUR, words="示例：办完了")
        for order, actor in zip(orders, who, strict=True)
    ))
    assert said == [None, None]
    held = walks.fresh(whistle)
    assert held.status == WhistleStatus.DONE_CLAIMED
    assert sorted(held.claimers) == sorted({actor.person_id for actor in who})  # neither overwrote the other
    assert walks.entries(whistle).count("whistles.all_done") == 1
    assert [row[0] for row in walks.rows(whistle)] == ["verify_pass"]


@several
def test_one_team_is_not_booked_by_two_streets_at_once(district):
    Absence.objects.all().delete()
    Team.objects.update(crews=1)
    streets = (people.HOME, people.NEXT)
    calls = [walks.call(street=street, units=(UnitAsked(walks.fire(), True, "灭火"),)) for street in streets]
    walks.item()  # read once before the race
    desks = [walks.desk(street) for street in streets]
    said = at_once(*(lambda call=call, who=who: actions.blow(call, actor=who, at=MONDAY) for call, who in zip(calls, desks, strict=True)))
    assert [type(one) for one in said if one is not None] == [ForceEngaged]
    assert DispatchOrder.objects.filter(office_id=walks.fire()).count() == 1
    assert Whistle.objects.count() == 1  # nothing half-written of the other
    assert list(verify()) == []


@several
def test_a_calendar_corrected_while_a_unit_acknowledges_moves_its_clock_and_loses_neither(district):
    whistle = walks.blown("ROUTINE", units=(UnitAsked(walks.fire(), True),))
    order, who = walks.lead(whistle), walks.of_body(walks.fire())
    before = RunningClock.objects.get(part_id=order.pk, code="WHISTLE_ARRIVE").due_at
    day, keeper = timezone.localtime(MONDAY + DAY).date(), people.actor("CONFIG_ADMIN")
    said = at_once(
        lambda: correct_day(day, is_workday=False, kind=DayKind.HOLIDAY, name="示例：临时放假", actor=keeper, at=MONDAY + MINUTE),
        lambda: actions.acknowledge(whistle.number, order.pk, actor=who, at=MONDAY + MINUTE),
    )
    assert said == [None, None]
    clock = RunningClock.objects.get(part_id=order.pk, code="WHISTLE_ARRIVE")
    assert clock.due_at == before + DAY and clock.stopped_at is None
    row = DeskRow.objects.get(OPEN, part_id=order.pk)
    assert (row.what, row.due_at) == ("arrive", clock.due_at)
    assert {"whistles.acknowledge", "clocks.recomputed"} <= set(walks.entries(whistle))


# --- who asks for what is not his ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_department_that_was_not_called_finds_no_whistle_of_any_street(district):
    mine, theirs = (walks.blown(street=street, actor=walks.desk(street), units=(UnitAsked(unit, True),))
                    for street, unit in ((people.HOME, walks.body("DEP07")), (people.NEXT, walks.body("DEP12"))))
    liaison = people.actor("DEPARTMENT_LIAISON", body="区住房和城乡建设局")
    client = seated(liaison)
    assert client.get(whistle_page(mine)).status_code == 200
    assert client.get(whistle_page(theirs)).status_code == 404
    order = walks.lead(theirs)
    assert client.post(unit_act(theirs, order.pk, "acknowledge")).status_code == 404
    with pytest.raises(Whistle.DoesNotExist):
        actions.acknowledge(theirs.number, order.pk, actor=liaison, at=MONDAY)
    with pytest.raises(DispatchOrder.DoesNotExist):  # the order of one under the number of the other
        actions.acknowledge(mine.number, order.pk, actor=liaison, at=MONDAY)
    assert Entry.objects.filter(kind="whistles.acknowledge").count() == 0


# --- the worker is away, nobody can be told ---------------------------------------------------------------------------------

BLOW = """
from datetime import timedelta
from django.utils import timezone
from shaoxiang.institutions.models import Body
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.whistles import actions
from shaoxiang.whistles.rules import Call, UnitAsked
from shaoxiang.duties.models import DutyItem
from shaoxiang.places.models import StreetUnit
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.notices.actions import channels
from shaoxiang.kernel.notices.models import Channel
at = timezone.now() - timedelta(minutes={ago})
street = StreetUnit.objects.get(code="150102001")
desk = Cast(at).by_street[street.pk, "STREET_DESK"][0]
if not Channel.objects.filter(in_use=True).exists():
    secret = {{"secret": "whsec_c2FtcGxlLXNlY3JldC1zYW1wbGU="}}
    dead = channels.connect("WEBHOOK", "示例：没有人听的地址", {{"url": "http://127.0.0.1:9/in"}}, secret, actor=SYSTEM, at=at)
    channels.arrange(dead.pk, wants="ALL", in_use=True, actor=SYSTEM, at=at)
units = tuple(UnitAsked(Body.objects.get(code=code).pk, place == 0, "示例") for place, code in enumerate(("DEP07", "DEP12")))
call = Call(type_code="EMERGENCY", known="示例：路面塌陷", address="示例路 {ago} 号", subject_code="0401", power_needed="封路抢修", cited_list="DUTY_LIST",
            cited_item=DutyItem.objects.filter(valid_to=None).first().code, units=units)
print("NUMBER", actions.blow(call, actor=desk, at=at).number)
"""
RUNGS = """SELECT d.unit_id, e.step, e.level, e.due_at - d.ordered_at FROM whistles_escalation e JOIN dispatch_dispatchorder d ON d.id = e.order_id
JOIN matter_matter m ON m.id = d.matter_id WHERE m.number = '{number}' ORDER BY 1, 2"""
DEAD = "SELECT count(*) FROM notices_delivery_try WHERE status = 0"  # tries that nobody answered
LADDER = ["INSTITUTION", "LEADER", "MEETING"]


@pytest.fixture
def house() -> Iterator[House]:
    made = House(worker=False)
    try:
        yield made
    finally:
        made.close()


def blown(house: House, *, ago: int) -> str:
    done = house.command("shell", "-v0", "-c", BLOW.format(ago=ago))
    assert "NUMBER " in done.stdout, done.stdout + done.stderr
    return done.stdout.split("NUMBER ")[1].split()[0]


def rungs(house: House, number: str) -> list[tuple[Any, ...]]:
    return house.rows(RUNGS.format(number=number))


def test_the_worker_killed_for_an_hour_climbs_every_rung_once_and_a_dead_channel_holds_nothing(house):
    house.start_worker()
    assert eventually(lambda: house.one("SELECT count(*) FROM jobs_heartbeat") > 0)
    house.kill(house.worker)
    number = blown(house, ago=65)  # while nobody was at work
    assert rungs(house, number) == []
    house.start_worker()
    assert eventually(lambda: rungs(house, number), pause=0.05)
    house.kill(house.worker)  # in the middle of catching up
    house.start_worker()
    try:
        assert eventually(lambda: len(rungs(house, number)) == 6), rungs(house, number)
        assert eventually(lambda: house.one("SELECT count(*) FROM journal_pending") == 0)
        before = len(rungs(house, number))
        time.sleep(17)  # the next sweep finds nothing new
        assert len(rungs(house, number)) == before == 6
        # the address nobody listens at: everything waits there, nothing else waited for it
        assert eventually(lambda: house.one(DEAD) > 0), house.rows("SELECT state, tries, reason FROM notices_delivery")
    finally:
        house.kill(house.worker)
    found = rungs(house, number)
    for unit in sorted({row[0] for row in found}):
        assert [row[2] for row in found if row[0] == unit] == LADDER
    told = "SELECT count(*) FROM journal_entry e JOIN matter_matter m ON m.id = e.subject_id WHERE m.number = '{}' AND e.kind = 'whistles.escalated'"
    assert house.one(told.format(number)) == 6
    assert house.one("SELECT count(*) FROM coordination_coordinationcase WHERE source = 'NO_ANSWER'") == 1
    assert house.one("SELECT count(*) FROM notices_delivery WHERE state = 'SENT'") == 0
    assert house.one("SELECT count(*) FROM notices_notice WHERE code = 'whistles.remind'") == 2
    verified = house.command("verify-journal", "--json")
    assert json.loads(verified.stdout) == {"ok": True, "findings": []}, verified.stderr


def test_a_whistle_blown_just_now_climbs_nothing_before_its_time(house):
    house.start_worker()
    try:
        number = blown(house, ago=0)
        assert eventually(lambda: house.one("SELECT count(*) FROM notices_notice WHERE code = 'whistles.called_now'") == 2)
        assert rungs(house, number) == []
    finally:
        house.kill(house.worker)
