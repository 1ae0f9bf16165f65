"""Seed many cases into PostgreSQL by statements the server runs alone: INSERT … SELECT from generate_series.

Every table a case lives in gets its rows, in the shape the actions write them. What is simplified: three journal entries a case
(reported, dispatched, ended) with placeholder links, so `verify-journal` finds fault with a seeded database; one running clock per
running case, none for ended ones; nobody in the vault.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from bench import molds
from shaoxiang.cases import queries
from shaoxiang.kernel import db
from shaoxiang.kernel.matter import cells
from shaoxiang.kernel.search.rules import BUCKET

TABLES = ("matter_matter", "cases_case", "dispatch_dispatchorder", "clocks_running", "desk_row", "journal_entry", "journal_head", "search_text")
OF_THE_DISTRICT = {  # what would go with the matters, but was not made by the bench
    "matter_matter": "kind = 'LIST_VERSION'", "duties_listversion": "true", "duties_listchange": "true", "staffing_quotaentry": "change_id IS NULL",
    "journal_entry": "kind = 'duties.version_kept'", "journal_head": "subject_kind = 'matter' AND subject_id IN (SELECT matter_id FROM duties_listversion)",
}
COUNTS = ("matter_cell", "matter_cell_change")
RUNNING_SHARE = 0.08
Say = Callable[[str], Any]


def seed(cases: int, *, anchor: datetime, days: int = 730, say: Say = print) -> float:
    """Into a database that holds a district and no matters. Returns the seconds it took."""
    began = time.monotonic()
    if connection.vendor != "postgresql":
        raise ValueError("the seeding is written for PostgreSQL")
    molds.make(anchor=anchor, days=days)
    say(f"  molds {time.monotonic() - began:.0f} s")
    with transaction.atomic(), connection.cursor() as cursor, _without_indexes(cursor):
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SELECT setseed(0.7)")
        cursor.execute("SELECT coalesce(max(id), 0) FROM matter_matter")  # the district's own: the first versions of its lists
        first = cursor.fetchone()[0]
        for name, statement in STATEMENTS:
            at = time.monotonic()
            cursor.execute(statement, {
                "cases": cases, "first": first, "anchor": anchor, "days": days, "tau": RUNNING_SHARE * days, "bucket": BUCKET, **_clock_columns(),
            })
            if name == "cases drawn":
                cursor.execute("ANALYZE bench_case")
            say(f"  {name}: {cursor.rowcount:,} rows, {time.monotonic() - at:.0f} s")
        _set_sequences(cursor, anchor)
        at = time.monotonic()
    say(f"  indexes and checks {time.monotonic() - at:.0f} s")
    cells.fold()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_case")
        cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")  # a test's transaction cannot be left to vacuum
    return time.monotonic() - began


def empty() -> None:
    """Take every matter out again but those the district came with: between two sizes of one measurement, on a database that holds nothing else."""
    with transaction.atomic(), connection.cursor() as cursor:
        db.remove_append_only("journal_entry")
        db.remove_room_guards()
        for table, which in OF_THE_DISTRICT.items():
            cursor.execute(f"CREATE TEMPORARY TABLE kept_{table} ON COMMIT DROP AS SELECT * FROM {table} WHERE {which}")
        cursor.execute(f"TRUNCATE {', '.join((*TABLES, *COUNTS))}, matter_day CASCADE")
        for table in OF_THE_DISTRICT:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        db.install_append_only("journal_entry")
        db.install_room_guards()


@contextmanager
def _without_indexes(cursor: Any) -> Iterator[None]:
    """Plain indexes are dropped for the load and built again afterwards; keys and constraints stay."""
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)", [list(TABLES)],
    )
    found = cursor.fetchall()
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may wait for a check while an index goes
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _name, definition in found:
        cursor.execute(definition)
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _clock_columns() -> dict[str, Any]:
    """Parameters of the running clock of a status: label, amount and unit of the district's limit."""
    limit = queries.case_limits()["CASE_HANDLE"]
    return {"suspension_codes": "[" + ", ".join(f'"{code}"' for code in limit.suspension_codes) + "]", "approver": limit.approver_role}


