"""One case's life as a generator: each `yield` is the time of the next act. What is not reached before the end stays open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from shaoxiang.cases import actions
from shaoxiang.cases.models import Case
from shaoxiang.cases.vocabulary import CallBackResult, CaseStatus, DeclineReason, ExclusionReason, Satisfaction, Source, SuspendReason
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.dispatch.rules import ObjectionRefused, Sent
from shaoxiang.dispatch.vocabulary import CitedList, NoteKind
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.catalogue import line_standing
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks.rules import ExtensionRefused, SuspensionRefused
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.profiles.xincheng.month import texts
from shaoxiang.profiles.xincheng.month.cast import INTERFACE, RESIDENT, Cast, resident_of
from shaoxiang.profiles.xincheng.month.reports import Told

OPEN_TO_RESIDENT = (Source.RESIDENT_PAGE, Source.COUNTER, Source.TELEPHONE, Source.HOTLINE)
FOR_NOW = "DEP12"  # 区城市管理局: takes what no list names, until it is settled
SATISFIED = ((Satisfaction.VERY_GOOD, 46), (Satisfaction.GOOD, 34), (Satisfaction.FAIR, 12), (Satisfaction.POOR, 5), (Satisfaction.VERY_POOR, 3))


class Life:
    """A case with its people and its luck."""

    def __init__(self, told: Told, cast: Cast, rng: Random, at: datetime) -> None:
        self.told, self.cast, self.rng, self.at = told, cast, rng, at
        self.case: Case
        self.number = ""
        self.lead: DispatchOrder | None = None  # as sent; forgotten whenever the case may have gone to another unit

    def wait(self, low: float, high: float) -> datetime:
        """Move on by some hours, rather short than long; nights count less than they should, as in life."""
        self.at += timedelta(hours=low + (high - low) * self.rng.random() ** 1.6, seconds=self.rng.randrange(60))
        return self.at

    def luck(self, share: float) -> bool:
        return self.rng.random() < share

    def say(self, words: tuple[str, ...]) -> str:
        return self.rng.choice(words)

    def fresh(self) -> Case:
        self.case = Case.objects.select_related("matter").get(pk=self.case.pk)
        return self.case

    def is_still(self, *statuses: CaseStatus) -> bool:
        """Cheap on purpose: asked before every act, because others act on the case too."""
        self.case.matter.status = Matter.objects.values_list("status", flat=True).get(pk=self.case.pk)
        return self.case.matter.status in statuses


def story(told: Told, cast: Cast, rng: Random, at: datetime) -> Iterator[datetime]:
    """From the report to wherever it stands on the last day."""
    life = Life(told, cast, rng, at)
    yield at
    life.case = actions.report_case(told.report, actor=_reporter(life), at=at)
    life.number = life.case.number
    if life.case.matter.status == CaseStatus.REPORTED:
        yield from _at_the_desk(life)
    if life.is_still(CaseStatus.DISPATCHED):
        yield from _with_the_unit(life)
    if life.is_still(CaseStatus.HANDLED):
        yield from _verified(life)
    if life.is_still(CaseStatus.VERIFIED):
        yield from _confirmed(life)


def _reporter(life: Life) -> Actor:
    source, grid = life.told.report.source, life.told.grid_id
    cast = life.cast
    if source is Source.RESIDENT_PAGE:
        return RESIDENT
    if source is Source.SYSTEM:
        return INTERFACE
    if source is Source.HOTLINE:
        return cast.district[Role.HOTLINE.value][0]
    if source is Source.SUPERIOR:
        return cast.ruler()
    worker = cast.by_grid.get(grid) if grid is not None else None
    if source is Source.PATROL and worker is not None:
        return worker
    street = worker.street_id if worker else None
    role = Role.COUNTER if source is Source.COUNTER else Role.STREET_DESK
    return next(iter(cast.by_street.get((street or 0, role.value), ())), cast.district[Role.HOTLINE.value][0])


def _at_the_desk(life: Life) -> Iterator[datetime]:
    """A clerk reads what could not go straight: answers, declines, classifies, dispatches."""
    yield life.wait(0.1, 3.0)
    case = life.fresh()
    desk = life.cast.desk(case)
    if life.told.answer:
        actions.answer(life.number, actor=desk, at=life.at, words=life.told.answer)
        return
    if case.outside or not life.told.true_type:
        reason, words = texts.DECLINED[0]
        actions.decline(life.number, actor=desk, at=life.at, reason=DeclineReason(reason), words=words)
        return
    if life.luck(0.04):
        reason, words = texts.DECLINED[1 + life.rng.randrange(len(texts.DECLINED) - 1)]
        actions.decline(life.number, actor=desk, at=life.at, reason=DeclineReason(reason), words=words)
        return
    if case.matter.grid_id and life.luck(0.10) and duty_book().types[life.told.true_type].grid_settles:
        worker = life.cast.by_grid[case.matter.grid_id]
        actions.settle(life.number, actor=worker, at=life.at, outcome=life.say(texts.GRID_OUTCOMES))
        return
    actions.accept(life.number, actor=desk, at=life.at)
    yield life.wait(0.1, 2.0)
    if not life.is_still(CaseStatus.ACCEPTED):
        return
    yield from _dispatched(life, desk)


def _dispatched(life: Life, desk: Actor) -> Iterator[datetime]:
    case = life.case
    lon, lat = case.matter.lon, case.matter.lat
    if case.matter.subject_code != life.told.true_type:
        actions.classify(life.number, actor=desk, at=life.at, type_code=life.told.true_type, lon=lon, lat=lat)
    if life.luck(0.03):
        yield from _excluded(life, desk)
        return
    yield life.wait(0.05, 1.0)
    case = life.fresh()
    if case.matter.status != CaseStatus.ACCEPTED:
        return
    desk = life.cast.desk(case)
    if case.gap or case.mode in ("STREET_DESK", "DISTRICT_DESK"):
        _found_by_telephone(life)
        return
    actions.dispatch(life.number, actor=desk, at=life.at)


def _found_by_telephone(life: Life) -> None:
    """The district asks where it is, enters the place, and sends by the lists of that place; what no list names a department takes for now."""
    ruler, where = life.cast.ruler(), life.told.point
    if where is not None and life.case.matter.street_id is None:
        actions.classify(life.number, actor=ruler, at=life.at, type_code=life.told.true_type, lon=where[0], lat=where[1])
    case = life.fresh()
    if not case.gap and case.mode not in ("STREET_DESK", "DISTRICT_DESK"):
        actions.dispatch(life.number, actor=ruler, at=life.at)
    elif case.gap and case.matter.street_id is not None:
        department = book().codes[FOR_NOW]
        actions.dispatch(life.number, actor=ruler, at=life.at, lead=Sent(department), words="清单没有写明由谁负责，先请部门牵头，另提协调。")


def _excluded(life: Life, desk: Actor) -> Iterator[datetime]:
    """剔除: one proposes, a second person decides."""
    reason = life.rng.choice((ExclusionReason.REPEAT, ExclusionReason.OUT_OF_SCOPE))
    actions.propose_exclusion(life.number, actor=desk, at=life.at, reason=reason, words="与上月已办结事项相同，没有新情况。")
    yield life.wait(1, 20)
    if life.is_still(CaseStatus.ACCEPTED):
        actions.confirm_exclusion(life.number, actor=life.cast.second(life.case, desk), at=life.at,
                                  words=texts.EXCLUDED[0 if reason is ExclusionReason.REPEAT else 1])


def _with_the_unit(life: Life) -> Iterator[datetime]:
    if life.told.report.source is Source.RESIDENT_PAGE and life.luck(0.03):
        yield life.wait(0.5, 12)
        if life.is_still(CaseStatus.DISPATCHED, CaseStatus.HANDLING):
            actions.withdraw(life.number, actor=resident_of(life.case), at=life.at, words="已经有人处理了，不用再来。")
        return
    quick = life.case.mode == "GRID"
    yield life.wait(0.1, 1.5 if quick else 7)
    if not life.is_still(CaseStatus.DISPATCHED):
        return
    lead = _lead(life)
    if lead is None:
        return
    actor = life.cast.lead(lead)
    if not quick and life.luck(0.05):
        yield from _handed_back(life, actor)
        if not life.is_still(CaseStatus.DISPATCHED):
            if life.is_still(CaseStatus.HANDLING):
                yield from _handled(life)
            return
        lead = _lead(life)
        if lead is None:
            return
        actor = life.cast.lead(lead)
    actions.sign(life.number, actor=actor, at=life.at)
    yield from _handled(life)


def _lead(life: Life) -> DispatchOrder | None:
    if life.lead is None:
        life.lead = running_lead(life.case.pk)
    return life.lead


def _handed_back(life: Life, actor: Actor) -> Iterator[datetime]:
    """退单, and the ruling that follows: dismissed more often than not; a few still wait."""
    case = life.case
    item = next((step["params"]["code"] for step in case.ground if step["code"] == "ITEM"), "D-C16")
    try:
        actions.hand_back(life.number, actor=actor, at=life.at, cited_list=CitedList.DUTY_LIST, cited_item=item, words=life.say(texts.HAND_BACK))
    except ObjectionRefused:
        return
    yield life.wait(2, 90)
    if not life.is_still(CaseStatus.OBJECTED):
        return
    ruler = life.cast.ruler()
    offices = life.cast.by_street.get((case.matter.street_id or 0, Role.OFFICE_HEAD.value), [])
    other = next((head for head in offices if head.office_id != actor.office_id), None)
    if other is not None and life.luck(0.4) and _street_leads(case, other):
        to = Sent(other.unit_id or 0, other.office_id)
        life.lead = None
        actions.uphold(life.number, actor=ruler, at=life.at, lead=to, words="现场核实，改由街道科室先行处置。", teach=False)
        yield life.wait(0.2, 3)
    else:
        actions.dismiss(life.number, actor=ruler, at=life.at, words="按清单本项由原单位承办，请继续处置。")


def _street_leads(case: Case, head: Actor) -> bool:
    """Does the street's own list have it carry this? Else no ruling sends it there (A1)."""
    on = case.routed_on or timezone.localdate()
    return not line_standing(case.matter.subject_code, lead_id=head.office_id or 0, street_id=case.matter.street_id, words="", on=on).why


