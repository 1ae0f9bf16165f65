"""What raises items by itself, what a case's own course settles, what is late, and who is told. Delivered at least once: every one is safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.cases.vocabulary import CaseStatus
from shaoxiang.coordination import actions
from shaoxiang.coordination.actions.escalation import case_dispatched, item_late, source_ended, task_late
from shaoxiang.coordination.actions.steps import arranger, convener
from shaoxiang.coordination.actions.tasks import doer
from shaoxiang.coordination.models import CoordinationCase, CoordinationTask, Meeting
from shaoxiang.coordination.queries import open_item_of, setting
from shaoxiang.coordination.queries.choices import posts_with, staffing_unit
from shaoxiang.coordination.vocabulary import MeetingLevel, MeetingStatus, Source
from shaoxiang.dispatch.models import Objection
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.kernel.notices.wording import Wording
from shaoxiang.kernel.notices.wording import register as register_wordings
from shaoxiang.kernel.vocabulary import _

STALE = timedelta(days=2)  # what is delivered later than this (a restored backup, the composed month) is told to nobody
ITEM, MEETING, NUMBER = "coordination:item", "coordination:meeting", ("number",)
WORDINGS = {
    "coordination.waits": Wording(_("%(number)s 提请协调，请安排。"), ITEM, NUMBER, icon="users"),
    "coordination.called": Wording(_("%(number)s 请参加协调会，时间 %(when)s。"), MEETING, NUMBER, icon="calendar"),
    "coordination.moved": Wording(_("%(number)s 协调会有变，现在是 %(when)s，请重新看通知。"), MEETING, NUMBER, icon="calendar", urgent=True),
    "coordination.off": Wording(_("%(number)s 协调会取消了。"), MEETING, NUMBER, icon="calendar"),
    "coordination.task": Wording(_("%(number)s 会上给本单位定了任务，%(due)s 前完成，请签收。"), ITEM, NUMBER, icon="clipboard-check"),
    "coordination.claimed": Wording(_("%(number)s 有任务报完成，请验收。"), ITEM, NUMBER, icon="clipboard-check"),
    "coordination.task_back": Wording(_("%(number)s 任务没有通过验收，请再办。"), ITEM, NUMBER, urgent=True),
    "coordination.task_late": Wording(_("%(number)s 任务超期，请马上办理并说明原因。"), ITEM, NUMBER, urgent=True),
    "coordination.due_soon": Wording(_("%(number)s 快到期了。"), ITEM, NUMBER, icon="clock"),
    "coordination.redispatch": Wording(_("%(number)s 已经定了由谁主责，请按裁定派单。"), ITEM, NUMBER, icon="send"),
    "coordination.staffing": Wording(_("%(number)s 涉及部门职责，请编办提意见或备案。"), ITEM, NUMBER, icon="users"),
    "coordination.supervised": Wording(_("%(number)s 有督办，请查看。"), ITEM, NUMBER, urgent=True),
}


def register() -> None:
    register_wordings(WORDINGS)
    reactions.register(dict.fromkeys(("cases.accept", "cases.classify"), _gap))
    reactions.register({"cases.hand_back": _third_bounce})
    reactions.register(dict.fromkeys(("cases.dispatch", "cases.uphold"), _dispatched))
    reactions.register(dict.fromkeys(("cases.decline", "cases.withdraw", "cases.answer", "cases.confirm_exclusion"), _source_ended))
    reactions.register({"clocks.overdue": _late, "clocks.warned": _warned})
    reactions.register(dict.fromkeys(("coordination.raised", "coordination.escalate", "coordination.reopen", "coordination.carry_over"), _tell_arranger))
    reactions.register(dict.fromkeys(_MEETING_NEWS, _tell_members))
    reactions.register({
        "coordination.decided": _tell_tasked, "coordination.ruled": _tell_desk, "coordination.claim_task": _tell_convener,
        "coordination.return_task": _tell_unit, "coordination.ask_staffing": _tell_staffing, "coordination.supervise": _tell_arranger_of_note,
    })


_MEETING_NEWS = {"coordination.meeting_call": "coordination.called", "coordination.meeting_change": "coordination.moved",
                 "coordination.meeting_cancel": "coordination.off"}

# --- what raises items ------------------------------------------------------------------------------------------------


def _gap(entry: Entry) -> None:
    """职责空白: accepted, of a known type, on no list: it never goes to a street in silence, it goes to coordination."""
    if entry.facts.get("straight"):
        return
    case = Case.objects.filter(pk=entry.subject_id, gap=True, matter__status=CaseStatus.ACCEPTED).select_related("matter").first()
    if case is None:
        return
    line = duty_book().types.get(case.matter.subject_code)
    title = gettext("清单上没有“%(type)s”，谁来办") % {"type": line.name if line else case.matter.subject_code}
    reason = gettext("事件 %(number)s（%(title)s）按现行清单找不到承办单位。请会上定由谁主责，并写进派单目录，以后同类的照此派单。")
    _raise(case, Source.DUTY_GAP, title, reason, str(setting("gap_level")), entry)


def _third_bounce(entry: Entry) -> None:
    """三次退单: no longer a question between two offices."""
    if not entry.facts.get("escalated"):
        return
    case = Case.objects.filter(pk=entry.subject_id, matter__status=CaseStatus.OBJECTED).select_related("matter").first()
    if case is None:
        return
    objection = Objection.objects.filter(pk=entry.facts.get("objection") or 0).select_related("order").first()
    bodies = [objection.order.office_id or objection.order.unit_id, objection.proposed_unit_id] if objection is not None else []
    title = gettext("退单 %(n)s 次，谁来办：%(title)s") % {"n": entry.facts.get("bounces"), "title": mask_text(case.matter.title)}
    reason = gettext("事件 %(number)s（%(title)s）已经第三次退单，单位之间定不下来。请会上定由谁主责。")
    _raise(case, Source.OBJECTION, title[:100], reason, str(setting("bounce_level")), entry, [key for key in bodies if key])


def _raise(case: Case, source: Source, title: str, reason: str, level: str, entry: Entry, bodies: Iterable[int] = ()) -> None:
    if open_item_of(case.pk) is not None:
        return
    words = reason % {"number": case.number, "title": mask_text(case.matter.title)}
    actions.raise_item(
        source=source, title=title, reason=words, street_id=case.matter.street_id, level=MeetingLevel(level), actor=SYSTEM, at=entry.at,
        source_matter_id=case.pk, subject_code=case.matter.subject_code, unit_ids=list(bodies),
    )


def _dispatched(entry: Entry) -> None:
    if not entry.facts.get("straight"):
        case_dispatched(entry.subject_id, at=entry.at)


def _source_ended(entry: Entry) -> None:
    source_ended(entry.subject_id, at=entry.at)


# --- what is late -----------------------------------------------------------------------------------------------------


def _late(entry: Entry) -> None:
    """Past due: once on the supervisor's desk, and told to those awaited."""
    matter = _matter(entry)
    if matter is None:
        return
    part = entry.facts.get("part")
    task = CoordinationTask.objects.filter(pk=part, case_id=matter.pk).first() if part is not None else None
    if task is not None:
        task_late(task.pk, at=entry.at)
        _notify("coordination.task_late", matter, entry, _doers(task.body_id))
    elif matter.kind == MatterKind.COORDINATION:
        item_late(matter.pk, at=entry.at)
        _warned(entry)


