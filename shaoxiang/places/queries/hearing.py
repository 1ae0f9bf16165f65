"""听街道意见 before a change of streets is decided: whom it touches, since when it stands as it does, and what they would be asked."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.hearing import Topic
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places.models import Community, DivisionChange
from shaoxiang.places.queries.changes import SUBJECT, changes_for, plan_of
from shaoxiang.places.queries.streets import keys_of, street_plan_of
from shaoxiang.places.vocabulary import OF_STREETS, AreaChangeKind, AreaChangeStatus


def touched_by(change: DivisionChange) -> frozenset[int]:
    """Keys of the streets it ends, and of the one that takes over where that stands already; of communities, of the streets they lie in before and after."""
    if change.kind in OF_STREETS:
        plan = street_plan_of(change)
        return frozenset(keys_of((*plan.sources, plan.part.code), change.effective_from))
    moved = plan_of(change)
    lie_in = Community.objects.filter(in_force(change.effective_from), code__in=moved.sources).values_list("street__code", flat=True)
    return frozenset(keys_of(sorted({*lie_in, *(part.street for part in moved.parts)}), change.effective_from))


def is_heard_on(change: DivisionChange) -> bool:
    """All but a shift of grids between communities of one street, which is its own affair."""
    return change.kind != AreaChangeKind.GRIDS or len(touched_by(change)) > 1


def stands_since(change: DivisionChange) -> datetime:
    """When it was last drafted anew: who was asked before could not see it."""
    again = Entry.objects.filter(subject_kind=SUBJECT, subject_id=change.pk, kind="places.change_redrafted").aggregate(last=Max("at"))["last"]
    return again or change.drafted_at


def page(key: int) -> str:
    return reverse("places:change", args=[key])


def topic(key: int, actor: Actor) -> Topic | None:
    """For `kernel.hearing`: a draft of a change of streets this reader sees."""
    change = changes_for(actor).filter(pk=key, status=AreaChangeStatus.DRAFT).first()
    if change is None or not is_heard_on(change):
        return None
    text = (
        f"拟办：{change.title}（{AreaChangeKind.label_of(change.kind)}），拟自{change.effective_from:%Y年%m月%d日}起生效。\n"
        "请就是否同意、对辖区居民和在办事项的影响、机构人员和办公用房的安排答复。"
    )
    return Topic(change.title, text, touched_by(change), page(change.pk))
