"""One whistle's life as generators: the street's side here, the units' in `units`. What is not reached before the anchor stays open."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta

from shaoxiang.coordination.actions import withdraw
from shaoxiang.coordination.queries import open_item_of
from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.dispatch.vocabulary import CitedList, NoteKind, Part
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.vocabulary import UnitScope
from shaoxiang.forces.rules import ForceEngaged
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.places.queries import place_book
from shaoxiang.profiles.xincheng.month.whistles import texts
from shaoxiang.profiles.xincheng.month.whistles.after import checked
from shaoxiang.profiles.xincheng.month.whistles.plan import BY_COMMUNITY, WITH_HELPER, Plan
from shaoxiang.profiles.xincheng.month.whistles.scenes import COMES_OFTEN, Scene
from shaoxiang.profiles.xincheng.month.whistles.stage import HOUR, Life, Site, Stage
from shaoxiang.profiles.xincheng.month.whistles.units import OBJECTIONS, unit
from shaoxiang.whistles import actions
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.rules import Call, UnitAsked
from shaoxiang.whistles.vocabulary import OUT, CancelReason, SuspendReason, WhistleCode, WhistleStatus

K = WhistleCode
WAITS_FOR_APPROVAL = frozenset({"pending", "community_draft"})
MOST_TURNS = 3  # teams of a department that are asked before the department itself


class Tale:
    """A whistle with its people and its luck."""

    def __init__(self, stage: Stage, plan: Plan, scene: Scene, site: Site) -> None:
        self.stage, self.plan, self.scene, self.site = stage, plan, scene, site
        self.number, self.key = "", 0
        self.agreed_at: datetime | None = None
        self.called: set[int] = set()  # orders somebody plays
        self.in_check = False
        self.failed = False  # the check that fails has failed
        scope = UnitScope.TOWN if place_book().streets[site.street_id].kind == "TOWNSHIP" else UnitScope.STREET
        self.item = duty_book().duties[scene.code, scope.value].code

    def take(self, whistle: Whistle) -> None:
        self.number, self.key = whistle.number, whistle.pk

    def status(self) -> WhistleStatus:
        status: WhistleStatus = WhistleStatus(Matter.objects.values_list("status", flat=True).get(pk=self.key))
        return status

    def look(self, whistle: Whistle, at: datetime) -> None:
        """After an act of a unit: if that was the last claim, the street is asked to check."""
        if whistle.matter.status == WhistleStatus.DONE_CLAIMED and not self.in_check:
            self.in_check = True
            self.stage.spawn(checked(self, at), at)

    def orders(self) -> list[DispatchOrder]:
        return list(DispatchOrder.objects.filter(RUNNING, matter_id=self.key).order_by("pk"))

    def call_fresh(self, at: datetime) -> None:
        """Units that were called just now begin to act. The troubled one is the last of the first summons where the course wants a helper, else the lead."""
        fresh = [order for order in self.orders() if order.pk not in self.called]
        first = not self.called
        self.called |= {order.pk for order in fresh}
        helpers = [order for order in fresh if order.part == Part.COOPERATING]
        odd = self.plan.course in ("stands", "reassigned") and self.plan.turn % 2 == 1
        troubled = helpers[-1] if helpers and (odd or self.plan.course in ("withdrawn", "lapsed", "half_there")) else next(iter(fresh), None)
        for order in fresh:
            self.stage.spawn(unit(self, order, at, troubled=first and order is troubled), at)

    def other_body(self) -> int:
        """Whom to call instead of a unit that was right to object."""
        taken = {order.unit_id for order in self.orders()}
        for code in ("DEP12", "DEP07", "DEP13", "DEP09"):
            if self.stage.bodies[code] not in taken:
                return self.stage.bodies[code]
        return self.stage.bodies["DEP15"]

    def came_after_all(self, at: datetime) -> None:
        """The meeting that was to be held because nobody answered need not be."""
        self.stage.spawn(_off_the_agenda(self, at, texts.CAME_AFTER_ALL), at + HOUR)

    # --- blowing ---

    def caller(self) -> Actor:
        stage, street = self.stage, self.site.street_id
        if self.plan.course in BY_COMMUNITY or (self.plan.kind == K.ROUTINE and self.plan.turn % 6 == 5):
            found = stage.cast.by_community.get(self.site.community_id or 0)
            if found:
                return found[0]
        if self.plan.kind == K.KEY_ISSUE:
            return stage.leader(street)
        if self.plan.kind == K.ROUTINE and self.plan.turn % 5 == 3 and self.plan.course not in WAITS_FOR_APPROVAL:
            return stage.office_head(street)
        return stage.desk(street)

    def call(self, turn: int = 0) -> Call:
        stage, scene, site = self.stage, self.scene, self.site
        units: dict[int, UnitAsked] = {}
        helpers = max(1 if self.plan.course in WITH_HELPER or self.plan.turn % 2 else 0, stage.rng.choice(COMES_OFTEN))
        for place, (word, task) in enumerate(scene.units[: 1 + (helpers if self.plan.kind == K.ROUTINE else max(1, helpers))]):
            body = stage.body(word, site.street_id, turn)
            units.setdefault(body, UnitAsked(body, place == 0, f"示例：{task}"))
        return Call(
            type_code=self.plan.kind.value, title=scene.title.format(spot=site.name), known=f"示例：{scene.known}", address=site.address,
            subject_code=scene.code, power_needed=scene.power, cited_list=CitedList.DUTY_LIST.value, cited_item=self.item, units=tuple(units.values()),
            lon=site.lon, lat=site.lat, life=scene.life, case_id=site.case_id, agreed_at=self.agreed_at,
            going_on=self.plan.kind == K.JOINT_ENFORCEMENT and self.agreed_at is None,
        )

    def blow(self, at: datetime) -> Whistle:
        """With the first choice of forces; where they are out, with the next."""
        for turn in range(self.plan.is_open, MOST_TURNS):  # those still out at the anchor are second teams: the first ones are sent by one act
            try:
                return actions.blow(self.call(turn), actor=self.caller(), at=at, sample=True)
            except ForceEngaged:
                continue
        return actions.blow(self.call(MOST_TURNS), actor=self.caller(), at=at, sample=True)

    def approver(self) -> Actor:
        stage, street = self.stage, self.site.street_id
        if self.plan.kind == K.KEY_ISSUE:
            return stage.cast.ruler()
        if self.plan.kind == K.ROUTINE and self.plan.turn % 2 == 0:
            return stage.office_head(street)
        return stage.leader(street)


def story(tale: Tale, at: datetime) -> Life:
    """From the call to the summons; then everybody acts."""
    stage, plan = tale.stage, tale.plan
    if plan.kind == K.JOINT_ENFORCEMENT and (plan.turn % 3 != 2 or plan.course == "agreed") and plan.course != "working":
        tale.agreed_at = max(stage.worked(at, 5 if plan.course != "agreed" else 3.5), at + HOUR)
    if plan.course == "draft":
        tale.take(actions.draft(tale.call(), actor=tale.caller(), at=at, sample=True))
        return
    if plan.course == "from_repeats" and 0 in stage.thirds:
        whistle = actions.suggest_key_issue(stage.thirds[0], actor=stage.leader(tale.site.street_id), at=at)
        tale.take(whistle)
        yield (at := stage.later(at, 0.2, 1))
        whistle = actions.blow_draft(tale.number, actor=stage.leader(tale.site.street_id), at=at)
    else:
        whistle = tale.blow(at)
        tale.take(whistle)
    if whistle.matter.status == WhistleStatus.PENDING:
        if plan.course in WAITS_FOR_APPROVAL:
            return
        yield (at := stage.later(at, 0.05, 1.4 if plan.kind != K.KEY_ISSUE else 5))
        if plan.course == "refused":
            actions.refuse(tale.number, actor=tale.approver(), at=at, words=stage.rng.choice(texts.REFUSED))
            return
        approved = yield from _approved(tale, at)
        if approved is None:
            return
        at = approved
    elif plan.course == "refused":
        actions.cancel(tale.number, actor=tale.caller(), at=at + HOUR / 6, reason=CancelReason.OTHER_WAY, words=texts.CANCELLED["OTHER_WAY"])
        return
    if plan.course == "repeat" and plan.turn == 2:
        stage.thirds[plan.group] = tale.number
    tale.call_fresh(at)
    stage.spawn(_beside(tale, at), at)
    if tale.plan.fast and tale.caller().community_id is not None and plan.course != "just_blown":
        yield at + timedelta(minutes=stage.rng.randrange(1, 8))
        if tale.status() in (*OUT, WhistleStatus.DONE_CLAIMED):
            actions.confirm(tale.number, actor=stage.desk(tale.site.street_id), at=at + timedelta(minutes=8))


def _approved(tale: Tale, at: datetime) -> Generator[datetime, None, datetime | None]:
    """批准; where the forces are out at that moment, a little later. Returns when; None where the agreed time went by and the caller took it back."""
    stage = tale.stage
    for _turn in range(40):
        if tale.agreed_at is not None and tale.agreed_at <= at:
            actions.cancel(tale.number, actor=tale.caller(), at=at, reason=CancelReason.OTHER_WAY, words=texts.CANCELLED["OTHER_WAY"])
            return None
        try:
            actions.approve(tale.number, actor=tale.approver(), at=at)
        except ForceEngaged:
            at = stage.later(at, 0.5, 1)
            yield at
            continue
        break
    return at


def _beside(tale: Tale, at: datetime) -> Life:
    """What the street does while units come and work: more of them, fewer, a pause, an end, a word."""
    stage, course, fast = tale.stage, tale.plan.course, tale.plan.fast
    desk = stage.desk(tale.site.street_id)
    yield (at := stage.later(at, 1, 3) if not fast else at + timedelta(minutes=stage.rng.randrange(9, 25)))
    if tale.status() not in OUT:
        return
    if course == "added":
        actions.add_unit(tale.number, UnitAsked(tale.other_body(), False, texts.ADDED_TASK), actor=desk, at=at, words=stage.rng.choice(texts.ADDED))
        tale.call_fresh(at)
    elif course == "released":
        order = next((order for order in tale.orders() if order.part == Part.COOPERATING), None)
        if order is not None:
            tale.look(actions.release_unit(tale.number, order.pk, actor=desk, at=at, words=stage.rng.choice(texts.RELEASED)), at)
    elif course == "cancelled":
        reason = CancelReason.MISTAKEN if fast else tuple(CancelReason)[tale.plan.turn % len(CancelReason)]
        actions.cancel(tale.number, actor=desk, at=at, reason=reason, words=texts.CANCELLED[reason.value])
    elif course in ("suspended", "paused", "standing_still"):
        yield from _suspended(tale, at)
    elif course in ("no_show", "silent", "late_finish", "overdue"):
        yield (at := stage.later(at, 8, 20) if not fast else at + timedelta(minutes=8))
        if tale.status() in OUT:
            leader = stage.leader(tale.site.street_id)
            actions.supervise(tale.number, actor=leader, at=at, kind=NoteKind.REMIND, words=stage.rng.choice(texts.SUPERVISED))
    elif stage.luck(0.3) and not fast and course not in OBJECTIONS:
        actions.note_progress(tale.number, actor=desk, at=at, words=stage.rng.choice(texts.PROGRESS))


def _suspended(tale: Tale, at: datetime) -> Life:
    stage, course = tale.stage, tale.plan.course
    desk = stage.desk(tale.site.street_id)
    reason = (SuspendReason.WEATHER, SuspendReason.EXPERT, SuspendReason.COURT)[tale.plan.turn % 3]
    until = stage.anchor + timedelta(days=2) if course == "standing_still" else at + timedelta(days=2)
    actions.suspend(tale.number, actor=desk, at=at, reason=reason, until=until, words=texts.SUSPENDED[reason.value])
    if course == "suspended":
        yield (at := at + timedelta(hours=stage.rng.uniform(20, 40)))
        if tale.status() == WhistleStatus.SUSPENDED:
            actions.resume(tale.number, actor=desk, at=at)


def _off_the_agenda(tale: Tale, at: datetime, words: str) -> Life:
    """The district's desk takes back what no longer needs a meeting."""
    yield (at := tale.stage.later(at + HOUR, 0.5, 3))
    item = open_item_of(tale.key)
    if item is not None and item.matter.status == "RAISED":
        withdraw(item.number, actor=tale.stage.cast.ruler(), at=at, words=words)
