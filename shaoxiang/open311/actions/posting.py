"""POST Service Request: a case like every other, by the case room's own action."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from shaoxiang.cases.actions import report_within
from shaoxiang.cases.actions.evidence import attach_report
from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import Report
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _
from shaoxiang.open311.models import PostedRequest
from shaoxiang.open311.rules.attributes import CONSENT, attributes_of
from shaoxiang.open311.vocabulary import Consent


@dataclass(frozen=True, slots=True)
class Posted:
    """A POST as read: WGS-84 degrees; `sender`: fields of the vault; `once`: what makes a repeat the same request, empty if nothing does."""

    service_code: str
    description: str = ""
    lon: float | None = None
    lat: float | None = None
    address: str = ""
    grid_id: int | None = None
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    media_url: str = ""
    media: Sequence[UploadedFile[Any]] = ()
    sender: Mapping[str, str] = field(default_factory=dict)
    once: str = ""


def post_request(posted: Posted, *, actor: Actor, at: datetime, key_id: int | None) -> Case:
    """上报: private unless the sender agreed to publish. Sent again under the same `once`, the first case comes back.

    Raises cases' ReportRefused, files' Refused, PermissionDenied.
    """
    client_id = f"o311:{hashlib.sha256(posted.once.encode()).hexdigest()[:48]}" if posted.once else ""
    if client_id and (known := _known(client_id)) is not None:
        return known
    try:
        with transaction.atomic():
            return _post(posted, client_id, actor=actor, at=at, key_id=key_id)
    except IntegrityError:  # the same request at the same moment: the first one holds
        if client_id and (known := _known(client_id)) is not None:
            return known
        raise


def _known(client_id: str) -> Case | None:
    return Case.objects.select_related("matter").filter(source=Source.SYSTEM, client_id=client_id).first()


def _post(posted: Posted, client_id: str, *, actor: Actor, at: datetime, key_id: int | None) -> Case:
    report = Report(
        source=Source.SYSTEM, kind=AppealKind.HELP, description=_words(posted), type_code=posted.service_code, lon=posted.lon, lat=posted.lat,
        raw_lon=posted.lon, raw_lat=posted.lat, raw_crs="wgs84" if posted.lon is not None else "", grid_id=posted.grid_id, address=posted.address,
        anonymous=not any(posted.sender.values()), private=list(posted.attributes.get(CONSENT, ())) != [Consent.YES.value],
        wants_call_back=bool(posted.sender.get("phone")), client_id=client_id, reporter=posted.sender,
    )
    case = report_within(report, actor=actor, at=at).case
    PostedRequest.objects.create(
        matter=case.matter, api_key_id=key_id, attributes={code: list(values) for code, values in posted.attributes.items()}, media_url=posted.media_url,
    )
    facts = {
        "key": key_id, "attributes": sorted(posted.attributes), "public": not case.private,
        "media_url_sha256": digest(posted.media_url) if posted.media_url else None,
    }
    record("open311.posted", subject=("open311_request", case.pk), actor=actor, at=at, facts=facts, new=True)
    for upload in posted.media:
        attach_report(case, actor=actor, at=at, upload=upload)
    return case


def _words(posted: Posted) -> str:
    """What the staff reads: the sender's words, then the answers under their labels, then the address of a picture nobody has fetched."""
    line = duty_book().types[posted.service_code]
    lines = [posted.description or line.name]
    for attribute in attributes_of(line):
        said = posted.attributes.get(attribute.code)
        if said and attribute.code != CONSENT:
            names = {value.value: gettext(value.label) for value in attribute.values or ()}
            lines.append(f"{gettext(attribute.label)}：{'、'.join(names.get(value, value) for value in said)}")
    if posted.media_url:
        lines.append(gettext(_("来件附的网址（没有下载，打开前请当心）：%(url)s")) % {"url": posted.media_url})
    return "\n".join(lines)
