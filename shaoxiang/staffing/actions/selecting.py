"""干部选配, the first steps: motion, names, recommendation, inspection; and what every step has in common."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity import seal
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.rows import hold, move_of
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing import access, queries, rules
from shaoxiang.staffing.flows import SELECTION_FLOW
from shaoxiang.staffing.models import CadreSelection, QuotaHolding, SelectionCandidate
from shaoxiang.staffing.queries import selection as reads
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.rules import selection as decisions
from shaoxiang.staffing.rules.selection import Factors
from shaoxiang.staffing.vocabulary import CandidateStanding, QuotaType, Rank
from shaoxiang.staffing.vocabulary import SelectionStatus as C

AWAITED = {C.MOTION: "recommend", C.RECOMMENDATION: "inspect", C.INSPECTION: "submit", C.DECISION: "decide", C.PUBLICITY: "take_post"}
IN = (CandidateStanding.NAMED, CandidateStanding.INSPECTED, CandidateStanding.CHOSEN)


@dataclass
class Step:
    """A move taken on a locked selection, not yet written."""

    selection: CadreSelection
    move: Move
    actor: Actor
    at: datetime

    @property
    def today(self) -> date:
        return timezone.localtime(self.at).date()


@transaction.atomic
def open_motion(
    post_id: int, *, body_id: int, quota_type: QuotaType, rank: Rank, reason: str, actor: Actor, at: datetime, sample: bool = False,
) -> CadreSelection:
    """动议 for a vacant post (Q3). Raises PermissionDenied, StaffingRefused."""
    require(actor, access.GRANTS["motion"])
    body, post = Body.objects.get(pk=body_id), Post.objects.select_related("body").get(pk=post_id)
    rules.level_of(body.kind)
    today = timezone.localtime(at).date()
    posts, leaders = reads.leadership(body_id, rank, today)
    decisions.check_post(rank, posts, leaders, vacant=not reads.seated_in(post_id, today))
    if reads.running_for(post):
        raise StaffingRefused("post", _("这个岗位已经有一件选配没有了结：请在那一件里办。"))
    words = needed(reason, "reason", _("请写明为什么动议、对人选有什么要求。"))
    title = f"{book().bodies[post.body.unit_id or post.body_id].name} {post.body.name} {post.title}"
    matter = open_matter(MatterKind.CADRE_SELECTION, title=title, status=C.MOTION, at=at, unit_id=reads.cadres_unit())
    selection = CadreSelection.objects.create(
        matter=matter, post=post, body=body, quota_type=quota_type, rank=rank, reason=words, sample=sample,
    )
    move_desk(selection, actor, at)
    facts: dict[str, Fact] = {"post": post_id, "body": body_id, "type": quota_type.value, "rank": rank.value, "reason_sha256": digest(words)}
    record("staffing.cadre_motion", subject=matter, actor=actor, at=at, facts=facts, rule=f"{decisions.CADRES} 第三章", new=True)
    return selection


@transaction.atomic
def nominate(number: str, *, person: int, factors: Factors, actor: Actor, at: datetime, sample: bool = False) -> SelectionCandidate:
    """提名人选: somebody on a quota, with the factors as the file says them, sealed."""
    step = take(number, "nominate", actor=actor, at=at)
    selection = step.selection
    decisions.check_factors(factors, step.today)
    if selection.candidates.filter(person_id=person).exists():
        raise StaffingRefused("person", _("这个人已经提名过：名单里有。"))
    if not QuotaHolding.objects.filter(person_id=person, valid_to__isnull=True).exists():
        raise StaffingRefused("person", _("只能提名占着编制的人：请先办上编。"))
    made: SelectionCandidate = SelectionCandidate.objects.create(
        selection=selection, person_id=person, sealed=seal.seal(factors.texts(), reads.sealed_to(selection.pk, person)), key_version=seal.PRESENT,
        named_at=at, sample=sample,
    )
    write(step, facts={"candidate": made.pk})
    return made


@transaction.atomic
def drop_candidate(number: str, *, candidate: int, why: str, actor: Actor, at: datetime) -> CadreSelection:
    step = take(number, "drop_candidate", actor=actor, at=at)
    found = step.selection.candidates.filter(pk=candidate, standing__in=IN).first()
    if found is None:
        raise StaffingRefused("candidate", _("请从还在列的人选中选。"))
    found.standing, found.out_why = CandidateStanding.OUT, needed(why, "why", _("请写明为什么不再列入。"))
    found.save(update_fields=["standing", "out_why"])
    return write(step, facts={"candidate": found.pk, "why_sha256": digest(found.out_why)})


@transaction.atomic
def recommend(number: str, *, actor: Actor, at: datetime) -> CadreSelection:
    """开始民主推荐. Names may still be added."""
    return write(take(number, "recommend", actor=actor, at=at))


@transaction.atomic
def inspect(number: str, *, candidates: Collection[int], recommended_on: date, how: str, actor: Actor, at: datetime) -> CadreSelection:
    """确定考察对象: the others are no longer listed."""
    step = take(number, "inspect", actor=actor, at=at)
    rows = step.selection.candidates.filter(standing__in=IN)
    decisions.check_chosen_few(candidates, list(rows.values_list("pk", flat=True)), "candidates")
    if recommended_on > step.today:
        raise StaffingRefused("recommended_on", _("民主推荐的日子还没有到：请在推荐以后登记。"))
    moved_on = timezone.localdate(step.selection.matter.opened_at)
    if recommended_on < moved_on:
        raise StaffingRefused("recommended_on", _("民主推荐不能早于动议那天（%(day)s）：请核对日期。"), day=moved_on.isoformat())
    rows.exclude(pk__in=candidates).update(standing=CandidateStanding.OUT, out_why=str(_("民主推荐后没有列为考察对象")))
    rows.filter(pk__in=candidates).update(standing=CandidateStanding.INSPECTED)
    step.selection.recommended_on, step.selection.recommended_how = recommended_on, needed(how, "how", _("请写明民主推荐的方式和情况。"))
    facts: dict[str, Fact] = {"candidates": ",".join(map(str, sorted(candidates))), "how_sha256": digest(step.selection.recommended_how)}
    return write(step, fields=("recommended_on", "recommended_how"), facts=facts)


@transaction.atomic
def submit(number: str, *, inspection: str, actor: Actor, at: datetime) -> CadreSelection:
    """提交讨论决定, with the report of the inspection."""
    step = take(number, "submit", actor=actor, at=at)
    pass_gates(step)
    decisions.check_chosen_few(
        [1], [1] if step.selection.candidates.filter(standing=CandidateStanding.INSPECTED).exists() else [], "",
    )
    step.selection.inspection = needed(inspection, "inspection", _("请写考察情况：德、能、勤、绩、廉，主要缺点和不足。"))
    return write(step, fields=("inspection",), facts={"inspection_sha256": digest(step.selection.inspection)})


# -- what every step has in common

def take(number: str, name: str, *, actor: Actor, at: datetime) -> Step:
    """Lock and take. Raises CadreSelection.DoesNotExist (also outside the actor's rows), PermissionDenied, MoveRefused."""
    selection = hold(CadreSelection.objects.select_related("post__body", "body"), number)
    move = move_of(selection, name, flow=SELECTION_FLOW, actor=actor, view=access.GRANTS["view_selection"], grants=access.GRANTS[name])
    return Step(selection, move, actor, at)


def write(step: Step, *, fields: tuple[str, ...] = (), facts: Mapping[str, Fact] | None = None) -> CadreSelection:
    """Status, clocks, desk and the one entry of a step."""
    selection, move, matter = step.selection, step.move, step.selection.matter
    if fields:
        selection.save(update_fields=list(fields))
    clocks.apply(move, matter, at=step.at, specs={decisions.PUBLICITY.code: decisions.PUBLICITY})
    if move.target is not None:
        matter.status = move.target
        matter.closed_at = step.at if move.target in (C.APPOINTED, C.ENDED) else None
        matter.save(update_fields=["status", "closed_at"])
        move_desk(selection, step.actor, step.at)
    record(f"staffing.cadre_{move.name}", subject=matter, actor=step.actor, at=step.at, rule=move.rule, facts={"to": matter.status, **(facts or {})})
    return selection


def move_desk(selection: CadreSelection, actor: Actor, at: datetime) -> None:
    settle(selection.pk, at=at, by=actor)
    what = AWAITED.get(C(selection.matter.status))
    if what is not None:
        await_act(selection.pk, what, role=Role.ORGANISATION_DEPARTMENT, at=at, unit_id=selection.matter.unit_id)


def pass_gates(step: Step) -> None:
    """What upper rooms hold against going on. Raises StaffingRefused."""
    for obstacle in queries.obstacles(step.selection, step.at):
        raise obstacle


def needed(words: str, field: str, sentence: str) -> str:
    """Raises StaffingRefused with the sentence where nothing is said."""
    if not words.strip():
        raise StaffingRefused(field, sentence)
    return words.strip()[: rules.WORDS_MAX]