def _handled(life: Life) -> Iterator[datetime]:
    """From the signature to the claim that it is done: in time as a rule, late now and then, with a pause or an extension."""
    rng = life.rng
    if life.luck(0.25):
        yield life.wait(0.2, 4)
        lead = _lead(life)
        if lead is not None and life.is_still(CaseStatus.HANDLING):
            actions.progress(life.number, actor=life.cast.lead(lead), at=life.at, words=life.say(texts.PROGRESS), arrived=life.luck(0.7))
    if life.told.report.source in OPEN_TO_RESIDENT and life.luck(0.10) and life.is_still(CaseStatus.HANDLING):
        actions.tell_resident(life.number, actor=life.cast.desk(life.case), at=life.at, words=life.say(texts.TOLD))
    if life.luck(0.03):
        yield from _suspended(life)
    late = life.luck(0.09)
    due = Matter.objects.values_list("due_at", flat=True).get(pk=life.case.pk) or life.at + timedelta(days=2)
    left = max((due - life.at).total_seconds() / 3600, 0.2)
    if late:
        yield from _late(life, due)
    else:
        if left > 30 and life.luck(0.05):
            _extend(life)
        yield life.wait(min(0.15, left * 0.1), left * rng.uniform(0.25, 0.95))
    yield from _finish(life)


