"""What the room does when something has happened. Delivered at least once: every reaction is safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext

from shaoxiang.dispatch.models import ENGAGED, DispatchOrder
from shaoxiang.dispatch.queries import open_objections
from shaoxiang.forces.actions import grant_requests
from shaoxiang.forces.models import ReleaseRequest
from shaoxiang.forces.queries import on_duty
from shaoxiang.forces.vocabulary import ReleaseStatus
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.kernel.notices.wording import Wording
from shaoxiang.kernel.notices.wording import register as register_wordings
from shaoxiang.kernel.vocabulary import _
from shaoxiang.whistles import actions, queries, rules
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.queries.earlier import earlier_whistles
from shaoxiang.whistles.vocabulary import APPRAISE, APPROVE, CONFIRM, PAUSE, RULE, VERIFY, Level, WhistleCode, WhistleStatus

PAGE, ARGS = "whistles:whistle", ("number",)


def _says(text: str, *, icon: str = "bell", urgent: bool = False) -> Wording:
    return Wording(text, PAGE, ARGS, icon, urgent)


WORDINGS = {
    "whistles.called": _says(_("%(number)s 街道吹哨，请贵单位报到：先签收。")),
    "whistles.called_now": _says(_("%(number)s 应急哨！请马上派人到场，先签收。"), urgent=True),
    "whistles.to_confirm": _says(_("%(number)s 社区吹了应急哨，请十分钟内确认。"), urgent=True),
    "whistles.to_approve": _says(_("%(number)s 有一次哨等您批准。")),
    "whistles.approved": _says(_("%(number)s 已批准，哨已吹出。")),
    "whistles.refused": _says(_("%(number)s 没有批准，请看理由。")),
    "whistles.confirmed": _says(_("%(number)s 街道已确认您吹的哨。")),
    "whistles.remind": _says(_("%(number)s 贵单位逾期没有回应，请马上办。"), urgent=True),
    "whistles.raised": _says(_("%(number)s 升到您这一级：有单位没有回应，请督促。"), urgent=True),
    "whistles.arrived": _says(_("%(number)s 有单位报到了。")),
    "whistles.objected": _says(_("%(number)s 有单位提出异议，请裁定。")),
    "whistles.ruled": _says(_("%(number)s 异议已裁定，请看结果。")),
    "whistles.all_done": _says(_("%(number)s 各单位都报完成，请到现场核查。")),
    "whistles.again": _says(_("%(number)s 核查没有通过，请继续办。")),
    "whistles.rate_it": _says(_("%(number)s 已办结，请评一评这次吹哨。")),
    "whistles.rated": _says(_("%(number)s 街道已给贵单位评分，可以申辩。")),
    "whistles.answered": _says(_("%(number)s 有单位对评分作了申辩。")),
    "whistles.cancelled": _says(_("%(number)s 哨已取消，不用再来。"), urgent=True),
    "whistles.suspended": _says(_("%(number)s 已中止，时限停下。")),
    "whistles.resumed": _says(_("%(number)s 已恢复，时限接着走。")),
    "whistles.supervised": _says(_("%(number)s 有催办督办，请看。")),
    "whistles.due_soon": _says(_("%(number)s 快到时限了。")),
    "whistles.street_late": _says(_("%(number)s 街道这一步已经超期，请办。"), urgent=True),
    "whistles.called_away": _says(_("%(number)s 叫来的力量被更急的任务调走一组，请看要不要另派。"), urgent=True),
    "whistles.key_issue": _says(_("%(number)s 同一处同类问题已经第三次吹哨，建议转为攻坚哨。")),
}


def register() -> None:
    register_wordings(WORDINGS)
    reactions.register({
        "whistles.blow": _tell_called, "whistles.approve": _tell_approved, "whistles.submit": _tell_approver, "whistles.refuse": _tell_drafter,
        "whistles.confirm": _tell_confirmed, "whistles.add_unit": _tell_unit, "whistles.arrive": _tell_arrived, "whistles.object": _tell_judge,
        "whistles.rule_stands": _tell_ruled, "whistles.rule_withdrawn": _tell_ruled, "whistles.rule_reassigned": _tell_reassigned,
        "whistles.all_done": _tell_checkers, "whistles.verify_fail": _tell_again, "whistles.reopen": _tell_again, "whistles.close": _ask_to_rate,
        "whistles.appraise_unit": _tell_rated, "whistles.answer_appraisal": _tell_answered, "whistles.cancel": _tell_cancelled,
        "whistles.suspend": _tell_suspended, "whistles.resume": _tell_resumed, "whistles.supervise": _tell_supervised, "whistles.escalated": _tell_level,
        "clocks.warned": _due_soon, "clocks.overdue": _limit_passed, "clocks.elapsed": _wait_passed,
        "cases.confirm": _resident_confirms, "cases.reopen": _resident_reopens,
    })


    reactions.register(dict.fromkeys(
        ("whistles.claim_done", "whistles.release_unit", "whistles.cancel", "whistles.rule_reassigned", "whistles.rule_withdrawn"), _free_crews,
    ))


# --- whom to tell -----------------------------------------------------------------------------------------------------


def _whistle(entry: Entry) -> Whistle | None:
    return Whistle.objects.select_related("matter", "type").filter(pk=entry.subject_id).first() if entry.subject_kind == "matter" else None


def _tell(code: str, whistle: Whistle, entry: Entry, posts: Iterable[int | None]) -> None:
    for post_id in sorted({one for one in posts if one is not None and one != entry.post_id}):
        notify(
            code, at=entry.at, post_id=post_id, matter_id=whistle.pk, params={"number": whistle.number}, key=f"{code}:{entry.pk}:{post_id}",
            muted=whistle.sample,
        )


def _post_of(order: DispatchOrder, at: datetime) -> int | None:
    """Who is on duty for the unit, else who answers for it."""
    duty = on_duty(order.office_id or order.unit_id, at=at)
    return duty.post_id if duty else None


def _units(whistle: Whistle, entry: Entry) -> list[int | None]:
    return [_post_of(order, entry.at) for order in DispatchOrder.objects.filter(matter_id=whistle.pk, ended_at__isnull=True)]


def _order(entry: Entry) -> DispatchOrder | None:
    return DispatchOrder.objects.filter(pk=entry.facts.get("order") or 0).first()


def _posts_with(role: Role, unit_id: int | None) -> list[int | None]:
    names = book()
    return [post.id for post in names.posts.values() if role in post.roles and names.unit_of(post.body_id) == unit_id and names.people_in(post.id)]


def _drafter(whistle: Whistle) -> list[int | None]:
    seat = book().seats.get(whistle.drafted_by or 0)
    return [seat.post_id if seat else None]


def _blower(whistle: Whistle) -> list[int | None]:
    """The street's desk, and whoever wrote it."""
    return [*_posts_with(Role.STREET_DESK, whistle.blown_unit_id), *_drafter(whistle)]


