"""Who is told, and the evaluation that falls due. Safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shaoxiang.empowerment.access import LINE
from shaoxiang.empowerment.actions.capacity import follow_posts
from shaoxiang.empowerment.actions.coming import take_back_of_change
from shaoxiang.empowerment.actions.steps import hold, move_desk
from shaoxiang.empowerment.models import EmpowermentDecision
from shaoxiang.empowerment.rules import EVALUATE_CLOCK
from shaoxiang.institutions.models import Assignment
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import posts_holding, posts_in
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.kernel.notices.wording import Wording
from shaoxiang.kernel.notices.wording import register as register_wordings
from shaoxiang.kernel.vocabulary import _

STALE = timedelta(days=2)  # what is delivered later than this (a restored backup, the composed month) is told to nobody
PAGE, NUMBER = "empowerment:decision", ("number",)
WORDINGS = {
    "empowerment.asked": Wording(_("%(number)s 部门提出把权力交给本街道，请看看接不接得住。"), PAGE, NUMBER, icon="scale"),
    "empowerment.signed": Wording(_("%(number)s 街道都签字了，进入承接能力核查。"), PAGE, NUMBER, icon="scale"),
    "empowerment.declined": Wording(_("%(number)s 街道不承接，这次赋权结束。"), PAGE, NUMBER, icon="scale"),
    "empowerment.started": Wording(_("%(number)s 赋权定了生效日期，请看从哪天起。"), PAGE, NUMBER, icon="scale"),
    "empowerment.short": Wording(_("%(number)s 承接能力不足：权力还在，但缺的要补上，补足以前不能立案。"), PAGE, NUMBER, icon="alert-triangle", urgent=True),
    "empowerment.recall": Wording(_("%(number)s 决定收回，请看从哪天起、在办的怎么办。"), PAGE, NUMBER, icon="scale"),
    "empowerment.passed": Wording(_("街道撤并，原单位的权力由本单位承接，请看是哪些、从哪天起。"), "empowerment:unit", ("code",), icon="scale"),
    "empowerment.taken_back": Wording(
        _("区划变更撤回，随机构承接也撤回了，权力还是原来的单位行使：权责清单草案里写了承接的，请改回来。"), "empowerment:unit", ("code",), icon="scale"),
    "empowerment.succeeded": Wording(_("%(number)s 街道撤并，交出的权力由承接的单位行使，请看从哪天起。"), PAGE, NUMBER, icon="scale"),
    "empowerment.handed": Wording(_("%(number)s 赋权收回，请接着办这件事。"), "cases:case", NUMBER, icon="send"),
    "empowerment.due": Wording(_("%(number)s 该评估了。"), PAGE, NUMBER, icon="clock"),
}
STREETS, DISTRICT = (Role.STREET_LEADER, Role.STREET_DESK), (Role.JUSTICE_BUREAU, Role.STAFFING_OFFICE)


def register() -> None:
    register_wordings(WORDINGS)
    reactions.register({
        "empowerment.proposed": _to_streets("empowerment.asked"), "empowerment.signed": _signed, "empowerment.decline": _declined,
        "empowerment.start": _to_streets("empowerment.started"), "empowerment.short": _short, "empowerment.recall": _recall,
        "empowerment.passed_on": _passed_on, "empowerment.succeed": _succeeded, "places.change_withdrawn": _not_ending,
        "empowerment.succession_withdrawn": _taken_back,
        "institutions.seat": _seated, "institutions.unseat": _seated, "institutions.post_close": _seated, "institutions.handover_completed": _handed_on,
        "empowerment.case_handed_over": _handed_over, "clocks.warned": _due, "clocks.overdue": _due,
    })


def _to_streets(code: str) -> reactions.Reaction:
    def tell(entry: Entry) -> None:
        decision = _decision(entry)
        if decision is not None:
            _notify(code, decision.matter, entry, [post for key in decision.units.values_list("unit_id", flat=True) for post in _posts(key, STREETS)])

    return tell


def _signed(entry: Entry) -> None:
    decision = _decision(entry)
    if decision is not None:
        _notify("empowerment.signed", decision.matter, entry, [*posts_holding(frozenset(map(str, DISTRICT))), *_posts(decision.department_id, LINE)])


def _declined(entry: Entry) -> None:
    decision = _decision(entry)
    if decision is not None:
        _notify("empowerment.declined", decision.matter, entry, _posts(decision.department_id, LINE))


def _short(entry: Entry) -> None:
    """The street, the department that handed over, and justice: nobody loses the power by itself."""
    decision, unit_id = _decision(entry), entry.facts.get("unit")
    if decision is not None and isinstance(unit_id, int):
        posts = [*_posts(unit_id, STREETS), *_posts(decision.department_id, LINE), *posts_holding(frozenset({str(Role.JUSTICE_BUREAU)}))]
        _notify("empowerment.short", decision.matter, entry, posts)


def _recall(entry: Entry) -> None:
    decision = _decision(entry)
    if decision is None:
        return
    units, receiving = entry.facts.get("units"), entry.facts.get("receiving")
    posts = [post for key in (units if isinstance(units, list) else []) for post in _posts(int(key), STREETS)] + _posts(decision.department_id, LINE)
    _notify("empowerment.recall", decision.matter, entry, posts + (_posts(receiving, LINE) if isinstance(receiving, int) else []))


def _passed_on(entry: Entry) -> None:
    """The heir's leader and desk, once for the whole act."""
    heir = book().bodies.get(int(str(entry.facts.get("to") or 0)))
    if heir is None or timezone.now() - entry.at > STALE:
        return
    for post_id in sorted(set(_posts(heir.id, STREETS)) - {entry.post_id}):
        notify("empowerment.passed", at=entry.at, post_id=post_id, params={"code": heir.code}, key=f"empowerment.passed:{entry.pk}:{post_id}")


