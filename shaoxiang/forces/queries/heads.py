"""Changes of heads of stationed units: rows an actor may see, who may be proposed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from shaoxiang.forces import access
from shaoxiang.forces.models import HeadChange, Member
from shaoxiang.institutions.models import Assignment, Body, Person, Post
from shaoxiang.kernel.access import Actor, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.opinions.models import OpinionFile, OpinionRequest
from shaoxiang.opinions.queries import of_subject

SUBJECT = "head_change"  # what a file of the room of opinions is about


def changes_for(actor: Actor) -> QuerySet[HeadChange]:
    return HeadChange.objects.filter(visible(actor, access.CHANGE_VIEW)).select_related("body__unit", "person")


def file_of(change: HeadChange) -> OpinionFile | None:
    """征求意见: the file on which the streets were asked."""
    return of_subject(SUBJECT, change.pk)


def requests_of(changes: Iterable[HeadChange]) -> dict[int, list[OpinionRequest]]:
    """What each street was asked and said, by change: one statement for all."""
    rows = OpinionRequest.objects.filter(file__subject_kind=SUBJECT, file__subject_id__in=[one.pk for one in changes])
    found: dict[int, list[OpinionRequest]] = defaultdict(list)
    for row in rows.select_related("matter", "file__matter").order_by("pk"):
        found[row.file.subject_id or 0].append(row)
    return found


def head_post(body_id: int, on: date) -> Post | None:
    """负责人: the leading post of a body."""
    return Post.objects.filter(in_force(on), body_id=body_id, is_leader=True).order_by("order", "pk").first()


def head_of(body_id: int, on: date) -> Person | None:
    post = head_post(body_id, on)
    seat = Assignment.objects.filter(in_force(on), post=post).select_related("person").first() if post is not None else None
    return seat.person if seat is not None else None


def who_may_head(body: Body, on: date) -> dict[int, str]:
    """People of the same department: its members everywhere, with where they serve now."""
    rows = Member.objects.filter(in_force(on), body__parent_id=body.parent_id, quota_id=body.parent_id).select_related("person", "body")
    return {row.person_id: f"{row.person.shown_name} · {row.body.shown_name}" for row in rows.order_by("body_id", "pk")}
