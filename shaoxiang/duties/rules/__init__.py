"""Decisions of the lists: who answers (`routing`), which type words speak for (`suggesting`), when they speak of danger (`danger`), what may be
set (`settings`), and what a version of a list changes (`versions`). Pure."""

from shaoxiang.duties.rules.danger import DANGER_WORDS, danger
from shaoxiang.duties.rules.routing import (
    NOBODY,
    TOWN_KINDS,
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
    route,
)
from shaoxiang.duties.rules.settings import ChangeRefused, check_limits, read_words
from shaoxiang.duties.rules.suggesting import Suggestion, blended, suggest

__all__ = [
    "DANGER_WORDS", "NOBODY", "TOWN_KINDS", "Assignment", "BodyLine", "CatalogueLine", "ChangeRefused", "DutyBook", "DutyLine", "GroundStep", "LimitLine",
    "Param", "PlaceRef", "StreetLine", "Suggestion", "Target", "TypeLine", "blended", "check_limits", "danger", "read_words", "route", "suggest",
]