def _seated(entry: Entry) -> None:
    """Without its reviewer a street is short from now on, not from the next morning; with one it no longer is."""
    follow_posts([entry.subject_id], at=reactions.moment())


def _handed_on(entry: Entry) -> None:
    left = [int(str(entry.facts[name])) for name in ("before", "after") if entry.facts.get(name)]
    follow_posts(Assignment.objects.filter(pk__in=left).values_list("post_id", flat=True), at=reactions.moment())


def _not_ending(entry: Entry) -> None:
    """The streets stay as they are, and so do the powers of their units."""
    take_back_of_change(entry.subject_id, at=timezone.now())


def _taken_back(entry: Entry) -> None:
    """Staffing office and justice bureau, where nobody of them did it: the draft of the list may still name the heir."""
    unit = book().bodies.get(entry.subject_id) if entry.subject_kind == "body" else None
    if unit is None or entry.post_id is not None or timezone.now() - entry.at > STALE:
        return
    for post_id in posts_holding(frozenset(map(str, DISTRICT))):
        notify("empowerment.taken_back", at=entry.at, post_id=post_id, params={"code": unit.code}, key=f"empowerment.taken_back:{entry.pk}:{post_id}")


def _succeeded(entry: Entry) -> None:
    decision = _decision(entry)
    if decision is not None:
        _notify("empowerment.succeeded", decision.matter, entry, _posts(decision.department_id, LINE))


def _handed_over(entry: Entry) -> None:
    matter, receiving = Matter.objects.filter(pk=entry.subject_id).first(), entry.facts.get("receiving")
    if matter is not None and isinstance(receiving, int):
        _notify("empowerment.handed", matter, entry, [*_posts(receiving, LINE), *_posts(matter.unit_id, (Role.STREET_DESK,))])


def _due(entry: Entry) -> None:
    """该评估了: on the desk of justice, once warned."""
    decision = _decision(entry)
    if decision is None or entry.facts.get("code") != EVALUATE_CLOCK:
        return
    with transaction.atomic():
        move_desk(hold(decision.number), at=max(entry.at, reactions.moment()), by=SYSTEM)
    _notify("empowerment.due", decision.matter, entry, posts_holding(frozenset({str(Role.JUSTICE_BUREAU)})))


def _decision(entry: Entry) -> EmpowermentDecision | None:
    if entry.subject_kind != "matter":
        return None
    return EmpowermentDecision.objects.select_related("matter").filter(pk=entry.subject_id).first()


def _posts(unit_id: int | None, roles: Iterable[Role]) -> list[int]:
    posts, wanted = book().posts, frozenset(map(str, roles))
    return [key for key in posts_in(unit_id) if posts[key].roles & wanted] if unit_id is not None else []


def _notify(code: str, matter: Matter, entry: Entry, posts: Iterable[int]) -> None:
    if timezone.now() - entry.at > STALE:
        return
    for post_id in sorted(set(posts) - {entry.post_id}):
        notify(code, at=entry.at, post_id=post_id, matter_id=matter.pk, params={"number": matter.number}, key=f"{code}:{entry.pk}:{post_id}")
