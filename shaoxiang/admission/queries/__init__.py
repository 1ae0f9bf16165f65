"""Reads of the room. Upper rooms: `uncounted`, `uncounted_matters` say which matters count in no assessment (A7)."""

from shaoxiang.admission.queries.refusals import about, carried_by_list, item_exists, refusal_moves, refusals_for, subject_of, uncounted, uncounted_matters
from shaoxiang.admission.queries.requests import (
    AGAINST,
    TEXTS,
    ResourceRow,
    all_found,
    all_heard,
    body_words,
    consultation_of,
    earlier_reviews,
    filtered,
    findings_of,
    line_words,
    list_kinds,
    may_ask,
    moves_for,
    open_draft,
    open_review,
    question_text,
    receipts_of,
    requests_for,
    resource_table,
    reviews_of,
    statement_of,
    still_asked,
    street_views,
    unit_names,
    views_for,
)

__all__ = [
    "AGAINST", "TEXTS", "ResourceRow", "about", "all_found", "all_heard", "body_words", "carried_by_list", "consultation_of", "earlier_reviews",
    "filtered", "findings_of", "item_exists", "line_words", "list_kinds", "may_ask", "moves_for", "open_draft", "open_review", "question_text",
    "receipts_of", "refusal_moves", "refusals_for", "requests_for", "resource_table", "reviews_of", "statement_of", "still_asked", "street_views",
    "subject_of", "uncounted", "uncounted_matters", "unit_names", "views_for",
]
