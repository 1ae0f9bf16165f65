"""What the 三定 hangs on a unit, an office and a post: for the register of bodies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from shaoxiang.determinations.models import DeterminationLine, PostDuty, ThreeDeterminationVersion
from shaoxiang.determinations.vocabulary import VersionStatus
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.holdings import register_holding, still_holds
from shaoxiang.institutions.queries.spans import all_names
from shaoxiang.kernel.vocabulary import _


def versions_naming(ids: Collection[int], on: date) -> QuerySet[ThreeDeterminationVersion]:
    """Issued and still valid: of the unit itself, or naming the office by any of its names."""
    found, names = Q(unit_id__in=ids), all_names(ids)
    for body in Body.objects.filter(pk__in=ids).exclude(unit_id__in=ids):
        lines = DeterminationLine.objects.filter(part__version__unit_id=body.unit_id, office__in=names[body.pk])
        found |= Q(pk__in=lines.values("part__version_id"))
    rows = ThreeDeterminationVersion.objects.filter(found, Q(effective_to__isnull=True) | Q(effective_to__gt=on), status=VersionStatus.ISSUED.value)
    return rows.select_related("unit").order_by("pk")


def _version_words(row: ThreeDeterminationVersion) -> str:
    return f"{row.unit.shown_name} · " + gettext("三定规定第 %(n)s 版") % {"n": row.number}


def register() -> None:
    register_holding(
        "determinations", _("三定规定"), _version_words, cure=_("请先印发新一版三定规定，不再写它。"), bodies=versions_naming,
        link=lambda row: ("determinations:show", row.pk),
    )
    duties = PostDuty.objects.select_related("post").order_by("pk")
    register_holding(
        "post_duties", _("岗位承担的职责"), lambda row: f"{row.post.title} {row.item}", cure=_("请先把职责改给别的岗位。"),
        bodies=lambda ids, on: duties.filter(still_holds(on), post__body_id__in=ids), posts=lambda ids, on: duties.filter(still_holds(on), post_id__in=ids),
    )