def _set_sequences(cursor: Any, anchor: datetime) -> None:
    for table in ("matter_matter", "dispatch_dispatchorder", "clocks_running", "desk_row", "journal_entry", "journal_head"):
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 1)) FROM {table}")
    cursor.execute("SELECT setval('matter_number_seq', (SELECT greatest(max(seq), 1) FROM bench_case))")
    cursor.execute(
        "INSERT INTO matter_day (kind, day, base) SELECT DISTINCT 'CASE', day, 0 FROM bench_case "
        "WHERE day >= (%s::timestamptz AT TIME ZONE 'Asia/Shanghai')::date ON CONFLICT DO NOTHING", [anchor],
    )


# One row a case: what is drawn by lot, then what follows from it. The share still running falls with age, 8 % of all.
CASES = """
CREATE TEMPORARY TABLE bench_case AS
WITH lot AS (
  SELECT i, %(anchor)s::timestamptz - make_interval(secs => (%(cases)s + %(first)s - i + random()) * %(days)s * 86400.0 / %(cases)s) AS opened_at,
    1 + floor(random() * (SELECT count(*) FROM bench_spot))::int AS spot, 1 + floor(random() * 1000)::int AS kind,
    1 + floor(random() * 6000)::int AS place, 1 + floor(random() * (SELECT count(*) FROM bench_problem))::int AS problem,
    1 + floor(random() * 2000)::int AS more, 1 + floor(random() * 20000)::int AS rare, random() AS fate, random() AS how, random() AS slip, random() AS jitter
  FROM generate_series(%(first)s + 1, %(first)s + %(cases)s) i
), placed AS (
  SELECT lot.*, (lot.opened_at AT TIME ZONE 'Asia/Shanghai')::date AS day, spot.grid_id, spot.community_id, spot.street_id, kind.code, kind.name,
    round((spot.lon + (jitter - 0.5) * 0.0004)::numeric, 6)::float8 AS lon, round((spot.lat + (slip - 0.5) * 0.0004)::numeric, 6)::float8 AS lat,
    fate < exp(-extract(epoch FROM %(anchor)s::timestamptz - lot.opened_at) / 86400 / %(tau)s) AS running
  FROM lot JOIN bench_spot spot ON spot.n = lot.spot JOIN bench_kind kind ON kind.n = lot.kind
), fated AS (
  SELECT placed.*, row_number() OVER (PARTITION BY day ORDER BY i) AS seq,
    CASE WHEN NOT running THEN CASE WHEN how < 0.97 THEN 'CLOSED' WHEN how < 0.99 THEN 'DECLINED' ELSE 'WITHDRAWN' END
      WHEN how < 0.04 THEN 'REPORTED' WHEN how < 0.07 THEN 'ACCEPTED' WHEN how < 0.22 THEN 'DISPATCHED' WHEN how < 0.72 THEN 'HANDLING'
      WHEN how < 0.75 THEN 'OBJECTED' WHEN how < 0.81 THEN 'SUSPENDED' WHEN how < 0.90 THEN 'HANDLED' ELSE 'VERIFIED' END AS status
  FROM placed
)
SELECT fated.*, 'SJ' || to_char(day, 'YYYYMMDD') || '-' || CASE WHEN seq < 10000 THEN lpad(seq::text, 4, '0') ELSE seq::text END AS number,
  status NOT IN ('REPORTED', 'ACCEPTED', 'DECLINED') AS sent,
  CASE WHEN NOT running THEN least(%(anchor)s::timestamptz, opened_at + make_interval(secs => 3600 + 10 * 86400 * jitter ^ 2)) END AS closed_at,
  CASE WHEN NOT running THEN greatest(due.due_at, opened_at + interval '4 hours')
    WHEN status NOT IN ('DISPATCHED', 'HANDLING', 'SUSPENDED') THEN %(anchor)s::timestamptz + make_interval(secs => (slip - 0.2) * 3 * 86400)
    WHEN due.due_at < %(anchor)s::timestamptz AND slip < 0.75 THEN %(anchor)s::timestamptz + make_interval(secs => jitter * 15 * 86400)
    ELSE greatest(due.due_at, opened_at + interval '4 hours') END AS due_at
FROM fated JOIN bench_due due ON due.begun = fated.day AND due.code = fated.code
"""

