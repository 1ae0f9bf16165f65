"""Who is on whose quota: appointed within a free quota and a vacant post, released, seconded for a time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from shaoxiang.institutions import actions as institutions
from shaoxiang.institutions.models import Assignment, Body, Person, Post
from shaoxiang.institutions.queries.seating import HEAD, obstacle
from shaoxiang.kernel import db
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.queries import opened_on
from shaoxiang.kernel.journal.rules import Facts, digest
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing import access, queries, rules
from shaoxiang.staffing.actions.changes import hold
from shaoxiang.staffing.models import LeadershipPostQuota, QuotaHolding, Secondment
from shaoxiang.staffing.queries.seating import leads, serves
from shaoxiang.staffing.queries.selection import running_for
from shaoxiang.staffing.rules import StaffingRefused, Standing
from shaoxiang.staffing.rules.selection import after_months
from shaoxiang.staffing.vocabulary import QuotaType, Rank


@transaction.atomic
def appoint(
    person_id: int | None, post_id: int, *, body_id: int, quota_type: QuotaType, actor: Actor, at: datetime, rank: Rank = Rank.NONE, document: str = "",
    name: str = "", sample: bool = False, selected: bool = False, since: date | None = None,
) -> QuotaHolding:
    """上编任职: the person takes the post from that day and is on the quota of `body_id`, which need not be where the post is (Q8).

    `selected`: the last step of a 干部选配. `since`: 登记现任, the day on which a leader took office before this house began.
    `person_id`: None for somebody new to the register, who is entered by `name`.
    Raises PermissionDenied, StaffingRefused (no free quota of the type, no vacancy, no free leadership post, a leader without a selection).
    """
    require(actor, access.GRANTS["appoint"])
    hold(body_id)
    db.take_turns(f"staffing-post:{post_id}")
    body, post = Body.objects.get(pk=body_id), Post.objects.select_related("body").get(pk=post_id)
    works = Body.objects.get(pk=post.body.unit_id or post.body_id)
    today = timezone.localtime(at).date()
    if not selected:
        leading = rules.Leading(rank, leads(post), running_for(post))
        rules.check_leading(leading, by_cadres=actor.has_role(*access.CADRES), document=document, since=since, opened_on=opened_on() or today)
    if not serves(post.body, body.street_id, today):
        rules.check_works_where(rules.level_of(body.kind), works.kind)
    if person_id is None and not name.strip():
        raise StaffingRefused("person_id", _("请选人，或者写新来的人的姓名。"))
    if person_id is not None and QuotaHolding.objects.filter(in_force(today), person_id=person_id).exists():
        raise StaffingRefused("person_id", _("这个人已经占着编制：一个人只占一个编制，请先下编。"))
    seated = set(Assignment.objects.filter(in_force(today), post=post).values_list("person_id", flat=True))
    _check_room(body_id, quota_type, rank, today, vacant=seated <= {person_id})
    person = Person.objects.create(name=name.strip()[:40], sample=sample) if person_id is None else Person.objects.get(pk=person_id)
    if not seated:
        if (found := obstacle(person_id, post, today, only=HEAD)) is not None:
            raise StaffingRefused("post_id", found.reason, **found.facts)
        Assignment.objects.create(person=person, post=post, valid_from=today, sample=sample)
        institutions.changed()
    holding = QuotaHolding.objects.create(
        person=person, body=body, quota_type=quota_type, rank=rank, document=document.strip()[:60], valid_from=today, sample=sample,
    )
    facts: Facts = {"person": person.pk, "post": post_id, "type": quota_type.value, "rank": rank.value, "holding": holding.pk, "document": holding.document,
                    "selected": selected, "since": since.isoformat() if since is not None else None}
    record("staffing.appointed", subject=("body", body_id), actor=actor, at=at, facts=facts, rule="公务员法 43")
    return holding


def _check_room(body_id: int, quota_type: QuotaType, rank: Rank, today: date, *, vacant: bool) -> None:
    held = QuotaHolding.objects.filter(in_force(today), body_id=body_id)
    standing = Standing(rules.total(queries.lines_of(body_id, quota_type.value), today), held.filter(quota_type=quota_type).count())
    quota = LeadershipPostQuota.objects.filter(in_force(today), body_id=body_id).first()
    posts = 0 if quota is None else quota.principals if rank is Rank.PRINCIPAL else quota.deputies
    rules.check_appointment(standing, rank, posts, held.filter(rank=rank).count(), vacant)


@transaction.atomic
def release(holding_id: int, *, actor: Actor, at: datetime, document: str = "") -> QuotaHolding:
    """下编: from that day the quota is free again. Where the person works is not touched."""
    require(actor, access.GRANTS["appoint"])
    holding = QuotaHolding.objects.select_for_update().get(pk=holding_id)
    today = timezone.localtime(at).date()
    if holding.valid_to is not None or holding.valid_from >= today:
        raise StaffingRefused("holding", _("今天才上编、或已经下编的，不能再下编。"))
    holding.valid_to = today
    holding.save(update_fields=["valid_to"])
    facts: Facts = {"holding": holding.pk, "person": holding.person_id, "document": document.strip()[:60]}
    record("staffing.released", subject=("body", holding.body_id), actor=actor, at=at, facts=facts)
    return holding


@transaction.atomic
def second(
    person_id: int, to_body_id: int, *, starts: date, ends: date | None, reason: str, actor: Actor, at: datetime, exception_document: str = "",
    sample: bool = False,
) -> Secondment:
    """借调 of a person on a quota; the quota stays where it is. Raises PermissionDenied, StaffingRefused."""
    require(actor, access.GRANTS["second"])
    holding = QuotaHolding.objects.filter(in_force(starts), person_id=person_id).select_related("body").first()
    target = Body.objects.get(pk=to_body_id)
    if holding is None or holding.body_id == to_body_id:
        raise StaffingRefused("person_id", _("只能借调占着别的单位编制的人。"))
    if not reason.strip():
        raise StaffingRefused("reason", _("请写明理由。"))
    latest = after_months(starts, max(1, settings.SECONDMENT_MONTHS))
    rules.check_secondment(rules.level_of(holding.body.kind), rules.level_of(target.kind), exception_document, starts, ends, latest)
    if other := Secondment.objects.filter(person_id=person_id, valid_to__gt=starts, valid_from__lt=ends).first():
        raise StaffingRefused("starts", _("这个人 %(from)s 到 %(to)s 已经借出：续借从到期那天起另办，改借的先召回。"),
                              **{"from": other.valid_from.isoformat(), "to": (other.valid_to or starts).isoformat()})
    if exception_document.strip() and Secondment.objects.filter(exception_document=exception_document.strip(), valid_to__gt=starts).exists():
        raise StaffingRefused("exception_document", _("这个文号已经用在另一个人身上：往上借人，一个人一个批准。"))
    made = Secondment.objects.create(
        person_id=person_id, from_body=holding.body, to_body=target, valid_from=starts, valid_to=ends, reason=reason.strip()[:200],
        exception_document=exception_document.strip(), sample=sample,
    )
    facts: Facts = {"person": person_id, "to": to_body_id, "secondment": made.pk, "reason_sha256": digest(made.reason)}
    record("staffing.seconded", subject=("body", holding.body_id), actor=actor, at=at, facts=facts)
    return made


@transaction.atomic
def recall(secondment_id: int, *, actor: Actor, at: datetime) -> Secondment:
    """召回: the secondment ends today, at the earliest the day after it began. Raises PermissionDenied, StaffingRefused (it is over already)."""
    require(actor, access.GRANTS["second"])
    lent = Secondment.objects.select_for_update().get(pk=secondment_id)
    today = timezone.localtime(at).date()
    if lent.valid_to is None or lent.valid_to <= today:
        raise StaffingRefused("", _("这次借调已经到期，不用召回。"))
    lent.valid_to = max(today, lent.valid_from + timedelta(days=1))
    lent.save(update_fields=["valid_to"])
    facts: Facts = {"person": lent.person_id, "secondment": lent.pk, "until": lent.valid_to.isoformat()}
    record("staffing.recalled", subject=("body", lent.from_body_id), actor=actor, at=at, facts=facts)
    return lent
