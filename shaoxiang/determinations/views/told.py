"""A refusal of the room in the reader's language, figures and all."""

from __future__ import annotations

from django.utils.translation import gettext

from shaoxiang.determinations.rules import DeterminationRefused, FiguresDiffer, side_by_side
from shaoxiang.kernel.web.asked import said


def told(refused: DeterminationRefused) -> str:
    if not isinstance(refused, FiguresDiffer):
        return said(refused)
    return gettext(refused.reason) % {**refused.facts, "figures": side_by_side(refused.rows, gettext)}
