"""Written rules as pages, papers and the API read them. Whether each is alive: `queries/figures.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import override

from shaoxiang.duties import access
from shaoxiang.duties.flows import RULE_FLOW
from shaoxiang.duties.models import InstitutionDocument, RuleReview, RuleText
from shaoxiang.duties.rules import documents as rules
from shaoxiang.duties.rules.documents import Paragraph, ParagraphChange
from shaoxiang.duties.vocabulary import ParagraphState, RuleStatus
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.documents import printers
from shaoxiang.kernel.documents.registry import kind_of
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web.navigation import NavItem, item_of

PAPER = "WRITTEN_RULE"
SUBJECT = "written_rule"

# --- rules and texts ----------------------------------------------------------------------------------------------------


def documents_for(actor: Actor) -> QuerySet[InstitutionDocument]:
    """Every rule that was ever issued; drafts for those who prepare and decide them."""
    rows = InstitutionDocument.objects.all()
    return rows if reads_drafts(actor) else rows.exclude(status=RuleStatus.DRAFT.value)


def reads_drafts(actor: Actor) -> bool:
    return allowed(actor, access.GRANTS["read_rule_drafts"])


def chosen(rows: QuerySet[InstitutionDocument], *, words: str = "", status: str = "") -> QuerySet[InstitutionDocument]:
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(title_en__icontains=words) | Q(number__icontains=words) | Q(summary__icontains=words)
                           | Q(texts__text__icontains=words, texts__number__isnull=False, texts__effective_to__isnull=True)).distinct()
    return rows.filter(status=status) if status in RuleStatus.__members__ else rows


def text_in_force(document: InstitutionDocument, on: date) -> RuleText | None:
    """The text that holds on that day; of a repealed rule none."""
    if document.valid_to is not None and document.valid_to <= on:
        return None
    rows = document.texts.filter(number__isnull=False, effective_from__lte=on)
    return rows.filter(Q(effective_to__isnull=True) | Q(effective_to__gt=on)).first()


def last_text(document: InstitutionDocument) -> RuleText | None:
    """The text issued last, also one that does not hold yet."""
    return document.texts.filter(number__isnull=False).order_by("-number").first()


def draft_text(document: InstitutionDocument) -> RuleText | None:
    return document.texts.filter(number__isnull=True).first()


def moves_for(document: InstitutionDocument, actor: Actor) -> dict[str, Move]:
    """The page's buttons, by name: an amended text is issued only where one was drafted."""
    if not allowed(actor, access.GRANTS["write_rules"]):
        return {}
    there = draft_text(document) is not None
    return {move.name: move for move in RULE_FLOW.open_moves(document.status) if there or move.name not in ("try_out", "issue", "amend")}


def difference(old: RuleText, new: RuleText, *, everything: bool = False) -> list[ParagraphChange]:
    rows = rules.compare(rules.paragraphs(old.text), rules.paragraphs(new.text))
    return [row for row in rows if everything or row.state is not ParagraphState.SAME]


@dataclass(frozen=True, slots=True)
class Mechanism:
    """The part of the system that carries a rule out. `address` "": not for this reader."""

    item: NavItem
    address: str


def mechanism_of(document: InstitutionDocument, actor: Actor) -> Mechanism | None:
    item = item_of(document.mechanism)
    if item is None:
        return None
    try:
        address = reverse(item.route)
    except NoReverseMatch:
        return None
    may = actor.assignment_id is not None and (not item.roles or bool(item.roles & actor.roles))
    return Mechanism(item, address if may else "")


@dataclass(frozen=True, slots=True)
class DocumentPage:
    document: InstitutionDocument
    shown: RuleText | None  # the text in force, else the last issued, else (for who may) the draft
    paragraphs: list[Paragraph]
    texts: list[RuleText]  # issued, newest first
    draft: RuleText | None
    moves: dict[str, Move]
    mechanism: Mechanism | None
    due_on: date | None
    overdue: bool
    review: RuleReview | None
    entries: list[Entry]


def page_of(document: InstitutionDocument, actor: Actor, today: date) -> DocumentPage:
    texts = list(document.texts.filter(number__isnull=False).order_by("-number"))
    draft = draft_text(document) if reads_drafts(actor) else None
    shown = text_in_force(document, today) or (texts[0] if texts else draft)
    due = rules.due_on(RuleStatus(document.status), document.trial_until, document.review_on)
    return DocumentPage(
        document, shown, rules.paragraphs(shown.text) if shown is not None else [], texts, draft, moves_for(document, actor),
        mechanism_of(document, actor), due, due is not None and due < today, open_review(document), entries_of(document) if actor.assignment_id else [],
    )


def entries_of(document: InstitutionDocument) -> list[Entry]:
    return list(Entry.objects.filter(subject_kind=SUBJECT, subject_id=document.pk).order_by("-seq"))


def open_review(document: InstitutionDocument) -> RuleReview | None:
    return document.reviews.filter(outcome="").select_related("matter").first()


def awaiting_review(today: date) -> list[InstitutionDocument]:
    """Rules whose day is near and that nobody was asked about yet."""
    rows = InstitutionDocument.objects.filter(status__in=[RuleStatus.TRIAL.value, RuleStatus.FORMAL.value]).exclude(reviews__outcome="")
    return [row for row in rows if rules.is_asked(RuleStatus(row.status), row.trial_until, row.review_on, today)]


def next_code() -> str:
    """R1, R2, …: never one that was used."""
    used = set(InstitutionDocument.objects.values_list("code", flat=True))
    return next(code for number in range(1, len(used) + 2) if (code := f"R{number}") not in used)


# --- the paper ----------------------------------------------------------------------------------------------------------


def paper_context(document: InstitutionDocument, text: RuleText) -> dict[str, Any]:
    with override("zh-hans"):
        return {
            "title": document.title, "document_number": text.document_number, "issued_by": document.issued_by, "issued_on": text.issued_on,
            "effective_from": text.effective_from, "trial_until": document.trial_until if document.status == RuleStatus.TRIAL else None,
            "sample": document.sample, "version": text.number, "scope": document.scope,
            "paragraphs": [{"label": one.label, "text": one.text, "heading": one.heading} for one in rules.paragraphs(text.text)],
        }


def paper(document: InstitutionDocument, text: RuleText, form: str) -> bytes:
    """DOCX to edit or PDF to print; the same text gives the same paper."""
    printed = kind_of(PAPER).printed(paper_context(document, text))
    at = datetime.combine(text.issued_on or document.valid_from, time(9), tzinfo=timezone.get_default_timezone())
    return printers.docx(PAPER, printed) if form == "docx" else printers.pdf(PAPER, printed, at)
