"""What the case room does when something has happened. Delivered at least once: every reaction is safe to repeat."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.actions import escalate
from shaoxiang.cases.models import Case, MergeRequest
from shaoxiang.cases.queries import number_of
from shaoxiang.cases.queries.rating import link_of
from shaoxiang.cases.queries.relations import voices_of
from shaoxiang.cases.rules import asks_resident
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.identity.queries import plain
from shaoxiang.kernel.identity.rules import BadIdentifier, mobile_number
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices import texts
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.kernel.notices.wording import Wording
from shaoxiang.kernel.notices.wording import register as register_wordings
from shaoxiang.kernel.vocabulary import _

STALE = timedelta(days=2)  # what is delivered later than this (a restored backup, the composed month) is told to nobody

WORDINGS = {
    "cases.sent_to_you": Wording(_("%(number)s 派给了您的岗位，请签收。"), "cases:case", ("number",), icon="inbox"),
    "cases.sent_back": Wording(_("%(number)s 核查没有通过，请返工。"), "cases:case", ("number",), urgent=True),
    "cases.reopened_for_you": Wording(_("%(number)s 居民反映没有解决，请重办。"), "cases:case", ("number",), urgent=True),
    "cases.supervised": Wording(_("%(number)s 有催办或督办，请查看。"), "cases:case", ("number",), urgent=True),
    "cases.find_handled": Wording(_("您登记的 %(number)s 处置完了，等人核查。"), "cases:case", ("number",)),
    "cases.find_verified": Wording(_("您登记的 %(number)s 核查通过，等反映人确认。"), "cases:case", ("number",)),
    "cases.find_closed": Wording(_("您登记的 %(number)s 办结了；没有真正解决的，可以在期限内提出。"), "cases:case", ("number",)),
    "cases.find_declined": Wording(_("您登记的 %(number)s 没有受理，原因请看事件页。"), "cases:case", ("number",)),
    "cases.your_find_merged": Wording(_("您登记的 %(number)s 和 %(main)s 是同一件，已并到一起办；您的编号照样能查。"), "cases:case", ("number",)),
    "cases.your_find_apart": Wording(_("您登记的 %(number)s 又单独办理了，请查看。"), "cases:case", ("number",)),
    "cases.asked_to_merge": Wording(_("%(number)s 可能和另一镇街的事件是同一件，请定要不要合并。"), "cases:case", ("number",)),
    "cases.not_merged": Wording(_("%(number)s 的合并提请，区里没有同意，理由见经过。"), "cases:case", ("number",)),
    "cases.duty_given": Wording(_("职责调整，%(day)s 起有在办事件转到您这里，请看待办。"), "desk", icon="switch-horizontal"),
    "cases.duty_taken": Wording(_("职责调整，%(day)s 起有在办事件转给了别的科室，您不用再办。"), "desk", icon="switch-horizontal"),
    "cases.duty_listed": Wording(_("职责调整，有在办事件按新清单归另一个单位，请定由谁承办。"), "cases:handoffs", icon="switch-horizontal", urgent=True),
    "cases.due_soon": Wording(_("%(number)s 快到期了。"), "cases:case", ("number",)),
    "cases.overdue": Wording(_("%(number)s 已超期，请马上处理并说明原因。"), "cases:case", ("number",), urgent=True),
}


def register() -> None:
    register_wordings(WORDINGS)
    reactions.register(dict.fromkeys(_LEAD_NOTICES, _tell_lead))
    reactions.register(dict.fromkeys(_FINDER_NOTICES, _tell_finder))
    reactions.register({"cases.verify_pass": _ask_for_a_grade})
    reactions.register({"cases.merge": _tell_merged, "cases.unmerge": _tell_apart, "cases.ask_merge": _tell_district, "cases.refuse_merge": _tell_street})
    reactions.register({"clocks.warned": _warn, "clocks.overdue": _overdue})


_LEAD_NOTICES = {
    "cases.dispatch": "cases.sent_to_you",
    "cases.uphold": "cases.sent_to_you",
    "cases.verify_fail": "cases.sent_back",
    "cases.reopen": "cases.reopened_for_you",
    "cases.supervise": "cases.supervised",
}
_FINDER_NOTICES = {
    "cases.finish": "cases.find_handled", "cases.settle": "cases.find_handled", "cases.verify_pass": "cases.find_verified",
    "cases.answer": "cases.find_closed", "cases.confirm": "cases.find_closed", "cases.close": "cases.find_closed",
    "cases.confirm_exclusion": "cases.find_closed", "cases.decline": "cases.find_declined",
}


def _case(entry: Entry) -> Case | None:
    """The case an entry is about; None for another kind of matter, or for news too old to be told."""
    if entry.subject_kind != "matter" or timezone.now() - entry.at > STALE:
        return None
    return Case.objects.filter(pk=entry.subject_id).select_related("matter").first()


def _tell(code: str, case: Case, entry: Entry, post_id: int | None) -> None:
    if post_id is not None:
        notify(code, at=entry.at, post_id=post_id, matter_id=case.pk, params={"number": case.number}, key=f"{code}:{entry.pk}:{post_id}")


def _tell_lead(entry: Entry) -> None:
    """The post that carries the case, or the answering post of its unit."""
    case = _case(entry)
    lead = running_lead(case.pk) if case else None
    if case is None or lead is None:
        return
    _tell(_LEAD_NOTICES[entry.kind], case, entry, lead.post_id or _answering(lead.office_id or lead.unit_id))


def _answering(body_id: int) -> int | None:
    post = book().answering_post(body_id)
    return post.id if post else None


def _tell_finder(entry: Entry) -> None:
    """Whoever registered it hears of it (G5), by the number he knows: also of what was merged into it, and for those who joined."""
    case = _case(entry)
    if case is None:
        return
    if entry.kind == "cases.verify_pass" and not asks_resident(case.source):
        return  # a patrol's find ends with it: the closing is told
    words = _FINDER_NOTICES[entry.kind]
    for voice in voices_of(case):
        seat = book().seats.get(voice.registered_by or 0)
        if seat is not None and seat.post_id != entry.post_id:
            key = f"{words}:{entry.pk}:{seat.post_id}" + (f":{voice.number}" if voice.number != case.number else "")
            notify(words, at=entry.at, post_id=seat.post_id, matter_id=voice.own_id or case.pk, params={"number": voice.number}, key=key)


def _ask_for_a_grade(entry: Entry) -> None:
    """短信: the rating link to the reporter's telephone, where texts can be sent and he did not decline to be called."""
    case = _case(entry)
    link = link_of(case) if case is not None and case.wants_call_back and texts.is_configured() else ""
    if case is None or not link or case.reporter_id is None:
        return
    kept = VaultRecord.objects.filter(pk=case.reporter_id, blurred_at__isnull=True, restricted_at__isnull=True).first()
    phone = plain(kept).get("phone", "") if kept else ""
    try:
        phone = mobile_number(phone)
    except BadIdentifier:  # none, or a landline
        return
    words = gettext("您反映的 %(number)s 办好并核查过了。请您评一评：%(link)s 没有解决的，凭编号和查询码可以退回重办。") % {"number": case.number, "link": link}
    transaction.on_commit(lambda: _text(case, phone, words, f"cases.rating:{case.pk}:{case.reopened}", entry))


