"""交接: a post changes hands, line by line, in one act."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from shaoxiang.institutions import actions
from shaoxiang.institutions.models import Account, Assignment, Handover, LeaderContact, Person
from shaoxiang.institutions.queries.handover import Counted, Source, register_source
from shaoxiang.institutions.queries.handover import _sources as known_sources
from shaoxiang.institutions.queries.seating import _checks as seat_checks
from shaoxiang.institutions.rules import ChangeRefused, Decision, HandoverRefused, Obstacle, Way, check_handover, check_successor
from shaoxiang.institutions.tests.conftest import NOON, TODAY, as_, seated
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.notices.models import Notice

pytestmark = pytest.mark.django_db
NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def row(cast, matter):
    """One thing on the desk of the office's head."""
    return await_act(matter.pk, "close", role="OFFICE_HEAD", at=NOON, unit_id=cast.street.pk, office_id=cast.office.pk)


def started(cast, actor, on=NEXT_WEEK, successor="clerk"):
    return actions.start_handover(cast.seats["head"].pk, cast.seats[successor].person, on, actor=actor, at=NOON)


def all_passed(cast, handover):
    actions.pass_on(handover.pk, {line.pk: "在柜子第二层" for line in handover.lines.all()}, actor=as_(cast, "head"), at=NOON)
    return actions.sign(handover.pk, actor=as_(cast, "head"), at=NOON)


def kinds():
    return [kind.removeprefix("institutions.handover_") for kind in
            Entry.objects.filter(kind__startswith="institutions.handover_").order_by("seq").values_list("kind", flat=True)]


def test_starting_counts_what_goes_with_the_post_and_masks_it(cast, staffing, row):
    handover = started(cast, staffing)
    lines = {line.source: line.words for line in handover.lines.all()}
    assert lines["accounts"] == "head"
    assert lines["desk"].startswith("SJ-1 井盖丢失")
    assert "13900000000" not in lines["desk"]
    assert kinds() == ["started"]


def test_another_office_s_desk_is_not_counted(cast, staffing, matter):
    await_act(matter.pk, "close", role="OFFICE_HEAD", at=NOON, unit_id=cast.street.pk, office_id=cast.other.pk)
    assert not started(cast, staffing).lines.filter(source="desk").exists()


def test_the_post_changes_hands_in_one_act_on_the_day(cast, staffing, row):
    handover = all_passed(cast, started(cast, staffing))
    done = actions.complete(handover.pk, actor=as_(cast, "desk"), at=NOON)
    old, new = Assignment.objects.get(pk=cast.seats["head"].pk), Assignment.objects.get(post=cast.posts.head, person=cast.seats["clerk"].person)
    assert (old.valid_to, new.valid_from, new.valid_to) == (NEXT_WEEK, NEXT_WEEK, None)
    assert done.status == "DONE"
    assert kinds() == ["started", "passed_on", "signed", "completed"]
    assert Entry.objects.get(kind="institutions.handover_completed").facts == {"before": old.pk, "after": new.pk, "on": NEXT_WEEK.isoformat()}


def test_confirmed_late_it_begins_on_the_day_of_confirming(cast, staffing):
    handover = all_passed(cast, started(cast, staffing))
    actions.complete(handover.pk, actor=as_(cast, "desk"), at=NOON + timedelta(days=9))
    assert Assignment.objects.get(pk=cast.seats["head"].pk).valid_to == TODAY + timedelta(days=9)


def test_a_leader_s_streets_go_with_the_post(cast, staffing):
    contact = LeaderContact.objects.create(leader=cast.seats["head"], street=cast.place, valid_from=date(2024, 1, 1))
    handover = all_passed(cast, started(cast, staffing))
    actions.complete(handover.pk, actor=as_(cast, "desk"), at=NOON)
    contact.refresh_from_db()
    assert contact.valid_to == NEXT_WEEK
    assert LeaderContact.objects.get(valid_from=NEXT_WEEK).leader.person == cast.seats["clerk"].person


def test_signing_waits_until_every_line_is_passed_on(cast, staffing, row):
    handover = started(cast, staffing)
    with pytest.raises(HandoverRefused) as refused:
        actions.sign(handover.pk, actor=as_(cast, "head"), at=NOON)
    assert refused.value.facts == {"n": 2}


