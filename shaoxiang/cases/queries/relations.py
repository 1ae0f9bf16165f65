"""What belongs together: merged cases, those who joined, children; and who of them has been heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from shaoxiang.cases.models import FOLLOWING, HELD, Case, CaseChild, CaseMerge, Follower, MergeRequest, ReporterAnswer
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.rules.relations import Side
from shaoxiang.cases.vocabulary import ENDED, CaseStatus
from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.identity.rules import mask_text

COUNTED = ~Q(matter__status=CaseStatus.MERGED.value)  # one matter is one in every figure, however many reported it


class Voice(NamedTuple):
    """One of those who reported a matter: by a case of his own (the main's or a merged one's), or as one who joined."""

    own_id: int | None
    follower_id: int | None
    number: str  # the number he holds
    reporter_id: int | None
    registered_by: int | None  # assignment of whoever took it down
    told_since: datetime


def main_of(case: Case) -> Case:
    """The case that is worked on: itself, or the main one it was merged into."""
    if case.matter.status != CaseStatus.MERGED:
        return case
    link = CaseMerge.objects.filter(HELD, case=case).select_related("main__matter").first()
    return link.main if link else case


def group_ids(main: Case) -> list[int]:
    """The main case and all merged into it."""
    return [main.pk, *CaseMerge.objects.filter(HELD, main=main).values_list("case_id", flat=True)]


def voices_of(main: Case) -> list[Voice]:
    """Everybody who reported it, the main's own reporter first. Three queries."""
    links = list(CaseMerge.objects.filter(HELD, main=main).select_related("case__matter").order_by("pk"))
    voices = [Voice(main.pk, None, main.number, main.reporter_id, main.reported_by, main.matter.opened_at)]
    voices += [Voice(one.case_id, None, one.case.number, one.case.reporter_id, one.case.reported_by, one.merged_at) for one in links]
    followers = Follower.objects.filter(FOLLOWING, case_id__in=[main.pk, *(one.case_id for one in links)]).select_related("case__matter").order_by("pk")
    return voices + [Voice(None, one.pk, one.case.number, one.reporter_id, one.registered_by, one.joined_at) for one in followers]


def others_count(main: Case) -> int:
    """还有几人反映: people besides the main's own reporter; one telephone counts once."""
    voices = voices_of(main)
    known = {voice.reporter_id for voice in voices if voice.reporter_id is not None}
    phones = dict(VaultRecord.objects.filter(pk__in=known).values_list("pk", "phone_index")) if len(known) > 1 else {}
    people = {phones.get(voice.reporter_id or 0) or (voice.own_id, voice.follower_id) for voice in voices}
    return len(people) - 1


def counts_of(mains: Sequence[int]) -> dict[int, int]:
    """How many cases and people joined each of these cases, for lists: merged cases and followers, by key. One query."""
    found = dict.fromkeys(mains, 0)
    merged = CaseMerge.objects.filter(HELD, main_id__in=mains).values_list("main_id")
    joined = Follower.objects.filter(FOLLOWING, case_id__in=mains).values_list("case_id")
    through = Follower.objects.filter(FOLLOWING, case__merges__main_id__in=mains, case__merges__unmerged_at__isnull=True).values_list("case__merges__main_id")
    for (main_id,) in merged.union(joined, through, all=True):
        found[main_id] += 1
    return found


def unheard(main: Case, *, besides: Voice | None = None) -> int:
    """How many who can be asked have not yet said that this handling solved it. Who reported on nobody's behalf is not waited for."""
    voices = [voice for voice in voices_of(main) if voice != besides and (voice.follower_id is not None or voice.reporter_id is not None)]
    if not voices:
        return 0
    heard = set(ReporterAnswer.objects.filter(case=main, round=main.reopened).values_list("own_id", "follower_id"))
    return sum((voice.own_id, voice.follower_id) not in heard for voice in voices)


def running_children(case_id: int) -> int:
    return CaseChild.objects.filter(parent_id=case_id).exclude(child__matter__status__in=ENDED).count()


def side_of(case: Case) -> Side:
    """A case as the rules of merging look at it."""
    return sides_of([case])[0]


def sides_of(cases: Iterable[Case]) -> list[Side]:
    """Five queries, however many cases."""
    cases = list(cases)
    keys = [case.pk for case in cases]
    parents = set(CaseChild.objects.filter(parent_id__in=keys).values_list("parent_id", flat=True))
    children = set(CaseChild.objects.filter(child_id__in=keys).values_list("child_id", flat=True))
    merged: dict[int, int] = {}
    for main_id in CaseMerge.objects.filter(HELD, main_id__in=keys).values_list("main_id", flat=True):
        merged[main_id] = merged.get(main_id, 0) + 1
    contacts = _contacts(cases)
    return [
        Side(
            case.pk, case.status, case.matter.subject_code, group_of(case.matter.subject_code), case.matter.opened_at, case.matter.lon, case.matter.lat,
            case.matter.street_id, f"{case.matter.title} {case.description}", contacts.get(case.pk, frozenset()),
            case.pk in parents, case.pk in children, merged.get(case.pk, 0),
        )
        for case in cases
    ]


