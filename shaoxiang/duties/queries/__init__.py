"""Reads of the lists: the compiled book of a day, the answers drawn from it, and the reason in words."""

from shaoxiang.duties.queries.book import (
    cited_item_exists,
    compile_book,
    current_version,
    department_names,
    duty_book,
    find_place,
    forget_books,
    replay,
    type_limits,
)
from shaoxiang.duties.queries.ground import ground_json, ground_text
from shaoxiang.duties.queries.powers import register_powers

__all__ = [
    "cited_item_exists",
    "compile_book",
    "current_version",
    "department_names",
    "duty_book",
    "find_place",
    "forget_books",
    "ground_json",
    "ground_text",
    "register_powers",
    "replay",
    "type_limits",
]
