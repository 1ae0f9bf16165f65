"""What is taken away from streets: whom it touches, and what a file on which they were heard must be about."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.areas import streets_served
from shaoxiang.kernel.workdays.rules import SHANGHAI
from shaoxiang.opinions.queries.heard import missing, units_of
from shaoxiang.opinions.queries.places import units_of_district
from shaoxiang.opinions.rules import About
from shaoxiang.opinions.vocabulary import Power

FRESH = timedelta(days=365)  # a question of last year is not about what is taken now (示例)


def unheard(
    body: Body, number: str, why: str | None, *, powers: frozenset[Power], on: date, at: datetime, since: date | None = None,
) -> tuple[str, dict[str, object]]:
    """What is missing before fewer serve the streets of `body`: a msgid with its cure and its facts, "" nothing. A body of no street serves them all.

    The file names the body, and was opened within the year and, where what is taken away began on a day (`since`), after it. `why`: in words, where one
    may do without a file; None where no words do.
    """
    streets = streets_served(body, on)
    units = units_of(streets) if streets else units_of_district()
    began = datetime.combine(since, time.min, SHANGHAI) if since is not None else at - FRESH
    called = tuple(name for name in (body.name, body.short_name) if name)
    return missing(number, units, About(powers, called, max(at - FRESH, began)), why)