def test_what_came_since_is_counted_before_signing_and_what_was_settled_falls_away(cast, staffing, row, matter):
    handover = started(cast, staffing)
    settle(matter.pk, at=NOON, by=staffing)
    await_act(matter.pk, "answer", role="OFFICE_HEAD", at=NOON, unit_id=cast.street.pk, office_id=cast.office.pk, post_id=cast.posts.head.pk)
    with pytest.raises(HandoverRefused, match="新的"):
        actions.sign(handover.pk, actor=as_(cast, "head"), at=NOON)
    actions.recount(handover.pk, actor=as_(cast, "head"), at=NOON)
    assert [line.key for line in handover.lines.filter(source="desk")] != [row.pk]
    assert handover.lines.filter(source="desk").count() == 1
    all_passed(cast, handover)


def test_given_back_with_a_reason_it_is_open_again(cast, staffing):
    handover = all_passed(cast, started(cast, staffing))
    with pytest.raises(HandoverRefused, match="原因"):
        actions.give_back(handover.pk, " ", actor=as_(cast, "desk"), at=NOON)
    assert actions.give_back(handover.pk, "少一把钥匙", actor=as_(cast, "desk"), at=NOON).status == "OPEN"
    assert "少一把钥匙" not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_nobody_confirms_before_the_leaver_has_signed(cast, staffing):
    with pytest.raises(MoveRefused):
        actions.complete(started(cast, staffing).pk, actor=as_(cast, "desk"), at=NOON)


@pytest.mark.parametrize("who", ["staffing", "desk", "liaison"])
def test_only_the_leaver_passes_on(cast, staffing, who):
    handover = started(cast, staffing)
    with pytest.raises(PermissionDenied):
        actions.pass_on(handover.pk, {line.pk: "" for line in handover.lines.all()}, actor=as_(cast, who), at=NOON)


@pytest.mark.parametrize("who", ["staffing", "head", "liaison"])
def test_only_the_successor_confirms(cast, staffing, who):
    handover = all_passed(cast, started(cast, staffing))
    with pytest.raises(PermissionDenied):
        actions.complete(handover.pk, actor=as_(cast, who), at=NOON)


def test_the_staffing_office_confirms_for_a_successor_who_cannot_sign_in_yet(cast, staffing):
    newcomer = Person.objects.create(name="新来的")
    handover = all_passed(cast, actions.start_handover(cast.seats["head"].pk, newcomer, NEXT_WEEK, actor=staffing, at=NOON))
    actions.complete(handover.pk, actor=staffing, at=NOON)
    assert Assignment.objects.get(person=newcomer).post == cast.posts.head


def test_the_head_of_the_office_starts_it_and_a_clerk_or_a_stranger_does_not(cast, staffing):
    assert started(cast, as_(cast, "head")).status == "OPEN"
    Handover.objects.all().delete()
    for who in ("clerk", "liaison", "grid"):
        with pytest.raises(PermissionDenied):
            started(cast, as_(cast, who))


def test_a_second_one_for_the_same_person_is_refused(cast, staffing):
    started(cast, staffing)
    with pytest.raises(HandoverRefused):
        started(cast, staffing)


@pytest.mark.parametrize(("on", "since", "until"), [
    (TODAY - timedelta(days=1), date(2024, 1, 1), None), (TODAY, TODAY, None), (TODAY + timedelta(days=9), date(2024, 1, 1), NEXT_WEEK),
])
def test_a_day_out_of_order_is_refused(on, since, until):
    with pytest.raises(HandoverRefused):
        check_handover(since=since, until=until, on=on, today=TODAY)


def test_no_successor_becomes_two_of_the_three_administrators():
    check_successor(leaving=1, successor=2, post_roles=["AUDIT_ADMIN"], sits_there=False, elsewhere=[["VERIFIER"]])
    for wrong in ({"successor": 1}, {"sits_there": True}, {"elsewhere": [["SECURITY_ADMIN"]]}):
        with pytest.raises(HandoverRefused):
            check_successor(**{"leaving": 1, "successor": 2, "post_roles": ["AUDIT_ADMIN"], "sits_there": False, "elsewhere": [], **wrong})


def test_an_upper_room_adds_what_it_keeps_by_post(cast, staffing):
    register_source(Source("example", "示例", lambda leaving, on: [Counted(leaving.post_id, "一枚印章")]))
    try:
        assert started(cast, staffing).lines.get(source="example").words == "一枚印章"
    finally:
        del known_sources["example"]