# --- telling ----------------------------------------------------------------------------------------------------------


def _tell_called(entry: Entry) -> None:
    whistle = _whistle(entry)
    if whistle is None:
        return
    urgent = whistle.life or whistle.type.code == WhistleCode.EMERGENCY
    _tell("whistles.called_now" if urgent else "whistles.called", whistle, entry, _units(whistle, entry))
    if whistle.awaits_confirmation:
        _tell("whistles.to_confirm", whistle, entry, _posts_with(Role.STREET_DESK, whistle.blown_unit_id))
    _tell_called_away(entry)
    if rules.suggests_key_issue(len(earlier_whistles(whistle, at=entry.at)) + 1, queries.setting("repeats_for_key_issue")):
        _tell("whistles.key_issue", whistle, entry, _posts_with(Role.STREET_LEADER, whistle.blown_unit_id))


def _tell_called_away(entry: Entry) -> None:
    """Whoever had summoned the crew that now leaves for something more urgent."""
    for order in DispatchOrder.objects.filter(pk__in=entry.facts.get("gives_way") or []):
        other = Whistle.objects.select_related("matter").filter(pk=order.matter_id).first()
        if other is not None:
            _tell("whistles.called_away", other, entry, _blower(other))


def _free_crews(entry: Entry) -> None:
    """A crew is free again: a street that asked for its release has its answer."""
    keys = entry.facts.get("orders") or [entry.facts.get("order") or 0]
    for order in DispatchOrder.objects.filter(pk__in=keys).exclude(ENGAGED):
        asked = list(ReleaseRequest.objects.filter(order=order, status=ReleaseStatus.ASKED).values_list("asked_unit_id", flat=True))
        if asked:
            grant_requests(order, actor=SYSTEM, at=entry.at)
        for post_id in {post for unit in asked for post in _posts_with(Role.STREET_DESK, unit) if post is not None}:
            notify("forces.freed", at=entry.at, post_id=post_id, key=f"forces.freed:{entry.pk}:{order.pk}:{post_id}")


