"""Requests: rows, what they state, where they stand, what is missing, and the one page that shows the whole way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.admission import access, rules
from shaoxiang.admission.flows import ADMISSION_FLOW
from shaoxiang.admission.models import AdmissionRequest, AdmissionReview, AdmissionUnit, ResourceReceipt
from shaoxiang.admission.rules import Receipt, Statement
from shaoxiang.admission.vocabulary import AdmissionStatus, Decided, Finding, ReceiptState, ResourceKind, ReviewKind, Tenure
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries.streets import named_streets, street_keys, streets_of_list
from shaoxiang.duties.vocabulary import VersionKind, VersionStatus
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import unit_line
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.desk.queries import awaited_of
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.web.names import name_of
from shaoxiang.opinions import queries as opinions
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.rules import Bar
from shaoxiang.opinions.vocabulary import FileStatus, View

AGAINST = (View.OPPOSE, View.AGREE_IF)
TEXTS = ("legal_basis", "need", "workload", "staff", "money", "period", "standard", "process", "keeps", "technique", "requirements", "authority", "data_access",
         "training", "community_work")


def requests_for(actor: Actor) -> QuerySet[AdmissionRequest]:
    """Every request this actor may see, with its matter."""
    return AdmissionRequest.objects.filter(visible(actor, access.GRANTS["view"])).select_related("matter")


def filtered(rows: QuerySet[AdmissionRequest], chosen: Mapping[str, str], actor: Actor) -> QuerySet[AdmissionRequest]:
    """`stage` (a status), `department`, `street` (bodies), `mine`: what waits for me; without `all` only those not ended."""
    if chosen.get("mine"):
        rows = rows.filter(pk__in=DeskRow.objects.filter(OPEN).filter(awaited_of(actor)).values("matter_id"))
    if chosen.get("stage"):
        rows = rows.filter(matter__status=chosen["stage"])
    elif not chosen.get("all"):
        rows = rows.filter(matter__closed_at__isnull=True)
    for name, column in (("department", "matter__unit_id"), ("street", "units__unit_id")):
        value = chosen.get(name, "")
        if value.isascii() and value.isdigit() and len(value) < 10:
            rows = rows.filter(**{f"{column}__in": unit_line(int(value))})
    return rows


def moves_for(request: AdmissionRequest, actor: Actor) -> dict[str, Move]:
    """The page's buttons, by name."""
    return {
        move.name: move for move in ADMISSION_FLOW.open_moves(request.matter.status)
        if move.name in access.GRANTS and allowed(actor, access.GRANTS[move.name], request) and _makes_sense(move.name, request, actor)
    }


def _makes_sense(name: str, request: AdmissionRequest, actor: Actor) -> bool:
    if name == "review":
        return open_review(request, actor) is not None
    if name in ("deliver", "confirm", "dispute"):
        rows = receipts_of(request)
        if name == "deliver":
            return any(one.state in (ReceiptState.WAITING, ReceiptState.DISPUTED) for one in rows)
        return any(one.state == ReceiptState.DELIVERED and one.unit_id == actor.unit_id for one in rows)
    if name in ("list_it", "register"):
        return (request.decided == Decided.TEMPORARY) == (name == "register")
    if name == "register_grid":
        return request.grid_work and not request.register_numbers
    if name == "consult":
        return all_found(request) and may_ask(request)
    return not (name == "look_back" and request.decided == Decided.TEMPORARY)


# --- what it states ----------------------------------------------------------------------------------------------------


def statement_of(request: AdmissionRequest) -> Statement:
    return Statement(
        title=request.matter.title, hours_a_month=request.hours_a_month, tenure=Tenure(request.tenure), end_on=request.end_on, grid_work=request.grid_work,
        touches_communities=request.touches_communities, no_forms=request.no_forms,
        units=tuple(request.units.order_by("pk").values_list("unit_id", flat=True)), **{name: getattr(request, name) for name in TEXTS},
    )


def question_text(request: AdmissionRequest) -> str:
    """What the streets are asked: the statements, in the department's words."""
    asked = [(str(getattr(AdmissionRequest._meta.get_field(name), "verbose_name", "")), getattr(request, name)) for name in TEXTS]
    lines = [f"{label}：{words}" for label, words in asked if words]
    return "\n".join([f"{name_of('body', request.matter.unit_id)}：{request.matter.title}", *lines])[:6000]


# --- the three findings ------------------------------------------------------------------------------------------------


def reviews_of(request: AdmissionRequest) -> list[AdmissionReview]:
    """Of this round, in the order of the three."""
    order = [kind.value for kind in ReviewKind]
    return sorted(request.reviews.filter(round=request.round), key=lambda row: order.index(row.kind)) if request.round else []


def earlier_reviews(request: AdmissionRequest) -> list[tuple[int, list[AdmissionReview]]]:
    """What the rounds before this one found, the latest first: an objection does not go with the round it was made in."""
    rounds: dict[int, list[AdmissionReview]] = {}
    for row in request.reviews.filter(round__lt=request.round).exclude(finding="").order_by("-round", "pk"):
        rounds.setdefault(row.round, []).append(row)
    return list(rounds.items())


def findings_of(request: AdmissionRequest) -> dict[ReviewKind, Finding | None]:
    return {ReviewKind(row.kind): Finding(row.finding) if row.finding else None for row in reviews_of(request)}


def all_found(request: AdmissionRequest) -> bool:
    return rules.reviews_done(findings_of(request).values())


