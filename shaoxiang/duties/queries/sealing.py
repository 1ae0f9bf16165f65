"""Is a published version untouched? Its signed text, drawn anew from the rows as they stand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db.models import CharField, JSONField, TextField
from django.db.models.functions import Cast

from shaoxiang.duties.models import ListVersion, TypeDuty
from shaoxiang.duties.queries.versions import PUBLISHED, published_rows, rows_of
from shaoxiang.duties.rules.sealing import Head, as_json, canonical_of, quoted, signed_fields
from shaoxiang.duties.vocabulary import VersionStatus
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.signing import is_signed, public_key_of

RETRACTED = VersionStatus.RETRACTED.value
PURPOSE = "list version"


def signed_rows(version: ListVersion, scheme: int) -> list[tuple[str, ...]]:
    """The items of a version: code, then each field that a scheme signs as JSON. One query; column by column, for there are few kinds of columns."""
    rows = published_rows(version).order_by()
    columns = [rows.model._meta.get_field(name) for name in signed_fields(version.kind, scheme)]
    read = list(rows.values_list("code", *(Cast(one.name, TextField()) if isinstance(one, JSONField) else one.name for one in columns)))
    if not read:
        return []
    codes, *told = zip(*read, strict=True)
    return list(zip(codes, *(map(_writer(one), values) for one, values in zip(columns, told, strict=True)), strict=True))


def _writer(column: Any) -> Callable[[Any], str]:
    if isinstance(column, JSONField):
        return _again
    return quoted if isinstance(column, CharField) else as_json


@lru_cache(maxsize=1024)
def _again(text: str) -> str:
    """JSON as the database writes it, written as it is signed. The same few values stand in thousands of rows."""
    return as_json(json.loads(text))


def answers_on_its_day(version: ListVersion) -> dict[str, list[str]]:
    """Item -> the types it answers for on the day the version begins, by the rows as they stand."""
    found: dict[str, list[str]] = {}
    if version.kind.endswith("_DUTY") and version.effective_from is not None:
        day = version.effective_from
        rows = TypeDuty.objects.filter(in_force(day), item__in=rows_of(version.kind).filter(in_force(day))).order_by("item__code", "type__code")
        for code, kind in rows.values_list("item__code", "type__code"):
            if kind not in found.setdefault(code, []):  # the same type in streets and in towns
                found[code].append(kind)
    return found


def text_of(version: ListVersion, scheme: int | None = None) -> bytes:
    """The canonical text of a published version as the rows stand now, under its own scheme (or the one given); of one taken back, as it was kept."""
    if version.status == RETRACTED:
        return version.retraction.text.encode()
    assert version.effective_from is not None  # noqa: S101
    chosen = scheme or version.scheme
    head = Head(version.kind, version.number or 0, version.effective_from, version.form, version.decided_by, version.document, version.decided_on,
                version.answers)
    return canonical_of(head, signed_fields(version.kind, chosen), signed_rows(version, chosen), chosen)


def is_untouched(version: ListVersion) -> bool:
    """Do the rows still give the digest, and did this house sign it?"""
    text = text_of(version)
    return (hashlib.sha256(text).hexdigest() == version.digest and version.public_key == public_key_of(PURPOSE)
            and is_signed(text, version.signature, version.public_key))


def touched_versions() -> list[ListVersion]:
    """Published versions whose rows were changed behind the house's back."""
    return [version for version in ListVersion.objects.filter(status=PUBLISHED).order_by("kind", "number") if not is_untouched(version)]


def signature_document(version: ListVersion) -> dict[str, Any]:
    """What anybody needs to check a version without us: the text, its digest, the signature, the key. `signed`: the text as data."""
    text = text_of(version)
    return {
        "scheme": version.scheme, "digest": version.digest, "signature": version.signature, "public_key": version.public_key,
        "text": text.decode(), "signed": json.loads(text),
    }
