"""区划变更: what it would do on its day, what stands in its way, and what it touches; the history of what was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.hands import Hand, had_a_hand
from shaoxiang.kernel.hearing import asked_of
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places import access
from shaoxiang.places.models import Community, DivisionChange, EnforcementArea, Grid, StreetUnit
from shaoxiang.places.queries.following import Touched, Touching, answering, touched
from shaoxiang.places.queries.words import named_choices, shown_name
from shaoxiang.places.rules.changes import Part, Plan, Problem, Source, Standing, problems
from shaoxiang.places.vocabulary import OF_STREETS, AreaChangeStatus

SUBJECT = "division_change"  # of its entries, and of a consultation about it


def changes_for(actor: Actor) -> QuerySet[DivisionChange]:
    """What is decided or in effect is public; drafts and what was withdrawn are seen by those who draft, who lead, and who was asked about them."""
    rows = DivisionChange.objects.all()
    if allowed(actor, access.REORGANISE) or allowed(actor, access.LOOK_AT_DRAFTS):
        return rows
    return rows.filter(Q(status__in=(AreaChangeStatus.DECIDED, AreaChangeStatus.EFFECTIVE)) | Q(pk__in=asked_of(SUBJECT, actor)))


def hands_in(change: DivisionChange) -> list[Hand]:
    """Who drafted it, who changed it last: neither decides it."""
    hands = (Hand(change.drafted_by, change.drafted_person), Hand(change.changed_by, change.changed_person))
    return [one for one in hands if one != Hand(None)]


def may_decide(change: DivisionChange, actor: Actor) -> bool:
    """That the actor is a second person; the right itself is asked besides."""
    return not had_a_hand(Hand(actor.assignment_id, actor.person_id), hands_in(change))


def plan_of(change: DivisionChange) -> Plan:
    return Plan.of(change.kind, change.plan)


def sources_on(codes: Iterable[str], on: date) -> dict[str, Source]:
    """Communities in force on the day, with their grids and what has begun or is about to begin among them."""
    rows = list(Community.objects.filter(in_force(on), code__in=list(codes)).select_related("street").defer("geometry", "street__geometry"))
    grids: dict[int, list[tuple[str, date, date | None]]] = defaultdict(list)
    of = Grid.objects.filter(in_force(on), community__in=[row.pk for row in rows]).order_by("code")
    for community, code, since, until in of.values_list("community_id", "code", "valid_from", "valid_to"):
        grids[community].append((code, since, until))
    later = Grid.objects.filter(valid_from__gt=on, community__code__in=[row.code for row in rows]).values_list("community__code", "valid_from")
    ahead: dict[str, date] = dict(later)
    found = {}
    for row in rows:
        begun = max([row.valid_from, *(since for _code, since, _until in grids[row.pk])])
        ends = [until for _code, _since, until in grids[row.pk] if until] + ([row.valid_to] if row.valid_to else []) + (
            [ahead[row.code]] if row.code in ahead else [])
        found[row.code] = Source(row.code, row.name, row.street.code, begun, tuple(code for code, *_days in grids[row.pk]), min(ends, default=None))
    return found


def standing(plan: Plan, on: date, *, besides: int | None = None) -> Standing:
    """What is in force on the day around this plan. `besides`: the change itself, which does not stand in its own way."""
    sources = sources_on(plan.sources, on)
    names = {(street, name): code for street, name, code in Community.objects.filter(in_force(on)).values_list("street__code", "name", "code")}
    keys = Community.objects.filter(in_force(on), code__in=plan.sources).values_list("pk", flat=True)
    return Standing(
        sources, frozenset(StreetUnit.objects.filter(in_force(on)).values_list("code", flat=True)), names,
        frozenset(Community.objects.values_list("code", flat=True)), frozenset(key for key, _name in answering(keys)),
        decided_codes(besides), _only(sources, on),
    )


def decided_codes(besides: int | None = None) -> dict[str, str]:
    """Codes of communities and streets that a change decided but not yet in effect touches -> its title."""
    found: dict[str, str] = {}
    for row in DivisionChange.objects.filter(status=AreaChangeStatus.DECIDED).exclude(pk=besides or 0):
        if row.kind not in OF_STREETS:
            codes = [*row.plan["sources"], *(part["code"] for part in row.plan["parts"])]
        else:
            streets = [*row.plan["streets"], row.plan["part"]["code"], *(street for _community, street in row.plan.get("heirs", ()))]
            ending = row.plan["communities"] or Community.objects.filter(in_force(row.effective_from), street__code__in=row.plan["streets"]).values_list(
                "code", flat=True)
            codes = [*streets, *ending]
        found.update(dict.fromkeys(codes, row.title))
    return found


def _only(sources: dict[str, Source], on: date) -> dict[str, str]:
    """An area that names communities of a street, all of them sources here: without them it would mean the whole street."""
    found = {}
    for area in EnforcementArea.objects.filter(in_force(on), communities__code__in=list(sources)).distinct().prefetch_related("communities__street"):
        by_street: dict[str, set[str]] = defaultdict(set)
        for one in area.communities.all():
            by_street[one.street.code].add(one.code)
        found.update({code: area.name for code, source in sources.items() if by_street[source.street] == {code}})
    return found


def touching(plan: Plan, on: date) -> Touching:
    rows = Community.objects.filter(in_force(on), code__in=plan.sources)
    grids = Grid.objects.filter(in_force(on), community__in=rows)
    return Touching(frozenset(rows.values_list("pk", flat=True)), frozenset(grids.values_list("pk", flat=True)), on)


def open_in(communities: Iterable[int], grids: Iterable[int], streets: Iterable[int] = ()) -> QuerySet[Matter]:
    """Running matters of these places."""
    inside = Q(community_id__in=list(communities)) | Q(grid_id__in=list(grids)) | Q(street_id__in=list(streets))
    return Matter.objects.filter(inside, closed_at__isnull=True)


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part of a plan for the page. `grids`: (code, name)."""

    part: Part
    street: str
    body: str
    grids: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Preview:
    """`problems`: (what, cure) in the reader's language."""

    sources: list[Community]
    parts: list[PartLine]
    problems: list[tuple[str, str]]
    touched: list[Touched]


