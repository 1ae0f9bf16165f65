"""值班表 as rows: drawn over the Spring Festival, changed by hand, leave, swaps, gaps, feeds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from icalendar import Calendar

from shaoxiang.forces import actions
from shaoxiang.forces.models import Absence, Feed, Member, Rotation, Shift, Swap
from shaoxiang.forces.queries.feeds import calendar_of, feed_of
from shaoxiang.forces.queries.roster import eligible, month_of, open_gaps, rosters_for
from shaoxiang.forces.rules import ForceRefused
from shaoxiang.forces.tests.conftest import FIRE, HOUSING, STATION, body, desk, district, handler_of, head_of
from shaoxiang.forces.vocabulary import AbsenceKind, DutyPart, ShiftKind, SwapStatus
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.workdays.rules import SHANGHAI
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
EVERY = tuple(ShiftKind)
NOW = datetime(2026, 2, 10, 10, 0, tzinfo=SHANGHAI)  # the Tuesday before the Spring Festival
FESTIVAL = (date(2026, 2, 13), date(2026, 2, 24))
DUTY = DutyPart.DUTY


@pytest.fixture(autouse=True)
def _blank(district):
    Shift.objects.all().delete()
    Absence.objects.all().delete()
    Rotation.objects.all().delete()


def crew(n: int = 4) -> list[int]:
    """Members of the fire team, the head and the handler first."""
    return list(Member.objects.filter(body=body(FIRE)).order_by("pk").values_list("person_id", flat=True)[:n])


def rotation(people_: list[int] | None = None, covers=EVERY) -> Rotation:
    return actions.set_rotation(body(FIRE).pk, DUTY, people=people_ or crew(), covers=covers, actor=head_of(FIRE), at=NOW)


def draw(first: date = FESTIVAL[0], last: date = FESTIVAL[1]):
    return actions.draw_roster(body(FIRE).pk, DUTY, first, last, actor=head_of(FIRE), at=NOW)


def at(day: int, hour: int, minute: int = 30, month: int = 2) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def put(person: int, starts: datetime, ends: datetime, kind=ShiftKind.NIGHT, code: str = FIRE, by=None, **more) -> Shift:
    return actions.put_shift(body(code).pk, DUTY, kind, person, starts, ends, actor=by or head_of(code), at=NOW, **more)


# -- drawing

def test_the_spring_festival_is_covered_and_the_adjusted_saturday_is_a_working_day():
    rotation()
    drawn = draw()
    kinds = [(row.starts_at.astimezone(SHANGHAI).day, row.kind) for row in Shift.objects.order_by("starts_at")]
    assert kinds[:4] == [(13, "DAY"), (13, "NIGHT"), (14, "DAY"), (14, "NIGHT")]  # 14 February is a Saturday, worked
    assert [day for day, kind in kinds if kind == "HOLIDAY"] == list(range(15, 24))
    assert kinds[-2:] == [(24, "DAY"), (24, "NIGHT")]
    assert (drawn.made, drawn.gaps) == (15, [])
    assert open_gaps([body(FIRE).pk], now=at(12, 8), days=12) == {body(FIRE).pk: 0}


def test_drawing_again_fills_only_what_nobody_holds():
    rotation()
    draw()
    kept = dict(Shift.objects.values_list("pk", "person_id"))
    gone = Shift.objects.filter(kind="HOLIDAY").order_by("starts_at").first()
    actions.cancel_shift(gone.pk, actor=head_of(FIRE), at=NOW)
    assert [gap.kind for _part, gap in month_of(body(FIRE), date(2026, 2, 1), now=NOW).days[14].gaps] == ["HOLIDAY"]
    assert draw().made == 1
    assert dict(Shift.objects.filter(pk__in=kept).values_list("pk", "person_id")) == {pk: person for pk, person in kept.items() if pk != gone.pk}


def test_the_turn_goes_on_where_the_last_roster_ended():
    rotation(covers=[ShiftKind.DAY])
    draw(date(2026, 3, 2), date(2026, 3, 4))
    draw(date(2026, 3, 5), date(2026, 3, 6))
    assert list(Shift.objects.order_by("starts_at").values_list("person_id", flat=True)) == [*crew(), crew()[0]]


def test_leave_blocks_the_turn_and_a_shift_already_there_is_marked():
    people_ = crew(3)
    rotation(people_)
    actions.report_absence(body(FIRE).pk, AbsenceKind.LEAVE, at(15, 0, 0), at(24, 0, 0), person_id=people_[0], actor=head_of(FIRE), at=NOW)
    draw()
    assert people_[0] not in set(Shift.objects.filter(kind="HOLIDAY").values_list("person_id", flat=True))
    shift = Shift.objects.filter(kind="HOLIDAY").order_by("starts_at").first()
    _row, left = actions.report_absence(
        body(FIRE).pk, AbsenceKind.TRAINING, shift.starts_at, shift.ends_at, person_id=shift.person_id, actor=head_of(FIRE), at=NOW)
    assert left == [shift]
    day = month_of(body(FIRE), date(2026, 2, 1), now=NOW).days[14]
    assert [line.away for line in day.lines] == [True]
    assert len(day.gaps) == 1  # whoever is away holds nothing


def test_whoever_manages_no_roster_draws_none():
    rotation()
    with pytest.raises(PermissionDenied):
        actions.draw_roster(body(FIRE).pk, DUTY, *FESTIVAL, actor=handler_of(FIRE), at=NOW)
    for stranger in (head_of(HOUSING), desk(), people.actor("DEPARTMENT_LIAISON", body="区住房和城乡建设局")):
        with pytest.raises(Body.DoesNotExist):
            actions.draw_roster(body(FIRE).pk, DUTY, *FESTIVAL, actor=stranger, at=NOW)
    assert actions.draw_roster(body(FIRE).pk, DUTY, *FESTIVAL, actor=people.actor("DEPARTMENT_LIAISON", body="区消防救援大队"), at=NOW).made


def test_a_rotation_takes_only_people_of_the_body_and_keeps_its_history():
    with pytest.raises(ForceRefused, match="本单位"):
        rotation([desk().person_id])
    first = rotation()
    later = actions.set_rotation(body(FIRE).pk, DUTY, people=crew(2), covers=[ShiftKind.NIGHT], actor=head_of(FIRE), at=NOW + timedelta(days=3))
    first.refresh_from_db()
    assert (first.valid_to, later.valid_to) == (date(2026, 2, 13), None)
    assert Rotation.objects.filter(body=body(FIRE), part="DUTY").count() == 2


# -- by hand

def test_nobody_is_on_duty_twice_at_once_on_whichever_roster():
    person = crew()[0]
    put(person, at(10, 17), at(11, 8))
    with pytest.raises(ForceRefused, match="不能同时值两个班"):
        put(person, at(11, 8, 29), at(11, 17), ShiftKind.DAY)
    put(person, at(11, 8), at(11, 17), ShiftKind.DAY)  # straight after is his head's business, not a clash
    Member.objects.filter(person_id=person).update(body=body("DEP06-T2"))
    with pytest.raises(ForceRefused, match="应急服务队一队"):
        put(person, at(10, 20), at(10, 22), code="DEP06-T2")


def test_a_shift_may_be_moved_onto_itself_and_is_refused_in_reverse():
    row = put(crew()[0], at(10, 17), at(11, 8))
    changed = put(crew()[0], at(10, 18), at(11, 8), replaces=row.pk)
    assert (changed.pk, Shift.objects.count()) == (row.pk, 1)
    with pytest.raises(ForceRefused, match="结束要晚于开始"):
        put(crew()[1], at(11, 8), at(10, 17))


def test_a_shift_that_is_over_stays_as_a_record():
    row = put(crew()[0], at(10, 17), at(11, 8))
    with pytest.raises(ForceRefused, match="作为记录保留"):
        actions.cancel_shift(row.pk, actor=head_of(FIRE), at=at(11, 8))
    actions.cancel_shift(row.pk, actor=head_of(FIRE), at=at(11, 8, 29))
    kinds = list(Entry.objects.filter(subject_kind="force", subject_id=body(FIRE).pk).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["forces.shift_set", "forces.shift_cancelled"]


# -- swaps

@pytest.fixture
def mine() -> Shift:
    return put(handler_of(FIRE).person_id, at(12, 17), at(13, 8))


def test_a_swap_is_asked_agreed_and_approved_and_only_then_the_roster_changes(mine):
    other = head_of("DEP06-T1")
    swap = actions.ask_swap(mine.pk, other.person_id, actor=handler_of(FIRE), at=NOW)
    assert Shift.objects.get(pk=mine.pk).person_id == handler_of(FIRE).person_id
    actions.answer_swap(swap.pk, agrees=True, actor=other, at=NOW)
    with pytest.raises(ForceRefused, match="别人批准"):
        actions.decide_swap(swap.pk, approves=True, actor=other, at=NOW)  # he is one of the two
    actions.decide_swap(swap.pk, approves=True, actor=people.actor("DEPARTMENT_HEAD", body="区消防救援大队"), at=NOW)
    assert (Shift.objects.get(pk=mine.pk).person_id, Swap.objects.get(pk=swap.pk).status) == (other.person_id, SwapStatus.APPROVED)
    with pytest.raises(MoveRefused):
        actions.withdraw_swap(swap.pk, actor=handler_of(FIRE), at=NOW)


def test_two_shifts_change_hands_together(mine):
    other = head_of(FIRE)
    theirs = put(other.person_id, at(20, 8), at(21, 8), ShiftKind.HOLIDAY)
    swap = actions.ask_swap(mine.pk, other.person_id, offered_id=theirs.pk, actor=handler_of(FIRE), at=NOW)
    actions.answer_swap(swap.pk, agrees=True, actor=other, at=NOW)
    actions.decide_swap(swap.pk, approves=True, actor=people.actor("DEPARTMENT_LIAISON", body="区消防救援大队"), at=NOW)
    assert dict(Shift.objects.values_list("pk", "person_id")) == {mine.pk: other.person_id, theirs.pk: handler_of(FIRE).person_id}


def test_a_swap_by_an_outsider_is_refused(mine):
    outsider = handler_of(HOUSING)
    with pytest.raises(Shift.DoesNotExist):
        actions.ask_swap(mine.pk, outsider.person_id, actor=outsider, at=NOW)  # not his shift
    with pytest.raises(ForceRefused, match="同一张值班表"):
        actions.ask_swap(mine.pk, outsider.person_id, actor=handler_of(FIRE), at=NOW)
    swap = actions.ask_swap(mine.pk, crew()[2], actor=handler_of(FIRE), at=NOW)
    for stranger in (outsider, head_of(FIRE)):
        with pytest.raises(Swap.DoesNotExist):
            actions.answer_swap(swap.pk, agrees=True, actor=stranger, at=NOW)  # not asked of him
    Swap.objects.update(status=SwapStatus.AGREED)
    with pytest.raises(Swap.DoesNotExist):
        actions.decide_swap(swap.pk, approves=True, actor=head_of(HOUSING), at=NOW)
    with pytest.raises(PermissionDenied):
        actions.decide_swap(swap.pk, approves=True, actor=handler_of(FIRE), at=NOW)


def test_a_swap_with_somebody_on_leave_or_on_duty_is_refused_when_asked_and_when_approved(mine):
    other = head_of(FIRE)
    busy = put(other.person_id, at(12, 20), at(12, 22))
    with pytest.raises(ForceRefused, match="不能同时"):
        actions.ask_swap(mine.pk, other.person_id, actor=handler_of(FIRE), at=NOW)
    actions.cancel_shift(busy.pk, actor=other, at=NOW)
    swap = actions.ask_swap(mine.pk, other.person_id, actor=handler_of(FIRE), at=NOW)
    actions.report_absence(body(FIRE).pk, AbsenceKind.LEAVE, at(12, 0), at(14, 0), person_id=other.person_id, actor=other, at=NOW)
    with pytest.raises(ForceRefused, match="请假"):
        actions.answer_swap(swap.pk, agrees=True, actor=other, at=NOW)
    actions.answer_swap(swap.pk, agrees=False, actor=other, at=NOW)
    assert Swap.objects.get(pk=swap.pk).status == SwapStatus.REFUSED


def test_one_shift_has_one_open_swap_and_none_after_it_began(mine):
    actions.ask_swap(mine.pk, crew()[2], actor=handler_of(FIRE), at=NOW)
    with pytest.raises(ForceRefused, match="等答复"):
        actions.ask_swap(mine.pk, crew()[3], actor=handler_of(FIRE), at=NOW)
    Swap.objects.all().delete()
    with pytest.raises(ForceRefused, match="已经开始"):
        actions.ask_swap(mine.pk, crew()[2], actor=handler_of(FIRE), at=mine.starts_at)


# -- who sees which roster

def test_a_department_sees_no_other_departments_roster_and_a_street_no_neighbours():
    fire_liaison = people.actor("DEPARTMENT_LIAISON", body="区消防救援大队")
    assert rosters_for(fire_liaison).filter(code=FIRE).exists()
    assert not rosters_for(fire_liaison).filter(code__in=[HOUSING, STATION, f"S{people.HOME}"]).exists()
    assert rosters_for(desk()).filter(code__in=[STATION, f"S{people.HOME}"]).count() == 2
    assert not rosters_for(desk(people.NEXT)).filter(code__in=[STATION, f"S{people.HOME}", FIRE]).exists()
    assert rosters_for(desk()).filter(code="PQ01-DEP05").exists()  # its area takes in this street
    assert not rosters_for(desk(people.NEXT)).filter(code="PQ01-DEP05").exists()
    assert rosters_for(district()).filter(code__in=[FIRE, STATION]).count() == 2


def test_for_a_streets_desk_people_of_all_its_offices_may_be_put_on():
    names = eligible(body(f"S{people.HOME}"), date(2026, 2, 10))
    assert {desk().person_id, people.actor("STREET_LEADER", street=people.HOME).person_id} <= names.keys()
    assert desk(people.NEXT).person_id not in names


# -- calendars

def test_a_feed_holds_ones_own_shifts_with_their_times(mine):
    put(head_of(FIRE).person_id, at(20, 8), at(21, 8), ShiftKind.HOLIDAY)
    feed, token = actions.make_feed(actor=handler_of(FIRE), at=NOW)
    read = Calendar.from_ical(calendar_of(feed_of(token), now=NOW))
    events = [(str(one["summary"]), one["dtstart"].dt.astimezone(UTC), one["dtend"].dt.astimezone(UTC)) for one in read.walk("VEVENT")]
    assert events == [("值班·夜班：区消防救援大队应急服务队一队", mine.starts_at.astimezone(UTC), mine.ends_at.astimezone(UTC))]
    assert (feed.digest, Feed.objects.filter(digest=token).exists()) == (Feed.objects.get().digest, False)  # the address itself is nowhere
    assert token not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_the_feed_of_a_body_names_everybody_and_needs_the_roster(mine):
    feed, token = actions.make_feed(actor=head_of(FIRE), at=NOW, body_id=body(FIRE).pk)
    event = Calendar.from_ical(calendar_of(feed, now=NOW)).walk("VEVENT")[0]
    assert (str(event["summary"]), str(event["description"])) == (f"值班·夜班：{mine.person.name}", mine.person.work_phone)
    with pytest.raises(Body.DoesNotExist):
        actions.make_feed(actor=handler_of(HOUSING), at=NOW, body_id=body(FIRE).pk)
    answer = Client().get(f"/forces/calendar/{token}.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    actions.end_feed(feed.pk, actor=head_of(FIRE), at=NOW)
    assert Client().get(f"/forces/calendar/{token}.ics").status_code == 404
    assert Client().get("/forces/calendar/guessed.ics").status_code == 404


def test_a_new_address_ends_the_old_one_and_nobody_ends_anothers(mine):
    first, old = actions.make_feed(actor=handler_of(FIRE), at=NOW)
    second, _token = actions.make_feed(actor=handler_of(FIRE), at=NOW)
    assert (feed_of(old), Feed.objects.get(pk=first.pk).ended_at) == (None, NOW)
    with pytest.raises(Feed.DoesNotExist):
        actions.end_feed(second.pk, actor=handler_of(HOUSING), at=NOW)
