"""Do the 三定 live: what was issued and named in a period, and on its last day who has one and which duties nobody holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from shaoxiang.determinations.models import ISSUED_CODES, PostDuty, ThreeDeterminationVersion
from shaoxiang.determinations.queries.gaps import GapCounts, gap_counts
from shaoxiang.determinations.queries.versions import holding, units, versions_for
from shaoxiang.determinations.vocabulary import GapKind
from shaoxiang.duties.queries.figures import Figure, Line, last_day, within
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import _

NOBODY = tuple(kind for kind in GapKind if kind is not GapKind.IDLE)


def figures(since: datetime, until: datetime) -> Sequence[Figure]:
    first, end, on = timezone.localtime(since).date(), timezone.localtime(until).date(), last_day(until, timezone.localdate())
    versions = ThreeDeterminationVersion.objects.select_related("unit")
    named = PostDuty.objects.filter(within("valid_from", first, end)).select_related("post__body")
    return [
        Figure("issued", _("印发的三定规定"), versions.filter(within("issued_on", first, end), status__in=ISSUED_CODES), _issued, versions_for),
        Figure("named", _("落实到岗位的职责"), named, _named, _all_named),
        Figure("in_force", _("有施行中的三定规定的镇街"), versions.filter(holding(on)), _in_force, versions_for, stands=True),
        Figure("nobody", _("没有人负责的职责"), units(on), partial(_gaps, on), _all_units, value=partial(_nobody, on), unit=_("项"), stands=True),
    ]


def _issued(row: ThreeDeterminationVersion) -> Line:
    return Line(f"{row.unit.shown_name} {row.document_number}", row.issued_on, ("determinations:show", (row.pk,)))


def _in_force(row: ThreeDeterminationVersion) -> Line:
    return Line(f"{row.unit.shown_name} {row.document_number}", row.effective_from, ("determinations:show", (row.pk,)))


def _named(row: PostDuty) -> Line:
    """The post, never who sits there."""
    return Line(f"{row.item} {row.post.body.shown_name} {row.post.shown_title}", row.valid_from, ("determinations:office", (row.post.body.code,)))


def _gaps(on: date, unit: Body) -> Line:
    n = _of(gap_counts([unit], on)[0])
    more = ngettext("%(n)s 项没有人负责", "%(n)s 项没有人负责", n) % {"n": n} if n else gettext("每一项都有人负责")
    return Line(unit.shown_name, None, ("determinations:gaps", (unit.code,)), more)


def _nobody(on: date, rows: QuerySet[Body]) -> int:
    """Not named to a post, named to an empty one, or of an office that is not there."""
    return sum(_of(found) for found in gap_counts(rows, on))


def _of(found: GapCounts) -> int:
    return sum(found.of(kind) for kind in NOBODY)


def _all_named(actor: Actor) -> QuerySet[PostDuty]:
    """Who answers for a duty is open to everyone signed in (谁负责这件事)."""
    return PostDuty.objects.all()


def _all_units(actor: Actor) -> QuerySet[Body]:
    return Body.objects.all()
