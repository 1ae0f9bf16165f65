"""Resources, the list, the year after: nothing is listed while a line is unconfirmed (A6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from shaoxiang.admission import queries, rules
from shaoxiang.admission.actions.steps import Step, by_system, hold, take, write
from shaoxiang.admission.models import AdmissionListing, AdmissionRequest, ResourceReceipt
from shaoxiang.admission.rules import AdmissionRefused
from shaoxiang.admission.vocabulary import AdmissionStatus, Decided, LookBack, ReceiptState
from shaoxiang.duties.actions import end_carried, versions
from shaoxiang.duties.models import ListChange, ListVersion
from shaoxiang.duties.queries.streets import streets_of_list
from shaoxiang.duties.queries.versions import base_items
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.vocabulary import ChangeAct, DutyPart, DutyRole, ListForm, VersionKind, VersionStatus
from shaoxiang.grids.actions.lists import end_admitted, enter_admitted
from shaoxiang.grids.actions.people import Refused
from shaoxiang.grids.models import AdmittedWork
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def deliver(number: str, *, line: int, units: tuple[int, ...], words: str, actor: Actor, at: datetime) -> AdmissionRequest:
    """说明已交付: one resource to these streets; each has to confirm. Raises AdmissionRefused, MoveRefused, PermissionDenied."""
    step = take(number, "deliver", actor=actor, at=at)
    if not words.strip():
        raise AdmissionRefused("words", _("请写明交付了什么、凭什么看得出来（文号、到账日期、账号）。"))
    rules.check_asks_no_match({"words": words})
    rows = _receipts(step, line).filter(unit_id__in=units, state__in=[ReceiptState.WAITING.value, ReceiptState.DISPUTED.value])
    keys = sorted(rows.values_list("unit_id", flat=True))
    if not keys:
        raise AdmissionRefused("units", _("请选还没有交付的街道。"))
    rows.update(state=ReceiptState.DELIVERED.value, delivered_words=words.strip()[:400], words="", at=at, by=actor.assignment_id)
    write(step, facts={"line": line, "units": keys, "words_sha256": digest(words.strip())})
    return step.request


def _receipts(step: Step, line: int) -> QuerySet[ResourceReceipt]:
    return ResourceReceipt.objects.select_for_update().filter(line__request=step.request, line_id=line)


@transaction.atomic
def confirm(number: str, *, line: int, actor: Actor, at: datetime) -> AdmissionRequest:
    """确认到位: by the street itself, for itself. Raises AdmissionRefused, MoveRefused, PermissionDenied."""
    step = take(number, "confirm", actor=actor, at=at)
    row = _own(step, line)
    row.state, row.at, row.by, row.words = ReceiptState.CONFIRMED.value, at, actor.assignment_id, ""
    row.save()
    write(step, facts={"line": line, "unit": row.unit_id})
    return step.request


@transaction.atomic
def dispute(number: str, *, line: int, words: str, actor: Actor, at: datetime) -> AdmissionRequest:
    """没到位: with what is missing. Raises AdmissionRefused, MoveRefused, PermissionDenied."""
    step = take(number, "dispute", actor=actor, at=at)
    if not words.strip():
        raise AdmissionRefused("words", _("请写明差什么：部门照着补。"))
    row = _own(step, line)
    row.state, row.at, row.by, row.words = ReceiptState.DISPUTED.value, at, actor.assignment_id, words.strip()[:400]
    row.save()
    write(step, facts={"line": line, "unit": row.unit_id, "words_sha256": digest(row.words)})
    return step.request


def _own(step: Step, line: int) -> ResourceReceipt:
    row = _receipts(step, line).filter(unit_id=step.actor.unit_id or 0).first()
    if row is None:
        raise AdmissionRefused("line", _("没有这一项资源：请刷新后再看。"))
    if row.state != ReceiptState.DELIVERED:
        raise MoveRefused(step.move.name, step.request.matter.status, _("部门还没有说交付，或者您已经答复过：请刷新后再看。"))
    return row


# --- the list -------------------------------------------------------------------------------------------------------------


def _arrived(request: AdmissionRequest) -> None:
    """A6: names every line that is missing, and the street that has to confirm it."""
    missing = rules.unconfirmed(queries.receipts_of(request))
    if missing:
        raise AdmissionRefused("", _("资源没有全部到位，不能列入清单：%(lines)s。请部门交付，请这些街道确认。"), lines=queries.line_words(request, missing))


@transaction.atomic
def list_it(
    number: str, *, code: str, office_name: str, role: DutyRole = DutyRole.PRIMARY, title: str = "", actor: Actor, at: datetime,
) -> AdmissionRequest:
    """列入清单草案: a change in a draft of each list concerned; it holds when that version is published. Raises AdmissionRefused, MoveRefused, …

    For the streets that were heard and were given the means, and no others; under a code that stands for other streets they come to these.
    """
    step = take(number, "list_it", actor=actor, at=at)
    request = step.request
    if request.decided != Decided.PERMANENT:
        raise MoveRefused("list_it", request.matter.status, _("临时的不列入清单，只登记准入编号。"))
    _arrived(request)
    if not office_name.strip():
        raise AdmissionRefused("office_name", _("请写明街道哪个机构承办。"))
    rules.check_asks_no_match({"title": title})
    rules.check_title(request.matter.title, " ".join(str(getattr(request, name)) for name in queries.TEXTS), title)
    values = {
        "office_name": office_name.strip(), "title": (title.strip() or request.matter.title)[:160], "title_en": "", "role": role.value,
        "departments": [queries.body_words(request.matter.unit_id)[:40]], "basis": request.legal_basis[:160],
    }
    code, kinds = code.strip().upper(), queries.list_kinds(request)
    listed = set(request.listings.filter(published_at__isnull=False).values_list("kind", flat=True))  # another list was taken back, this one holds
    for kind in kinds:
        if kind in listed:
            continue
        own = f"{code}-Z" if kind == VersionKind.TOWN_DUTY and len(kinds) > 1 else code  # no two rows of a day share a code, whatever the list
        version = queries.open_draft(kind) or versions.draft_version(kind, title=_("准入事项列入清单"), actor=actor, at=at)
        act, wanted = _wanted(request, version, own, values)
        try:
            versions.change_item(version.pk, own, act=act.value, values=wanted, reason=_("职责准入"),
                                 basis=f"{request.number} {request.document}"[:160], revision=version.revision, actor=actor, at=at)
        except ChangeRefused as refused:
            raise AdmissionRefused(refused.field, refused.reason, missing=None, **refused.facts) from None
        AdmissionListing.objects.update_or_create(
            request=request, kind=kind, defaults={"version_id": version.pk, "code": own, "published_at": None},
        )
    write(step, facts={"versions": sorted(request.listings.values_list("version_id", flat=True)), "code": code})
    return request


def _wanted(request: AdmissionRequest, version: ListVersion, code: str, values: dict[str, Any]) -> tuple[ChangeAct, dict[str, Any]]:
    """An item of its own for the streets that were heard; or, where the code stands for other streets, these beside them."""
    if AdmissionListing.objects.filter(version_id=version.pk, code=code, published_at=None).exclude(request=request).exists():
        raise AdmissionRefused("code", _("草案里这个编号已经给了另一次准入：请换一个编号，或者等那一版公布以后再列。"))
    streets, there = queries.streets_in(request, version.kind), base_items(version.kind).get(code)
    if there is None or not there["streets"]:
        return ChangeAct.ADD, {**(_in_three_parts(request, values) if version.form == ListForm.THREE_PART else values), "streets": streets}
    if there["role"] != values["role"]:
        raise AdmissionRefused("role", _("清单上这一条在别的镇街是另一种履职方式：请选同样的，或者另起一个编号。"))
    return ChangeAct.AMEND, {"streets": [*there["streets"], *streets]}


def _in_three_parts(request: AdmissionRequest, values: dict[str, Any]) -> dict[str, Any]:
    """The same item in the form of 2024-25: what each side does is what the request states."""
    made: dict[str, Any] = {name: value for name, value in values.items() if name != "role"} | {"part": values["role"]}
    if values["role"] == DutyPart.COOPERATIVE:
        made |= {"lead_department": values["departments"][0], "department_duty": request.keeps[:400], "street_duty": (request.process or request.need)[:400]}
    return made


@transaction.atomic
def version_published(version_id: int, *, at: datetime) -> list[AdmissionRequest]:
    """A version of a list was published: what was listed in it holds now; what was struck from the draft goes back. Safe to repeat."""
    done = []
    version = ListVersion.objects.get(pk=version_id)
    for number in AdmissionListing.objects.filter(version_id=version_id, published_at__isnull=True).values_list("request__matter__number", flat=True):
        request = hold(number)
        if request.status != AdmissionStatus.LISTED:
            continue
        there = ListChange.objects.filter(version=version, code__in=request.listings.filter(version_id=version_id).values("code")).exclude(
            act=ChangeAct.REMOVE.value)
        if version.status != VersionStatus.PUBLISHED or not there.exists():
            request.listings.all().delete()
            write(by_system(request, "unlist", actor=SYSTEM, at=at), facts={"version": version_id})
            continue
        request.listings.filter(version_id=version_id).update(published_at=at)
        if not request.listings.filter(published_at__isnull=True).exists():
            request.published_at = at
            write(by_system(request, "publish", actor=SYSTEM, at=at), fields=["published_at"], facts={"version": version_id, "list": version.kind})
            done.append(request)
    return done


@transaction.atomic
def version_retracted(version_id: int, *, at: datetime) -> list[AdmissionRequest]:
    """A published version was taken back before its day: what it listed is to be listed anew. Safe to repeat."""
    done = []
    for number in AdmissionListing.objects.filter(version_id=version_id).values_list("request__matter__number", flat=True):
        request = hold(number)
        request.listings.filter(version_id=version_id).delete()
        move = {AdmissionStatus.PUBLISHED: "unpublish", AdmissionStatus.LISTED: "unlist"}.get(AdmissionStatus(request.status))
        if move is not None:
            for pk in AdmittedWork.objects.filter(number__in=request.register_numbers).values_list("pk", flat=True):
                end_admitted(pk, actor=SYSTEM, at=at)
            end_carried(request.number, actor=SYSTEM, at=at)
            request.published_at, request.register_numbers = None, []
            write(by_system(request, move, actor=SYSTEM, at=at), fields=["published_at", "register_numbers"], facts={"version": version_id})
            done.append(request)
    return done


@transaction.atomic
def register(number: str, *, actor: Actor, at: datetime) -> AdmissionRequest:
    """登记准入编号: temporary work never enters the list; it holds under its number until its day. Raises AdmissionRefused, MoveRefused, PermissionDenied."""
    step = take(number, "register", actor=actor, at=at)
    request = step.request
    if request.decided != Decided.TEMPORARY:
        raise MoveRefused("register", request.matter.status, _("长期的要列入清单，随清单公布。"))
    _arrived(request)
    if request.grid_work:
        _register(step)
    else:
        request.register_numbers = [request.number]
    request.published_at = at
    write(step, fields=["register_numbers", "published_at"], facts={"numbers": list(request.register_numbers)})
    return request


@transaction.atomic
def register_grid(number: str, *, actor: Actor, at: datetime) -> AdmissionRequest:
    """登记网格准入编号: permanent work that grid workers do. Raises AdmissionRefused, MoveRefused, PermissionDenied."""
    step = take(number, "register_grid", actor=actor, at=at)
    if not step.request.grid_work or step.request.register_numbers:
        raise MoveRefused("register_grid", step.request.matter.status, _("不要网格员做，或者已经登记过了。"))
    _register(step)
    write(step, fields=["register_numbers"], facts={"numbers": list(step.request.register_numbers)})
    return step.request


def _register(step: Step) -> None:
    """One number of the grid register for each street."""
    request, bodies = step.request, book().bodies
    today = timezone.localdate(step.at)
    units = list(request.units.order_by("pk").values_list("unit_id", flat=True))
    request.register_numbers = []
    for turn, unit_id in enumerate(units, start=1):
        number = _not_given(request.number if len(units) == 1 else f"{request.number}-{turn:02d}")
        try:
            enter_admitted(
                number, title=request.matter.title[:80], street_id=bodies[unit_id].street_id, valid_from=today,
                valid_to=request.end_on + timedelta(days=1) if request.end_on is not None else None, decided_by=request.meeting[:80],
                document=request.document, actor=step.actor, at=step.at, sample=request.sample,
            )
        except Refused as refused:
            raise AdmissionRefused("", str(refused)) from None
        request.register_numbers.append(number)


def _not_given(number: str) -> str:
    """A number of the register is given once: after its list was taken back the work gets the next."""
    given = set(AdmittedWork.objects.filter(number__startswith=number).values_list("number", flat=True))
    return next(one for one in (number, *(f"{number}-R{turn}" for turn in range(2, 100))) if one not in given)


# --- the end ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def end(number: str, *, at: datetime) -> AdmissionRequest | None:
    """到期结束: by itself, the day after its last. None where it is not yet. Safe to repeat."""
    request = hold(number)
    if request.status != AdmissionStatus.PUBLISHED or request.end_on is None or timezone.localdate(at) <= request.end_on:
        return None
    write(by_system(request, "end", actor=SYSTEM, at=at), facts={"end_on": request.end_on.isoformat()})
    return request


def end_due(*, now: datetime) -> int:
    """The tick: every temporary admission whose last day has passed."""
    due = AdmissionRequest.objects.filter(matter__status=AdmissionStatus.PUBLISHED.value, end_on__lt=timezone.localdate(now))
    return sum(end(number, at=now) is not None for number in list(due.values_list("matter__number", flat=True)))


@transaction.atomic
def look_back(number: str, *, outcome: LookBack, words: str, actor: Actor, at: datetime) -> AdmissionRequest:
    """满一年回头看: keep, amend, or take it back, in words. Taken back: a removal stands in the draft of the list. Raises AdmissionRefused, …"""
    step = take(number, "look_back", actor=actor, at=at)
    request = step.request
    rules.check_look_back(outcome, words)
    request.look_back, request.look_back_words = outcome.value, words.strip()
    if outcome == LookBack.WITHDRAW:
        _take_back(step)
    write(step, fields=["look_back", "look_back_words"], facts={"outcome": outcome.value, "words_sha256": digest(words.strip())})
    return request


def _left_to(request: AdmissionRequest, listing: AdmissionListing) -> list[str]:
    """The streets that go on carrying the item, because another admission gave it to them."""
    if not AdmissionListing.objects.filter(kind=listing.kind, code=listing.code, published_at__isnull=False).exclude(request=request).exists():
        return []
    item = base_items(listing.kind).get(listing.code, {})
    own = set(queries.streets_in(request, listing.kind))
    return [name for name in item.get("streets") or streets_of_list(listing.kind, timezone.localdate()) if own and name not in own]


def _take_back(step: Step) -> None:
    for listing in step.request.listings.all():
        version = queries.open_draft(listing.kind) or versions.draft_version(listing.kind, title=_("准入事项收回"), actor=step.actor, at=step.at)
        rest = _left_to(step.request, listing)
        act = ChangeAct.AMEND if rest else ChangeAct.REMOVE
        try:
            versions.change_item(version.pk, listing.code, act=act.value, values={"streets": rest} if rest else {}, reason=step.request.number,
                                 revision=version.revision, actor=step.actor, at=step.at)
        except ChangeRefused as refused:
            raise AdmissionRefused("outcome", refused.reason) from None
    for pk in AdmittedWork.objects.filter(number__in=step.request.register_numbers).values_list("pk", flat=True):
        end_admitted(pk, actor=step.actor, at=step.at)
    end_carried(step.request.number, actor=step.actor, at=step.at)
