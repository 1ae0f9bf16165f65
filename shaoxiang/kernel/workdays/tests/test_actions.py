from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.workdays import hooks, queries
from shaoxiang.kernel.workdays.actions import announce_year, correct_day, load_workdays
from shaoxiang.kernel.workdays.models import Day, Edition, WorkSchedule
from shaoxiang.kernel.workdays.rules import OutsideCalendar, YearNotice
from shaoxiang.kernel.workdays.vocabulary import DayKind

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ADMIN = Actor(kind=ActorKind.PERSON, roles=frozenset({"CONFIG_ADMIN"}))
STRANGER = Actor(kind=ActorKind.PERSON, roles=frozenset({"STREET_DESK", "SYSTEM_ADMIN"}))
FESTIVAL = date(2026, 3, 5)


@pytest.fixture(autouse=True)
def _the_calendar_is_read_anew():
    queries.remembered.forget()
    yield
    queries.remembered.forget()


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setattr(hooks, "_hooks", [lambda days, calendar, actor, at: heard.append((days, calendar.is_workday(days[0]))) or 7])
    return heard


@pytest.mark.django_db
def test_a_corrected_day_is_written_told_and_journaled(told):
    assert correct_day(FESTIVAL, False, DayKind.HOLIDAY, "市庆", actor=ADMIN, at=NOON) == 7
    assert told == [([FESTIVAL], False)]
    entry = Entry.objects.get()
    assert (entry.kind, entry.subject_kind, entry.subject_id, entry.facts["days"]) == ("workdays.corrected", "workdays", 2026, ["2026-03-05"])
    assert "市庆" not in str(entry.facts)
    queries.remembered.forget()
    assert not queries.calendar().is_workday(FESTIVAL)
    assert queries.calendar().announced == queries.packaged_calendar().announced


@pytest.mark.django_db
def test_the_same_again_changes_and_tells_nothing(told):
    correct_day(FESTIVAL, True, DayKind.WORKDAY, actor=ADMIN, at=NOON)
    assert not told
    assert not Entry.objects.exists()
    assert not Day.objects.exists()


@pytest.mark.django_db
def test_only_the_configuration_administrator_corrects(told):
    with pytest.raises(PermissionDenied):
        correct_day(FESTIVAL, False, DayKind.HOLIDAY, actor=STRANGER, at=NOON)
    assert not Day.objects.exists()


@pytest.mark.django_db
def test_a_rest_day_is_not_of_a_working_kind_in_code_and_in_the_database():
    with pytest.raises(ValueError):
        correct_day(FESTIVAL, False, DayKind.SWAP_WORKDAY, actor=ADMIN, at=NOON)
    with pytest.raises(OutsideCalendar):
        correct_day(date(1999, 1, 1), False, DayKind.HOLIDAY, actor=ADMIN, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Day.objects.create(date=FESTIVAL, is_workday=True, kind=DayKind.HOLIDAY)


@pytest.mark.django_db
def test_an_announced_year_is_no_longer_provisional(told):
    announce_year(YearNotice(2027, {date(2027, 1, 1): "元旦"}), actor=ADMIN, at=NOON)
    queries.remembered.forget()
    assert 2027 in queries.calendar().announced
    assert Day.objects.filter(date__year=2027).count() == 365
    assert queries.year_of(queries.calendar(), 2027)[0].name == "元旦"


@pytest.mark.django_db
def test_a_loaded_file_writes_only_what_differs(told, tmp_path):
    path = tmp_path / "days.csv"
    path.write_text("date,is_workday,kind,name\n2026-03-05,0,holiday,市庆\n2026-03-06,1,workday,\n", encoding="utf-8")
    load_workdays(path, actor=ADMIN, at=NOON)
    assert list(Day.objects.values_list("date", flat=True)) == [FESTIVAL]


@pytest.mark.django_db(transaction=True)
def test_another_process_sees_a_correction_when_it_looks_again(settings, told):
    """The other process is another `Remembered`: it shares nothing but the database."""
    from shaoxiang.kernel.workdays.remembered import Remembered

    settings.REFRESH_SECONDS = 0
    other = Remembered("workdays", queries.load_calendar)
    assert other.get().is_workday(FESTIVAL)
    correct_day(FESTIVAL, False, DayKind.HOLIDAY, actor=ADMIN, at=NOON)
    assert not other.get().is_workday(FESTIVAL)
    assert not queries.calendar().is_workday(FESTIVAL)
    same = other.get()
    assert other.get() is same


@pytest.mark.django_db(transaction=True)
def test_a_correction_that_is_rolled_back_is_forgotten(settings, told):
    settings.REFRESH_SECONDS = 0
    with transaction.atomic():
        correct_day(FESTIVAL, False, DayKind.HOLIDAY, actor=ADMIN, at=NOON)
        assert not queries.calendar().is_workday(FESTIVAL)  # its own transaction sees it
        transaction.set_rollback(True)
    assert queries.calendar().is_workday(FESTIVAL)
    assert not Edition.objects.exists()


@pytest.mark.django_db
def test_the_calendar_costs_no_query_between_looks(django_assert_num_queries):
    queries.calendar()
    with django_assert_num_queries(0):
        queries.calendar()


@pytest.mark.django_db
def test_schedules_of_the_database_stand_in_the_calendar():
    WorkSchedule.objects.create(code="COUNTER", label="窗口", morning_start="09:00", morning_end="12:00", afternoon_start="13:00", afternoon_end="17:00")
    WorkSchedule.objects.create(
        code="COUNTER", label="窗口夏令", morning_start="08:00", morning_end="12:00", afternoon_start="15:00", afternoon_end="18:00",
        season_from="05-01", season_to="09-30",
    )
    table = queries.load_calendar()
    assert len(table.schedules["COUNTER"].seasons) == 1
    assert table.schedules["DEFAULT"].spans[0].start == 8 * 3600 + 1800
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkSchedule.objects.create(code="X", label="x", morning_start="12:00", morning_end="09:00", afternoon_start="13:00", afternoon_end="17:00")
