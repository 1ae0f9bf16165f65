"""What happens: calls meet forces. A discrete-event model on simpy; chance is in the calls, so the same calls and world give the same run.

A call is acknowledged unit by unit; a crew is asked for (of the department, the nearest free one that comes to that street), sets out, travels,
works, is free. Who may take whose crew is `dispatch.rules.summon` itself: 生命安全 > 应急 > 综合执法 > 日常. A crew called away leaves its task, which
waits for a crew again and keeps what was done of it. Outside office hours only the night crews go, and only to urgent calls.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

import simpy

from shaoxiang.dispatch.rules import URGENT, rank, summon
from shaoxiang.dispatch.vocabulary import Part, Priority
from shaoxiang.simulation.rules.frame import DAY, Frame
from shaoxiang.simulation.rules.inputs import Call, Force, Kind, Unit, World


@dataclass(slots=True)
class Record:
    """What became of one unit of one call; minutes after the begin, None where it did not come to that."""

    call: Call
    unit: Unit
    kind: str
    acked_at: float | None = None
    ack_due: float = 0.0
    asked_at: float | None = None  # for a crew
    force: str = ""
    set_out_at: float | None = None
    arrived_at: float | None = None
    arrive_due: float | None = None
    done_at: float | None = None
    finish_due: float | None = None
    waited: float = 0.0  # for a crew, every time it had to
    called_away: int = 0
    no_force: bool = False

    @property
    def is_lead(self) -> bool:
        return self.unit.part is Part.LEAD


@dataclass(slots=True)
class Task:
    """A unit of a call that needs a crew, or has one."""

    record: Record
    priority: Priority
    goes_at_night: bool
    rest: float  # work not yet done
    number: int
    asked_at: float = 0.0
    came: simpy.Event | None = None
    process: simpy.Process | None = None


@dataclass(slots=True)
class Pool:
    """A force during a run: the tasks its crews are on, and how long they were."""

    force: Force
    out: list[Task] = field(default_factory=list)
    busy: list[tuple[float, float]] = field(default_factory=list)  # one pair for each time a crew was out
    most_out: int = 0

    def crews(self, working: bool) -> int:
        return self.force.day_crews if working else self.force.night_crews


@dataclass(frozen=True)
class Happened:
    """One run: what became of every unit called, and of every force."""

    records: list[Record]
    pools: dict[str, Pool]
    frame: Frame
    until: float


def run(world: World, calls: Iterable[Call], *, days: int) -> Happened:
    """Let `days` days pass. Calls after that are not called; what is not done by then stays unfinished."""
    return _Run(world, days).through(calls)


class _Run:
    def __init__(self, world: World, days: int) -> None:
        self.world = world
        self.until = days * DAY
        self.frame = Frame(world.begin_on, world.calendar, days + 30)  # room for due times and agreed times after the end
        self.env = simpy.Environment()
        self.pools = {code: Pool(force) for code, force in world.forces.items()}
        self.waiting: dict[str, list[Task]] = {}
        self.records: list[Record] = []
        self._near: dict[tuple[str, str, bool], list[Pool]] = {}

    def through(self, calls: Iterable[Call]) -> Happened:
        self.env.process(self._mornings())
        for call in calls:
            if call.at < self.until:
                for unit in call.units:
                    record = Record(call, unit, call.kind)
                    self.records.append(record)
                    self._start(record, len(self.records))
        self.env.run(until=self.until)
        return Happened(self.records, self.pools, self.frame, self.until)

    def _start(self, record: Record, number: int) -> None:
        kind = self.world.kinds[record.kind]
        priority = Priority.LIFE if record.call.life else kind.priority
        goes = priority in URGENT or (priority is Priority.JOINT and not record.call.agreed)  # 正在发生的违法行为，夜里也去
        task = Task(record, priority, goes, record.unit.on_site, number)
        task.process = self.env.process(self._life(task, kind))

    def _life(self, task: Task, kind: Kind) -> Generator[simpy.Event, object, None]:
        """One unit from the whistle to its part done."""
        record, unit, call = task.record, task.record.unit, task.record.call
        yield self.env.timeout(call.at)
        acked = self._acknowledges(record, kind, kind.ack_working and not task.goes_at_night)
        yield self.env.timeout(acked - call.at)
        record.acked_at = acked
        record.arrive_due = self.frame.due(call.at, kind.arrive_limit) if kind.arrive_limit else None
        record.finish_due = self.frame.due(call.at, kind.finish_limit) if kind.finish_limit else None
        if unit.answered:
            answers = self.frame.work_off(acked, unit.turn_out)
            yield self.env.timeout(answers - acked)
            record.arrived_at = answers
        else:
            pools = self._pools(unit.department, call.street, task.priority in URGENT)
            if not pools:
                record.no_force = True
                return
            yield self.env.timeout(max(0.0, self._leaves(record, kind, acked, pools[0].force) - acked))
            yield from self._goes(task)
        yield self.env.timeout(max(0.0, (record.arrived_at or self.env.now) + unit.after - self.env.now))
        record.done_at = self.env.now

    def _acknowledges(self, record: Record, kind: Kind, working: bool) -> float:
        at, unit = record.call.at, record.unit
        record.ack_due = self.frame.due(at, kind.ack_limit)
        if unit.ack_forgotten:
            return record.ack_due + kind.reminded_after
        return self.frame.work_off(at, unit.ack) if working else at + unit.ack

    def _leaves(self, record: Record, kind: Kind, acked: float, nearest: Force) -> float:
        """When a crew is asked for: at once; in time for what was agreed; or when reminded that nobody came."""
        call, unit = record.call, record.unit
        asks = acked
        if call.agreed:
            agreed = self.frame.work_off(acked, call.until_agreed)
            if kind.agreed_grace is not None:
                record.arrive_due = agreed + kind.agreed_grace
            asks = agreed - unit.turn_out - self.world.travel_minutes(nearest, call.east_m, call.north_m)
        if unit.set_out_forgotten and record.arrive_due is not None:
            asks = record.arrive_due + kind.reminded_after
        return max(acked, asks)

    def _goes(self, task: Task) -> Generator[simpy.Event, object, None]:
        """Wait for a crew, travel, work; begin again where the crew is called away."""
        record = task.record
        record.asked_at = self.env.now
        while True:
            try:
                pool = yield from self._crew(task)
            except simpy.Interrupt:  # called away in the very moment it was sent
                record.called_away += 1
                continue
            began = self.env.now
            started_work = False
            try:
                travel = self.world.travel_minutes(pool.force, record.call.east_m, record.call.north_m)
                yield self.env.timeout(record.unit.turn_out + travel)
                if record.arrived_at is None:
                    record.arrived_at = self.env.now
                started_work, began_work = True, self.env.now
                yield self.env.timeout(task.rest)
            except simpy.Interrupt:
                record.called_away += 1
                if started_work:
                    task.rest = max(0.0, task.rest - (self.env.now - began_work))
                pool.busy.append((began, self.env.now))
                continue
            pool.busy.append((began, self.env.now))
            pool.out.remove(task)
            self._serve(record.unit.department)
            return

    def _crew(self, task: Task) -> Generator[simpy.Event, object, Pool]:
        department = task.record.unit.department
        task.asked_at, task.came = self.env.now, self.env.event()
        line = self.waiting.setdefault(department, [])
        line.append(task)
        self._serve(department)
        pool = yield task.came
        assert isinstance(pool, Pool)  # noqa: S101 (what `_serve` hands over)
        if task.record.set_out_at is None:
            task.record.set_out_at = self.env.now
        task.record.force = pool.force.code
        could_go = task.asked_at if task.goes_at_night else self.frame.work_off(task.asked_at, 0)  # waiting for office hours is not waiting for a crew
        task.record.waited += max(0.0, self.env.now - could_go)
        return pool

    def _serve(self, department: str) -> None:
        """Give crews to those who wait: the most urgent first, then who asked first."""
        line = self.waiting.get(department)
        if not line:
            return
        working = self.frame.is_working(self.env.now)
        line.sort(key=lambda task: (rank(task.priority), task.asked_at, task.number))
        for task in list(line):
            if not working and not task.goes_at_night:
                continue
            pool, gives_way = self._found(task, working)
            if pool is None:
                continue
            line.remove(task)
            if gives_way is not None:
                other = pool.out.pop(gives_way)
                assert other.process is not None  # noqa: S101 (it runs)
                other.process.interrupt()
            pool.out.append(task)
            pool.most_out = max(pool.most_out, len(pool.out))
            assert task.came is not None  # noqa: S101 (it waits)
            task.came.succeed(pool)

    def _found(self, task: Task, working: bool) -> tuple[Pool | None, int | None]:
        """The nearest free crew; else the least urgent task that gives way. Rule: `dispatch.rules.summon`."""
        taken: tuple[int, Pool, int] | None = None
        for pool in self._pools(task.record.unit.department, task.record.call.street, task.priority in URGENT):
            answer = summon(task.priority, [other.priority for other in pool.out], pool.crews(working))
            if answer.free:
                return pool, None
            if answer.gives_way is not None:
                least = rank(pool.out[answer.gives_way].priority)
                if taken is None or least > taken[0]:
                    taken = least, pool, answer.gives_way
        return (taken[1], taken[2]) if taken is not None else (None, None)

    def _pools(self, department: str, street: str, urgent: bool) -> list[Pool]:
        """Forces of the department that come to the street: those stationed there first; then the nearest, for what is not urgent no team before others."""
        known = self._near.get((department, street, urgent))
        if known is None:
            place = self.world.streets[street]
            known = [pool for pool in self.pools.values() if pool.force.department == department and pool.force.street in ("", street)]
            known.sort(key=lambda pool: (
                not pool.force.street, pool.force.team and not urgent, self.world.travel_minutes(pool.force, place.east_m, place.north_m),
                not pool.force.team, pool.force.code,
            ))
            self._near[department, street, urgent] = known
        return known

    def _mornings(self) -> Generator[simpy.Event, object, None]:
        """Office hours begin: those who waited for them are served."""
        for begin in self.frame.begins:
            yield self.env.timeout(begin - self.env.now)
            for department in sorted(self.waiting):
                self._serve(department)
