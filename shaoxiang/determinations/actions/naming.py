"""把责任落实到具体工作人员: the duties of one office, post by post."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.determinations import access, rules
from shaoxiang.determinations.models import PostDuty
from shaoxiang.determinations.queries.naming import OFFICE_KINDS, office_duties
from shaoxiang.determinations.rules import Naming
from shaoxiang.determinations.vocabulary import EntryKind, Share
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.actions import record


class NamingChanged(Exception):
    """Somebody saved the office since the page was opened. `now`: as it stands, `revision`: of that."""

    def __init__(self, now: frozenset[Naming], revision: str) -> None:
        super().__init__(revision)
        self.now, self.revision = now, revision


@transaction.atomic
def name_duties(office_id: int, asked: Iterable[Naming], *, revision: str, actor: Actor, at: datetime) -> int:
    """The whole office at once; what is no longer asked ends today. How many rows changed. `revision`: `OfficeDuties.revision` as the editor saw it.

    Raises PermissionDenied, DeterminationRefused, NamingChanged (nothing is written), Body.DoesNotExist.
    """
    office = Body.objects.select_for_update(of=("self",)).select_related("unit").get(pk=office_id, kind__in=OFFICE_KINDS)
    require(actor, access.GRANTS["name_duties"], office)
    today = timezone.localtime(at).date()
    page = office_duties(office, office.unit or office, today)
    if page.revision != revision:
        raise NamingChanged(page.named, page.revision)
    wanted = rules.check_naming(asked, posts={post.pk for post in page.posts}, items={(row.item.list_kind, row.item.code) for row in page.rows})
    shown = {(row.item.list_kind, row.item.code) for row in page.rows}
    held = {
        Naming(row.post_id, row.list_kind, row.item, Share(row.share)): row
        for row in PostDuty.objects.filter(in_force(today), post__body=office) if (row.list_kind, row.item) in shown
    }
    ended, begun = held.keys() - wanted, wanted - held.keys()
    _end([held[key] for key in ended], today)
    PostDuty.objects.bulk_create(
        PostDuty(post_id=one.post_id, list_kind=one.list_kind, item=one.item, share=one.share.value, valid_from=today) for one in sorted(begun)
    )
    if ended or begun:
        record(EntryKind.NAMED.value, subject=("body", office.pk), actor=actor, at=at, facts={
            "begun": [f"{one.post_id}:{one.item}:{one.share}" for one in sorted(begun)],
            "ended": [f"{one.post_id}:{one.item}:{one.share}" for one in sorted(ended)],
        })
    return len(ended) + len(begun)


def _end(rows: list[PostDuty], today: date) -> None:
    """What began today and is taken back today has held on no day: it goes, the journal keeps it."""
    keys = [row.pk for row in rows]
    PostDuty.objects.filter(pk__in=keys, valid_from=today).delete()
    PostDuty.objects.filter(pk__in=keys).update(valid_to=today)