def _suspended(life: Life) -> Iterator[datetime]:
    lead = _lead(life)
    if lead is None or not life.is_still(CaseStatus.HANDLING):
        return
    reason, words = life.rng.choice(texts.SUSPENSIONS)
    actor = life.cast.lead(lead)
    try:
        actions.suspend(life.number, actor=actor, at=life.at, reason=SuspendReason(reason), words=words)
    except SuspensionRefused:
        return  # a step is past due: too late to pause
    yield life.wait(20, 200)
    if life.is_still(CaseStatus.SUSPENDED):
        actions.resume(life.number, actor=actor, at=life.at)


def _extend(life: Life) -> None:
    lead = _lead(life)
    head = life.cast.head(lead) if lead is not None else None
    if head is None or not life.is_still(CaseStatus.HANDLING):
        return
    try:
        actions.extend(life.number, actor=head, at=life.at, amount=1, words=life.say(texts.EXTENSIONS))
    except ExtensionRefused:
        return  # the type allows none


def _late(life: Life, due: datetime) -> Iterator[datetime]:
    """Past due: reminded, then supervised; a few are still not done on the last day."""
    life.at = max(life.at, due)
    yield life.wait(0.5, 10)
    if life.luck(0.7) and life.is_still(CaseStatus.HANDLING):
        actions.supervise(life.number, actor=life.cast.desk(life.case), at=life.at, kind=NoteKind.REMIND, words=texts.REMINDERS[0])
    yield life.wait(2, 40)
    if life.luck(0.35) and life.is_still(CaseStatus.HANDLING):
        actions.supervise(life.number, actor=life.cast.supervisor(), at=life.at, kind=NoteKind.SUPERVISE, words=texts.REMINDERS[2])
    if life.luck(0.25):
        yield life.wait(100, 900)
    else:
        yield life.wait(1, 60)