def _tell_approved(entry: Entry) -> None:
    whistle = _whistle(entry)
    if whistle is not None:
        _tell_called(entry)
        _tell("whistles.approved", whistle, entry, _drafter(whistle))


def _tell_approver(entry: Entry) -> None:
    whistle = _whistle(entry)
    if whistle is None:
        return
    roles = [Role(role) for role in whistle.type.approved_by]
    unit = command_center() if Role.DISTRICT_DESK in roles else whistle.blown_unit_id
    _tell("whistles.to_approve", whistle, entry, [post for role in roles for post in _posts_with(role, unit)])


def _checkers(whistle: Whistle, _entry: Entry) -> list[int | None]:
    return [*_posts_with(Role.VERIFIER, whistle.blown_unit_id), *_posts_with(Role.STREET_DESK, whistle.blown_unit_id)]


def _the_unit(_whistle: Whistle, entry: Entry) -> list[int | None]:
    order = _order(entry)
    return [_post_of(order, entry.at)] if order is not None else []


_GROUPS: dict[str, Callable[[Whistle, Entry], list[int | None]]] = {
    "drafter": lambda whistle, _entry: _drafter(whistle), "blower": lambda whistle, _entry: _blower(whistle), "units": _units, "checkers": _checkers,
    "unit": _the_unit, "ruled": lambda whistle, entry: [*_blower(whistle), *_the_unit(whistle, entry)],
}


def _plain(code: str, *, to: str) -> reactions.Reaction:
    """Tell one of the usual groups."""

    def react(entry: Entry) -> None:
        whistle = _whistle(entry)
        if whistle is not None:
            _tell(code, whistle, entry, _GROUPS[to](whistle, entry))

    return react


_tell_drafter = _plain("whistles.refused", to="drafter")
_tell_confirmed = _plain("whistles.confirmed", to="drafter")
_tell_unit = _plain("whistles.called", to="unit")
_tell_arrived = _plain("whistles.arrived", to="blower")
_tell_ruled = _plain("whistles.ruled", to="ruled")
_tell_checkers = _plain("whistles.all_done", to="checkers")
_tell_again = _plain("whistles.again", to="units")
_ask_to_rate = _plain("whistles.rate_it", to="units")
_tell_rated = _plain("whistles.rated", to="unit")
_tell_answered = _plain("whistles.answered", to="blower")
_tell_suspended = _plain("whistles.suspended", to="units")
_tell_resumed = _plain("whistles.resumed", to="units")
_tell_supervised = _plain("whistles.supervised", to="units")


def _tell_judge(entry: Entry) -> None:
    whistle, order = _whistle(entry), _order(entry)
    if whistle is None or order is None:
        return
    own = order.unit_id == whistle.blown_unit_id
    judges = _posts_with(Role.STREET_LEADER, whistle.blown_unit_id) if own else _posts_with(Role.DISTRICT_DESK, command_center())
    _tell("whistles.objected", whistle, entry, judges)


def _tell_reassigned(entry: Entry) -> None:
    whistle = _whistle(entry)
    if whistle is not None:
        _tell_ruled(entry)
        new = DispatchOrder.objects.filter(pk=entry.facts.get("new_order") or 0).first()
        _tell("whistles.called", whistle, entry, [_post_of(new, entry.at) if new is not None else None])


