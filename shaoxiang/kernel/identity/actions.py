from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel import db
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.identity import queries, seal
from shaoxiang.kernel.identity.models import Disclosure, VaultRecord
from shaoxiang.kernel.identity.vocabulary import FIELDS
from shaoxiang.kernel.journal.actions import record as write_entry
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.matter.models import Matter

REASON_LENGTH = 200


class ReasonMissing(ValueError):
    """Personal data are shown for a stated reason only (个人信息保护法 第六条)."""

    def __init__(self) -> None:
        super().__init__(_("请写明查看个人信息的事由，如“联系报事人核实地点”。"))


class Restricted(PermissionDenied):
    """The person asked for erasure and the law has it kept: stored, shown to nobody (个人信息保护法 第四十七条)."""

    def __init__(self) -> None:
        super().__init__(_("本人已申请删除，这份个人信息只保存、不再使用，不能查看。"))


@sensitive_variables()
def keep(fields: Mapping[str, str], *, purpose: str, at: datetime, blur_after: datetime | None = None) -> VaultRecord:
    """收存: seal what was given (one INSERT). Numbers are kept as given; intake is never blocked by a mistyped one.

    Raises ValueError for a field the vault does not know. The act that asked for the data writes the journal.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise ValueError(f"the vault keeps {', '.join(FIELDS)}; not {', '.join(sorted(unknown))}")
    given = {name: value.strip() for name, value in fields.items() if value and value.strip()}
    record = VaultRecord(
        key_version=seal.PRESENT, purpose=purpose, created_at=at, blur_after=blur_after,
        phone_index=queries.phone_index(given.get("phone", "")), id_index=queries.id_index(given.get("id_number", "")),
    )
    record.sealed = seal.seal(given, record.bound_to)
    record.save(force_insert=True)
    return record


def keep_until(record_id: int, blur_after: datetime | None) -> None:
    """Set the day from which a record is blurred (the term starts when the matter closes); None: no term yet."""
    VaultRecord.objects.filter(pk=record_id, blurred_at__isnull=True).update(blur_after=blur_after)


@sensitive_variables()
@transaction.atomic
def reveal(record_id: int, fields: Iterable[str], *, actor: Actor, at: datetime, reason: str, matter: Matter) -> dict[str, str]:
    """查看明文: the fields asked for, after the act is on the matter's record. The caller has checked the grants.

    Raises ReasonMissing, Restricted, VaultRecord.DoesNotExist, seal.CannotOpen; then nothing is shown and nothing is written.
    """
    reason = reason.strip()[:REASON_LENGTH]
    if len(reason) < 2:
        raise ReasonMissing
    wanted = set(fields)
    asked = [name for name in FIELDS if name in wanted]
    record = VaultRecord.objects.get(pk=record_id)
    if record.restricted_at is not None:
        raise Restricted
    shown = queries.plain(record)
    Disclosure.objects.create(record=record, assignment_id=actor.assignment_id, matter_id=matter.pk, fields=asked, reason=reason, at=at)
    write_entry("identity.revealed", subject=matter, actor=actor, at=at,
                facts={"record": record_id, "fields": asked, "reason_sha256": digest(reason)})
    return {name: shown.get(name, "") for name in asked}


@transaction.atomic
def erase(record_id: int, *, actor: Actor, at: datetime) -> bool:
    """删除 (个人信息保护法 第四十七条): empty one record at the person's request. False where it was empty already."""
    record = VaultRecord.objects.select_for_update().get(pk=record_id)
    if record.blurred_at is not None:
        return False
    VaultRecord.objects.filter(pk=record_id).update(sealed=b"", phone_index="", id_index="", blurred_at=at)
    write_entry("identity.erased", subject=("vault", record_id), actor=actor, at=at, facts={"purpose": record.purpose})
    return True


@transaction.atomic
def restrict(record_id: int, *, actor: Actor, at: datetime) -> None:
    """停止除存储以外的处理 (个人信息保护法 第四十七条): the record stays until its term ends; nobody is shown it."""
    record = VaultRecord.objects.select_for_update().get(pk=record_id)
    if record.restricted_at is None and record.blurred_at is None:
        VaultRecord.objects.filter(pk=record_id).update(restricted_at=at)
        write_entry("identity.restricted", subject=("vault", record_id), actor=actor, at=at, facts={"purpose": record.purpose})


def blur_due(now: datetime, limit: int = 500) -> int:
    """清除: empty the records whose term has passed, each with its own entry. Returns how many; safe to repeat."""
    blurred = 0
    while blurred < limit:
        with transaction.atomic():
            due = VaultRecord.objects.filter(blur_after__lte=now, blurred_at__isnull=True).order_by("blur_after", "pk")
            record = db.take_rows(due).first()
            if record is None:
                break
            VaultRecord.objects.filter(pk=record.pk).update(sealed=b"", phone_index="", id_index="", blurred_at=now)
            write_entry("identity.blurred", subject=("vault", record.pk), actor=SYSTEM, at=now, facts={"purpose": record.purpose})
        blurred += 1
    return blurred
