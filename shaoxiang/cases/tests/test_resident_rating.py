"""评价链接: opens five grades and nothing else; a scanner does not rate; what is said stays hidden from those it is about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases import actions
from shaoxiang.cases.models import Progress
from shaoxiang.cases.queries import rating
from shaoxiang.cases.tests import walks
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.test_resident import opened
from shaoxiang.cases.vocabulary import Satisfaction
from shaoxiang.institutions.models import Assignment
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
WHY = "示例：来的人说话难听，第二天又堵了。"


@pytest.fixture
def case():
    return walks.verified(at=timezone.now() - timedelta(hours=4))


def test_opening_the_link_rates_nothing(case):
    answer = Client().get(rating.path_of(case))
    assert answer.status_code == 200
    page = answer.content.decode()
    for words in ("非常满意", "满意", "基本满意", "不满意", "非常不满意"):
        assert words in page
    for hidden in (case.description, case.tracking_code, "示例孙阿姨", "13900000000", case.answer):
        assert hidden not in page
    assert Client().head(rating.path_of(case)).status_code == 200
    assert walks.fresh(case).satisfaction == ""


def test_one_post_rates_once(case):
    path = rating.path_of(case)
    assert Client().post(path, {}).status_code == 422
    assert Client().post(path, {"satisfaction": "9"}).status_code == 422
    assert Client().post(path, {"satisfaction": "4"}).status_code == 302
    assert walks.fresh(case).satisfaction == "4"
    again = Client().post(path, {"satisfaction": "1"})
    assert "谢谢您的评价" in again.content.decode()
    assert walks.fresh(case).satisfaction == "4"
    assert Entry.objects.filter(subject_kind="matter", subject_id=case.pk, kind="cases.rate").count() == 1
    assert walks.fresh(case).matter.status == "VERIFIED"  # rating is no confirming


@pytest.mark.parametrize("spoil", [lambda token: token[:-3], lambda token: "9" + token, lambda _token: "x", lambda _token: signing.dumps(1)])
def test_a_cut_or_forged_link_is_gone(case, spoil):
    answer = Client().get(f"/r/{spoil(rating.token_of(case))}/")
    assert answer.status_code == 410
    assert "编号和查询码" in answer.content.decode()


def test_an_old_link_is_gone(case, monkeypatch):
    path = rating.path_of(case)
    monkeypatch.setattr(rating, "GOOD_FOR", timedelta(seconds=-1))
    assert Client().get(path).status_code == 410


def test_after_a_reopening_the_link_of_before_is_void(case):
    path = rating.path_of(case)
    actions.reopen(case.number, actor=people.resident(case.pk), at=timezone.now(), words="还堵着")
    assert Client().post(path, {"satisfaction": "5"}).status_code == 410
    fresh = walks.fresh(case)
    page = Client().get(rating.path_of(fresh)).content.decode()
    assert "现在还不能评价" in page
    assert Client().post(rating.path_of(fresh), {"satisfaction": "5"}).status_code == 200
    assert walks.fresh(case).satisfaction == ""


def test_the_link_opens_no_other_door(case):
    client = Client()
    client.get(rating.path_of(case))
    assert client.get(f"/track/{case.number}/").status_code == 403


def rated(case, grade=Satisfaction.VERY_POOR):
    actions.rate(case.number, actor=people.resident(case.pk), at=timezone.now(), satisfaction=grade, words=WHY)
    return walks.fresh(case)


def test_those_who_were_rated_see_neither_grade_nor_words_and_the_supervisor_does(case):
    case = rated(case)
    handler = people.acting(Assignment.objects.select_related("person", "post").get(pk=_handler_assignment(case)))
    page = reverse("cases:case", args=[case.number])
    for actor in (handler, *(people.actor(role, street=people.HOME) for role in ("STREET_DESK", "CALL_BACK", "COUNTER"))):
        seen = seated(actor).get(page).content.decode()
        assert WHY not in seen, actor.title
        assert "非常不满意" not in seen, actor.title
        assert "居民评价" not in seen, actor.title
    for actor in (people.actor("SUPERVISOR"), people.actor("STREET_LEADER", street=people.HOME)):
        seen = seated(actor).get(page).content.decode()
        assert WHY in seen
        assert "非常不满意" in seen


def _handler_assignment(case):
    return Entry.objects.get(subject_kind="matter", subject_id=case.pk, kind="cases.finish").actor_id


def test_an_export_holds_no_grade_for_those_it_is_about(case):
    rated(case)
    for actor, shown in ((people.actor("STREET_DESK", street=people.HOME), False), (people.actor("SUPERVISOR"), True)):
        answer = seated(actor).post("/cases/export/csv/")
        assert answer.status_code == 200
        words = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert case.number in words
        assert ("非常不满意" in words) is shown


def test_a_bad_grade_is_the_supervisors_and_stays_whatever_becomes_of_the_case(case):
    case = rated(case)
    row = DeskRow.objects.get(OPEN, matter_id=case.pk, what="answer_rating")
    assert row.role == "SUPERVISOR"
    assert row.due_at is not None
    actions.confirm(case.number, actor=people.resident(case.pk), at=timezone.now())
    assert DeskRow.objects.filter(OPEN, matter_id=case.pk, what="answer_rating").exists()
    desk = people.actor("STREET_DESK", street=people.HOME)
    with pytest.raises(PermissionDenied):
        actions.answer_rating(case.number, actor=desk, at=timezone.now(), words="示例")
    answered = "示例：上门核实，已经返工并道歉。"
    supervisor = people.actor("SUPERVISOR")
    client = seated(supervisor)
    assert client.post(reverse("cases:act", args=[case.number, "answer_rating"]), {"words": ""}).status_code == 422
    assert client.post(reverse("cases:act", args=[case.number, "answer_rating"]), {"words": answered}).status_code == 302
    assert not DeskRow.objects.filter(OPEN, matter_id=case.pk, what="answer_rating").exists()
    assert answered not in seated(desk).get(reverse("cases:case", args=[case.number])).content.decode()
    assert Progress.objects.get(case=case, entry_kind="cases.answer_rating").for_resident
    assert walks.fresh(case).satisfaction == Satisfaction.VERY_POOR


def test_a_grade_given_by_the_link_is_not_changed_by_confirming(case):
    case = rated(case, Satisfaction.POOR)
    page = opened(case).get(f"/track/{case.number}/").content.decode()
    assert "您的评价：" in page
    assert 'name="satisfaction"' not in page
    assert opened(case).post(f"/track/{case.number}/confirm/", {"satisfaction": "5"}).status_code == 302
    assert walks.fresh(case).satisfaction == Satisfaction.POOR


def test_a_good_grade_is_nobodys_work(case):
    case = rated(case, Satisfaction.GOOD)
    assert not DeskRow.objects.filter(OPEN, matter_id=case.pk, what="answer_rating").exists()
    with pytest.raises(MoveRefused):
        actions.answer_rating(case.number, actor=people.actor("SUPERVISOR"), at=timezone.now(), words="示例")


def test_the_call_back_form_has_the_link_to_copy(case):
    page = seated(people.actor("CALL_BACK", street=people.HOME)).get(reverse("cases:act", args=[case.number, "call_back"])).content.decode()
    assert "/r/" in page
    assert "data-copy" in page


def test_the_text_message_carries_it_once(case, settings, django_capture_on_commit_callbacks):
    from shaoxiang.cases import reactions
    from shaoxiang.kernel.notices import texts

    settings.ADDRESS = "https://shaoxiang.example.gov.cn"
    sent: list[tuple[str, str]] = []

    class Box:
        def send(self, phone: str, text: str) -> None:
            sent.append((phone, text))

    entry = Entry.objects.get(subject_kind="matter", subject_id=case.pk, kind="cases.verify_pass")
    texts.register(Box())
    try:
        for _turn in range(2):  # delivered at least once
            with django_capture_on_commit_callbacks(execute=True):
                reactions._ask_for_a_grade(entry)
    finally:
        texts.register(None)
    assert len(sent) == 1
    phone, words = sent[0]
    assert phone == "13900000000"
    link = words.partition("https://shaoxiang.example.gov.cn")[2].split()[0]
    assert Client().get(link).status_code == 200
    told = Entry.objects.get(subject_kind="matter", subject_id=case.pk, kind="cases.texted")
    assert "139" not in str(told.facts)


