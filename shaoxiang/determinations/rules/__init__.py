"""Decisions of the room: dates in order, one version a day, what a line became, one leading post for a duty."""

from shaoxiang.determinations.rules.articles import Article, Clause, articles, numeral
from shaoxiang.determinations.rules.comparing import DiffRow, Line, compare, counted
from shaoxiang.determinations.rules.naming import Naming, check_naming
from shaoxiang.determinations.rules.versions import (
    DeterminationRefused,
    check_adopted,
    check_issued,
    check_lines,
    check_matching,
    check_quota,
    in_force_on,
)
from shaoxiang.kernel.text.marking import Marked, marked

__all__ = [
    "Article", "Clause", "DeterminationRefused", "DiffRow", "Line", "Marked", "Naming", "articles", "check_adopted", "check_issued", "check_lines",
    "check_matching", "check_naming", "check_quota", "compare", "counted", "in_force_on", "marked", "numeral",
]