def _contacts(cases: Sequence[Case]) -> dict[int, frozenset[str]]:
    """Blind indexes of the telephones behind each case; the numbers themselves stay in the vault."""
    owners: dict[int, list[int]] = {}
    for case in cases:
        if case.reporter_id is not None:
            owners.setdefault(case.reporter_id, []).append(case.pk)
    rows = Follower.objects.filter(FOLLOWING, case_id__in=[case.pk for case in cases], reporter_id__isnull=False)
    for case_id, reporter_id in rows.values_list("case_id", "reporter_id"):
        owners.setdefault(reporter_id or 0, []).append(case_id)
    found: dict[int, set[str]] = {}
    for record, index in VaultRecord.objects.filter(pk__in=owners).exclude(phone_index="").values_list("pk", "phone_index"):
        for case_id in owners[record]:
            found.setdefault(case_id, set()).add(index)
    return {case_id: frozenset(indexes) for case_id, indexes in found.items()}


def group_of(type_code: str) -> str:
    """大类 of a type: its class on the list; for a type the list no longer knows, the letters and digits it begins with."""
    line = duty_book().types.get(type_code)
    return line.class_code if line else type_code[:-2]


def codes_alike(type_code: str) -> list[str]:
    """Every type of the same class: a broken lid is reported as a lid or as a road."""
    group = group_of(type_code)
    return [code for code, line in duty_book().types.items() if line.class_code == group] or [type_code]


# --- what the case page shows ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Relative:
    """A case beside this one. `number` is empty for a reader who may not open it."""

    number: str
    title: str
    status: CaseStatus
    at: datetime
    kind: str = ""
    reasons: tuple[str, ...] = ()


@dataclass
class Relations:
    """Everything a case page says of what belongs together."""

    main: Relative | None = None
    merged: list[Relative] = field(default_factory=list)
    followers: list[Follower] = field(default_factory=list)
    people: int = 0  # besides the main's own reporter
    parent: Relative | None = None
    children: list[Relative] = field(default_factory=list)
    request: MergeRequest | None = None
    request_other: Relative | None = None

    @property
    def any(self) -> bool:
        return bool(self.main or self.merged or self.followers or self.parent or self.children or self.request)

    @property
    def running_children(self) -> int:
        return sum(one.status not in ENDED for one in self.children)


def relations_of(case: Case, actor: Actor) -> Relations:
    """About six queries; none more than three where nothing belongs to the case."""
    links = list(CaseMerge.objects.filter(HELD).filter(Q(case=case) | Q(main=case)).select_related("case__matter", "main__matter").order_by("pk"))
    rows = list(CaseChild.objects.filter(Q(parent=case) | Q(child=case)).select_related("parent__matter", "child__matter"))
    found = Relations(
        followers=list(Follower.objects.filter(FOLLOWING, case_id__in=[case.pk, *(one.case_id for one in links if one.main_id == case.pk)]).order_by("pk")),
        request=MergeRequest.objects.filter(case=case, settled_at__isnull=True).select_related("other__matter").first(),
    )
    if not links and not rows and not found.followers and found.request is None:
        return found
    others = [one.main if one.case_id == case.pk else one.case for one in links] + [one.parent if one.child_id == case.pk else one.child for one in rows]
    others += [found.request.other] if found.request else []
    visible = set(cases_for(actor).filter(pk__in=[one.pk for one in others]).values_list("pk", flat=True)) if others else set()
    for link in links:
        if link.case_id == case.pk:
            found.main = _relative(link.main, visible, at=link.merged_at, reasons=link.reasons)
        else:
            found.merged.append(_relative(link.case, visible, at=link.merged_at, reasons=link.reasons))
    for row in rows:
        if row.child_id == case.pk:
            found.parent = _relative(row.parent, visible, at=row.linked_at, kind=row.kind)
        else:
            found.children.append(_relative(row.child, visible, at=row.linked_at, kind=row.kind))
    if found.request is not None:
        found.request_other = _relative(found.request.other, visible, at=found.request.asked_at)
    found.people = others_count(case) if found.merged or found.followers else 0
    return found


def _relative(case: Case, visible: set[int], *, at: datetime, kind: str = "", reasons: Sequence[Any] = ()) -> Relative:
    seen = case.pk in visible
    return Relative(case.number if seen else "", mask_text(case.matter.title) if seen else "", case.status, at, kind, tuple(map(str, reasons)))
