"""Were streets asked about the heads of stationed units? Counts of a period for the page of the written rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from shaoxiang.duties.queries.documents import Figure
from shaoxiang.forces import access
from shaoxiang.forces.models import HeadChange
from shaoxiang.forces.queries.heads import SUBJECT
from shaoxiang.forces.vocabulary import ChangeStatus
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions.models import OpinionRequest

READERS = frozenset(str(role) for grant in access.CHANGE_VIEW for role in grant.roles)


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    within, listed = (since, until), reverse("forces:changes")
    return [
        Figure(_("征求意见的派驻负责人调整"), HeadChange.objects.filter(asked_at__range=within).count(), listed, READERS),
        Figure(_("街道对派驻负责人的答复"), OpinionRequest.objects.filter(file__subject_kind=SUBJECT, answered_at__range=within).count(), listed, READERS),
        Figure(_("征求意见以后记录的调整"), HeadChange.objects.filter(decided_at__range=within, status=ChangeStatus.RECORDED.value).count(), listed, READERS),
    ]