def open_review(request: AdmissionRequest, actor: Actor) -> AdmissionReview | None:
    """The finding this reader still owes."""
    if request.status != AdmissionStatus.REVIEWS:
        return None
    return next((row for row in reviews_of(request) if not row.finding and allowed(actor, access.reviews_as(row.kind))), None)


# --- the streets -------------------------------------------------------------------------------------------------------


def consultation_of(request: AdmissionRequest) -> OpinionFile | None:
    return OpinionFile.objects.select_related("matter").filter(pk=request.consulted_id).first() if request.consulted_id else None


def may_ask(request: AdmissionRequest) -> bool:
    """Not asked yet, or what was asked was dropped: then it is asked again, for nobody is passed over."""
    file = consultation_of(request)
    return request.status == AdmissionStatus.REVIEWS or file is None or file.status == FileStatus.DROPPED


def street_views(request: AdmissionRequest, *, now: datetime) -> list[opinions.Line]:
    """Every affected street and what it said; none of them can be left out."""
    file = consultation_of(request)
    if file is None:
        return [opinions.Line(row.unit_id, None) for row in request.units.order_by("pk")]
    return opinions.standing(file, now=now).lines


def views_for(request: AdmissionRequest, actor: Actor, *, now: datetime) -> list[opinions.Line]:
    """What the streets said, as this reader may know it: nobody looks over a neighbour's shoulder before the office has given its opinion."""
    lines = street_views(request, now=now)
    if request.status not in (AdmissionStatus.CONSULTATION, AdmissionStatus.OFFICE_OPINION) or actor.unit_id not in {line.unit_id for line in lines}:
        return lines
    return [line for line in lines if line.unit_id == actor.unit_id]


def still_asked(request: AdmissionRequest, *, now: datetime) -> list[int]:
    file = consultation_of(request)
    if file is None:
        return []
    bars = (Bar.NOT_ASKED, Bar.RUNNING)
    return [unit_id for one in opinions.standing(file, now=now).obstacles if one.bar in bars for unit_id in one.unit_ids]


def all_heard(request: AdmissionRequest, *, now: datetime) -> bool:
    """Each was asked, and answered or let its time run out: which is no opinion, never consent."""
    file = consultation_of(request)
    if file is None or file.status == FileStatus.DROPPED:
        return False
    lines = opinions.standing(file, now=now).lines
    return bool(lines) and not still_asked(request, now=now)


# --- resources ---------------------------------------------------------------------------------------------------------


def receipts_of(request: AdmissionRequest) -> list[Receipt]:
    rows = ResourceReceipt.objects.filter(line__request=request).order_by("line_id", "unit_id").values_list("line_id", "unit_id", "state")
    return [Receipt(line, unit_id, ReceiptState(state)) for line, unit_id, state in rows]


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """One resource line, and its cell at each street in the order of `ResourceTable.units`."""

    line_id: int
    kind: str
    words: str
    cells: list[ResourceReceipt]


def resource_table(request: AdmissionRequest) -> list[ResourceRow]:
    order = [kind.value for kind in ResourceKind]
    lines = sorted(request.lines.prefetch_related("receipts"), key=lambda line: order.index(line.kind))
    return [ResourceRow(line.pk, line.kind, line.words, sorted(line.receipts.all(), key=lambda row: row.pk)) for line in lines]


def line_words(request: AdmissionRequest, missing: Iterable[Receipt]) -> str:
    """"经费（海拉尔东路街道、…）；培训（…）": what is missing and who has to confirm it."""
    kinds = dict(request.lines.values_list("pk", "kind"))
    by_line: dict[int, list[int]] = {}
    for one in missing:
        by_line.setdefault(one.line, []).append(one.unit_id)
    named = [(gettext(ResourceKind.label_of(kinds[line])), unit_names(units)) for line, units in by_line.items()]
    return gettext("；").join(gettext("%(line)s（%(streets)s）") % {"line": line, "streets": streets} for line, streets in named)


def unit_names(units: Iterable[int]) -> str:
    return gettext("、").join(name_of("body", key) for key in units)


def body_words(key: int | None) -> str:
    """The Chinese name, for a list that is Chinese whoever reads it."""
    body = book().bodies.get(key or 0)
    return body.name if body is not None else ""


# --- lists -------------------------------------------------------------------------------------------------------------


def list_kinds(request: AdmissionRequest) -> list[str]:
    """The duty lists of the units it touches: streets', the town's, or both."""
    bodies = book().bodies
    kinds = {bodies[key].kind for key in AdmissionUnit.objects.filter(request=request).values_list("unit_id", flat=True)}
    pairs = ((BodyKind.STREET_OFFICE, VersionKind.STREET_DUTY), (BodyKind.TOWN_GOVERNMENT, VersionKind.TOWN_DUTY))
    return [version.value for kind, version in pairs if kind.value in kinds]


def streets_in(request: AdmissionRequest, kind: str) -> list[str]:
    """Those of its streets that a duty list is for, by name; none where they are all of them."""
    keys = {book().bodies[key].street_id for key in AdmissionUnit.objects.filter(request=request).values_list("unit_id", flat=True)}
    today = timezone.localdate()
    named = street_keys(today)
    return named_streets([name for name in streets_of_list(kind, today) if named[name] in keys], kind, today)[0]


def open_draft(kind: str) -> ListVersion | None:
    """The draft an admitted item goes into: the newest there is."""
    return ListVersion.objects.filter(kind=kind, status=VersionStatus.DRAFT.value).order_by("-pk").first()
