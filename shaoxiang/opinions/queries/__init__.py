"""Reads of the room. Upper rooms: `standing(file)` says who was heard, who was silent, and what still keeps the file from the meeting."""

from shaoxiang.opinions.queries.files import (
    FilePage,
    Line,
    Standing,
    bar_words,
    comment_ends,
    earlier_of,
    file_moves,
    files_for,
    may_open,
    of_subject,
    page_of,
    standing,
    summary,
    usual_comment,
)
from shaoxiang.opinions.queries.heard import may_ask_about, units_of
from shaoxiang.opinions.queries.requests import RequestPage, filtered, request_moves, request_page, requests_for
from shaoxiang.opinions.queries.scopes import all_scopes, next_code, scope_in_force, scopes_in_force

__all__ = [
    "FilePage", "Line", "RequestPage", "Standing", "all_scopes", "bar_words", "comment_ends", "earlier_of", "file_moves", "files_for", "filtered",
    "may_ask_about", "may_open", "next_code", "of_subject", "page_of", "request_moves", "request_page", "requests_for", "scope_in_force",
    "scopes_in_force", "standing", "summary", "units_of", "usual_comment",
]
