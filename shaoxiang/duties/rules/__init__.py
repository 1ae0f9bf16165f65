"""Decisions of the lists: who answers (`routing`), and what a version of a list changes (`versions`). Pure."""

from shaoxiang.duties.rules.routing import (
    DANGER_WORDS,
    NOBODY,
    TOWN_KINDS,
    Assignment,
    BodyLine,
    CatalogueLine,
    ChangeRefused,
    DutyBook,
    DutyLine,
    GroundStep,
    LimitLine,
    Param,
    PlaceRef,
    StreetLine,
    Suggestion,
    Target,
    TypeLine,
    blended,
    check_limits,
    danger,
    read_words,
    route,
    suggest,
)

__all__ = [
    "DANGER_WORDS", "NOBODY", "TOWN_KINDS", "Assignment", "BodyLine", "CatalogueLine", "ChangeRefused", "DutyBook", "DutyLine", "GroundStep", "LimitLine",
    "Param", "PlaceRef", "StreetLine", "Suggestion", "Target", "TypeLine", "blended", "check_limits", "danger", "read_words", "route", "suggest",
]