def _warned(entry: Entry) -> None:
    matter = _matter(entry)
    if matter is None or matter.kind != MatterKind.COORDINATION:
        return
    part = entry.facts.get("part")
    task = CoordinationTask.objects.filter(pk=part, case_id=matter.pk).first() if part is not None else None
    posts = _doers(task.body_id) if task is not None else _arrangers(matter.pk)
    _notify("coordination.due_soon", matter, entry, posts)


# --- who is told ------------------------------------------------------------------------------------------------------


def _matter(entry: Entry) -> Matter | None:
    """The matter an entry is about; None for another room's, or for news too old to be told."""
    if entry.subject_kind != "matter":
        return None
    return Matter.objects.filter(pk=entry.subject_id, kind__in=(MatterKind.COORDINATION, MatterKind.MEETING)).first()


def _notify(code: str, matter: Matter, entry: Entry, posts: Iterable[int], **params: str) -> None:
    if timezone.now() - entry.at > STALE:
        return
    for post_id in sorted(set(posts) - {entry.post_id}):
        notify(code, at=entry.at, post_id=post_id, matter_id=matter.pk, params={"number": matter.number, **params}, key=f"{code}:{entry.pk}:{post_id}")


def _doers(body_id: int) -> list[int]:
    whose = doer(body_id)
    return posts_with(whose["role"], whose["unit_id"], whose.get("office_id"))


