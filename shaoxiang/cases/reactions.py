"""What the case room does when something has happened. Delivered at least once: every reaction is safe to repeat."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.actions import escalate
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.rating import link_of
from shaoxiang.cases.rules import asks_resident
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.institutions.queries import book
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
    "cases.due_soon": Wording(_("%(number)s 快到期了。"), "cases:case", ("number",)),
    "cases.overdue": Wording(_("%(number)s 已超期，请马上处理并说明原因。"), "cases:case", ("number",), urgent=True),
}


def register() -> None:
    register_wordings(WORDINGS)
    reactions.register(dict.fromkeys(_LEAD_NOTICES, _tell_lead))
    reactions.register(dict.fromkeys(_FINDER_NOTICES, _tell_finder))
    reactions.register({"cases.verify_pass": _ask_for_a_grade})
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
    """Whoever registered it hears of it (G5): a finder who never hears back stops finding."""
    case = _case(entry)
    if case is None or case.reported_by is None:
        return
    if entry.kind == "cases.verify_pass" and not asks_resident(case.source):
        return  # a patrol's find ends with it: the closing is told
    seat = book().seats.get(case.reported_by)
    if seat is not None and seat.post_id != entry.post_id:
        _tell(_FINDER_NOTICES[entry.kind], case, entry, seat.post_id)


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
