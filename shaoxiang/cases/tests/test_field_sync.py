"""What a telephone sends: once, whole, in order, by whom it belongs to; both kept where two were at work."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases import actions, rules
from shaoxiang.cases.actions import field as spot
from shaoxiang.cases.models import Case, FieldItem, Progress
from shaoxiang.cases.queries import kept, moves_for
from shaoxiang.cases.queries.timeline import entry_words, facts_words
from shaoxiang.cases.rules import Report
from shaoxiang.cases.tests.field_batch import act, batch, item, send, upload
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import fresh, handled, handler_of, reported
from shaoxiang.cases.vocabulary import AppealKind, CaseStatus, Source
from shaoxiang.duties.models import EventType
from shaoxiang.kernel.files.models import Attachment, Upload
from shaoxiang.kernel.files.tests.hostile import picture
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.models import Notice
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def worker():
    return people.actor("GRID_WORKER", street=people.HOME)


@pytest.fixture
def client(worker):
    return seated(worker)


def results(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


# --- reports ----------------------------------------------------------------------------------------------------------


def test_fifty_arrive_in_one_batch_and_fifty_one_are_too_many(worker, client):
    items = batch(50)
    answers = results(send(client, worker, items))
    assert [one["id"] for one in answers] == [one["id"] for one in items]
    assert {one["outcome"] for one in answers} == {"done"}
    assert Case.objects.count() == 50
    assert send(client, worker, batch(51)).status_code == 413


def test_the_same_item_sent_again_counts_once_and_gets_the_same_number(worker, client):
    one = item()
    first = results(send(client, worker, [one, one]))
    again = results(send(client, worker, [one]))
    assert {answer["number"] for answer in [*first, *again]} == {Case.objects.get().number}


def test_one_mistake_does_not_hold_up_the_others_and_can_be_mended(worker, client):
    wrong, right = item(type_code="", description=""), item()
    answers = results(send(client, worker, [wrong, right]))
    assert [one["outcome"] for one in answers] == ["refused", "done"]
    assert (answers[0]["field"], "请选一个类别" in answers[0]["reason"]) == ("description", True)
    wrong["fields"]["description"] = "示例：墙边有垃圾。"
    assert results(send(client, worker, [wrong]))[0]["outcome"] == "done"
    assert Case.objects.count() == 2


@pytest.mark.parametrize("broken", [
    {"id": "x"}, {"id": "12345678", "kind": "nonsense"}, {"id": "12345678", "kind": "report", "fields": []}, {"id": "12345678", "kind": "report", "files": "x"},
    {"id": "12345678", "kind": "report", "fields": {"type_code": "nobody's"}}, {"id": "12345678", "kind": "report", "fields": {"description": "x" * 6000}},
    {"id": "12345678", "kind": "report", "fields": {"point": "999,999", "description": "示例"}}, {"id": "12345678", "kind": "verify_pass", "number": "SJ0"},
    {"id": "12345678", "kind": "report", "fields": {"grid_id": "1e9", "description": "示例"}}, {"id": ["12345678"], "kind": {}},
])
def test_whatever_an_item_holds_the_answer_is_a_sentence(worker, client, broken):
    answer = results(send(client, worker, [broken, item()]))
    assert [one["outcome"] for one in answer] == ["refused", "done"]
    assert answer[0]["reason"]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"post": 1}', '{"post": null, "items": {}}', '{"items": ["x"], "post": 1}', "\xff"])
def test_what_is_no_batch_is_400(client, body):
    assert client.post(reverse("field:sync"), body, content_type="application/json").status_code == 400


def test_items_belong_to_the_post_that_made_them(worker, client):
    other = people.actor("GRID_WORKER", street=people.HOME, skip=1)
    assert send(client, other, [item()]).status_code == 409
    one = item()
    results(send(client, worker, [one]))
    assert results(send(seated(other), other, [one]))[0]["outcome"] == "done"  # the same id from another post is another item
    assert Case.objects.count() == 2


def test_nobody_else_may_sync(worker):
    assert Client().post(reverse("field:sync"), "{}", content_type="application/json").status_code == 302
    desk = people.actor("STREET_DESK", street=people.HOME)
    assert send(seated(desk), desk, [item()]).status_code == 409
    assert Client(enforce_csrf_checks=True).post(reverse("field:sync"), "{}", content_type="application/json").status_code == 403


def test_when_it_was_written_is_kept_where_the_telephones_clock_can_be_right(worker, client):
    early, wrong = item(made_at=timezone.now() - timedelta(hours=3)), item(made_at=timezone.now() + timedelta(days=3))
    first, second = (Case.objects.select_related("matter").get(matter__number=one["number"]) for one in results(send(client, worker, [early, wrong])))
    assert first.found_at.isoformat() == early["made_at"]
    assert second.found_at is None
    assert first.matter.opened_at > first.found_at  # the clocks run from when it came in


def test_a_type_that_needs_a_photo_says_why_and_lets_go_where_none_can_be_taken(worker, client):
    from shaoxiang.duties.queries import forget_books

    EventType.objects.filter(code="0103").update(needs_photo=True, photo_reason="看得清是不是渣土，才好定归谁清。")
    forget_books()
    one = item()
    refused = results(send(client, worker, [one]))[0]
    assert (refused["outcome"], refused["field"]) == ("refused", "photos")
    assert "看得清是不是渣土" in refused["reason"]
    one["fields"]["no_photo"] = "on"
    assert results(send(client, worker, [one]))[0]["outcome"] == "done"


def test_files_come_first_and_an_item_waits_for_them(worker, client):
    one = item(files=[{"key": "not-here-yet", "role": "REPORT"}])
    waiting = results(send(client, worker, [one]))[0]
    assert (waiting["outcome"], waiting["files"]) == ("wait", ["not-here-yet"])
    assert not Case.objects.exists()
    sent = upload(client, picture(size=(800, 600)), part=512)
    assert sent.json()["done"] is True
    one["files"][0]["key"] = sent.key
    for _turn in range(2):
        assert results(send(client, worker, [one]))[0]["outcome"] == "done"
    assert [(row.role, row.matter_id, row.file.media_type) for row in Attachment.objects.all()] == [("REPORT", Case.objects.get().pk, "image/jpeg")]


def test_a_file_of_another_post_is_not_there(worker, client):
    other = people.actor("GRID_WORKER", street=people.HOME, skip=1)
    sent = upload(seated(other), picture())
    assert results(send(client, worker, [item(files=[{"key": sent.key}])]))[0]["outcome"] == "wait"


def test_report_and_settle_is_one_transaction(worker, client):
    sent = upload(client, picture())
    answer = results(send(client, worker, [item(outcome="已清理干净", files=[{"key": sent.key, "role": "HANDLE"}])]))[0]
    case = Case.objects.select_related("matter").get()
    assert answer["number"] == case.number
    assert (case.status, case.closure_level) == (CaseStatus.HANDLED, "GRID")
    kinds = list(Entry.objects.filter(subject_kind="matter", subject_id=case.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["cases.reported", "cases.attach", "cases.settle"]
    lon, lat, _grid = people.point_in(people.NEXT)
    refused = results(send(client, worker, [item(outcome="已清理", lon=lon, lat=lat)]))[0]
    assert (refused["outcome"], refused["field"]) == ("refused", "outcome")
    assert Case.objects.count() == 1


def test_the_old_person_is_asked_in_the_end_and_given_a_code(worker, client):
    answer = results(send(client, worker, [item(proxy="on", consent="on", name="示例孙奶奶", phone="13900000000")]))[0]
    case = Case.objects.get()
    assert case.source == Source.PROXY
    assert answer["code"] == case.tracking_code
    assert rules.asks_resident(case.source)
    reported_entry = Entry.objects.get(subject_id=case.pk, kind="cases.reported")
    assert reported_entry.facts["consent"] is True
    assert "孙奶奶" not in json.dumps(reported_entry.facts, ensure_ascii=False)


# --- moves ------------------------------------------------------------------------------------------------------------


def verifier_of(case):
    from shaoxiang.institutions.models import Post

    return people.in_post(next(post.pk for post in Post.objects.filter(grids=case.matter.grid_id) if "GRID_WORKER" in post.roles))


def test_verified_on_the_spot():
    case, _handler = handled(at=timezone.now() - timedelta(hours=5))
    worker = verifier_of(case)
    seen = rules.stamp(case.status, case.handled_at)
    one = act(case.number, "verify_pass", seen=seen, words="现场看过，清干净了。")
    for _turn in range(2):
        assert results(send(seated(worker), worker, [one]))[0]["outcome"] == "done"
    assert fresh(case).status == CaseStatus.VERIFIED
    assert Entry.objects.filter(subject_id=case.pk, kind="cases.verify_pass").count() == 1


def test_where_a_colleague_was_faster_both_are_kept_and_shown():
    now = timezone.now()
    case, _handler = handled(at=now - timedelta(hours=5))
    worker, seen = verifier_of(case), rules.stamp(case.status, case.handled_at)
    actions.verify_pass(case.number, actor=people.actor("VERIFIER", street=people.HOME), at=now, words="看过，平整。")
    sent = upload(seated(worker), picture())
    one = act(case.number, "verify_fail", seen=seen, words="边角还有积水。", files=[{"key": sent.key, "role": "VERIFY"}])
    answer = results(send(seated(worker), worker, [one]))[0]
    assert answer["outcome"] == "kept"
    assert answer["reason"]
    assert fresh(case).status == CaseStatus.VERIFIED  # the colleague's act stands
    assert Progress.objects.get(case=case, entry_kind="cases.field_note").text == "边角还有积水。"
    entry = Entry.objects.get(subject_id=case.pk, kind="cases.field_note")
    assert entry_words(entry) == "离线补记"
    assert "核查不通过" in facts_words(entry)
    assert Attachment.objects.filter(matter_id=case.pk, role="VERIFY").count() == 1
    again = results(send(seated(worker), worker, [one]))[0]
    assert again["outcome"] == "kept"
    assert FieldItem.objects.filter(case=case).count() == 1
    page = seated(worker).get(reverse("cases:case", args=[case.number])).content.decode()
    assert "离线补记" in page
    assert "边角还有积水" in page


def test_handled_anew_meanwhile_an_old_verdict_is_only_a_note():
    now = timezone.now()
    case, handler = handled(at=now - timedelta(hours=9))
    worker, seen = verifier_of(case), rules.stamp(case.status, case.handled_at)
    actions.verify_fail(case.number, actor=people.actor("VERIFIER", street=people.HOME), at=now - timedelta(hours=2), words="没清完")
    actions.finish(case.number, actor=handler, at=now - timedelta(hours=1), outcome="又清了一遍")
    answer = results(send(seated(worker), worker, [act(case.number, "verify_pass", seen=seen)]))[0]
    assert answer["outcome"] == "kept"
    assert fresh(case).status == CaseStatus.HANDLED


def test_a_case_of_another_street_is_not_found(worker, client):
    case, _handler = handled(at=timezone.now() - timedelta(hours=5), street=people.NEXT)
    answer = results(send(client, worker, [act(case.number, "verify_pass", words="看过")]))[0]
    assert answer["outcome"] == "refused"
    assert "找不到" in answer["reason"]
    assert fresh(case).status == CaseStatus.HANDLED


def test_his_own_work_he_does_not_verify(worker, client):
    number = results(send(client, worker, [item(outcome="已清理")]))[0]["number"]
    answer = results(send(client, worker, [act(number, "verify_pass")]))[0]
    assert answer["outcome"] == "refused"
    assert Case.objects.get().status == CaseStatus.HANDLED


def test_a_note_of_the_queue_is_no_button():
    case, _handler = handled(at=timezone.now() - timedelta(hours=5))
    assert "field_note" not in moves_for(case, verifier_of(case))


# --- the finder -------------------------------------------------------------------------------------------------------


def closed_find(worker, at):
    case = reported(at=at, actor=worker, source=Source.PATROL, kind=AppealKind.PATROL, reporter={})
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=at)
    actions.finish(case.number, actor=handler, at=at, outcome="已清运")
    actions.verify_pass(case.number, actor=people.actor("VERIFIER", street=people.HOME), at=at)
    case = fresh(case)
    assert case.status == CaseStatus.CLOSED
    return case


def test_the_finder_may_say_that_it_is_not_really_solved_for_three_days(worker):
    at = timezone.now()
    case = closed_find(worker, at)
    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    with pytest.raises(MoveRefused):
        actions.reopen(case.number, actor=worker, at=day + timedelta(days=4), words="还在")
    actions.reopen(case.number, actor=worker, at=day + timedelta(days=4, minutes=-1), words="还在")
    assert (fresh(case).status, fresh(case).reopened) == (CaseStatus.HANDLING, 1)


def test_a_colleague_who_did_not_find_it_may_not(worker):
    case = closed_find(worker, timezone.now())
    assert "reopen" in moves_for(case, worker)
    other = people.actor("GRID_WORKER", street=people.HOME, skip=1)
    assert "reopen" not in moves_for(case, other)


def test_the_term_of_the_finder_is_the_administrators(worker):
    from shaoxiang.cases.actions.settings import set_case_limit

    set_case_limit("CASE_FINDER", actor=people.actor("CONFIG_ADMIN"), at=timezone.now(), amount=5, counted="CALENDAR_DAY")
    kept.forget()
    at = timezone.now()
    case = closed_find(worker, at)
    actions.reopen(case.number, actor=worker, at=at + timedelta(days=4, hours=12), words="还在")
    assert fresh(case).status == CaseStatus.HANDLING


def test_every_step_is_told_to_the_finder_in_its_own_words(worker):
    now = timezone.now()
    case = reported(at=now, actor=worker, source=Source.PATROL, kind=AppealKind.PATROL, reporter={})
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=now)
    actions.finish(case.number, actor=handler, at=now, outcome="已清运")
    actions.verify_pass(case.number, actor=people.actor("VERIFIER", street=people.HOME), at=now)
    deliver_pending(now=now)
    assert list(Notice.objects.filter(post_id=worker.post_id).order_by("pk").values_list("code", flat=True)) == ["cases.find_handled", "cases.find_closed"]


def test_old_answers_are_forgotten_and_newer_ones_are_not(worker, client):
    results(send(client, worker, [item()]))
    assert spot.forget_answers(now=timezone.now() + timedelta(days=179)) == 0
    assert spot.forget_answers(now=timezone.now() + timedelta(days=181)) == 1


def test_a_batch_costs_a_bounded_number_of_queries_for_each_item(worker, client, django_assert_max_num_queries):
    send(client, worker, batch(2))
    with django_assert_max_num_queries(10 + 26 * 10):
        send(client, worker, batch(10))


def test_no_check_in_no_points_no_tracks():
    """国办函〔2026〕12号: what may not exist here, by the columns there are."""
    forbidden = ("check_in", "points", "score", "track_", "online", "last_seen", "trail", "streak")
    names = {field.name for model in (FieldItem, Case, Upload) for field in model._meta.get_fields()}
    assert not {name for name in names if any(word in name for word in forbidden)}


def test_straight_dispatch_is_held_for_what_is_settled_at_once(worker):
    lon, lat, _grid = people.point_in(people.HOME)
    report = Report(source=Source.PATROL, kind=AppealKind.PATROL, description="示例", type_code="0103", lon=lon, lat=lat)
    one = spot.take_report(report, spot=spot.OnTheSpot("12345678"), actor=worker, at=timezone.now())
    assert one.case.status == CaseStatus.DISPATCHED
