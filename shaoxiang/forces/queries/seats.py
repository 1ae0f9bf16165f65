"""派驻机构负责人 come and go only after the streets were heard (R2 art. 11): asked of every way by which a post is taken or given up.

The register only writes down what a recorded change or a selection of cadres has brought; its very first head of a body is no change.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from shaoxiang.forces.models import HeadChange
from shaoxiang.forces.queries.heads import file_of
from shaoxiang.forces.vocabulary import ChangeKind, ChangeStatus
from shaoxiang.institutions.models import Assignment, Post
from shaoxiang.institutions.queries.areas import streets_served
from shaoxiang.institutions.rules import Obstacle, Way
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.queries.selections import file_of as file_of_selection
from shaoxiang.opinions.vocabulary import FileStatus
from shaoxiang.staffing import access as staffing
from shaoxiang.staffing.models import CadreSelection
from shaoxiang.staffing.vocabulary import SelectionStatus

HEARD = (FileStatus.SENT_TO_MEETING, FileStatus.CLOSED)
NEW_HEAD = _("%(body)s是派驻机构，%(post)s换人要先征求所在镇街的意见：还没有办结的征求，不能登记任职。"
             "请主管部门在“派驻负责人调整”里征求意见并记录，或者走干部选配。")
OLD_HEAD = _("%(body)s是派驻机构，%(post)s离任要先征求所在镇街的意见：还没有办结的征求，不能登记离任。"
             "请主管部门在“派驻负责人调整”里征求意见，记录以后再登记。")


def may_sit(person_id: int | None, post: Post, on: date) -> Obstacle | None:
    """For `institutions.queries.seating`: as the head of a dispatched body, only who was proposed to the streets and whose file was heard."""
    if not _asks(post, on) or not _led_before(post, on):
        return None
    changes = HeadChange.objects.filter(body_id=post.body_id, kind=ChangeKind.APPOINT, person_id=person_id) if person_id is not None else []
    chosen = CadreSelection.objects.filter(post=post, chosen__person_id=person_id) if person_id is not None else []
    heard = [*(one.asked_at for one in changes if _of_change(one)), *(one.matter.opened_at for one in chosen if _of_selection(one))]
    if any(not _sat_since(post, person_id, day(at)) for at in heard):
        return None
    return Obstacle(NEW_HEAD, _facts(post), _ways(post))


def may_leave(seat: Assignment, on: date) -> Obstacle | None:
    """For `institutions.queries.seating`: the head leaves once a change asked since he came was heard."""
    post = seat.post
    if not _asks(post, on):
        return None
    changes = HeadChange.objects.filter(body_id=post.body_id, asked_at__date__gte=seat.valid_from)
    selections = CadreSelection.objects.filter(post=post, matter__opened_at__date__gte=seat.valid_from)
    if any(map(_of_change, changes)) or any(map(_of_selection, selections)):
        return None
    return Obstacle(OLD_HEAD, _facts(post), _ways(post))


def day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _asks(post: Post, on: date) -> bool:
    """A head's post of a dispatched body that serves some street that day."""
    return post.is_leader and post.body.kind == BodyKind.DISPATCHED_INSTITUTION.value and bool(streets_served(post.body, on))


def _led_before(post: Post, on: date) -> bool:
    return Assignment.objects.filter(post__body_id=post.body_id, post__is_leader=True, valid_from__lte=on).exists()


def _sat_since(post: Post, person_id: int | None, asked: date) -> bool:
    """What was heard then has been used: somebody else has become head since."""
    later = Q(valid_from__gt=asked) & ~Q(person_id=person_id)
    return Assignment.objects.filter(later, post__body_id=post.body_id, post__is_leader=True).exists()


def _of_change(change: HeadChange) -> bool:
    return change.status != ChangeStatus.DROPPED and _heard(file_of(change))


def _of_selection(selection: CadreSelection) -> bool:
    return selection.matter.status != SelectionStatus.ENDED and _heard(file_of_selection(selection))


def _heard(file: OpinionFile | None) -> bool:
    return file is not None and file.status in HEARD


def _facts(post: Post) -> dict[str, object]:
    return {"body": post.body.shown_name, "post": post.shown_title}


def _ways(post: Post) -> tuple[Way, ...]:
    asking = Way(_("派驻负责人调整"), reverse("forces:change_new", args=[post.body.code]), frozenset({str(Role.DEPARTMENT_HEAD)}))
    return (asking, Way(_("干部选配"), reverse("staffing:cadres"), frozenset(map(str, staffing.CADRES))))
