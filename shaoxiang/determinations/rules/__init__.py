"""Decisions of the room: dates in order, one version a day, what a line became, one leading post for a duty."""

from shaoxiang.determinations.rules.arranging import EditRow, handed_over, lines_of, sections, shifted, together, with_lines, without_ticked
from shaoxiang.determinations.rules.articles import Article, Clause, articles, numeral
from shaoxiang.determinations.rules.comparing import DiffRow, Line, by_office, compare, counted
from shaoxiang.determinations.rules.ledger import (
    AT_ADOPTION,
    AT_ISSUE,
    AT_SAVING,
    OF_LEDGER,
    Differing,
    Figure,
    FiguresDiffer,
    check_figures,
    check_part,
    check_words,
    differing,
    side_by_side,
    with_figures,
)
from shaoxiang.determinations.rules.naming import Naming, check_naming
from shaoxiang.determinations.rules.versions import (
    Before,
    DeterminationRefused,
    check_adopted,
    check_issued,
    check_lines,
    check_matching,
    in_force_on,
)
from shaoxiang.kernel.text.marking import Marked, marked

__all__ = [
    "AT_ADOPTION", "AT_ISSUE", "AT_SAVING", "OF_LEDGER", "Article", "Before", "Clause", "DeterminationRefused", "DiffRow", "Differing", "EditRow",
    "Figure", "FiguresDiffer", "Line", "Marked", "Naming", "articles", "by_office", "check_adopted", "check_figures", "check_issued", "check_lines",
    "check_matching", "check_naming", "check_part", "check_words", "compare", "counted", "differing", "handed_over", "in_force_on", "lines_of",
    "marked", "numeral", "sections", "shifted", "side_by_side", "together", "with_figures", "with_lines", "without_ticked",
]