def _tell_cancelled(entry: Entry) -> None:
    whistle = _whistle(entry)
    if whistle is not None:
        called = DispatchOrder.objects.filter(pk__in=entry.facts.get("orders") or [])
        _tell("whistles.cancelled", whistle, entry, [_post_of(order, entry.at) for order in called])


def _tell_level(entry: Entry) -> None:
    whistle = _whistle(entry)
    if whistle is not None:
        code = "whistles.remind" if entry.facts.get("level") == Level.INSTITUTION else "whistles.raised"
        posts: list[int | None] = [entry.facts.get("post")]
        if entry.facts.get("level") == Level.MEETING:
            posts = _posts_with(Role.DISTRICT_DESK, command_center())
        _tell(code, whistle, entry, posts)


# --- clocks -----------------------------------------------------------------------------------------------------------


def _due_soon(entry: Entry) -> None:
    whistle = _whistle(entry)
    if whistle is None:
        return
    part = DispatchOrder.objects.filter(pk=entry.facts.get("part") or 0).first()
    _tell("whistles.due_soon", whistle, entry, [_post_of(part, entry.at)] if part is not None else _blower(whistle))


def _climbed(whistle: Whistle, entry: Entry) -> bool:
    """Is the clock that ran out a unit's own? Then it goes up the ladder."""
    cause, part = rules.cause_of(str(entry.facts["code"])), entry.facts.get("part")
    if cause is None or part is None:
        return False
    actions.climb(whistle.pk, int(part), cause, due_at=datetime.fromisoformat(entry.facts["due_at"]), at=reactions.moment())
    return True


def _limit_passed(entry: Entry) -> None:
    """A limit of a unit: up the ladder. A ruling not made: the street's designation stands. A rating not given: it stays ungiven."""
    whistle = _whistle(entry)
    if whistle is None:
        return
    code, part = str(entry.facts["code"]), entry.facts.get("part")
    if _climbed(whistle, entry):
        return
    if code == RULE and part is not None:
        _rule_by_lapse(whistle, int(part))
    elif code == APPRAISE:
        actions.settle_appraisal(whistle.number, at=reactions.moment())
    elif code in (CONFIRM, VERIFY):
        _tell("whistles.street_late", whistle, entry, _posts_with(Role.STREET_LEADER, whistle.blown_unit_id))
    elif code == APPROVE:
        _tell_approver(entry)


def _rule_by_lapse(whistle: Whistle, order_id: int) -> None:
    if order_id not in open_objections(whistle.pk):
        return
    try:
        actions.rule_stands(whistle.number, order_id, actor=SYSTEM, at=reactions.moment(), words=gettext("逾期没有裁定，按街道指定办理。"))
    except MoveRefused:
        return  # the whistle has gone on meanwhile


def _wait_passed(entry: Entry) -> None:
    whistle = _whistle(entry)
    if whistle is None:
        return
    if not _climbed(whistle, entry) and entry.facts["code"] == PAUSE and whistle.matter.status == WhistleStatus.SUSPENDED:
        actions.resume(whistle.number, actor=SYSTEM, at=reactions.moment())


# --- the case it came from: for a resident's problem the resident's word counts (W5) -------------------------------------


def _resident_confirms(entry: Entry) -> None:
    for whistle in Whistle.objects.select_related("matter").filter(case_id=entry.subject_id, matter__status=WhistleStatus.VERIFIED):
        actions.close(whistle.number, actor=SYSTEM, at=reactions.moment(), words=gettext("居民确认解决。"))


def _resident_reopens(entry: Entry) -> None:
    for whistle in Whistle.objects.select_related("matter").filter(case_id=entry.subject_id, matter__status__in=(WhistleStatus.VERIFIED, WhistleStatus.CLOSED)):
        actions.reopen(whistle.number, actor=SYSTEM, at=reactions.moment(), words=gettext("居民反映没有解决。"))