MATTERS = """
INSERT INTO matter_matter (id, kind, number, title, subject_code, status, lon, lat, street_id, community_id, grid_id, unit_id, office_id,
  opened_at, warn_at, due_at, closed_at)
SELECT i, 'CASE', number, left(c.name || '：' || place.words || '，' || problem.words, 46), c.code, status, lon, lat, street_id, community_id, c.grid_id,
  CASE WHEN sent THEN route.unit_id ELSE route.desk_unit END, CASE WHEN sent THEN route.office_id END,
  opened_at, due_at - (due_at - opened_at) * 0.2, due_at, closed_at
FROM bench_case c JOIN bench_route route ON route.grid_id = c.grid_id AND route.code = c.code
JOIN bench_place place ON place.n = c.place JOIN bench_problem problem ON problem.n = c.problem
ORDER BY i
"""

CASE_ROWS = """
INSERT INTO cases_case (matter_id, source, kind, description, address, raw_lon, raw_lat, raw_crs, accuracy_m, border, outside, suggested, danger,
  anonymous, private, wants_call_back, reporter_id, tracking_code, reported_by, client_id, mode, gap, routed_on, ground, bounces, reopened,
  suspend_reason, handler_person_id, handled_at, outcome, answer, verified_by, verified_at, window_ends_at, closure_level, decline_reason, exclusion,
  exclusion_proposed_by, excluded_at, satisfaction, urgency, limit_set, publicity, published_at, public_text, public_answer)
SELECT i, (ARRAY['TELEPHONE','RESIDENT_PAGE','PATROL','HOTLINE','COUNTER','SYSTEM'])[1 + floor(jitter * 6)::int],
  (ARRAY['HELP','COMPLAINT','COMPLAINT','REPORT','SUGGESTION','PATROL'])[1 + floor(slip * 6)::int],
  place.words || '，' || problem.words || '，' || more.words || '。' || rare.words, place.words, NULL, NULL, '', NULL, '[]', false, '[]', '',
  jitter > 0.8, NOT (status = 'CLOSED' AND fate > 0.98), false, NULL,
  lpad(floor(fate * 100000000)::int::text, 8, '0'), NULL, '', route.mode, route.gap, day, route.ground,
  CASE WHEN slip > 0.97 THEN 1 ELSE 0 END, CASE WHEN slip < 0.02 THEN 1 ELSE 0 END, CASE WHEN status = 'SUSPENDED' THEN 'AWAIT_OTHERS' ELSE '' END, NULL,
  CASE WHEN status IN ('HANDLED', 'VERIFIED', 'CLOSED') THEN coalesce(closed_at, %(anchor)s::timestamptz) END,
  CASE WHEN status IN ('HANDLED', 'VERIFIED', 'CLOSED') THEN '已到现场处理，恢复正常。' ELSE '' END,
  CASE WHEN status = 'CLOSED' THEN '您反映的问题已经处理，感谢您。' ELSE '' END, NULL, NULL,
  CASE WHEN status = 'VERIFIED' THEN %(anchor)s::timestamptz + interval '5 days' END,
  CASE WHEN status <> 'CLOSED' THEN '' WHEN route.mode = 'GRID' THEN 'GRID' WHEN route.mode IN ('DEPARTMENT', 'ON_WHISTLE') THEN 'DISTRICT' ELSE 'STREET' END,
  CASE WHEN status = 'DECLINED' THEN 'REPEAT' ELSE '' END, '', NULL, NULL, CASE WHEN status = 'CLOSED' AND slip > 0.6 THEN '5' ELSE '' END,
  '', '', CASE WHEN status = 'CLOSED' AND fate > 0.98 THEN 'PUBLISHED' ELSE '' END, CASE WHEN status = 'CLOSED' AND fate > 0.98 THEN closed_at END,
  CASE WHEN status = 'CLOSED' AND fate > 0.98 THEN problem.words || '。' ELSE '' END,
  CASE WHEN status = 'CLOSED' AND fate > 0.98 THEN '您反映的问题已经处理，感谢您。' ELSE '' END
FROM bench_case c JOIN bench_route route ON route.grid_id = c.grid_id AND route.code = c.code
JOIN bench_place place ON place.n = c.place JOIN bench_problem problem ON problem.n = c.problem
JOIN bench_more more ON more.n = c.more JOIN bench_rare rare ON rare.n = c.rare
ORDER BY i
"""

