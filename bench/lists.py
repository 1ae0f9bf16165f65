"""The lists measured in this process: compiling the book, routing, the register and comparison pages at 5,000 items. Ratios to plain work of the same run.

    python -m bench.lists        on any database that holds the district; what it composes is rolled back
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

AGAIN = 40_000  # turns of what is counted per second
FIGURES = (
    "book_compile_ms", "book_raw_ms", "book_ratio", "route_again_per_s", "lookups_per_s", "route_ratio", "list_5000_ms", "list_raw_ms", "list_ratio",
    "new_5000_ms", "new_raw_ms", "new_ratio", "diff_5000_ms", "diff_raw_ms", "diff_ratio", "amended_5000_ms",
    "check_5000_ms", "register_groups_ms", "register_open_ms", "register_table_ms", "register_sorted_ms", "register_found_ms", "register_ratio",
)
ITEMS, CHANGED, TURNS = 5_000, 60, 15
BOOK_TABLES = (
    "duties_eventtype", "duties_typelimit", "duties_typeword", "duties_dutyitem", "duties_typeduty", "duties_dispatchcatalogueentry", "duties_carrier",
    "duties_typepower", "duties_empoweredmatter", "empowerment_handedpower",
    "institutions_body", "institutions_post", "places_grid", "places_community",
)


def measure() -> dict[str, float]:
    """CPU of this process (SQLite works inside it, PostgreSQL beside it): milliseconds, the best of some turns, and rates a second.

    `*_ratio`: ours over plain SQL; plain look-ups over `route()`.
    """
    from django.db import transaction

    from tests import guards

    found = {**compiling(), **routing()}
    for measured in (pages, register):
        with transaction.atomic():
            guards.aside()  # versions no draft led to; rolled back with them
            found |= measured()
            transaction.set_rollback(True)
    return found


def _ms(act: Callable[[], Any], turns: int = TURNS) -> float:
    act()
    took = []
    for _turn in range(turns):
        began = time.process_time()
        act()
        took.append((time.process_time() - began) * 1000)
    return min(took)


def _fetched(*statements: str) -> Callable[[], None]:
    from django.db import connection

    def fetch() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    return fetch


def compiling() -> dict[str, float]:
    """94 + 60 + 48 items and 103 types over nine units, with posts, grids and words: against fetching the same tables."""
    from django.utils import timezone

    from shaoxiang.duties.queries import compile_book

    ours, raw = _ms(lambda: compile_book(timezone.localdate())), _ms(_fetched(*(f"SELECT * FROM {table}" for table in BOOK_TABLES)))
    return {"book_compile_ms": ours, "book_raw_ms": raw, "book_ratio": ours / raw}


def routing() -> dict[str, float]:
    """`route()` on one core, against the four look-ups no answer can do without (type, duty, office, post)."""
    from bench.parts import per_second
    from shaoxiang.duties.queries import duty_book
    from shaoxiang.duties.rules import PlaceRef, route
    from shaoxiang.places.queries import place_book

    book, places = duty_book(), place_book()
    types, grids = list(book.types), list(places.grids.values())
    refs = [PlaceRef(grid.street_id, places.streets[grid.street_id].kind, grid.community_id, grid.id) for grid in grids]

    def plain(turn: int) -> Any:
        code, ref = types[turn % len(types)], refs[turn % len(refs)]
        line, street = book.duties.get((code, "STREET")), book.streets.get(ref.street_id or 0)
        office = street.offices.get(line.office_name) if line and street else None
        return book.types[code], book.bodies.get(office or 0)

    ours, raw = per_second(lambda turn: route(types[turn % len(types)], refs[turn % len(refs)], book.on, book), AGAIN), per_second(plain, AGAIN)
    return {"route_again_per_s": ours, "lookups_per_s": raw, "route_ratio": raw / ours}


def pages() -> dict[str, float]:
    """Two versions of 5,000 items, 60 of them changed: as anybody reads them, the middleware and the template counted in."""
    from django.test import Client
    from django.urls import reverse

    older, newer = _two_versions()
    client = Client(SERVER_NAME="localhost")

    def page(name: str, *args: Any, **asked: Any) -> Callable[[], None]:
        address = reverse(f"duties:{name}", args=args)

        def read() -> None:
            if client.get(address, asked).status_code != 200:
                raise RuntimeError(address)

        return read

    then, now = f"'{older.effective_from}'", f"'{newer.effective_from}'"
    held = "SELECT * FROM duties_dutyitem WHERE list_kind = 'INSTITUTION' AND valid_from <= {0} AND (valid_to IS NULL OR valid_to > {0})"
    ordered = f"{held.format(now)} ORDER BY \"order\", id LIMIT 201"
    counted = f"SELECT count(*) FROM ({held.format(now)}) rows"
    changed = (f"{held.format(then)} AND valid_to <= {now}", f"{held.format(now)} AND valid_from > {then}")
    by_code = f"{held.format(now)} ORDER BY code LIMIT 101"
    again = _amended_all(newer)
    found = {
        "amended_5000_ms": _ms(page("version", again.pk), 5),  # every item was changed
        "list_5000_ms": _ms(page("items", list="INSTITUTION", on=str(newer.effective_from))), "list_raw_ms": _ms(_fetched(ordered, counted)),
        "new_5000_ms": _ms(page("version", older.pk)), "new_raw_ms": _ms(_fetched(by_code, counted, held.format(then))),  # every item is a change
        "diff_5000_ms": _ms(page("version", newer.pk)), "diff_raw_ms": _ms(_fetched(by_code, counted, *changed)),
        "check_5000_ms": _ms(page("version_check", newer.pk), 5),
    }
    return found | {f"{name}_ratio": found[f"{name}_5000_ms"] / found[f"{name}_raw_ms"] for name in ("list", "new", "diff")}


def _two_versions() -> tuple[Any, Any]:
    from django.utils import timezone

    from shaoxiang.duties.actions.publishing import seal
    from shaoxiang.duties.models import DutyItem, ListVersion

    begins = date(2026, 1, 1)
    later = begins + timedelta(days=30)
    running = ListVersion.objects.filter(kind="INSTITUTION_DUTY").order_by("-number").first()
    number, made = running.number or 0, []
    rows = [
        DutyItem(code=f"Z-{n:05}", list_kind="INSTITUTION", unit_scope="INSTITUTION", office_name=f"示例科室{n % 40}",
                 title=f"示例职责第 {n} 项，巡查、登记并转办", role="PRIMARY", departments=["区住建局"], basis="示例依据 1", order=n, valid_from=begins,
                 sample=True)
        for n in range(ITEMS)
    ]
    DutyItem.objects.bulk_create(rows, batch_size=500)
    for turn, day in enumerate((begins, later)):
        if turn:
            DutyItem.objects.filter(code__in=[row.code for row in rows[:CHANGED]]).update(valid_to=day)
            for row in rows[:CHANGED]:
                row.pk, row.title, row.valid_from = None, f"{row.title}（改）", day
            DutyItem.objects.bulk_create(rows[:CHANGED])
        version = ListVersion(kind="INSTITUTION_DUTY", number=number + 1 + turn, status="PUBLISHED", title=f"示例第 {turn + 2} 版", effective_from=day,
                              decided_by="示例", document="示例", decided_on=day, sample=True)
        seal(version, timezone.now())
        made.append(version)
    return made[0], made[1]


def _amended_all(older: Any) -> Any:
    """One more version: every item of the one before says something else."""
    from django.utils import timezone

    from shaoxiang.duties.actions.publishing import seal
    from shaoxiang.duties.models import DutyItem, ListVersion

    day = older.effective_from + timedelta(days=30)
    rows = list(DutyItem.objects.filter(code__startswith="Z-", valid_to=None))
    DutyItem.objects.filter(pk__in=[row.pk for row in rows]).update(valid_to=day)
    for row in rows:
        row.pk, row.basis, row.valid_from = None, "示例依据 2", day
    DutyItem.objects.bulk_create(rows, batch_size=500)
    version = ListVersion(kind="INSTITUTION_DUTY", number=older.number + 1, status="PUBLISHED", title="示例：全部改过", effective_from=day, decided_by="示例",
                          document="示例", decided_on=day, sample=True)
    seal(version, timezone.now())
    return version


def register() -> dict[str, float]:
    """机构登记 with 5,000 bodies more: as groups, a street opened, one table, sorted by name, and a word nobody's name begins with."""
    from django.urls import reverse

    from shaoxiang.cases.tests.seats import seated
    from shaoxiang.institutions.models import Body
    from tests import people

    street = Body.objects.filter(kind="STREET_OFFICE", valid_to=None).order_by("code").first()
    if street is None:
        raise RuntimeError("no street")
    Body.objects.bulk_create((
        Body(code=f"Z{n:05}", kind="COMMUNITY_COMMITTEE" if n % 3 else "INTERNAL_OFFICE", name=f"示例科室{n:05}", parent=street, unit=street,
             street_id=street.street_id, aliases=[f"示例别名{n}"] if n % 20 == 0 else [], valid_from=date(2020, 3, 24), sample=True)
        for n in range(ITEMS)
    ), batch_size=500)
    client = seated(people.actor("STAFFING_OFFICE"))
    client.defaults["SERVER_NAME"] = "localhost"

    def page(name: str, **asked: Any) -> Callable[[], None]:
        def read() -> None:
            if client.get(reverse(f"institutions:{name}"), asked).status_code != 200:
                raise RuntimeError(name)

        return read

    plain = _ms(_fetched("SELECT * FROM institutions_body ORDER BY code LIMIT 51", "SELECT kind, street_id, count(*) FROM institutions_body GROUP BY 1, 2"))
    found = {
        "register_groups_ms": _ms(page("register")), "register_open_ms": _ms(page("register_group", group=f"communities:{street.code}"), 5),
        "register_table_ms": _ms(page("register", view="list")), "register_sorted_ms": _ms(page("register", sort="-name")),
        "register_found_ms": _ms(page("register", q="别名4900")),
    }
    return found | {"register_ratio": found["register_table_ms"] / plain}


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shaoxiang.config.settings")
    django.setup()
    for name, figure in measure().items():
        print(f"{name:<20}{figure:>12,.2f}")
