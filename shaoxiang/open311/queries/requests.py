"""请求: cases as the standard wants them. About people nothing but what they agreed to publish, and of that no number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import F, FloatField, Q, QuerySet
from django.db.models.functions import Cast
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.queries.resident import place_words
from shaoxiang.cases.vocabulary import CaseStatus as S
from shaoxiang.cases.vocabulary import DeclineReason, Publicity
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.files.vocabulary import IMAGES, AttachmentRole
from shaoxiang.kernel.geo.metres import MetreFrame
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.journal.models import Entry, Head
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.paging import Page, keyset
from shaoxiang.open311.access import PUBLISHED
from shaoxiang.open311.queries.services import name_of
from shaoxiang.open311.rules.params import Circle, Refused, Wanted
from shaoxiang.open311.vocabulary import RequestStatus

DESCRIPTION_MAX = 4000  # of the standard's schema
NEWEST_FIRST = ("-matter__opened_at", "-matter_id")
TOKEN_SALT = "shaoxiang.open311.token"  # noqa: S105 (a name, no secret)
COLUMNS = (
    "description", "address", "answer", "decline_reason", "publicity", "public_text", "public_answer",
    "matter__number", "matter__status", "matter__subject_code", "matter__opened_at",
    "matter__closed_at", "matter__due_at", "matter__lon", "matter__lat", "matter__street_id", "matter__community_id", "matter__unit_id",
    "matter__office_id",
)

# Where it is now, and what comes next, said to anybody.
STATUS_NOTES: Mapping[S, tuple[str, str]] = {
    S.REPORTED: (_("已收到，待受理。"), _("值班人员先定下归谁办。")),
    S.ACCEPTED: (_("已受理，正在定承办单位。"), _("定下来就派过去。")),
    S.OBJECTED: (_("正在重新定承办单位。"), _("由上一级裁定。")),
    S.DISPATCHED: (_("已派给承办单位，待签收。"), _("签收以后开始办。")),
    S.HANDLING: (_("承办单位正在办。"), _("办完以后由另一个人核查。")),
    S.SUSPENDED: (_("暂时停办。"), _("停的原因过去以后接着办。")),
    S.HANDLED: (_("已处置，待核查。"), _("没有做到位会退回重做。")),
    S.VERIFIED: (_("已核查，等反映人确认。"), _("确认期满没有异议就办结。")),
    S.CLOSED: (_("已办结。"), ""),
    S.DECLINED: (_("没有受理。"), ""),
    S.WITHDRAWN: (_("反映人已撤回。"), ""),
    S.MERGED: (_("和同样的反映并在一起办。"), ""),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows as written, and the cursor of the next page."""

    rows: list[dict[str, Any]]
    next: str | None = None


def requests_for(actor: Actor | None) -> QuerySet[Case]:
    """The cases a caller may read: `actor` None is anybody."""
    rows = Case.objects.filter(PUBLISHED).select_related("matter") if actor is None else cases_for(actor)
    return rows.only(*COLUMNS)


def listed(wanted: Wanted, actor: Actor | None, *, media: str) -> Listed:
    """GET Service Requests, newest first; at most `wanted.page_size`. `media`: the address pictures stand under. Raises Refused."""
    rows = requests_for(actor).filter(_condition(wanted))
    if wanted.cursor or wanted.page == 1:
        page: Page[Case] = keyset(rows, order=NEWEST_FIRST, cursor=wanted.cursor or None, size=wanted.page_size)
        if page.lost:
            raise Refused(400, _("cursor 不完整或已经失效：请从第一页重新读。"))
        return Listed(written(page.rows, actor, media=media), page.next)
    found = list(rows.order_by(*NEWEST_FIRST)[wanted.skipped : wanted.skipped + wanted.page_size])
    return Listed(written(found, actor, media=media))


def one(number: str, actor: Actor | None, *, token: str, media: str) -> list[dict[str, Any]]:
    """GET Service Request: an array of one. `token`: as the POST of this very request was answered. Raises Refused (404)."""
    key = key_of(token) if token else None
    rows = Case.objects.select_related("matter").only(*COLUMNS).filter(pk=key) if key is not None else requests_for(actor)
    found = list(rows.filter(matter__number=number)[:1])
    if not found:
        raise Refused(404, _("没有 service_request_id %(number)s，或者它没有公开：请核对编号，或带上密钥或上报时得到的 token。"), number=number[:40])
    return written(found, actor, media=media)


def token_of(matter_id: int) -> str:
    """A token that opens this one request for reading, and nothing else."""
    return signing.Signer(salt=TOKEN_SALT).sign(str(matter_id)).replace(":", "-", 1)


def key_of(token: str) -> int | None:
    """The request a token opens; None for one that was cut or forged."""
    try:
        return int(signing.Signer(salt=TOKEN_SALT).unsign(token.replace("-", ":", 1)))
    except (signing.BadSignature, ValueError):
        return None


def number_of_token(token: str) -> str:
    """GET service_request_id from a token. Raises Refused (404)."""
    key = key_of(token)
    number = Case.objects.filter(pk=key).values_list("matter__number", flat=True).first() if key is not None else None
    if number is None:
        raise Refused(404, _("没有这个 token：请核对上报时得到的那一串。"))
    return number


