"""街道撤并，编制整体划转: nothing lowered, nothing lost, nothing counted twice; the database holds it too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions.queries.holdings import held_by_bodies
from shaoxiang.kernel import db
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places.actions import decide_change, draft_change
from shaoxiang.places.models import Community, DivisionLine, StreetUnit
from shaoxiang.places.rules.streets import StreetPart, StreetPlan
from shaoxiang.staffing import actions, queries
from shaoxiang.staffing.actions.passing import pass_whole
from shaoxiang.staffing.migrations import _passing, _ratchet
from shaoxiang.staffing.models import LeadershipPostQuota, QuotaEntry, QuotaHolding, QuotaLock, QuotaPassing
from shaoxiang.staffing.queries import TYPES, unit_rows
from shaoxiang.staffing.queries.passing import heir_of
from shaoxiang.staffing.rules import Line, StaffingRefused, Wanted, floor, total
from shaoxiang.staffing.rules.passing import came, check_passing, went
from shaoxiang.staffing.tests.conftest import INSTITUTIONAL, commission, department, drafted, office, street
from tests import people
from tests.hearing import heard_on_change
from tests.streets import second

DAY, LOCK = date(2027, 1, 1), date(2020, 3, 24)
days = st.dates(min_value=date(2019, 1, 1), max_value=date(2029, 12, 31))
ledgers = st.lists(st.tuples(st.integers(1, 20), days), max_size=6)


def ledger(rows, body=1, begin=1):
    return [Line(begin + n, body, "ADMINISTRATIVE", delta, day) for n, (delta, day) in enumerate(rows)]


@given(ledgers, ledgers, days)
def test_on_every_day_both_together_are_what_they_were(ours, theirs, on):
    one, two = ledger(ours), ledger(theirs, 2, 100)
    assert total(went(one, DAY), on) + total([*two, *came(one, DAY)], on) == total(one, on) + total(two, on)
    assert total(went(one, DAY), on) == (total(one, on) if on < DAY else 0)


@given(ledgers, ledgers)
def test_the_floor_of_the_heir_is_never_below_what_it_took(ours, theirs):
    one, two = ledger(ours), ledger(theirs, 2, 100)
    assert floor([*two, *came(one, DAY)], LOCK) >= total(one, DAY) + total(two, DAY)


FINE = {"street_ends": DAY, "is_heir": True, "passed": False, "from_locked": True, "to_locked": True, "running": 0, "today": DAY, "meeting_on": DAY,
        "meeting_number": "1号"}


@pytest.mark.parametrize(("change", "field"), [
    ({"passed": True}, "to_body"), ({"street_ends": None}, "to_body"), ({"street_ends": DAY + timedelta(days=1)}, "to_body"), ({"is_heir": False}, "to_body"),
    ({"to_locked": False}, "to_body"), ({"running": 1}, "to_body"), ({"meeting_number": " "}, "meeting_number"),
    ({"meeting_on": DAY + timedelta(days=1)}, "meeting_on"),
])
def test_what_forbids_it(change, field):
    check_passing(**FINE)
    check_passing(**{**FINE, "from_locked": False, "to_locked": False})
    with pytest.raises(StaffingRefused) as refused:
        check_passing(**{**FINE, **change})
    assert refused.value.field == field


in_district = pytest.mark.usefixtures("district")


@pytest.fixture
def merged(db, district):
    """The home street has come to its neighbour today; its unit still stands."""
    now, administrator = timezone.now(), people.actor("CONFIG_ADMIN")
    heir = StreetUnit.objects.get(code=people.NEXT, valid_to=None)
    plan = StreetPlan("STREET_MERGE", (people.HOME,), StreetPart(people.NEXT, heir.name))
    change = draft_change(plan, title="示例", effective_from=timezone.localdate(now), actor=administrator, at=now)
    decide_change(change.pk, decided_by="自治区人民政府（示例）", document="示例〔2026〕1号", heard_number=heard_on_change(change.pk, at=now), actor=second(),
                  at=now)
    return street(), street(people.NEXT)


def quotas(*bodies):
    today = timezone.localdate()
    return {kind.value: sum(total(queries.lines_of(body.pk, kind.value), today) for body in bodies) for kind in TYPES}


def passes(source, target, **changes):
    now = timezone.now()
    given = {"meeting_on": timezone.localdate(now), "meeting_number": "示例编委〔2026〕9号", "actor": commission(), "at": now}
    return pass_whole(source.pk, target.pk, **{**given, **changes})


def test_all_of_it_goes_and_nothing_is_written_twice(merged):
    source, target = merged
    before, entries, people_on = quotas(source, target), QuotaEntry.objects.count(), QuotaHolding.objects.filter(valid_to=None).count()
    leaders = [(row.principals, row.deputies) for row in LeadershipPostQuota.objects.filter(body__in=merged, valid_to=None)]
    ours = QuotaHolding.objects.filter(body=source, valid_to=None).count()
    assert ours
    assert heir_of(source, timezone.localdate()) == target
    passes(source, target)
    assert QuotaEntry.objects.count() == entries
    assert quotas(target) == before
    assert set(quotas(source).values()) == {0}
    assert QuotaHolding.objects.filter(valid_to=None).count() == people_on
    assert not QuotaHolding.objects.filter(body=source, valid_to=None).exists()
    row = LeadershipPostQuota.objects.get(body=target, valid_to=None)
    assert (row.principals, row.deputies) == (sum(one for one, _two in leaders), sum(two for _one, two in leaders))
    (shown,) = unit_rows([target], timezone.localdate())
    assert sum(cell.standing.quota for cell in shown.cells) == sum(before.values())
    assert all(cell.floor >= cell.standing.quota for cell in shown.cells)
    (then,) = unit_rows([target], timezone.localdate() - timedelta(days=1))
    assert sum(cell.standing.quota for cell in then.cells) < sum(before.values())  # an old day is as it was
    entry = Entry.objects.get(kind="staffing.passed_whole")
    assert (entry.facts["to"], entry.facts["people"]) == (target.pk, ours)
    held = {one.source.code for one in held_by_bodies([source.pk], timezone.localdate())}
    assert not {"quotas", "on_quota"} & held
    with pytest.raises(StaffingRefused):
        passes(source, target)


def test_the_heir_is_locked_above_what_it_took_and_the_other_changes_no_more(merged):
    source, target = merged
    passes(source, target)
    with pytest.raises(StaffingRefused):
        drafted(-1, target)
    with pytest.raises(StaffingRefused) as refused:
        actions.draft(Wanted(source.pk, INSTITUTIONAL, 1, timezone.localdate(), "示例"), actor=office(), at=timezone.now())
    assert refused.value.field == "body"


def test_who_may_and_to_whom(merged):
    source, target = merged
    for actor in (office(), people.actor("CONFIG_ADMIN"), people.actor("STREET_LEADER", street=people.NEXT)):
        with pytest.raises(PermissionDenied):
            passes(source, target, actor=actor)
    with pytest.raises(StaffingRefused):
        passes(source, department())
    with pytest.raises(StaffingRefused):
        passes(target, source)
    assert not QuotaPassing.objects.exists()


@in_district
@pytest.mark.django_db
def test_a_unit_whose_street_stands_keeps_what_it_has():
    with pytest.raises(StaffingRefused):
        passes(street(), street(people.NEXT))


def test_an_open_change_is_finished_first(merged):
    source, target = merged
    drafted(2, source)
    with pytest.raises(StaffingRefused) as refused:
        passes(source, target)
    assert refused.value.facts == {"n": 1}


def test_the_database_holds_it_whoever_asks(merged):
    source, target = merged
    loose = department()
    assert not QuotaLock.objects.filter(body=loose).exists()

    def taken(sql):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        except DatabaseError:
            return False
        return True

    row = "INSERT INTO staffing_quotapassing (from_body_id, to_body_id, effective_on, meeting_on, meeting_number) VALUES ({}, {}, '{}', '2026-11-03', 'x')"
    assert not taken(row.format(source.pk, loose.pk, "2026-11-03"))  # where it could be lowered
    assert not taken(row.format(source.pk, source.pk, "2026-11-03"))
    assert not taken(row.format(source.pk, target.pk, "2019-01-01"))  # before the heir's lock, and before its street ended
    third = QuotaLock.objects.exclude(body__in=(source, target)).select_related("body").order_by("pk")[0].body
    assert not taken(row.format(source.pk, third.pk, timezone.localdate()))  # not to a street that does not follow
    assert not taken(row.format(third.pk, target.pk, timezone.localdate()))  # nor from one that stands
    passes(source, target)
    assert not taken(row.format(target.pk, source.pk, "2026-11-03"))  # not in a circle
    assert not taken("DELETE FROM staffing_quotapassing")
    assert not taken(f"UPDATE staffing_quotapassing SET to_body_id = {loose.pk}")
    ended = StreetUnit.objects.get(pk=source.street_id)
    for back in ("valid_to = NULL, successor_id = NULL", "valid_to = NULL", f"successor_id = {third.street_id}", "valid_to = '2026-01-01'"):
        assert not taken(f"UPDATE places_streetunit SET {back} WHERE id = {ended.pk}")  # nor does the street come to life again
    if not db.is_postgres():
        assert not taken(row.format(source.pk, target.pk, "2026-11-03").replace("INSERT", "INSERT OR REPLACE"))
    assert _passing.stands()
    assert _ratchet.stands()
    assert QuotaPassing.objects.get().to_body_id == target.pk


@in_district
@pytest.mark.django_db
def test_the_database_passes_nothing_of_a_street_that_ends_next_month():
    source, target, now = street(), street(people.NEXT), timezone.now()
    ends = timezone.localdate(now) + timedelta(days=30)
    plan = StreetPlan("STREET_MERGE", (people.HOME,), StreetPart(people.NEXT, target.name))
    change = draft_change(plan, title="示例", effective_from=ends, actor=people.actor("CONFIG_ADMIN"), at=now)
    decide_change(change.pk, decided_by="自治区人民政府（示例）", document="示例〔2026〕1号", heard_number=heard_on_change(change.pk, at=now), actor=second(),
                  at=now)
    Community.objects.filter(street_id=source.street_id).update(valid_to=timezone.localdate(now))  # so that nothing but the day speaks against it
    DivisionLine.objects.create(change_id=change.pk, street_before_id=source.street_id, street_after_id=target.street_id)
    StreetUnit.objects.filter(pk=source.street_id).update(valid_to=ends, successor_id=target.street_id)  # the end is written before its day

    def passed(on):
        row = "INSERT INTO staffing_quotapassing (from_body_id, to_body_id, effective_on, meeting_on, meeting_number) VALUES (%s, %s, %s, %s, '示例')"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(row, [source.pk, target.pk, on, timezone.localdate(now)])

    for early in (timezone.localdate(now), ends - timedelta(days=1)):
        with pytest.raises(DatabaseError):
            passed(early)
    assert not QuotaPassing.objects.exists()
    passed(ends)
    assert QuotaPassing.objects.get().from_body_id == source.pk


def test_a_street_that_has_communities_left_passes_nothing(merged):
    source, target = merged
    Community.objects.filter(street_id=source.street_id).update(valid_to=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        passes(source, target)
    assert not QuotaPassing.objects.exists()


def test_the_pages_lead_there_and_back(merged):
    source, target = merged
    reader, authority = seated(office()), seated(commission())
    assert "一名没有减" in reader.get(f"/staffing/unit/{source.code}/").content.decode()
    address = f"/staffing/unit/{source.code}/pass/"
    assert reader.get(address).status_code == 403
    assert authority.get(f"/staffing/unit/{target.code}/pass/").status_code == 404
    assert target.name in authority.get(address).content.decode()
    assert authority.post(address, {"meeting_on": "", "meeting_number": "示例编委〔2026〕9号"}).status_code == 422
    done = authority.post(address, {"meeting_on": timezone.localdate().isoformat(), "meeting_number": "示例编委〔2026〕9号"})
    assert done["Location"] == f"/staffing/unit/{target.code}/"
    assert "整体划入" in reader.get(f"/staffing/unit/{target.code}/").content.decode()
    assert "已经整体划给" in reader.get(f"/staffing/unit/{source.code}/").content.decode()
