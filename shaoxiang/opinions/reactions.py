"""The sweep's word that the time is over becomes 未提出意见; who waits is told. Safe to repeat."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import posts_in
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.kernel.notices.wording import Wording
from shaoxiang.kernel.notices.wording import register as register_wordings
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions.access import STREET
from shaoxiang.opinions.actions import record_silence
from shaoxiang.opinions.flows import REPLY_CLOCK
from shaoxiang.opinions.models import OpinionFile, OpinionRequest
from shaoxiang.opinions.rules import FEEDBACK_CLOCK
from shaoxiang.opinions.vocabulary import WAITING, OpinionStatus

STALE = timedelta(days=2)  # what is delivered later than this (a restored backup, the composed month) is told to nobody
WORDINGS = {
    "opinions.asked": Wording(_("%(number)s 有事征求贵街道意见，请按期答复；不答复不算同意。"), "opinions:request", ("number",), icon="message-report"),
    "opinions.soon": Wording(_("%(number)s 征求意见的答复时间快到了。"), "opinions:request", ("number",), icon="clock"),
    "opinions.answered": Wording(_("%(number)s 街道已答复，请书面反馈采纳情况。"), "opinions:request", ("number",), icon="message-report"),
    "opinions.silent": Wording(_("%(number)s 答复期满，记为未提出意见。"), "opinions:request", ("number",), icon="clock"),
    "opinions.feedback_soon": Wording(_("%(number)s 书面反馈采纳情况的时间快到了。"), "opinions:request", ("number",), icon="clock"),
    "opinions.feedback_late": Wording(_("%(number)s 还没有书面反馈采纳情况，时间已经过了。"), "opinions:request", ("number",), icon="clock"),
    "opinions.fed_back": Wording(_("%(number)s 对方反馈了采纳情况。"), "opinions:request", ("number",), icon="message-report"),
    "opinions.dropped": Wording(_("%(number)s 对方不再办理，不用答复了。"), "opinions:request", ("number",), icon="message-report"),
    "opinions.ask_again": Wording(
        _("%(number)s 对方附了新材料：请看了再答一次；原来的答复留着，不算对新材料的答复。"), "opinions:request", ("number",), icon="paperclip",
    ),
    "opinions.attached": Wording(_("%(number)s 对方附了材料，请看了再答。"), "opinions:request", ("number",), icon="paperclip"),
    "opinions.legal": Wording(_("%(number)s 出了合法性审查意见。"), "opinions:file", ("number",), icon="message-report"),
}
TO_STREET = {"opinions.asked": "opinions.asked", "opinions.feedback": "opinions.fed_back", "opinions.dropped": "opinions.dropped",
             "opinions.ask_again": "opinions.ask_again"}
TO_ASKER = {"opinions.answer": "opinions.answered", "opinions.answer_late": "opinions.answered", "opinions.run_out": "opinions.silent"}


def register() -> None:
    register_wordings(WORDINGS)
    reactions.register({
        **dict.fromkeys(TO_STREET, _tell_street), **dict.fromkeys(TO_ASKER, _tell_asker), "opinions.find_legal": _tell_of_finding,
        "opinions.attach": _tell_waiting,
        "clocks.overdue": _ran_out, "clocks.warned": _soon, "clocks.recomputed": _moved,
    })


def _ran_out(entry: Entry) -> None:
    request = _request(entry)
    if request is not None and entry.facts.get("code") == REPLY_CLOCK:
        record_silence(request.number, at=max(entry.at, reactions.moment()))
    elif request is not None and entry.facts.get("code") == FEEDBACK_CLOCK and _is_news(entry):
        _tell_who_asked(entry, request, "opinions.feedback_late")


def _moved(entry: Entry) -> None:
    """The calendar was corrected: the day shown on the request is the one its clock now has."""
    request = _request(entry)
    if request is not None and entry.facts.get("code") == REPLY_CLOCK and request.matter.due_at not in (None, request.due_at):
        OpinionRequest.objects.filter(pk=request.pk).update(due_at=request.matter.due_at)


def _soon(entry: Entry) -> None:
    request = _request(entry)
    if request is None or not _is_news(entry):
        return
    if entry.facts.get("code") == FEEDBACK_CLOCK:
        _tell_who_asked(entry, request, "opinions.feedback_soon")
    else:
        _tell_posts(entry, request, "opinions.soon")


def _tell_street(entry: Entry) -> None:
    request = _request(entry)
    if request is not None and _is_news(entry):
        _tell_posts(entry, request, TO_STREET[entry.kind])


def _tell_asker(entry: Entry) -> None:
    request = _request(entry)
    if request is not None and _is_news(entry):
        _tell_who_asked(entry, request, TO_ASKER[entry.kind])


def _tell_who_asked(entry: Entry, request: OpinionRequest, code: str) -> None:
    if request.file.asking_post_id is not None:
        notify(code, at=entry.at, post_id=request.file.asking_post_id, matter_id=request.pk, params={"number": request.number}, key=f"{code}:{entry.pk}")


def _tell_of_finding(entry: Entry) -> None:
    file = OpinionFile.objects.select_related("matter").filter(pk=entry.subject_id).first()
    if file is not None and _is_news(entry) and file.asking_post_id is not None:
        key = f"opinions.legal:{entry.pk}"
        notify("opinions.legal", at=entry.at, post_id=file.asking_post_id, matter_id=file.pk, params={"number": file.number}, key=key)


def _tell_waiting(entry: Entry) -> None:
    """Streets that have not answered yet: there is one paper more. Those who had are asked again, each by an entry of its own."""
    if not _is_news(entry):
        return
    again = entry.facts.get("asked_again")
    told = set(again) if isinstance(again, list) else set()
    open_now = [status.value for status in (*WAITING, OpinionStatus.NO_OPINION)]
    for request in OpinionRequest.objects.select_related("matter", "file").filter(file_id=entry.subject_id, matter__status__in=open_now):
        if request.unit_id not in told:
            _tell_posts(entry, request, "opinions.attached")


def _tell_posts(entry: Entry, request: OpinionRequest, code: str) -> None:
    """The desk of the street, and its leaders."""
    posts = book().posts
    for post_id in sorted(key for key in posts_in(request.unit_id) if posts[key].roles & set(map(str, STREET))):
        notify(code, at=entry.at, post_id=post_id, matter_id=request.pk, params={"number": request.number}, key=f"{code}:{entry.pk}:{post_id}")


def _request(entry: Entry) -> OpinionRequest | None:
    if entry.subject_kind != "matter":
        return None
    return OpinionRequest.objects.select_related("matter", "file").filter(pk=entry.subject_id).first()


def _is_news(entry: Entry) -> bool:
    return timezone.now() - entry.at <= STALE
