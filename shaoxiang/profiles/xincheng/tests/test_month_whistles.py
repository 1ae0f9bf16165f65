"""The whistles of the demo month: how many, every course, a ladder that is true, a whole record, silence outside; the same each time, on any day."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import transaction

from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.dispatch.models import DispatchOrder, Objection
from shaoxiang.dispatch.rules import URGENT, rank
from shaoxiang.dispatch.vocabulary import Ruling
from shaoxiang.forces.models import Team
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.desk.models import OPEN as STILL_OPEN
from shaoxiang.kernel.desk.models import DeskRow
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.kernel.journal.verify import verify
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.profiles.xincheng.figures import figures
from shaoxiang.profiles.xincheng.month import live
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.profiles.xincheng.month.reports import Composer
from shaoxiang.profiles.xincheng.month.whistles import TOTAL, whistle
from shaoxiang.profiles.xincheng.month.whistles.plan import COURSES
from shaoxiang.profiles.xincheng.month.whistles.scenes import SCENES
from shaoxiang.profiles.xincheng.month.whistles.worker import TICK
from shaoxiang.whistles.models import Escalation, UnitAppraisal, Whistle, WhistleAppraisal, WhistleLink
from shaoxiang.whistles.rules import LOW_SCORE
from shaoxiang.whistles.vocabulary import ENDED, Cause, Level, WhistleCode, WhistleStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_district")]
ANCHOR = datetime(2026, 3, 24, 2, tzinfo=UTC)  # a working Tuesday, ten in the morning
WEEKEND = datetime(2026, 4, 18, 7, tzinfo=UTC)
HOLIDAY = datetime(2026, 10, 3, 3, tzinfo=UTC)
YEAR_END = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def month(whole_district, django_db_blocker):
    """All of them, after a few cases."""
    with django_db_blocker.unblock():
        live(anchor=ANCHOR, days=30, cases=150, seed=7, whistles=TOTAL)


def kinds() -> Counter[str]:
    return Counter(Entry.objects.filter(subject_kind="matter", subject_id__in=Whistle.objects.values("pk")).values_list("kind", flat=True))


def test_there_are_so_many_of_each_type(month):
    found = Counter(Whistle.objects.values_list("type__code", flat=True))
    assert found == {"ROUTINE": 120, "JOINT_ENFORCEMENT": 40, "EMERGENCY": 30, "KEY_ISSUE": 10}
    assert sum(found.values()) == TOTAL == 200
    assert Whistle.objects.values("matter__street_id").distinct().count() == 13
    assert figures(ANCHOR.date())["whistles"] == dict(Counter(Whistle.objects.exclude(blown_at=None).values_list("type__code", flat=True)))
    assert Whistle.objects.exclude(matter__community_id=None).values("matter__community_id").distinct().count() > 30
    assert Whistle.objects.filter(by_community=True).count() > 10


def test_every_state_can_be_seen_and_about_a_tenth_is_still_open(month):
    assert set(Whistle.objects.values_list("matter__status", flat=True)) == {status.value for status in WhistleStatus}
    still = Whistle.objects.exclude(matter__status__in=ENDED)
    assert 15 <= still.count() <= 40
    assert still.filter(matter__due_at__lt=ANCHOR).exists()
    assert still.filter(matter__due_at__gt=ANCHOR, matter__due_at__lt=ANCHOR + timedelta(days=1)).exists()
    awaited = set(DeskRow.objects.filter(STILL_OPEN, matter_id__in=Whistle.objects.values("pk")).values_list("what", flat=True))
    assert awaited >= {"approve", "confirm", "acknowledge", "arrive", "claim_done", "rule_stands", "verify_pass", "close", "resume", "appraise_unit",
                       "appraise_whistle", "supervise"}


def test_every_course_has_been_taken(month):
    found = kinds()
    for kind in (
        "refuse", "confirm", "object", "rule_stands", "rule_reassigned", "rule_withdrawn", "add_unit", "release_unit", "verify_fail", "reopen", "cancel",
        "suspend", "note", "supervise", "suggest_key_issue", "answer_appraisal", "settle_appraisal", "escalated",
    ):
        assert found[f"whistles.{kind}"], kind
    resumed = Counter(Entry.objects.filter(kind="whistles.resume").values_list("actor_kind", flat=True))
    assert set(resumed) == {"PERSON", "SYSTEM"}
    assert set(Objection.objects.filter(matter__kind="WHISTLE").values_list("ruling", flat=True)) == {
        Ruling.STANDS, Ruling.REASSIGNED, Ruling.WITHDRAWN, "",
    }
    assert Objection.objects.filter(matter__kind="WHISTLE", ruling=Ruling.STANDS, ruled_by=None).exists()  # lapsed
    assert WhistleLink.objects.exists()
    assert Whistle.objects.filter(case_id__isnull=False).count() >= 10


def test_both_sides_have_rated_and_low_scores_have_reasons(month):
    given = list(UnitAppraisal.objects.all())
    low = [one for one in given if min(one.on_time, one.power, one.effect, one.attitude) <= LOW_SCORE]
    assert 0.1 < len(low) / len(given) < 0.5
    assert all(one.reasons for one in low)
    assert any(one.answer for one in low) and not all(one.answer for one in low)
    assert WhistleAppraisal.objects.filter(needed=True, clear=True, addressed=True).count() > WhistleAppraisal.objects.exclude(words="").count() > 5
    rated_in_silence = Whistle.objects.filter(matter__status=WhistleStatus.APPRAISED, matter__orders__appraisal=None, matter__orders__ended_at=None)
    assert rated_in_silence.exists()


def test_the_ladder_was_climbed_by_the_clock_and_no_rung_twice(month):
    rungs = list(Escalation.objects.select_related("order__report_in__whistle__type").order_by("pk"))
    assert {Cause(one.cause) for one in rungs} == set(Cause)
    assert {Level(one.level) for one in rungs} == set(Level)
    for one in rungs:
        assert one.due_at <= one.at <= one.due_at + 2 * TICK
        assert one.level == one.order.report_in.whistle.type.ladder[one.step]["level"]
    keys = [(one.order_id, one.cause, one.round, one.step) for one in rungs]
    assert len(set(keys)) == len(keys)
    told = Entry.objects.filter(kind="whistles.escalated").count()
    assert told == len(rungs)
    missed = Escalation.objects.filter(level=Level.MEETING).values_list("order__matter_id", flat=True)
    assert set(missed) <= set(CoordinationCase.objects.values_list("source_matter_id", flat=True))


def test_the_record_is_whole_and_nobody_outside_is_told(month):
    assert list(verify()) == []
    assert not Pending.objects.exists()
    assert Notice.objects.filter(code__startswith="whistles.").count() > 20
    assert not Notice.objects.filter(muted=False).exists()
    assert not Whistle.objects.filter(sample=False).exists()
    assert not CoordinationCase.objects.filter(sample=False).exists()
    assert not Entry.objects.filter(subject_kind="matter", at__gt=ANCHOR).exists()
    assert all(words.startswith("示例：") for words in Whistle.objects.values_list("known", flat=True))


def test_what_has_ended_is_on_no_desk_and_what_is_open_is_on_one(month):
    at_desks = set(DeskRow.objects.filter(STILL_OPEN).values_list("matter_id", flat=True))
    ended = Whistle.objects.filter(matter__status__in=(WhistleStatus.APPRAISED, WhistleStatus.REFUSED, WhistleStatus.CANCELLED))
    assert not at_desks & set(ended.values_list("pk", flat=True))
    still = Whistle.objects.exclude(matter__status__in=(*ENDED, WhistleStatus.DRAFT))
    assert set(still.values_list("pk", flat=True)) <= at_desks


def test_no_team_was_at_more_places_than_it_has_crews_but_where_one_gave_way(month):
    crews = dict(Team.objects.values_list("body_id", "crews"))
    teams = list(Body.objects.filter(kind="EMERGENCY_TEAM").values_list("pk", flat=True))
    sent: dict[int, list[DispatchOrder]] = {}
    for order in DispatchOrder.objects.filter(office_id__in=teams, matter__kind="WHISTLE").order_by("ordered_at", "pk"):
        sent.setdefault(order.office_id or 0, []).append(order)
    assert sum(map(len, sent.values())) > 20
    for team, orders in sent.items():
        for place, order in enumerate(orders):
            out = [one for one in orders[:place] if (free_at := free_again(one)) is None or free_at > order.ordered_at]
            stays = [one for one in out if one.priority in URGENT or rank(one.priority) <= rank(order.priority)]
            assert len(stays) < crews.get(team, 1), (team, order.pk)


def free_again(order: DispatchOrder) -> datetime | None:
    return min(filter(None, (order.done_at, order.ended_at)), default=None)


def story_of(anchor: datetime, most: int) -> list[tuple[object, ...]]:
    """What a part of the month tells, taken back afterwards."""
    with transaction.atomic():
        known = Entry.objects.latest("pk").pk
        assert whistle(Cast(anchor), Composer(Random(7)), anchor=anchor, most=most, seed=7) == most
        mine = Entry.objects.filter(pk__gt=known)
        assert not mine.filter(at__gt=anchor).exists()
        keys = set(mine.filter(kind="whistles.drafted").values_list("subject_id", flat=True))
        assert len(keys) >= most
        told = list(Whistle.objects.filter(pk__in=keys).order_by("pk").values_list("matter__title", "matter__status", "matter__opened_at", "outcome"))
        told += list(Escalation.objects.filter(order__matter_id__in=keys).order_by("pk").values_list("cause", "level", "due_at"))
        transaction.set_rollback(True)
    return told


@pytest.mark.blind  # luck and dates; the whole month is told on both databases above
def test_the_same_seed_and_anchor_tell_the_same_story():
    assert story_of(ANCHOR, 24) == story_of(ANCHOR, 24)


@pytest.mark.blind
@pytest.mark.parametrize("anchor", [WEEKEND, HOLIDAY, YEAR_END, MIDNIGHT], ids=["weekend", "holiday", "year end", "midnight"])
def test_it_can_be_told_on_any_day(anchor):
    told = story_of(anchor, 36)
    assert {"BLOWN", "IN_PROGRESS", "PENDING"} <= {row[1] for row in told}


def test_every_scene_is_of_the_lists():
    from shaoxiang.duties.queries import duty_book

    book = duty_book()
    assert set(SCENES) == set(COURSES) == set(WhistleCode)
    for scenes in SCENES.values():
        for scene in scenes:
            assert {(scene.code, scope) in book.duties for scope in ("STREET", "TOWN")} == {True}
            assert "{spot}" in scene.title and scene.known and scene.power and scene.done
            for word, _task in scene.units:
                assert Body.objects.filter(code=word.removeprefix("@").removesuffix("-T")).exists()
