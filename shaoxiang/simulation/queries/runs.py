"""Kept runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext

from shaoxiang.kernel import access as rights
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.simulation import access
from shaoxiang.simulation.models import SimulationRun
from shaoxiang.simulation.queries import drawing, wording
from shaoxiang.simulation.rules.changes import of_data
from shaoxiang.simulation.rules.inputs import World
from shaoxiang.simulation.rules.keeping import kept, kept_names
from shaoxiang.simulation.rules.study import AFTER_DAYS, WARM_UP_DAYS, Plan
from shaoxiang.simulation.vocabulary import Do, RunStatus

AT_ONCE = 6_000  # calls let through in a request: about two seconds; more is the worker's


@dataclass(frozen=True)
class Shown:
    """A run that is done, in words. `compared`: the table of differences, None where nothing was changed."""

    changes: list[str]
    headline: list[str]
    compared: wording.Table | None
    tables: Sequence[wording.Table]
    picture: str


def runs_for(actor: Actor) -> QuerySet[SimulationRun]:
    return SimulationRun.objects.filter(rights.visible(actor, access.GRANTS["view"]))


def is_soon_done(world: World, plan: Plan, *, worlds: int) -> bool:
    """Few enough calls for a request? Counted from the streams, not guessed from days."""
    per_day = sum(stream.per_day * max(1.0, world.times(stream.kind, stream.street)) for stream in world.streams)
    return per_day * (WARM_UP_DAYS + plan.days + AFTER_DAYS) * plan.replications * worlds <= AT_ONCE


def changes_in_words(run: SimulationRun) -> list[str]:
    """By the names kept with the result; before that, only what kind of change."""
    if run.status != RunStatus.DONE:
        return [gettext(Do.label_of(row.get("do", ""))) for row in run.changes]
    return wording.changes_words(of_data(run.changes), kept_names(run.result, calendar()))


def shown(run: SimulationRun) -> Shown:
    """Only of a run that is DONE."""
    found, base, changed = kept(run.result, calendar())
    first, *rest = wording.tables(found, base, changed)
    words = wording.changes_words(of_data(run.changes), base)
    drawn = drawing.picture(found, base)
    if changed is None:
        return Shown(words, [], None, [first, *rest], drawn)
    return Shown(words, wording.headline(found, base), first, rest, drawn)
