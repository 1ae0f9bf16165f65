from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils import timezone

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.documents import printers, rules
from shaoxiang.kernel.documents.models import DocumentNumber, IssuedDocument
from shaoxiang.kernel.documents.registry import Context, DocumentKind, context_of
from shaoxiang.kernel.files.actions import keep_made
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.matter.models import Matter

Format = Literal["docx", "pdf"]
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def render(kind: DocumentKind, matter: Matter, context: Context | None = None, *, fmt: Format = "docx", at: datetime | None = None) -> bytes:
    """The paper as bytes. Without a context the room registered for this kind fills it. Personal numbers are masked.

    `at` is only the date inside a PDF's properties (the matter's opening if not given). Raises ValueError naming absent fields.
    """
    printed = _printed(kind, matter, context)
    return printers.docx(kind.code, printed) if fmt == "docx" else printers.pdf(kind.code, printed, at or matter.opened_at)


def render_many(kind: DocumentKind, papers: Sequence[tuple[Matter, Context]], *, at: datetime) -> bytes:
    """Several papers of one kind as one PDF, each begun on a page of its own. Raises ValueError naming absent fields."""
    return printers.pdf(kind.code, {"papers": [_printed(kind, matter, context) for matter, context in papers]}, at)


def _printed(kind: DocumentKind, matter: Matter, context: Context | None) -> Context:
    given = context_of(kind, matter) if context is None else context
    absent = rules.missing(kind.fields, given)
    if absent:
        raise ValueError(f"{kind.code}: the context lacks {', '.join(absent)}")
    return {**kind.printed(given), "matter_number": matter.number, "document_number": given.get("document_number", "")}


@transaction.atomic
def issue(
    kind: DocumentKind, matter: Matter, context: Context | None = None, *, unit_id: int, by: Actor, at: datetime, mark: str = "",
) -> IssuedDocument:
    """签发: number the paper, keep its PDF, write it on the matter's record. `mark`: the unit's own word in the number (新城交办).

    One paper of a kind, unit and year at a time: the number's row is held until the transaction ends. A failure gives no number away.
    """
    year = timezone.localtime(at).year
    ordinal = _next_number(kind, unit_id, year)
    number = rules.number(mark or kind.mark, year, ordinal)
    given = context_of(kind, matter) if context is None else context
    content = render(kind, matter, {**given, "document_number": number}, fmt="pdf", at=at)
    paper = IssuedDocument.objects.create(
        kind=kind.code, matter_id=matter.pk, unit_id=unit_id, year=year, ordinal=ordinal, number=number,
        file=keep_made(content, MEDIA_TYPES["pdf"], at=at), issued_at=at, assignment_id=by.assignment_id,
    )
    record("documents.issued", subject=matter, actor=by, at=at, facts={
        "document": paper.pk, "kind": kind.code, "year": year, "ordinal": ordinal, "sha256": paper.file.sha256,
    })
    return paper


def _next_number(kind: DocumentKind, unit_id: int, year: int) -> int:
    DocumentNumber.objects.get_or_create(kind=kind.code, unit_id=unit_id, year=year)
    row = DocumentNumber.objects.select_for_update().get(kind=kind.code, unit_id=unit_id, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
