"""Reads of the selections of cadres. Candidates are read here by key, and shown only through `actions.see_candidates`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from shaoxiang.institutions.models import Assignment, Body, Person, Post
from shaoxiang.institutions.queries import book, installation
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.clocks import queries as clocks
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity import seal
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web import record
from shaoxiang.kernel.web.record import ShownEntry
from shaoxiang.staffing import access, rules
from shaoxiang.staffing.flows import SELECTION_FLOW
from shaoxiang.staffing.models import CadreSelection, CandidateSight, LeadershipPostQuota, PromotionChannel, QuotaHolding, SelectionCandidate
from shaoxiang.staffing.rules import selection as decide
from shaoxiang.staffing.rules.selection import Factors
from shaoxiang.staffing.vocabulary import Avoidance, CandidateStanding, EntryKind, Level, QuotaType, Rank, SelectionStatus

STILL_IN = (CandidateStanding.NAMED.value, CandidateStanding.INSPECTED.value, CandidateStanding.CHOSEN.value)


def selections_for(actor: Actor) -> QuerySet[CadreSelection]:
    """The organisation department's, and what a decision member was asked to look at in the step it is in now. Others find nothing."""
    rows = CadreSelection.objects.filter(visible(actor, access.GRANTS["view_selection"]))
    return rows.select_related("matter", "post__body", "body", "holding")


def moves_of(selection: CadreSelection, actor: Actor) -> dict[str, Move]:
    return {move.name: move for move in SELECTION_FLOW.open_moves(selection.matter.status) if allowed(actor, access.GRANTS[move.name], selection)}


def cadres_unit() -> int | None:
    """The unit in which the organisation department sits: its desk holds what waits."""
    kept = book()
    return next((kept.unit_of(post.body_id) for post in kept.posts.values() if Role.ORGANISATION_DEPARTMENT.value in post.roles), None)


def seated_in(post_id: int, on: date) -> set[int]:
    return set(Assignment.objects.filter(in_force(on), post_id=post_id).values_list("person_id", flat=True))


def leadership(body_id: int, rank: Rank, on: date) -> tuple[int, int]:
    """领导职数 and leaders of that rank."""
    quota = LeadershipPostQuota.objects.filter(in_force(on), body_id=body_id).first()
    posts = 0 if quota is None else quota.principals if rank is Rank.PRINCIPAL else quota.deputies
    return posts, QuotaHolding.objects.filter(in_force(on), body_id=body_id, rank=rank).count()


def sealed_to(selection_id: int, person_id: int) -> str:
    """What a candidate's sealed factors are bound to."""
    return f"candidate|{selection_id}|{person_id}"


# -- candidates