ORDERS = """
INSERT INTO dispatch_dispatchorder (matter_id, part, state, unit_id, office_id, post_id, mode, priority, ground, ordered_at, acknowledged_at, done_at, ended_at)
SELECT i, part.name, CASE WHEN status = 'DISPATCHED' THEN 'ORDERED' WHEN closed_at IS NOT NULL THEN 'DONE' ELSE 'ACKNOWLEDGED' END,
  CASE part.name WHEN 'LEAD' THEN unit_id ELSE helper_unit END, CASE part.name WHEN 'LEAD' THEN office_id ELSE helper_office END,
  CASE part.name WHEN 'LEAD' THEN post_id END, mode, 'ROUTINE', CASE part.name WHEN 'LEAD' THEN ground ELSE '[]' END, opened_at,
  CASE WHEN status <> 'DISPATCHED' THEN opened_at + interval '20 minutes' END, closed_at, NULL
FROM bench_case c JOIN bench_route route ON route.grid_id = c.grid_id AND route.code = c.code
CROSS JOIN (VALUES ('LEAD'), ('COOPERATING')) part (name)
WHERE sent AND (part.name = 'LEAD' OR helper_unit IS NOT NULL)
ORDER BY i
"""

CLOCKS = """
INSERT INTO clocks_running (matter_id, code, label, amount, unit, day_type, direction, sense, schedule, rolls, law, article, domain, extension_rule,
  extension_cap, approver_role, suspension_codes, started_at, warn_at, due_at, provisional, extension, stopped_at, warned_at, overdue_at, suspended_at)
SELECT i, clock.code, clock.label, clock.amount, clock.unit, clock.day_type, 'FORWARD', 'LIMIT', 'DEFAULT', true, '', '', '', 'CAPPED', 5, %(approver)s,
  %(suspension_codes)s::jsonb, opened_at, due_at - (due_at - opened_at) * 0.2, due_at, false, 0, NULL,
  CASE WHEN due_at - (due_at - opened_at) * 0.2 <= %(anchor)s::timestamptz THEN due_at - (due_at - opened_at) * 0.2 END,
  CASE WHEN due_at <= %(anchor)s::timestamptz THEN due_at END, CASE WHEN status = 'SUSPENDED' THEN opened_at + interval '1 day' END
FROM bench_case c JOIN (VALUES ('REPORTED', 'CASE_ACCEPT', '受理', 2, 'HOUR', 'CLOCK'), ('ACCEPTED', 'CASE_DISPATCH', '派单', 2, 'WORKING_HOUR', 'WORKING'),
  ('OBJECTED', 'CASE_RULE', '异议裁定', 1, 'DAY', 'WORKING'), ('HANDLED', 'CASE_VERIFY', '核查', 1, 'DAY', 'WORKING'),
  ('VERIFIED', 'CASE_CALL_BACK', '回访', 3, 'DAY', 'WORKING'), ('DISPATCHED', 'CASE_HANDLE', '处置', 5, 'DAY', 'WORKING'),
  ('HANDLING', 'CASE_HANDLE', '处置', 5, 'DAY', 'WORKING'), ('SUSPENDED', 'CASE_HANDLE', '处置', 5, 'DAY', 'WORKING')
) clock (status, code, label, amount, unit, day_type) USING (status)
ORDER BY i
"""

