"""A process of its own for `parts.memory_of_many_grids`: the application, and a place book of 20,000 composed grids. Prints its memory."""

from __future__ import annotations

import json
import os

import django

django.setup()

import shapely  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

from bench.load import memory_mb  # noqa: E402
from shaoxiang.duties.queries import duty_book  # noqa: E402
from shaoxiang.kernel.workdays.queries import calendar  # noqa: E402
from shaoxiang.places.queries import place_book  # noqa: E402
from shaoxiang.places.rules import CommunityPlace, DistrictPlace, GridPlace, Outlines, PlaceBook, StreetPlace  # noqa: E402

GRIDS, ACROSS, WEST, SOUTH, SIDE = 20_000, 142, 111.6, 40.7, 0.002


def book_of_many_grids() -> PlaceBook:
    """Squares of about 200 m with 32 corners each."""
    grids, outlines = [], []
    for n in range(GRIDS):
        line, column = divmod(n, ACROSS)
        code = f"{n:015d}"
        grids.append(GridPlace(n, code, f"示例第{n}网格", f"Grid {n}", n // 30, n // 1000, "SMALL", "ORDINARY"))
        x, y = WEST + column * SIDE, SOUTH + line * SIDE
        outlines.append((code, shapely.segmentize(shapely.box(x, y, x + SIDE, y + SIDE), SIDE / 8)))
    return PlaceBook.compiled(
        districts=[DistrictPlace(1, "150102", "示例", "Sample")],
        streets=[StreetPlace(n, f"{n:09d}", f"示例{n}街道", "", 1, "STREET", True, False, ()) for n in range(GRIDS // 1000 + 1)],
        communities=[CommunityPlace(n, f"{n:012d}", f"示例{n}社区", "", n // 33, "COMMUNITY") for n in range(GRIDS // 30 + 1)],
        grids=grids, outlines=Outlines(grids=outlines),
    )


application, held = get_wsgi_application(), (duty_book(), place_book(), calendar())
book = book_of_many_grids()
for n in range(GRIDS):  # a point in each: the squares looked up once stay in memory
    book.locate(WEST + n % ACROSS * SIDE + SIDE / 3, SOUTH + n // ACROSS * SIDE + SIDE / 3)
print(json.dumps({"mb": memory_mb([os.getpid()])}))