def _text(case: Case, phone: str, words: str, key: str, entry: Entry) -> None:
    """After the commit, so that a slow gateway holds no lock; that it went out is on the record, to whom is not."""
    try:
        sent = texts.send_once(key, phone, words, at=entry.at, matter_id=case.pk)
    except (texts.NoGateway, texts.NotSent):
        return  # the call-back still asks
    if sent:
        with transaction.atomic():
            record("cases.texted", subject=case.matter, actor=SYSTEM, at=timezone.now())


def _tell_merged(entry: Entry) -> None:
    """Whoever registered the merged one, and the unit that need not go on."""
    case = _case(entry)
    if case is None:
        return
    posts = {seat.post_id for seat in [book().seats.get(case.reported_by or 0)] if seat}
    posts |= {order.post_id for order in DispatchOrder.objects.filter(matter_id=case.pk, ended_at=entry.at) if order.post_id}
    for post_id in sorted(posts - {entry.post_id}):
        params = {"number": case.number, "main": number_of(entry.facts["into"])}
        notify("cases.your_find_merged", at=entry.at, post_id=post_id, matter_id=case.pk, params=params, key=f"cases.merged:{entry.pk}:{post_id}")


def _tell_apart(entry: Entry) -> None:
    """Whoever registered it; and the unit whose work it is again."""
    case = _case(entry)
    if case is None:
        return
    seat, lead = book().seats.get(case.reported_by or 0), running_lead(case.pk)
    posts = {seat.post_id if seat else None, (lead.post_id or _answering(lead.office_id or lead.unit_id)) if lead else None}
    for post_id in sorted(one for one in posts if one is not None and one != entry.post_id):
        _tell("cases.your_find_apart", case, entry, post_id)


def _tell_district(entry: Entry) -> None:
    case = _case(entry)
    if case is not None:
        _tell("cases.asked_to_merge", case, entry, _answering(command_center()))


def _tell_street(entry: Entry) -> None:
    """Whoever asked."""
    case = _case(entry)
    asked = MergeRequest.objects.filter(case=case, settled_at=entry.at).first() if case else None
    seat = book().seats.get(asked.asked_by or 0) if asked else None
    if case is not None and seat is not None:
        _tell("cases.not_merged", case, entry, seat.post_id)


def _awaited_posts(case: Case) -> set[int]:
    """Posts on whose desk the case lies now."""
    posts: set[int] = set()
    for row in DeskRow.objects.filter(OPEN, matter_id=case.pk).exclude(role="SYSTEM"):
        if row.post_id is not None:
            posts.add(row.post_id)
        elif (answering := _answering(row.office_id or row.unit_id or 0)) is not None:
            posts.add(answering)
    return posts


def _warn(entry: Entry) -> None:
    case = _case(entry)
    if case is None:
        return
    for post_id in sorted(_awaited_posts(case)):
        _tell("cases.due_soon", case, entry, post_id)


def _overdue(entry: Entry) -> None:
    """超期: told to those awaited and put on the supervisor's desk, once per clock."""
    case = _case(entry)
    if case is None:
        return
    for post_id in sorted(_awaited_posts(case)):
        _tell("cases.overdue", case, entry, post_id)
    escalate(case.pk, at=entry.at)
