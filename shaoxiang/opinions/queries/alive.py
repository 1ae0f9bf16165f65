"""Was the rule on the streets' say used? Counts of a period for the page of the written rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from shaoxiang.duties.queries.documents import Figure
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions import access
from shaoxiang.opinions.models import GateRefusal, OpinionRequest
from shaoxiang.opinions.vocabulary import OpinionStatus

LISTED = frozenset(map(str, (*access.STREET, *access.ASKING, *access.LOOKING)))
FILES = frozenset(map(str, (*access.ASKING, *access.LOOKING)))


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    """Asked, answered, silent, told what became of it, and files stopped before a meeting."""
    rows, listed = OpinionRequest.objects.all(), reverse("opinions:list")
    within = (since, until)
    silent = rows.filter(due_at__range=within, matter__status=OpinionStatus.NO_OPINION.value)
    return [
        Figure(_("向街道发出的征求意见"), rows.filter(asked_at__range=within).count(), listed, LISTED),
        Figure(_("街道答复"), rows.filter(answered_at__range=within).count(), f"{listed}?state=answered", LISTED),
        Figure(_("期满没有答复（不算同意）"), silent.count(), f"{listed}?state=silent", LISTED),
        Figure(_("书面反馈采纳情况"), rows.filter(feedback_at__range=within).count(), listed, LISTED),
        Figure(_("街道没问到或没到时间，被拦下不能上会"), GateRefusal.objects.filter(at__range=within).count(), reverse("opinions:files"), FILES),
    ]