def _finish(life: Life) -> Iterator[datetime]:
    """The claim, until the verifier is content."""
    for _turn in range(3):
        lead = _lead(life)
        if lead is None or not life.is_still(CaseStatus.HANDLING):
            return
        small = life.case.mode == "GRID"
        actions.finish(life.number, actor=life.cast.lead(lead), at=life.at, outcome=life.say(texts.GRID_OUTCOMES if small else texts.OUTCOMES),
                       answer=life.say(texts.ANSWERS))
        if not life.luck(0.05):
            return
        yield life.wait(0.5, 20)
        if not life.is_still(CaseStatus.HANDLED):
            return
        actions.verify_fail(life.number, actor=_verifier(life), at=life.at, words=life.say(texts.FAILED_CHECK))
        yield life.wait(1, 24)


def _verifier(life: Life) -> Actor:
    return life.cast.of_street(life.case, Role.VERIFIER) if life.case.matter.street_id else life.cast.ruler()


def _verified(life: Life) -> Iterator[datetime]:
    yield life.wait(0.3, 22)
    if life.is_still(CaseStatus.HANDLED):
        actions.verify_pass(life.number, actor=_verifier(life), at=life.at)


def _confirmed(life: Life) -> Iterator[datetime]:
    """The resident says so, or a call-back does, or the window passes; some reopen."""
    case = life.case
    known = life.told.report.source in OPEN_TO_RESIDENT
    if known and life.luck(0.30):
        yield life.wait(0.5, 60)
        if life.is_still(CaseStatus.VERIFIED):
            yield from _resident_decides(life)
    elif case.wants_call_back and case.reporter_id is not None and life.luck(0.85):
        yield from _called_back(life)


def _resident_decides(life: Life) -> Iterator[datetime]:
    resident = resident_of(life.case)
    if life.luck(0.86):
        satisfied = life.rng.choices([one for one, _w in SATISFIED], [w for _one, w in SATISFIED])[0]
        actions.confirm(life.number, actor=resident, at=life.at, satisfaction=satisfied if life.luck(0.8) else None)
        return
    actions.reopen(life.number, actor=resident, at=life.at, words=life.say(texts.NOT_SOLVED))
    yield from _again(life)


def _called_back(life: Life) -> Iterator[datetime]:
    for _attempt in range(3):
        yield life.wait(2, 40)
        if not life.is_still(CaseStatus.VERIFIED):
            return
        caller = life.cast.of_street(life.case, Role.CALL_BACK)
        if life.luck(0.18):
            actions.call_back(life.number, actor=caller, at=life.at, result=CallBackResult.UNREACHED, remark="响铃无人接听。")
            continue
        if life.luck(0.06):
            actions.call_back(life.number, actor=caller, at=life.at, result=CallBackResult.NOT_SOLVED, remark=life.say(texts.NOT_SOLVED))
            yield from _again(life)
        elif life.luck(0.04):
            actions.call_back(life.number, actor=caller, at=life.at, result=CallBackResult.DECLINED, remark="居民表示不用回访。")
        else:
            actions.call_back(life.number, actor=caller, at=life.at, result=CallBackResult.SOLVED)
        return


def _again(life: Life) -> Iterator[datetime]:
    """重办: the same unit once more, and the same second look."""
    yield life.wait(1, 40)
    if life.is_still(CaseStatus.HANDLING):
        yield from _finish(life)
        yield from _verified(life)