def preview(change: DivisionChange) -> Preview:
    """A change that has not taken effect, as it would be on its day."""
    plan, day = plan_of(change), change.effective_from
    around = touching(plan, day)
    found = problems(plan, standing(plan, day, besides=change.pk), day=day, today=timezone.localdate())
    return Preview(
        list(Community.objects.filter(in_force(day), code__in=plan.sources).select_related("street").defer("geometry", "street__geometry").order_by("code")),
        part_lines(plan, day), [problem_words(each) for each in found], [*own_touched(around), *touched(around)],
    )


def problem_words(problem: Problem) -> tuple[str, str]:
    what, cure = _(problem.what), _(problem.cure)
    return (what % problem.facts, cure % problem.facts) if problem.facts else (what, cure)


def part_lines(plan: Plan, on: date) -> list[PartLine]:
    streets = {row.code: row for row in StreetUnit.objects.filter(in_force(on)).defer("geometry")}
    grids = dict(Grid.objects.filter(code__in=list(plan.grids)).order_by("valid_from").values_list("code", "name"))
    return [
        PartLine(part, shown_name(streets[part.street]) if part.street in streets else part.street,
                 name_of("body", part.body) if part.body is not None else part.new_body,
                 [(code, grids.get(code, code)) for code, to in sorted(plan.grids.items()) if to == part.code])
        for part in plan.parts
    ]


def own_touched(around: Touching) -> list[Touched]:
    open_rows = open_in(around.communities, around.grids)
    kinds: dict[str, int] = defaultdict(int)
    for kind in open_rows.values_list("kind", flat=True):
        kinds[kind] += 1
    lines = [Touched(MatterKind(kind).label, n) for kind, n in sorted(kinds.items()) if kind != MatterKind.CASE]
    lines.append(Touched(_("待办"), DeskRow.objects.filter(OPEN, matter_id__in=open_rows.values("pk")).count()))
    lines.append(Touched(_("网格"), len(around.grids)))
    areas = EnforcementArea.objects.filter(in_force(around.day), communities__in=around.communities).distinct().count()
    return [*lines, Touched(_("执法片区"), areas)]


# --- what a draft may choose from ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommunityChoice:
    """A community in force, with its grids and the bodies that answer in it. `street`: its code."""

    pk: int
    code: str
    name: str
    name_en: str
    street: str
    grids: list[tuple[str, str]]
    bodies: list[tuple[int, str]]

    def free_code(self, skip: int = 0) -> str:
        """A code of the street nobody has had; `skip` so many."""
        taken = {int(code[9:]) for code in Community.objects.filter(code__startswith=self.code[:9]).values_list("code", flat=True) if code[9:].isdecimal()}
        free = [number for number in range(1, 1000) if number not in taken and number > max(taken, default=0)]
        return f"{self.code[:9]}{free[skip]:03d}" if len(free) > skip else ""


def community_choice(code: str, on: date) -> CommunityChoice | None:
    row = Community.objects.filter(in_force(on), code=code).select_related("street").defer("geometry", "street__geometry").first()
    return _choice(row, on) if row is not None else None


def neighbours(source: CommunityChoice, on: date) -> list[CommunityChoice]:
    """The other communities of its street."""
    rows = Community.objects.filter(in_force(on), street__code=source.street).exclude(code=source.code)
    return [_choice(row, on) for row in rows.select_related("street").defer("geometry", "street__geometry").order_by("code")]


def _choice(row: Community, on: date) -> CommunityChoice:
    grids = named_choices(Grid.objects.filter(in_force(on), community=row))
    return CommunityChoice(row.pk, row.code, row.name, row.name_en, row.street.code, grids, answering([row.pk]))


def street_choices(on: date) -> list[tuple[str, str]]:
    return named_choices(StreetUnit.objects.filter(in_force(on)))


def community_choices(on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Communities in force under the name of their street."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = Community.objects.filter(in_force(on)).order_by("code")
    for street, street_en, code, name, english in rows.values_list("street__name", "street__name_en", "code", "name", "name_en"):
        found[in_words(street, street_en)].append((code, in_words(name, english)))
    return list(found.items())


def record_of(change: DivisionChange) -> list[Entry]:
    """What was done with it, oldest first."""
    return list(Entry.objects.filter(subject_kind="division_change", subject_id=change.pk).order_by("seq"))


def succession(change: DivisionChange) -> list[tuple[Community, list[Community]]]:
    """Of a change in effect: each community that ended, and what followed it."""
    found: dict[int, tuple[Community, list[Community]]] = {}
    lines = change.lines.filter(community_before__isnull=False).select_related("community_before__street", "community_after__street")
    for line in lines.order_by("pk"):
        if line.community_before is not None and line.community_after is not None:
            found.setdefault(line.community_before.pk, (line.community_before, []))[1].append(line.community_after)
    return list(found.values())