def written(cases: Iterable[Case], actor: Actor | None, *, media: str) -> list[dict[str, Any]]:
    """Cases as the standard's fields: two more queries, however many they are."""
    cases = list(cases)
    keys = [case.pk for case in cases]
    touched = dict(Entry.objects.filter(pk__in=Head.objects.filter(subject_kind="matter", subject_id__in=keys).values("entry_id"))
                   .values_list("subject_id", "at")) if keys else {}
    pictures = _pictures(keys, actor)
    shown = [_for_anybody(case) for case in cases] if actor is None else cases
    return [_record(case, touched.get(case.pk), f"{media}{pictures[case.pk]}" if case.pk in pictures else None) for case in shown]


def shown_pictures(actor: Actor | None) -> QuerySet[Attachment]:
    """Pictures released beside a case. To anybody only those of the handling: the reporter's own were not given for publication."""
    rows = Attachment.objects.filter(public=True, file__media_type__in=list(IMAGES))
    return rows.filter(role=AttachmentRole.HANDLE) if actor is None else rows


def picture(pk: int, actor: Actor | None) -> Attachment | None:
    """A picture whose case the caller may read."""
    return shown_pictures(actor).select_related("file").filter(pk=pk, matter_id__in=requests_for(actor).values("pk")).first()


def _pictures(keys: list[int], actor: Actor | None) -> dict[int, int]:
    return dict(shown_pictures(actor).filter(matter_id__in=keys).order_by("-pk").values_list("matter_id", "pk")) if keys else {}


def _for_anybody(case: Case) -> Case:
    """What was reviewed for publication stands instead of what was written."""
    if case.publicity == Publicity.PUBLISHED:
        case.description, case.answer = case.public_text, case.public_answer
    return case


def _record(case: Case, touched: datetime | None, media_url: str | None) -> dict[str, Any]:
    matter = case.matter
    kind = duty_book().types.get(matter.subject_code)
    status = S(matter.status)
    notes, following = STATUS_NOTES[status]
    return {
        "service_request_id": matter.number,
        "status": (RequestStatus.OPEN if matter.closed_at is None else RequestStatus.CLOSED).value,
        "status_notes": " ".join(part for part in (gettext(notes), _outcome(case, status)) if part),
        "service_name": name_of(kind) if kind is not None else matter.subject_code or gettext("未分类"),
        "service_code": matter.subject_code,
        "description": mask_text(case.description)[:DESCRIPTION_MAX],
        "agency_responsible": _agency(case),
        "service_notice": gettext(following) if following else None,
        "requested_datetime": moment(matter.opened_at),
        "updated_datetime": moment(matter.closed_at or touched or matter.opened_at),
        "expected_datetime": moment(matter.due_at) if matter.due_at is not None else None,
        "address": mask_text(place_words(case)) or None,
        "address_id": None,
        "zipcode": None,
        "lat": matter.lat,
        "long": matter.lon,
        "media_url": media_url,
    }


def _outcome(case: Case, status: S) -> str:
    if status == S.DECLINED:
        return gettext(DeclineReason.label_of(case.decline_reason)) if case.decline_reason else ""
    return mask_text(case.answer) if status == S.CLOSED else ""


def _agency(case: Case) -> str | None:
    book, matter = body_book(), case.matter
    body = book.bodies.get(matter.office_id or matter.unit_id or 0)
    if body is None:
        return None
    return book.name_of(body.id) if body.unit_id in (body.id, 0) else f"{book.name_of(body.unit_id)} {book.name_of(body.id)}"


def moment(at: datetime) -> str:
    """2026-07-01T09:00:00+08:00."""
    return timezone.localtime(at).isoformat(timespec="seconds")


def _condition(wanted: Wanted) -> Q:
    if wanted.numbers:
        return Q(matter__number__in=wanted.numbers)
    found = Q()
    if wanted.start is not None and wanted.end is not None:
        found &= Q(matter__opened_at__gte=wanted.start, matter__opened_at__lte=wanted.end)
    if wanted.services:
        found &= Q(matter__subject_code__in=wanted.services)
    if len(wanted.statuses) == 1:
        found &= Q(matter__closed_at__isnull=RequestStatus.OPEN in wanted.statuses)
    if wanted.circle is not None:
        found &= near(wanted.circle, "matter__lon", "matter__lat")
    return found


def near(circle: Circle, lon: str, lat: str) -> Q:
    """Rows whose point lies in the circle: by a box the index knows, then by distance on a flat frame in metres."""
    frame = MetreFrame.around(circle.lon, min(89.0, max(-89.0, circle.lat)))
    east, north = circle.radius_m / frame.east_m, circle.radius_m / frame.north_m
    box = Q(**{
        f"{lon}__gte": circle.lon - east, f"{lon}__lte": circle.lon + east, f"{lat}__gte": circle.lat - north, f"{lat}__lte": circle.lat + north,
    })
    across, up = (F(lon) - circle.lon) * frame.east_m, (F(lat) - circle.lat) * frame.north_m
    distance = Cast(across * across + up * up, FloatField())
    return box & Q(LessThanOrEqual(distance, circle.radius_m**2))
