"""Decisions of the lists: who answers (`routing`, from the `book` of a day and the handed `powers`), which type words speak for (`suggesting`), when
they speak of danger (`danger`), what may be set (`settings`), and what a version of a list changes (`versions`). Pure."""

from shaoxiang.duties.rules.book import (
    NOBODY,
    Assignment,
    BodyLine,
    CatalogueLine,
    DutyBook,
    DutyLine,
    GroundStep,
    LimitLine,
    Param,
    PlaceRef,
    StreetLine,
    Target,
    TypeLine,
)
from shaoxiang.duties.rules.danger import DANGER_WORDS, danger
from shaoxiang.duties.rules.powers import Handed, LinkedPower, PowerLine, line_of
from shaoxiang.duties.rules.routing import TOWN_KINDS, route
from shaoxiang.duties.rules.settings import NO_REASON, ChangeRefused, check_limits, read_words
from shaoxiang.duties.rules.suggesting import Suggestion, blended, suggest

__all__ = [
    "DANGER_WORDS", "NOBODY", "NO_REASON", "TOWN_KINDS", "Assignment", "BodyLine", "CatalogueLine", "ChangeRefused", "DutyBook", "DutyLine", "GroundStep",
    "Handed", "LimitLine", "LinkedPower", "Param", "PlaceRef", "PowerLine", "StreetLine", "Suggestion", "Target", "TypeLine", "blended", "check_limits",
    "danger", "line_of", "read_words", "route", "suggest",
]