def test_the_page_from_start_to_end(cast, staffing):
    page, today = reverse("institutions:handover", args=[cast.posts.head.pk]), timezone.localdate()
    office = seated(staffing)
    assert "开始交接" in office.get(page).content.decode()
    wrong = office.post(page, {"move": "start", "leaving": cast.seats["head"].pk, "planned_on": today.isoformat(), "other": "没有这人"})
    assert wrong.status_code == 422
    assert "没有这个人" in wrong.content.decode()
    given = {"move": "start", "leaving": cast.seats["head"].pk, "planned_on": today.isoformat(), "successor": cast.seats["clerk"].person_id}
    assert office.post(page, given).status_code == 302
    leaver, successor = seated(as_(cast, "head")), seated(as_(cast, "clerk"))
    early = leaver.post(page, {"move": "sign"})
    assert early.status_code == 422
    assert "还有 1 项没有交出" in early.content.decode()
    assert leaver.post(page, {"move": "pass_on", "all": "1"}).status_code == 302
    assert leaver.post(page, {"move": "sign"}).status_code == 302
    assert "交接清单" in successor.get(reverse("institutions:handover_print", args=[cast.posts.head.pk])).content.decode()
    assert successor.post(page, {"move": "complete"}).status_code == 302
    assert Assignment.objects.get(pk=cast.seats["head"].pk).valid_to == today


def test_the_page_of_the_body_leads_there_only_whom_it_lets_in(cast, staffing):
    page, link = reverse("institutions:body", args=[cast.office.code]), reverse("institutions:handover", args=[cast.posts.head.pk])
    clerk = seated(as_(cast, "clerk"))
    assert link in seated(staffing).get(page).content.decode()
    assert link not in clerk.get(page).content.decode()
    started(cast, staffing)
    assert link in clerk.get(page).content.decode()


def test_a_stranger_does_not_learn_of_it(cast, staffing):
    started(cast, staffing)
    stranger = seated(as_(cast, "liaison"))
    for name in ("handover", "handover_print"):
        assert stranger.get(reverse(f"institutions:{name}", args=[cast.posts.head.pk])).status_code == 404


def test_of_a_leaver_who_is_gone_the_head_signs_in_place_with_a_reason(cast, staffing, row):
    handover = started(cast, staffing)
    with pytest.raises(PermissionDenied):
        actions.sign_in_place(handover.pk, "已调走", actor=staffing, at=NOON)
    Account.objects.filter(person=cast.seats["head"].person).update(is_active=False)
    with pytest.raises(HandoverRefused, match="原因"):
        actions.sign_in_place(handover.pk, " ", actor=staffing, at=NOON)
    signed = actions.sign_in_place(handover.pk, "人已调走，联系不上", actor=staffing, at=NOON)
    assert (signed.status, signed.message) == ("PASSED", "人已调走，联系不上")
    assert not signed.lines.filter(passed_at__isnull=True).exists()
    entry = Entry.objects.get(kind="institutions.handover_signed_in_place")
    assert "调走" not in str(entry.facts)
    actions.complete(handover.pk, actor=as_(cast, "desk"), at=NOON)


def waits(actor):
    return list(desk_of(actor).filter(matter_id__in=Matter.objects.filter(kind="HANDOVER")).values_list("what", flat=True))


def told(cast, key):
    return [one.code.removeprefix("institutions.handover_") for one in Notice.objects.filter(person_id=cast.seats[key].person_id).order_by("pk")]


def test_it_waits_on_the_desk_of_leaver_then_successor_and_both_are_told(cast, staffing, row):
    handover = started(cast, staffing)
    leaver, successor = as_(cast, "head"), as_(cast, "desk")
    assert (waits(leaver), waits(successor)) == (["pass_on"], [])
    all_passed(cast, handover)
    assert (waits(leaver), waits(successor)) == ([], ["complete"])
    actions.complete(handover.pk, actor=successor, at=NOON)
    assert (waits(leaver), waits(successor)) == ([], [])
    assert (told(cast, "head"), told(cast, "clerk")) == (["to_pass_on", "done"], ["to_take", "to_confirm", "done"])
    matter = Handover.objects.get().matter
    assert (matter.status, matter.closed_at) == ("DONE", NOON)
    assert seated(staffing).get(reverse("institutions:handover_by_number", args=[matter.number])).status_code == 302
    assert seated(as_(cast, "liaison")).get(reverse("institutions:handover_by_number", args=[matter.number])).status_code == 404


def test_of_a_leaver_who_is_gone_it_waits_for_whoever_began_it(cast, staffing, row):
    Account.objects.filter(person=cast.seats["head"].person).update(is_active=False)
    started(cast, staffing)
    assert waits(staffing) == ["sign_in_place"]


