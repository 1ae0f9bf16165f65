"""代理 (AB岗): arranged by the holder of the post, by whoever leads, or by 编办; ended early by the same, or laid down by the deputy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.institutions import rules
from shaoxiang.institutions.access import GRANTS
from shaoxiang.institutions.actions.accounts import changed
from shaoxiang.institutions.models import Assignment, Delegation, Person, Post
from shaoxiang.institutions.queries import deputies as known
from shaoxiang.institutions.vocabulary import DeputyReason
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Facts
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.kernel.sheets.cells import day_in, each_line, every, twice, word_in
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.kernel.vocabulary import _

NAMED, STOOD_IN_FOR, ENDED = (f"institutions.deputy_{name}" for name in ("named", "arranged", "over"))


@transaction.atomic
def appoint_deputy(
    assignment_id: int, deputy: Person, *, since: date, last: date, reason: str, actor: Actor, at: datetime, muted: bool = False,
) -> Delegation:
    """安排代理 from `since` to `last`, both days counted. Raises PermissionDenied, DeputyRefused, Assignment.DoesNotExist."""
    found = Assignment.objects.select_related("post__body__unit", "person").get(pk=assignment_id)
    Post.objects.select_for_update().get(pk=found.post_id)  # one after another: two deputies of a post never overlap
    if not known.may_arrange(actor, found):
        raise PermissionDenied(_("您现在的岗位没有这项权限。"))
    if reason not in {str(one) for one in DeputyReason}:
        raise rules.DeputyRefused("reason", _("请选一个事由。"))
    until, today = last + timedelta(days=1), timezone.localtime(at).date()
    plan = rules.Plan(known.span_of(found), found.person_id, deputy.pk, since, until, by=actor.person_id)
    rules.check_deputy(plan, own=known.own_posts(deputy.pk, since), stands_in=known.stood_in_for(deputy.pk, since),
                       taken=known.taken_at(found.post_id, since), today=today)
    row: Delegation = Delegation.objects.create(
        principal=found, deputy=deputy, valid_from=since, valid_to=until, reason=reason, arranged_by=actor.assignment_id, arranged_at=at, sample=found.sample,
    )
    facts: Facts = {"delegation": row.pk, "principal": found.pk, "deputy": deputy.pk, "since": since.isoformat(), "until": until.isoformat(), "reason": reason}
    record("institutions.deputy_appointed", subject=("post", found.post_id), actor=actor, at=at, facts=facts)
    changed()
    _tell(row, NAMED, STOOD_IN_FOR, actor=actor, at=at, muted=muted)
    return row


@transaction.atomic
def end_deputy(pk: int, *, on: date, actor: Actor, at: datetime) -> Delegation:
    """提前结束: `on` is the first day it no longer holds. What has not held on any day before is taken off; the journal keeps it.

    Raises PermissionDenied, DeputyRefused, Delegation.DoesNotExist.
    """
    rows = Delegation.objects.select_for_update(of=("self",)).select_related("principal__post__body__unit", "principal__person", "deputy")
    row = rows.get(pk=pk)
    require(actor, GRANTS["end_deputy"], row)
    rules.check_end(since=row.valid_from, until=row.valid_to, on=on, today=timezone.localtime(at).date())
    facts: Facts = {"delegation": row.pk, "principal": row.principal_id, "deputy": row.deputy_id, "on": on.isoformat()}
    record("institutions.deputy_ended", subject=("post", row.principal.post_id), actor=actor, at=at, facts=facts)
    _tell(row, ENDED, ENDED, actor=actor, at=at, on=on)
    begun, row.valid_to = row.valid_from < on, on
    if begun:
        row.save(update_fields=["valid_to"])
    else:
        row.delete()
    changed()
    return row


def _tell(row: Delegation, deputy: str, principal: str, *, actor: Actor, at: datetime, on: date | None = None, muted: bool = False) -> None:
    """Both, but for whoever did it, by post and days; who it is stands on the page."""
    post = row.principal.post
    params = {
        "post": f"{post.body.short_name or post.body.name} {post.title}"[:60], "since": row.valid_from.isoformat(), "last": str(known.last_day(row) or ""),
        "on": str(on or ""),
    }
    for person, code in ((row.deputy_id, deputy), (row.principal.person_id, principal)):
        if person != actor.person_id:
            notify(code, at=at, person_id=person, params=params, muted=muted)


# -- many, from a sheet

@dataclass(frozen=True, slots=True)
class DeputyLine:
    """What a line arranges."""

    row: Delegation


def import_deputies(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """`made`: DeputyLine, of what is not arranged so already. Raises PermissionDenied."""
    require(actor, GRANTS["import_deputies"])
    made, errors = each_line(rows, lambda row: _take(row, actor, at))
    wrong = twice(rows, "post", lambda row: (row.text("post"), row.text("since")) if row.text("post") else None)
    return Taken(len(rows), [one for one in made if one is not None], [*wrong, *errors])


def _take(row: Row, actor: Actor, at: datetime) -> DeputyLine | None:
    given = every({
        "post": partial(row.text, "post", needed=True), "deputy": partial(row.text, "deputy", needed=True),
        "since": partial(day_in, row, "since"), "last": partial(day_in, row, "last"), "reason": partial(word_in, row, "reason", DeputyReason, needed=True),
    })
    seat = known.named_seat(given["post"], row.text("principal"), given["since"])
    person = known.named_person(given["deputy"], row.text("number"), beside=seat, on=given["since"])
    if known.same(seat, person.pk, given["since"], given["last"] + timedelta(days=1)) is not None:
        return None
    if not known.may_arrange(actor, seat):
        raise row.error("post", gettext("这个岗位的代理不归您安排。"), gettext("请删去这一行，或请本人、他的上级、编办来安排。"))
    return DeputyLine(appoint_deputy(seat.pk, person, since=given["since"], last=given["last"], reason=given["reason"], actor=actor, at=at))
