"""听街道意见 before a change of streets is decided: whom it touches, since when it stands as it does, and what they would be asked."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.hearing import Topic
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places.models import DivisionChange
from shaoxiang.places.queries.changes import changes_for
from shaoxiang.places.queries.streets import keys_of, street_plan_of
from shaoxiang.places.vocabulary import OF_STREETS, AreaChangeKind, AreaChangeStatus

SUBJECT = "division_change"


def touched_by(change: DivisionChange) -> frozenset[int]:
    """Keys of the streets it ends, and of the one that takes over where that stands already."""
    plan = street_plan_of(change)
    return frozenset(keys_of((*plan.sources, plan.part.code), change.effective_from))


def stands_since(change: DivisionChange) -> datetime:
    """When it was last drafted anew: who was asked before could not see it."""
    again = Entry.objects.filter(subject_kind=SUBJECT, subject_id=change.pk, kind="places.change_redrafted").aggregate(last=Max("at"))["last"]
    return again or change.drafted_at


def topic(key: int, actor: Actor) -> Topic | None:
    """For `kernel.hearing`: a draft of a change of streets this reader sees."""
    change = changes_for(actor).filter(pk=key, kind__in=OF_STREETS, status=AreaChangeStatus.DRAFT).first()
    if change is None:
        return None
    text = (
        f"拟办：{change.title}（{AreaChangeKind.label_of(change.kind)}），拟自{change.effective_from:%Y年%m月%d日}起生效。\n"
        "请就是否同意、对辖区居民和在办事项的影响、机构人员和办公用房的安排答复。"
    )
    return Topic(change.title, text, touched_by(change), reverse("places:change", args=[change.pk]))
