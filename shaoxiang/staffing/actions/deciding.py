"""干部选配, the last steps: the meeting, five working days in public, objections and their answers, the appointment; and looking at candidates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.desk.actions import await_act
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Facts, digest
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing import access
from shaoxiang.staffing.actions import people
from shaoxiang.staffing.actions.selecting import needed, pass_gates, take, write
from shaoxiang.staffing.models import CadreSelection, CandidateSight, QuotaHolding, SelectionCandidate, SelectionMember, SelectionObjection
from shaoxiang.staffing.queries import selection as reads
from shaoxiang.staffing.queries.selection import CandidateRow
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.rules import selection as decisions
from shaoxiang.staffing.rules.selection import Sieve, Vote
from shaoxiang.staffing.vocabulary import CandidateStanding, EntryKind, QuotaType, Rank, Sight

VOTE = tuple(f"members_{name}" for name in ("due", "present", "agreed", "opposed", "deferred"))


@transaction.atomic
def see_candidates(number: str, *, actor: Actor, at: datetime, by: str = "name", sieve: Sieve | None = None) -> list[CandidateRow]:
    """The one door to candidates' data: who read which of them, when, in which step is written before they are shown.

    Who is filtered out was looked at as well, to be filtered: all of them are written down.
    Raises CadreSelection.DoesNotExist for everybody but the organisation department and those asked to this step.
    """
    selection = _shown(number, actor)
    today = timezone.localtime(at).date()
    rows = reads.read_candidates(selection, today, by=by)
    if rows:
        write_sight(selection, [row.candidate.pk for row in rows], Sight.CANDIDATES, actor, at)
    return rows if sieve is None else [row for row in rows if sieve.lets(row.factors, today, row.quota_type, (row.name, row.unit, row.post))]


@transaction.atomic
def see_objections(number: str, *, actor: Actor, at: datetime) -> list[SelectionObjection]:
    """The one door to what was objected, kept the same way. Raises CadreSelection.DoesNotExist for everybody else."""
    selection = _shown(number, actor)
    rows = list(selection.objections.select_related("candidate__person"))
    if rows:
        write_sight(selection, sorted({row.candidate_id for row in rows}), Sight.OBJECTIONS, actor, at)
    return rows


def _shown(number: str, actor: Actor) -> CadreSelection:
    selection = CadreSelection.objects.select_related("matter", "post__body", "body").filter(matter__number=number).first()
    if selection is None or not allowed(actor, access.GRANTS["view_selection"], selection):
        raise CadreSelection.DoesNotExist(number)
    return selection


def write_sight(selection: CadreSelection, candidates: list[int], what: Sight, actor: Actor, at: datetime) -> None:
    sight = CandidateSight.objects.create(selection=selection, assignment_id=actor.assignment_id, step=selection.matter.status, what=what, at=at)
    sight.candidates.set(candidates)
    facts: Facts = {"sight": sight.pk, "candidates": ",".join(map(str, candidates)), "step": selection.matter.status}
    kind = EntryKind.CADRE_SEEN if what is Sight.CANDIDATES else EntryKind.CADRE_OBJECTIONS_SEEN
    record(kind.value, subject=selection.matter, actor=actor, at=at, facts=facts)


@transaction.atomic
def admit(number: str, *, posts: Collection[int], actor: Actor, at: datetime) -> CadreSelection:
    """请参加讨论的人看: these posts see the candidates while the selection is in this step."""
    step = take(number, "admit", actor=actor, at=at)
    selection = step.selection
    if not posts:
        raise StaffingRefused("posts", _("请至少选一个参加讨论的人。"))
    there = set(selection.members.filter(step=selection.matter.status).values_list("post_id", flat=True))
    fresh = sorted(set(posts) - there)
    SelectionMember.objects.bulk_create([SelectionMember(selection=selection, post_id=post, step=selection.matter.status) for post in fresh])
    for post in fresh:
        await_act(selection.pk, "discuss", role=Role.DISTRICT_LEADER, at=at, post_id=post)
    return write(step, facts={"posts": ",".join(map(str, fresh))})


@transaction.atomic
def decide(number: str, *, candidate: int, vote: Vote, meeting_on: date, meeting_number: str, actor: Actor, at: datetime) -> CadreSelection:
    """记讨论决定: what people decided in a meeting, with its quorum and majority in numbers. Nothing here proposes whom."""
    step = take(number, "decide", actor=actor, at=at)
    pass_gates(step)
    selection = step.selection
    chosen = selection.candidates.filter(pk=candidate, standing__in=(CandidateStanding.INSPECTED, CandidateStanding.CHOSEN)).first()
    if chosen is None:
        raise StaffingRefused("candidate", _("只能从考察对象中决定。"))
    if meeting_on > step.today:
        raise StaffingRefused("meeting_on", _("会议日期还没有到：请在会后登记。"))
    decisions.check_vote(vote)
    selection.candidates.filter(standing=CandidateStanding.CHOSEN).update(standing=CandidateStanding.INSPECTED)
    SelectionCandidate.objects.filter(pk=chosen.pk).update(standing=CandidateStanding.CHOSEN)
    selection.chosen, selection.meeting_on = chosen, meeting_on
    selection.meeting_number = needed(meeting_number, "meeting_number", _("请填会议文号。"))[:60]
    _keep_vote(selection, vote)
    facts: Facts = {"candidate": chosen.pk, "meeting_on": meeting_on.isoformat(), "meeting": selection.meeting_number, **asdict(vote)}
    return write(step, fields=("chosen", "meeting_on", "meeting_number", *VOTE), facts=facts)


def _keep_vote(selection: CadreSelection, vote: Vote | None) -> None:
    for name in VOTE:
        setattr(selection, name, None if vote is None else getattr(vote, name.removeprefix("members_")))


@transaction.atomic
def publish(number: str, *, where: str, opinions_to: str, actor: Actor, at: datetime) -> CadreSelection:
    """公示, for at least five working days from the day after: on the public page of this room, and where else it hangs."""
    step = take(number, "publish", actor=actor, at=at)
    pass_gates(step)
    selection = step.selection
    if selection.chosen_id is None:
        raise StaffingRefused("", _("还没有讨论决定：先记会议和决定的人选，再公示。"))
    selection.published_where, selection.published_at = needed(where, "where", _("请写在哪里公示。"))[:200], at
    selection.opinions_to = needed(opinions_to, "opinions_to", _("请写有意见的往哪里反映：部门、电话、地址。"))[:200]
    return write(step, fields=("published_where", "published_at", "opinions_to"), facts={"where_sha256": digest(selection.published_where)})


@transaction.atomic
def object_to(number: str, *, said: str, actor: Actor, at: datetime) -> SelectionObjection:
    """记异议: whoever raised it, what was said is kept as said."""
    step = take(number, "object", actor=actor, at=at)
    words = needed(said, "said", _("请写反映的情况。"))
    if step.selection.chosen is None:
        raise StaffingRefused("", _("还没有讨论决定：先记会议和决定的人选，再公示。"))
    made: SelectionObjection = SelectionObjection.objects.create(selection=step.selection, candidate=step.selection.chosen, said_at=at, said=words)
    write(step, facts={"objection": made.pk, "said_sha256": digest(words)})
    return made


@transaction.atomic
def answer(number: str, *, objection: int, words: str, upheld: bool, actor: Actor, at: datetime) -> CadreSelection:
    """答复异议: what was looked into, and whether it touches the appointment."""
    step = take(number, "answer", actor=actor, at=at)
    found = step.selection.objections.filter(pk=objection, answered_at__isnull=True).first()
    if found is None:
        raise StaffingRefused("objection", _("请选一条还没有答复的异议。"))
    found.answer, found.upheld, found.answered_at = needed(words, "words", _("请写核查的情况和答复。")), upheld, at
    found.save(update_fields=["answer", "upheld", "answered_at"])
    return write(step, facts={"objection": found.pk, "upheld": upheld, "answer_sha256": digest(found.answer)})


@transaction.atomic
def take_post(number: str, *, document: str, months: int = decisions.PROBATION_MONTHS, actor: Actor, at: datetime) -> CadreSelection:
    """任职: off the old quota, onto the post and its quota by the room's own `appoint`, so that quota and posts hold. Raises StaffingRefused."""
    step = take(number, "take_post", actor=actor, at=at)
    pass_gates(step)
    selection = step.selection
    objections = list(selection.objections.all())
    about = [one for one in objections if one.candidate_id == selection.chosen_id]
    decisions.check_objections(sum(one.answered_at is None for one in objections), sum(bool(one.upheld) for one in about))
    decisions.check_published(reads.publicity_due(selection), at)
    selection.document = needed(document, "document", _("请填任职文号。"))[:60]
    if selection.chosen is None or selection.chosen.person_id is None:
        raise StaffingRefused("", _("还没有讨论决定：先记会议和决定的人选，再公示。"))
    person, quota_type = selection.chosen.person_id, QuotaType(selection.quota_type)
    before = QuotaHolding.objects.filter(in_force(step.today), person_id=person).first()
    selection.came_from = before.quota_type if before is not None else ""
    if before is not None:
        people.release(before.pk, actor=actor, at=at, document=selection.document)
    selection.holding = people.appoint(
        person, selection.post_id, body_id=selection.body_id, quota_type=quota_type, rank=Rank(selection.rank), actor=actor, at=at,
        document=selection.document, sample=selection.sample, selected=True,
    )
    selection.probation_until = decisions.after_months(step.today, months) if months else None
    facts: Facts = {"candidate": selection.chosen_id, "holding": selection.holding.pk, "document": selection.document, "months": months}
    return write(step, fields=("document", "holding", "came_from", "probation_until"), facts=facts)


@transaction.atomic
def reconsider(number: str, *, why: str, actor: Actor, at: datetime) -> CadreSelection:
    """退回考察: the decision falls, the publicity stops; objections stay on record."""
    step = take(number, "reconsider", actor=actor, at=at)
    selection = step.selection
    selection.ended_why = needed(why, "why", _("请写明为什么退回。"))
    selection.chosen, selection.meeting_on, selection.meeting_number = None, None, ""
    _keep_vote(selection, None)
    selection.candidates.filter(standing=CandidateStanding.CHOSEN).update(standing=CandidateStanding.INSPECTED)
    return write(step, fields=("ended_why", "chosen", "meeting_on", "meeting_number", *VOTE), facts={"why_sha256": digest(selection.ended_why)})


@transaction.atomic
def end(number: str, *, why: str, actor: Actor, at: datetime) -> CadreSelection:
    """终止: nobody is appointed."""
    step = take(number, "end", actor=actor, at=at)
    step.selection.ended_why = needed(why, "why", _("请写明为什么终止。"))
    return write(step, fields=("ended_why",), facts={"why_sha256": digest(step.selection.ended_why)})
