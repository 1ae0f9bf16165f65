"""Pages of the room."""

from shaoxiang.opinions.views.importing import scopes_blank, scopes_import
from shaoxiang.opinions.views.pages import (
    about,
    about_selection,
    act,
    files,
    index,
    new,
    notice,
    request_move,
    request_page,
    show,
    summary,
    table,
)
from shaoxiang.opinions.views.scopes import scope_edit, scopes

__all__ = [
    "about", "about_selection", "act", "files", "index", "new", "notice", "request_move", "request_page", "scope_edit", "scopes", "scopes_blank",
    "scopes_import", "show", "summary", "table",
]
