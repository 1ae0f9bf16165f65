"""What the hotline room does when something has happened. Delivered at least once: every reaction is safe to repeat."""

from __future__ import annotations

from shaoxiang.hotline.actions.statuses import queue_status
from shaoxiang.hotline.models import Petition, TicketLink
from shaoxiang.hotline.rules.tickets import STATUS_OF
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.kernel.notices.wording import Wording
from shaoxiang.kernel.notices.wording import register as register_wordings
from shaoxiang.kernel.vocabulary import _

WORDINGS = {
    "hotline.status_dead": Wording(_("工单 %(number)s 的状态推不到上级系统，请查看推送记录。"), "hotline:deliveries", icon="alert-triangle", urgent=True),
    "hotline.petition_for_you": Wording(_("信访事项 %(number)s 到了您的岗位。"), "hotline:petition", ("number",), icon="inbox"),
    "hotline.petition_late": Wording(_("信访事项 %(number)s 已超法定期限，请马上处理。"), "hotline:petition", ("number",), urgent=True),
}


def register() -> None:
    register_wordings(WORDINGS)
    reactions.register(dict.fromkeys(STATUS_OF, _queue))
    reactions.register(dict.fromkeys(("petitions.registered", "petitions.transfer", "petitions.take_back"), _tell_petition))
    reactions.register({"hotline.status_dead": _tell_dead, "clocks.overdue": _petition_late})


def _queue(entry: Entry) -> None:
    if entry.subject_kind == "matter":
        queue_status(entry)


def _tell_dead(entry: Entry) -> None:
    link = TicketLink.objects.filter(pk=entry.subject_id).first()
    post = book().answering_post(command_center())
    if link is not None and post is not None:
        notify("hotline.status_dead", at=entry.at, post_id=post.id, matter_id=link.matter_id, params={"number": f"#{link.pk}"}, key=f"hotline.dead:{entry.pk}")


def _tell_petition(entry: Entry) -> None:
    _tell(entry, "hotline.petition_for_you")


def _petition_late(entry: Entry) -> None:
    _tell(entry, "hotline.petition_late")


def _tell(entry: Entry, code: str) -> None:
    """The answering post of the organ that has it, else of the petition office."""
    petition = Petition.objects.filter(pk=entry.subject_id).select_related("matter").first() if entry.subject_kind == "matter" else None
    if petition is None:
        return
    post = book().answering_post(petition.organ_unit_id or petition.office_unit_id)
    if post is not None:
        notify(code, at=entry.at, post_id=post.id, matter_id=petition.pk, params={"number": petition.number}, key=f"{code}:{entry.pk}")
