"""用没用起来: whether a written rule is alive. Rooms above register figures for it; each is a set of rows of a period, and opens exactly these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from shaoxiang.duties.rules.periods import Period
from shaoxiang.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the page shows it: `words` never say more than its number or name; `page`: (URL name, arguments) where it is read."""

    words: str
    at: datetime | date | None = None
    page: tuple[str, tuple[object, ...]] | None = None
    more: str = ""

    @property
    def url(self) -> str:
        try:
            return reverse(self.page[0], args=self.page[1]) if self.page else ""
        except NoReverseMatch:
            return ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a period, of the whole district: how many `rows`, or what `value` draws from them (None: nothing to draw from).

    `label`, `unit` are msgids. `line` says one row, `seen` gives the rows of that model an actor may open; only these are listed.
    `left_out`: how many rows a street refused and that are counted nowhere (A7). `stands`: how things are on the last day, not what was done in the
    period; it says nothing on whether the rule lives.
    """

    code: str
    label: str
    rows: QuerySet[Any]
    line: Callable[[Any], Line]
    seen: Callable[[Actor], QuerySet[Any]]
    value: Callable[[QuerySet[Any]], int | None] | None = None
    unit: str = ""
    left_out: int = 0
    stands: bool = False


Source = Callable[[datetime, datetime], Sequence[Figure]]


def within(field: str, since: datetime | date, until: datetime | date) -> Q:
    """Rows of which this field lies in the period: its first instant counts, that of the next period does not."""
    return Q(**{f"{field}__gte": since, f"{field}__lt": until})


def last_day(until: datetime, today: date) -> date:
    """The last day of a period that ends before this instant; today, where it is not over: of figures that say how things stand."""
    return min(timezone.localtime(until).date() - timedelta(days=1), today)


_sources: dict[str, list[Source]] = {}


def register_figures(code: str, source: Source) -> None:
    """Upper rooms, in `AppConfig.ready`: what was done under the rule `code` from one instant up to (not with) another. Counts, never who."""
    if source not in _sources.setdefault(code, []):
        _sources[code].append(source)


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with its number. `n`: how many rows; `value`: what is shown, None where there is nothing to draw it from."""

    figure: Figure
    n: int
    value: int | None


@dataclass(frozen=True, slots=True)
class Life:
    """What was done under a rule in a period. `asked` False: no room counts for it."""

    period: Period
    asked: bool
    figures: list[Counted]

    @property
    def alive(self) -> bool:
        return any(one.n for one in self.done)

    @property
    def done(self) -> list[Counted]:
        return [one for one in self.figures if not one.figure.stands]

    @property
    def standing(self) -> list[Counted]:
        return [one for one in self.figures if one.figure.stands]

    @property
    def left_out(self) -> bool:
        return any(one.figure.left_out for one in self.figures)


def figures_of(code: str, period: Period) -> list[Figure]:
    here = timezone.get_default_timezone()
    since, until = (datetime.combine(day, time(), tzinfo=here) for day in (period.since, period.until))
    return [figure for source in _sources.get(code, []) for figure in source(since, until)]


def life_of(code: str, period: Period) -> Life:
    """The figures of every room that counts for this rule."""
    return Life(period, bool(_sources.get(code)), [_counted(figure) for figure in figures_of(code, period)])


def _counted(figure: Figure) -> Counted:
    n = figure.rows.count()
    return Counted(figure, n, figure.value(figure.rows) if figure.value is not None else n)


@dataclass(frozen=True, slots=True)
class FigurePage:
    """The records behind a figure. `seen`: those this reader may open; the others are only counted."""

    counted: Counted
    seen: QuerySet[Any]

    @property
    def hidden(self) -> int:
        return self.counted.n - self.seen.count()


def figure_page(code: str, figure_code: str, period: Period, actor: Actor) -> FigurePage | None:
    figure = next((one for one in figures_of(code, period) if one.code == figure_code), None)
    if figure is None:
        return None
    return FigurePage(_counted(figure), figure.rows.filter(pk__in=figure.seen(actor).order_by().values("pk")))