def _arrangers(item_id: int) -> list[int]:
    item = CoordinationCase.objects.filter(pk=item_id).select_related("matter").first()
    return posts_with(*arranger(item)) if item is not None else []


def _tell_arranger(entry: Entry) -> None:
    matter = _matter(entry)
    if matter is not None:
        _notify("coordination.waits", matter, entry, _arrangers(matter.pk))


def _tell_arranger_of_note(entry: Entry) -> None:
    matter = _matter(entry)
    if matter is not None:
        _notify("coordination.supervised", matter, entry, _arrangers(matter.pk))


def _tell_members(entry: Entry) -> None:
    """Everybody summoned, and the chair; a change only once the notice is out."""
    meeting = Meeting.objects.filter(pk=entry.subject_id).select_related("matter").first()
    if meeting is None or (entry.kind == "coordination.meeting_change" and meeting.matter.status != MeetingStatus.CALLED) or meeting.called_at is None:
        return
    posts = {post for row in meeting.members.all() for post in _doers(row.body_id)} | {meeting.chair_post_id}
    when = timezone.localtime(meeting.starts_at).strftime("%m-%d %H:%M")
    _notify(_MEETING_NEWS[entry.kind], meeting.matter, entry, posts, when=when)


def _tell_tasked(entry: Entry) -> None:
    matter = _matter(entry)
    if matter is None:
        return
    for task in CoordinationTask.objects.filter(minute_id=entry.facts.get("minute") or 0):
        _notify("coordination.task", matter, entry, _doers(task.body_id), due=task.due_on.isoformat())


def _tell_desk(entry: Entry) -> None:
    """The desk that may now dispatch by the ruling: where the row lies."""
    matter = _matter(entry)
    row = DeskRow.objects.filter(OPEN, matter_id=matter.pk, what="redispatch").first() if matter is not None else None
    if matter is not None and row is not None:
        _notify("coordination.redispatch", matter, entry, posts_with(row.role, row.unit_id))


def _tell_convener(entry: Entry) -> None:
    matter = _matter(entry)
    task = CoordinationTask.objects.filter(pk=entry.facts.get("task") or 0).select_related("minute__meeting").first()
    if matter is not None and task is not None:
        _notify("coordination.claimed", matter, entry, posts_with(*convener(task.minute.meeting)))


def _tell_unit(entry: Entry) -> None:
    matter = _matter(entry)
    task = CoordinationTask.objects.filter(pk=entry.facts.get("task") or 0).first()
    if matter is not None and task is not None:
        _notify("coordination.task_back", matter, entry, _doers(task.body_id))


def _tell_staffing(entry: Entry) -> None:
    matter = _matter(entry)
    if matter is not None:
        _notify("coordination.staffing", matter, entry, posts_with(Role.STAFFING_OFFICE, staffing_unit()))