@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate as shown: no number that adds the factors up, and no place in a row of people."""

    candidate: SelectionCandidate
    name: str
    unit: str
    post: str
    quota_type: str
    factors: Factors
    age: int
    flags: tuple[Avoidance, ...]


def read_candidates(selection: CadreSelection, on: date, *, by: str = "name") -> list[CandidateRow]:
    """Unsealed, all of them; `by` is "name" or "unit"."""
    rows = [(row, row.person) for row in selection.candidates.select_related("person") if row.person is not None]  # those erased have none
    people = [person.pk for _row, person in rows]
    holdings = {one.person_id: one for one in QuotaHolding.objects.filter(in_force(on), person_id__in=people).select_related("body")}
    posts: dict[int, list[Post]] = defaultdict(list)
    for seat in Assignment.objects.filter(in_force(on), person_id__in=people).select_related("post__body").order_by("pk"):
        posts[seat.person_id].append(seat.post)
    shown = [_row(selection, row, person, holdings.get(person.pk), posts[person.pk], on) for row, person in rows]
    return decide.in_order(shown, by, name=lambda row: row.name, unit=lambda row: row.unit, key=lambda row: row.candidate.pk)


def _row(
    selection: CadreSelection, row: SelectionCandidate, person: Person, holding: QuotaHolding | None, posts: list[Post], on: date,
) -> CandidateRow:
    factors = Factors.of(seal.unseal(bytes(row.sealed), sealed_to(selection.pk, person.pk), row.key_version))
    unit = holding.body.shown_name if holding is not None else book().name_of(posts[0].body.unit_id or posts[0].body_id) if posts else "—"
    flags = decide.avoidance(factors, rank=Rank(selection.rank), level=level_of(selection.body), district=district_word(), unit=unit_word(selection.body))
    words = "、".join(f"{post.body.shown_name} {post.shown_title}" for post in posts) or "—"
    return CandidateRow(row, person.shown_name, unit, words, holding.quota_type if holding is not None else "", factors, factors.age(on), flags)


def level_of(body: Body) -> Level | None:
    try:
        return rules.level_of(body.kind)
    except rules.StaffingRefused:
        return None


def district_word() -> str:
    """区名 as people write it in a place of origin: without remark, without the city before it."""
    return re.sub(r"（.*?）", "", installation().name).rpartition("市")[2]


def unit_word(body: Body) -> str:
    """东风路 of 东风路街道办事处."""
    return re.sub(r"(街道办事处|街道|镇人民政府|镇)$", "", body.name)


def people_named(words: str, on: date, *, most: int = 30) -> list[tuple[int, str]]:
    """People on a quota whose name holds the words: to choose from when somebody is named."""
    if not words.strip():
        return []
    rows = QuotaHolding.objects.filter(in_force(on), person__name__contains=words.strip()).select_related("person", "body").order_by("person__name", "pk")
    return [(row.person_id, f"{row.person.shown_name} · {row.body.shown_name}") for row in rows[:most]]


# -- the page

@dataclass(frozen=True, slots=True)
class SelectionPage:
    moves: dict[str, Move]
    due_at: datetime | None
    channel: PromotionChannel | None
    dispatched: bool
    entries: list[ShownEntry]
    readings: int
    steps: list[tuple[SelectionStatus, str]]


STEPS = (
    SelectionStatus.MOTION, SelectionStatus.RECOMMENDATION, SelectionStatus.INSPECTION, SelectionStatus.DECISION, SelectionStatus.PUBLICITY,
    SelectionStatus.APPOINTED,
)


def page_of(selection: CadreSelection, actor: Actor, on: date) -> SelectionPage:
    kept = [step.value for step in STEPS]
    place = kept.index(selection.matter.status) if selection.matter.status in kept else -1
    over = selection.status is SelectionStatus.APPOINTED
    steps = [(step, "done" if turn < place or over else "now" if turn == place else "") for turn, step in enumerate(STEPS)]
    moves = moves_of(selection, actor)
    if selection.objections.filter(answered_at__isnull=True).exists():
        moves.pop("take_post", None)  # refused until it is answered: no button for it
    else:
        moves.pop("answer", None)
    return SelectionPage(
        moves, publicity_due(selection), channel_of(selection.post_id, on), is_dispatched_head(selection), record_of(selection),
        selection.sights.count(), steps,
    )


def is_dispatched_head(selection: CadreSelection) -> bool:
    """派驻机构负责人: the street is asked before the meeting; whoever keeps opinions holds the gate."""
    return bool(selection.post.body.kind == BodyKind.DISPATCHED_INSTITUTION.value and selection.post.is_leader)


def publicity_due(selection: CadreSelection) -> datetime | None:
    clock = next((one for one in clocks.all_of(selection.matter) if one.code == decide.PUBLICITY.code and one.stopped_at is None), None)
    return clock.due_at if clock is not None else None


READINGS = (EntryKind.CADRE_SEEN.value, EntryKind.CADRE_OBJECTIONS_SEEN.value)


def record_of(selection: CadreSelection) -> list[ShownEntry]:
    """The steps; readings have a page of their own."""
    return record.shown((row for row in record.entries_of(selection.pk) if row.kind not in READINGS), _word)


def _word(entry: Entry) -> str:
    move = SELECTION_FLOW.by_name.get(entry.kind.removeprefix("staffing.cadre_"))
    return move.label if move is not None else EntryKind.label_of(entry.kind)


# -- who has seen what

def sights_for(actor: Actor) -> QuerySet[CandidateSight]:
    """Of the organisation department and the security administrator: all. Of anybody else: readings of the own data."""
    rows = CandidateSight.objects.select_related("selection__matter", "selection__post__body").prefetch_related("candidates__person")
    if allowed(actor, access.GRANTS["view_sights"]):
        return rows
    if actor.person_id is None:
        return rows.none()
    return rows.filter(candidates__person_id=actor.person_id, selection__matter__status__in=TOLD)


TOLD = (SelectionStatus.PUBLICITY.value, SelectionStatus.APPOINTED.value, SelectionStatus.ENDED.value)  # before that the selection itself is confidential


# -- the channel for institutional staff

@dataclass(frozen=True, slots=True)
class ChannelRow:
    """Posts of one kind in counts: filled, vacant, appointed by selection, of them from an institutional quota."""

    id: int
    unit: str
    post: str
    basis: str
    vacant: bool
    selected: int
    from_institutional: int
    sample: bool


def channel_of(post_id: int, on: date) -> PromotionChannel | None:
    return PromotionChannel.objects.filter(in_force(on), post_id=post_id).first()


def channels(on: date) -> list[ChannelRow]:
    rows = list(PromotionChannel.objects.filter(in_force(on), in_force(on, "post__")).select_related("post__body").order_by("post__body__code", "pk"))
    keys = [row.post_id for row in rows]
    seated = set(Assignment.objects.filter(in_force(on), post_id__in=keys).values_list("post_id", flat=True))
    done = CadreSelection.objects.filter(post_id__in=keys, holding__isnull=False).values_list("post_id", "came_from")
    selected = Counter(post for post, _came in done)
    institutional = Counter(post for post, came in done if came == QuotaType.INSTITUTIONAL.value)
    return [
        ChannelRow(row.pk, book().name_of(row.post.body.unit_id or row.post.body_id), f"{row.post.body.shown_name} {row.post.shown_title}", row.basis,
                   row.post_id not in seated, selected[row.post_id], institutional[row.post_id], row.sample)
        for row in rows
    ]


def running_for(post: Post) -> str:
    """Number of the selection for a post that is not over; "": none."""
    return str(CadreSelection.objects.filter(post=post, matter__closed_at__isnull=True).values_list("matter__number", flat=True).first() or "")


def vacant_posts(on: date, body_ids: Iterable[int] | None = None) -> list[tuple[int, str]]:
    """Posts nobody sits in that day."""
    seated = Assignment.objects.filter(in_force(on)).values("post_id")
    rows = Post.objects.filter(in_force(on), in_force(on, "body__")).exclude(pk__in=seated).select_related("body").order_by("body__code", "order", "pk")
    if body_ids is not None:
        rows = rows.filter(body_id__in=list(body_ids))
    return [(row.pk, f"{book().short_name_of(row.body.unit_id or row.body_id)} · {row.body.shown_name} {row.shown_title}") for row in rows]