DESK = """
INSERT INTO desk_row (matter_id, what, role, unit_id, office_id, post_id, opened_at, warn_at, due_at)
SELECT i, act.what, CASE act.whose WHEN 'LEAD' THEN CASE WHEN office_id IS NULL THEN 'DEPARTMENT_LIAISON' ELSE 'OFFICE_HANDLER' END
    WHEN 'DESK' THEN CASE WHEN gap THEN 'DISTRICT_DESK' ELSE 'STREET_DESK' END ELSE act.whose END,
  CASE act.whose WHEN 'LEAD' THEN unit_id WHEN 'SYSTEM' THEN NULL ELSE desk_unit END, CASE act.whose WHEN 'LEAD' THEN office_id END,
  CASE act.whose WHEN 'LEAD' THEN post_id END, opened_at, due_at - (due_at - opened_at) * 0.2, due_at
FROM bench_case c JOIN bench_route route ON route.grid_id = c.grid_id AND route.code = c.code
JOIN (VALUES ('REPORTED', 'accept', 'DESK'), ('ACCEPTED', 'dispatch', 'DESK'), ('OBJECTED', 'uphold', 'DESK'), ('HANDLED', 'verify_pass', 'VERIFIER'),
  ('VERIFIED', 'close', 'SYSTEM'), ('DISPATCHED', 'sign', 'LEAD'), ('HANDLING', 'finish', 'LEAD'), ('SUSPENDED', 'resume', 'LEAD')
) act (status, what, whose) USING (status)
ORDER BY i
"""

ENTRIES = """
INSERT INTO journal_entry (subject_kind, subject_id, seq, kind, at, actor_kind, rule, facts, mac)
SELECT 'matter', i, seq, kind, CASE seq WHEN 3 THEN closed_at ELSE opened_at END, 'SYSTEM', '', facts, repeat('0', 64)
FROM (
  SELECT i, 1 AS seq, 'cases.reported' AS kind, opened_at, closed_at,
    jsonb_build_object('number', number, 'type', code, 'grid', grid_id, 'street', street_id, 'outside', false) AS facts FROM bench_case
  UNION ALL SELECT i, 2, 'cases.dispatch', opened_at, closed_at, '{"straight": true, "to": "DISPATCHED"}'::jsonb FROM bench_case WHERE sent
  UNION ALL SELECT i, 3, 'cases.close', opened_at, closed_at, '{"to": "CLOSED"}'::jsonb FROM bench_case WHERE sent AND closed_at IS NOT NULL
) entries ORDER BY i, seq
"""

HEADS = """
INSERT INTO journal_head (subject_kind, subject_id, count, mac, entry_id)
SELECT 'matter', subject_id, max(seq), repeat('0', 64), max(id) FROM journal_entry
WHERE subject_kind = 'matter' AND subject_id > %(first)s GROUP BY subject_id ORDER BY subject_id
"""

TEXTS = """
INSERT INTO search_text (matter_id, opened_at, tsv)
SELECT i, opened_at, array_to_tsvector(
  ARRAY[%(bucket)s || to_char(opened_at AT TIME ZONE 'UTC', 'YYYYMM'), 'sj' || to_char(day, 'YYYYMMDD'), 'sj', to_char(day, 'YYYYMMDD'),
    to_char(day, 'MMDD'), split_part(number, '-', 2), seq::text]
  || kind.tokens || place.tokens || problem.tokens || more.tokens || rare.tokens)
FROM bench_case c JOIN bench_type kind ON kind.code = c.code
JOIN bench_place place ON place.n = c.place JOIN bench_problem problem ON problem.n = c.problem
JOIN bench_more more ON more.n = c.more JOIN bench_rare rare ON rare.n = c.rare
ORDER BY i
"""

STATEMENTS = (
    ("cases drawn", CASES), ("matters", MATTERS), ("cases", CASE_ROWS), ("orders", ORDERS), ("clocks", CLOCKS), ("desk", DESK),
    ("entries", ENTRIES), ("heads", HEADS), ("texts", TEXTS),
)
