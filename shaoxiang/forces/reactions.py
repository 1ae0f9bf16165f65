"""Who is told: the force that is sent, the street whose crew gave way, whoever is asked to release, to swap, to answer. Safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.utils import timezone

from shaoxiang.forces.models import ForceOrder, HeadChange, ReleaseRequest, Swap
from shaoxiang.forces.queries.heads import requests_of
from shaoxiang.forces.queries.orders import summoner_of
from shaoxiang.forces.vocabulary import ReleaseStatus
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.kernel.notices.rules import Params
from shaoxiang.kernel.notices.wording import Wording
from shaoxiang.kernel.notices.wording import register as register_wordings
from shaoxiang.kernel.vocabulary import _

STALE = timedelta(days=2)  # what is delivered later than this (a restored backup, the composed month) is told to nobody
ORDER, ROSTER, CHANGE = "forces:order", "forces:roster", "forces:change"
WORDINGS = {
    "forces.ordered": Wording(_("%(number)s 需要你们出动，请签收。"), ORDER, ("order",), icon="speakerphone", urgent=True),
    "forces.gave_way": Wording(_("%(number)s 派的力量让给了更急的任务，请改派或等它回来。"), ORDER, ("order",), icon="alert-triangle"),
    "forces.released": Wording(_("%(number)s 的任务已经解除，你们可以撤回。"), ORDER, ("order",), icon="check"),
    "forces.freed": Wording(_("您请求解除的力量已经空出来，可以派了。"), "forces:duty", icon="check"),
    "forces.withdrew": Wording(_("%(number)s 派的力量自己撤回了，请看原因。"), ORDER, ("order",), icon="alert-triangle"),
    "forces.release_asked": Wording(_("别的镇街急需 %(number)s 正在用的力量，请答复能不能解除。"), "forces:asked", ("order",), icon="hand-stop", urgent=True),
    "forces.release_refused": Wording(_("对方暂时不能解除力量，请看原因，或请区指挥中心协调。"), "forces:duty", icon="hand-stop"),
    "forces.done": Wording(_("%(number)s 派的力量报告完成，请看结果。"), ORDER, ("order",), icon="check"),
    "forces.swap_asked": Wording(_("有人请您换班，请答复。"), "forces:my_shifts", icon="switch-horizontal"),
    "forces.swap_agreed": Wording(_("一项换班双方已同意，请批准。"), ROSTER, ("body",), icon="switch-horizontal"),
    "forces.swap_approved": Wording(_("换班已批准，值班表已经改了。"), "forces:my_shifts", icon="check"),
    "forces.swap_refused": Wording(_("换班没有成，值班表不变。"), "forces:my_shifts", icon="x"),
    "forces.change_asked": Wording(_("有派驻机构负责人拟调整，请在期限内答复意见。"), CHANGE, ("change",), icon="user"),
    "forces.change_answered": Wording(_("镇街答复了负责人调整的意见。"), CHANGE, ("change",), icon="user"),
    "forces.change_recorded": Wording(_("征求过意见的派驻机构负责人已经调整，请看采纳情况。"), CHANGE, ("change",), icon="user"),
}


def register() -> None:
    register_wordings(WORDINGS)
    reactions.register({
        "forces.ordered": _fresh(_ordered), "forces.release": _fresh(_released), "forces.release_asked": _fresh(_release_asked),
        "forces.release_refused": _fresh(_release_refused), "forces.claim_done": _fresh(_done), "forces.swap_asked": _fresh(_swap_asked),
        "forces.swap_agreed": _fresh(_swap_agreed), "forces.swap_approved": _fresh(_swap_decided), "forces.swap_ended": _fresh(_swap_decided),
        "forces.change_recorded": _fresh(_change_recorded),  # that it is asked and answered is told by the room of opinions
    })


def _fresh(reaction: Callable[[Entry], None]) -> Callable[[Entry], None]:
    def deliver(entry: Entry) -> None:
        if timezone.now() - entry.at <= STALE:
            reaction(entry)

    return deliver


# -- orders

def _order(entry: Entry) -> ForceOrder | None:
    return ForceOrder.objects.select_related("order", "matter").filter(pk=entry.facts["order"]).first()


def _ordered(entry: Entry) -> None:
    """The force: its post on duty, and its head. And the street whose crew gave way."""
    row = _order(entry)
    if row is None:
        return
    body = row.order.office_id or 0
    _tell("forces.ordered", entry, {*posts_of(body, (Role.OFFICE_HEAD, Role.DEPARTMENT_LIAISON)), *([row.order.post_id] if row.order.post_id else [])}, row)
    lost = ForceOrder.objects.select_related("order", "matter").filter(pk=entry.facts.get("gives_way") or 0).first()
    if lost is not None:
        _tell("forces.gave_way", entry, _desk_posts(lost.summoned_unit_id), lost)


def _released(entry: Entry) -> None:
    row = _order(entry)
    if row is None:
        return
    if entry.facts.get("own"):
        _tell("forces.withdrew", entry, _desk_posts(row.summoned_unit_id), row)
    else:
        _tell("forces.released", entry, {row.order.post_id} if row.order.post_id else posts_of(row.order.office_id or 0, (Role.OFFICE_HEAD,)), row)
    _tell_askers(entry, row)


def _tell_askers(entry: Entry, row: ForceOrder) -> None:
    for asked in ReleaseRequest.objects.filter(order_id=row.pk, status=ReleaseStatus.GRANTED, answered_at=entry.at):
        _tell("forces.freed", entry, _desk_posts(asked.asked_unit_id))


def _release_asked(entry: Entry) -> None:
    asked = ReleaseRequest.objects.select_related("order__matter").filter(pk=entry.facts["request"]).first()
    summoner = summoner_of(asked.order) if asked is not None else None
    if asked is not None and summoner is not None:
        params: Params = {"number": asked.order.matter.number, "order": asked.order_id}
        for post in _desk_posts(summoner):
            notify("forces.release_asked", at=entry.at, post_id=post, matter_id=asked.order.matter_id, params=params, key=f"release_asked:{entry.pk}:{post}")


def _release_refused(entry: Entry) -> None:
    _tell("forces.release_refused", entry, _desk_posts(int(entry.facts["unit"])))


def _done(entry: Entry) -> None:
    row = _order(entry)
    if row is not None:
        _tell("forces.done", entry, _desk_posts(row.summoned_unit_id), row)
        _tell_askers(entry, row)


# -- rosters

def _swap(entry: Entry) -> Swap | None:
    return Swap.objects.select_related("shift__body").filter(pk=entry.facts["swap"]).first()


def _swap_asked(entry: Entry) -> None:
    swap = _swap(entry)
    if swap is not None:
        notify("forces.swap_asked", at=entry.at, person_id=swap.other_id, key=f"swap_asked:{entry.pk}")


def _swap_agreed(entry: Entry) -> None:
    """Whoever manages that roster: the head of the force, or the desk of a unit."""
    swap = _swap(entry)
    if swap is None:
        return
    body = swap.shift.body
    managers = posts_of(body.pk, (Role.OFFICE_HEAD, Role.DEPARTMENT_LIAISON)) or _desk_posts(body.pk)
    _tell("forces.swap_agreed", entry, managers, params={"body": body.code})


def _swap_decided(entry: Entry) -> None:
    swap = _swap(entry)
    if swap is None:
        return
    code = "forces.swap_approved" if entry.kind == "forces.swap_approved" else "forces.swap_refused"
    for person in sorted({swap.asked_by_id, swap.other_id}):
        notify(code, at=entry.at, person_id=person, key=f"{code}:{entry.pk}:{person}")


# -- heads

def _change_recorded(entry: Entry) -> None:
    """To every street that was asked, also one that said nothing."""
    change = HeadChange.objects.filter(pk=entry.facts["change"]).first()
    for one in requests_of([change])[change.pk] if change is not None else ():
        _tell("forces.change_recorded", entry, posts_of(one.unit_id, (Role.STREET_LEADER,)), params={"change": entry.facts["change"]})


# -- telling

def posts_of(body_id: int, roles: Iterable[Role]) -> set[int]:
    """Posts with one of the roles, held by somebody, in a body or (of a unit) in its offices."""
    kept, wanted = book(), {str(role) for role in roles}
    return {
        post.id for post in kept.posts.values()
        if post.roles & wanted and kept.people_in(post.id) and body_id in (post.body_id, kept.unit_of(post.body_id))
    }


def _desk_posts(unit_id: int) -> set[int]:
    return posts_of(unit_id, (Role.STREET_DESK, Role.DISTRICT_DESK))


def _tell(code: str, entry: Entry, posts: Iterable[int], row: ForceOrder | None = None, params: Params | None = None) -> None:
    told: Params = params or ({"number": row.matter.number, "order": row.pk} if row is not None else {})
    for post in sorted(posts):
        notify(code, at=entry.at, post_id=post, matter_id=row.matter_id if row is not None else None, params=told, key=f"{code}:{entry.pk}:{post}")
