from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel.identity import rules, seal
from shaoxiang.kernel.identity.models import Disclosure, VaultRecord


@sensitive_variables()
def find_by_phone(phone: str) -> list[int]:
    """Keys of the records given with this telephone number, oldest first; none for what is no number."""
    return _found(phone_index=phone_index(phone))


@sensitive_variables()
def find_by_id_number(number: str) -> list[int]:
    return _found(id_index=id_index(number))


@sensitive_variables()
def masked(record: VaultRecord) -> dict[str, str]:
    """Every field, masked: {"name": "孙**", "phone": "139****0000", …}; empty where not given or blurred. Raises seal.CannotOpen."""
    return rules.mask_fields(plain(record))


def masked_by_id(ids: Iterable[int | None]) -> dict[int, dict[str, str]]:
    """`masked` of many records in one query, by key."""
    wanted = {pk for pk in ids if pk is not None}
    return {record.pk: masked(record) for record in VaultRecord.objects.filter(pk__in=wanted)} if wanted else {}


def disclosures_of(matter_id: int) -> QuerySet[Disclosure]:
    """Who has seen plain data of this matter's people, newest first."""
    return Disclosure.objects.filter(matter_id=matter_id).order_by("-at", "-pk")


@sensitive_variables()
def plain(record: VaultRecord) -> dict[str, str]:
    """What was given. For this room and for acts that are themselves recorded; people see it through `actions.reveal`."""
    if record.blurred_at is not None:
        return {}
    return seal.unseal(bytes(record.sealed), record.bound_to, record.key_version)


@sensitive_variables()
def phone_index(phone: str) -> str:
    try:
        return seal.blind_index("phone", rules.phone_number(phone))
    except rules.BadIdentifier:
        return ""


@sensitive_variables()
def id_index(number: str) -> str:
    return seal.blind_index("id", rules.compact(number))


def _found(**index: str) -> list[int]:
    return list(VaultRecord.objects.filter(**index).order_by("pk").values_list("pk", flat=True)) if all(index.values()) else []
