"""派驻机构负责人的选配: the streets such a body serves are heard before the meeting, and told what became of it before the appointment (R2 art. 11, 23).

A gate of the room of staffing (`staffing.queries.register_gate`); who is asked about stays with the organisation department, which writes the question.
"""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from shaoxiang.institutions.queries.areas import streets_served
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions import access
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.queries.files import bar_words, of_subject, standing
from shaoxiang.opinions.vocabulary import FileStatus
from shaoxiang.staffing.models import CadreSelection
from shaoxiang.staffing.queries.gates import Gate, Way
from shaoxiang.staffing.queries.selection import is_dispatched_head
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.vocabulary import SelectionStatus

SUBJECT = "matter"  # the file is about the matter of the selection
SCOPE = "HEADS"  # the line of what must be asked, where the district has it


def file_of(selection: CadreSelection) -> OpinionFile | None:
    """The newest file on it that was not dropped."""
    found = of_subject(SUBJECT, selection.pk)
    return found if found is not None and found.status != FileStatus.DROPPED else None


def units_to_ask(selection: CadreSelection, on: date) -> list[int]:
    """The streets and towns the body serves that day; none where it is no dispatched head's post."""
    if not is_dispatched_head(selection):
        return []
    return sorted(unit for street in streets_served(selection.post.body, on) if (unit := street_unit(street)) is not None)


def holds(selection: CadreSelection, at: datetime) -> list[StaffingRefused]:
    """What is in the way: nobody asked, time still running, the summary not yet with the meeting; before the appointment, a street without feedback."""
    if not units_to_ask(selection, timezone.localtime(at).date()):
        return []
    file = file_of(selection)
    if file is None:
        return [StaffingRefused("", _("这是派驻机构的负责人，还没有征求所在镇街的意见：请先征求意见，再提交讨论。"))]
    stand = standing(file, now=at)
    if file.status in (FileStatus.PREPARING, FileStatus.ASKING):
        if stand.obstacles:
            return [StaffingRefused("", _("征求镇街意见 %(number)s：%(why)s"), number=file.number, why=" ".join(bar_words(stand.obstacles)))]
        return [StaffingRefused("", _("征求镇街意见 %(number)s 已有结果，汇总还没有随件提交：请在那一件上提交会议。"), number=file.number)]
    if selection.matter.status == SelectionStatus.PUBLICITY and stand.unanswered:
        return [StaffingRefused("", _("征求镇街意见 %(number)s：镇街说了话，还没有书面反馈采纳情况，请先反馈，再办任职。"), number=file.number)]
    return []


def way(selection: CadreSelection, actor: Actor, at: datetime) -> Way | None:
    """To the file; or, while the inspection is on and nobody was asked, to the question."""
    if not units_to_ask(selection, timezone.localtime(at).date()):
        return None
    file = file_of(selection)
    if file is not None:
        return (_("看镇街的意见"), reverse("opinions:file", args=[file.number])) if allowed(actor, access.GRANTS["view_file"], file) else None
    under_way = selection.matter.status in (SelectionStatus.RECOMMENDATION, SelectionStatus.INSPECTION)
    return (_("征求镇街意见"), reverse("opinions:about_selection", args=[selection.number])) if under_way and allowed(actor, access.GRANTS["new"]) else None


GATE = Gate(holds, way)
