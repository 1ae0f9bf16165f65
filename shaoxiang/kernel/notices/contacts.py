"""联系方式: kept sealed, shown masked, opened only to send."""

from __future__ import annotations

from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel.identity import seal
from shaoxiang.kernel.identity.rules import mask_phone
from shaoxiang.kernel.notices.models import ContactPoint
from shaoxiang.kernel.notices.vocabulary import ChannelKind


@sensitive_variables()
def address_of(person_id: int, kind: str) -> str | None:
    """Raises seal.CannotOpen."""
    row = ContactPoint.objects.filter(person_id=person_id, kind=kind).first()
    return None if row is None else plain(row)


@sensitive_variables()
def plain(row: ContactPoint) -> str:
    return seal.unseal(bytes(row.sealed), row.bound_to, row.key_version)["address"]


def masked(row: ContactPoint) -> str:
    """139****0000, w****@example.gov.cn."""
    return mask_email(plain(row)) if row.kind == ChannelKind.EMAIL else mask_phone(plain(row))


def mask_email(address: str) -> str:
    name, at, host = address.partition("@")
    return f"{name[:1]}****@{host}"[:60] if at else ""