def test_the_successor_reads_numbers_until_the_post_is_his(cast, staffing, row):
    handover, page = all_passed(cast, started(cast, staffing)), reverse("institutions:handover", args=[cast.posts.head.pk])
    shown = seated(as_(cast, "clerk")).get(page).content.decode()
    assert "SJ-1" in shown
    assert "井盖丢失" not in shown
    assert "井盖丢失" not in seated(as_(cast, "clerk")).get(reverse("institutions:handover_print", args=[cast.posts.head.pk])).content.decode()
    assert "井盖丢失" in seated(as_(cast, "head")).get(page).content.decode()
    actions.complete(handover.pk, actor=as_(cast, "desk"), at=NOON)
    assert "井盖丢失" in seated(as_(cast, "clerk")).get(page).content.decode()


def test_what_is_about_one_person_is_listed_by_number_and_kind(cast, staffing, row, matter):
    Matter.objects.filter(pk=matter.pk).update(kind="CADRE_SELECTION", title="拟任人选：示例某")
    assert started(cast, staffing).lines.get(source="desk").words == "SJ-1 干部选配"


def test_whoever_was_appointed_to_the_empty_seat_takes_over_what_it_holds(cast, staffing, row):
    Assignment.objects.filter(pk=cast.seats["head"].pk).update(valid_to=TODAY - timedelta(days=3))
    Assignment.objects.create(person=cast.seats["clerk"].person, post=cast.posts.head, valid_from=TODAY - timedelta(days=2))
    handover = started(cast, staffing, on=TODAY)
    actions.sign_in_place(handover.pk, "调走三天了", actor=staffing, at=NOON)
    actions.complete(handover.pk, actor=as_(cast, "desk"), at=NOON)
    assert Assignment.objects.filter(post=cast.posts.head).count() == 2


def test_a_check_of_an_upper_room_holds_for_every_way_to_a_post(cast, staffing):
    """Start, confirmation, seat; the page says what is missing and leads there."""
    way = Way("办上编任职", "/somewhere/", frozenset({"STAFFING_OFFICE"}))
    handover = all_passed(cast, started(cast, staffing))
    seat_checks["example"] = lambda person, post, on: Obstacle("没有占编（%(unit)s）", {"unit": "示例"}, (way,))
    try:
        with pytest.raises(HandoverRefused, match="没有占编（示例）"):
            actions.complete(handover.pk, actor=as_(cast, "desk"), at=NOON)
        shown = seated(as_(cast, "clerk")).post(reverse("institutions:handover", args=[cast.posts.head.pk]), {"move": "complete"})
        assert (shown.status_code, "没有占编（示例）" in shown.content.decode(), "/somewhere/" in shown.content.decode()) == (422, True, False)
        Handover.objects.all().update(status="CANCELLED")
        with pytest.raises(HandoverRefused):
            started(cast, staffing)
        decision = Decision(TODAY, "示例")
        for person, name in ((cast.seats["clerk"].person, ""), (None, "新来的")):
            with pytest.raises(ChangeRefused) as refused:
                actions.seat_person(cast.posts.liaison.pk, person, name=name, decision=decision, actor=staffing, at=NOON)
            assert (refused.value.field, refused.value.ways) == ("person", (way,))
        page = seated(staffing).post(reverse("institutions:post_change", args=[cast.posts.liaison.pk, "seat"]), {
            "name": "王小", "on": timezone.localdate().isoformat(), "message": "示例", "step": "look"})
        assert (page.status_code, "/somewhere/" in page.content.decode()) == (422, True)
        assert not Person.objects.filter(name="新来的").exists()
    finally:
        del seat_checks["example"]


def test_a_seat_left_empty_is_handed_over_from_the_last_who_sat_there(cast, staffing, row):
    Assignment.objects.filter(pk=cast.seats["head"].pk).update(valid_to=TODAY - timedelta(days=3))
    handover = started(cast, staffing, on=TODAY)
    actions.sign_in_place(handover.pk, "调走三天了", actor=staffing, at=NOON)
    actions.complete(handover.pk, actor=as_(cast, "desk"), at=NOON)
    seats = Assignment.objects.filter(post=cast.posts.head).order_by("valid_from").values_list("valid_from", "valid_to")
    assert [until for _since, until in seats] == [TODAY - timedelta(days=3), None]
    assert seats[1][0] == TODAY
