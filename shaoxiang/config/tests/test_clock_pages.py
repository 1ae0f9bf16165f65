"""工作日历 and 时限设定, told through the pages, by people of the demo district in real sessions."""

from datetime import date, datetime

import pytest
from django.test import Client

from shaoxiang.institutions.models import Account, Person
from shaoxiang.kernel.clocks import actions, specs
from shaoxiang.kernel.clocks.models import ClockSetting, RunningClock
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.workdays.models import Day
from shaoxiang.kernel.workdays.rules import SHANGHAI
from tests import people

PASSWORD = "brass-kettle-42"
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)
PAGES = ["/admin/workdays/", "/admin/workdays/2026-03-05/", "/admin/workdays/2027/announce/", "/admin/clocks/", "/admin/clocks/LIC_DECIDE/"]
WRITTEN = [PAGES[1], PAGES[2], PAGES[4]]


@pytest.fixture
def enter(district):
    def entering(role):
        person_id = people.actor(role).person_id
        account = Account.objects.filter(person_id=person_id).first()
        account = account or Account.objects.create_account(f"test-{person_id}", None, person=Person.objects.get(pk=person_id))
        account.set_password(PASSWORD)
        account.save()
        client = Client()
        client.post("/institutions/sign-in/", {"username": account.username, "password": PASSWORD})
        return client

    return entering


@pytest.fixture
def clock(district):
    matter = open_matter(MatterKind.CASE, title="井盖破损", status="REPORTED", at=MONDAY)
    return actions.start(matter, [specs.spec("REC_REVIEW")], at=MONDAY)[0]  # five working days: 9 March


@pytest.mark.parametrize("role", ["STREET_DESK", "SYSTEM_ADMIN", "SECURITY_ADMIN"])
def test_others_may_neither_look_nor_write(enter, role):
    client = enter(role)
    written = {"save": "1", "kind": "HOLIDAY", "amount": "1", "holidays": "2027-01-01"}
    assert [client.get(page).status_code for page in PAGES] == [403] * 5
    assert [client.post(page, written).status_code for page in WRITTEN] == [403] * 3
    assert not Day.objects.exists()
    assert not ClockSetting.objects.exists()


def test_a_visitor_signs_in_first(district):
    answers = [Client().get(page) for page in PAGES]
    assert [answer.status_code for answer in answers] == [302] * 5
    assert all(answer.headers["Location"].startswith("/institutions/sign-in/") for answer in answers)


def test_what_is_not_there_is_not_found(enter):
    client = enter("CONFIG_ADMIN")
    for page in ("workdays/2026-02-30/", "workdays/x/", "workdays/1990-01-01/", "workdays/1890/announce/", "clocks/NO_SUCH/"):
        assert client.get(f"/admin/{page}").status_code == 404


def test_a_day_is_previewed_then_changed_and_the_history_tells(enter, clock):
    client = enter("CONFIG_ADMIN")
    page = "/admin/workdays/2026-03-05/"
    preview = client.post(page, {"kind": "HOLIDAY", "name": "市庆", "preview": "1"}).content.decode()
    assert "会移动 1 个正在走的时限" in preview
    assert "3月9日" in preview
    assert "3月10日" in preview
    assert not Day.objects.exists()
    assert client.post(page, {"kind": "HOLIDAY", "name": "市庆", "save": "1"}).status_code == 302
    assert RunningClock.objects.get(pk=clock.pk).last_day == date(2026, 3, 10)
    after = client.get(page).content.decode()
    assert "市庆" in after
    assert Entry.objects.get(kind="workdays.corrected").actor_id is not None
    assert "2026-03-05" in client.get("/admin/workdays/?year=2026").content.decode()


def test_a_day_without_a_kind_is_sent_back_with_what_was_typed(enter):
    answer = enter("CONFIG_ADMIN").post("/admin/workdays/2026-03-05/", {"name": "市庆", "save": "1"})
    assert answer.status_code == 422
    assert "市庆" in answer.content.decode()


def test_the_notice_of_a_year_is_previewed_then_written(enter):
    client = enter("CONFIG_ADMIN")
    page = "/admin/workdays/2027/announce/"
    assert "还没有录入" in client.get("/admin/workdays/?year=2027").content.decode()
    notice = {"holidays": "2027-01-01/2027-01-03 元旦\n\n2027-02-05/2027-02-11 春节", "swaps": "2027-02-20"}
    assert "没有正在走的时限会移动" in client.post(page, {**notice, "preview": "1"}).content.decode()
    assert not Day.objects.exists()
    assert client.post(page, {**notice, "save": "1"}).headers["Location"] == "/admin/workdays/?year=2027"
    assert Day.objects.filter(date__year=2027).count() == 365
    assert Day.objects.get(date="2027-02-20").is_workday
    assert "还没有录入" not in client.get("/admin/workdays/?year=2027").content.decode()


def test_a_notice_that_cannot_be_read_says_which_line(enter):
    client = enter("CONFIG_ADMIN")
    for holidays, sentence in (
        ("元旦", "第 1 行"), ("2027-01-03/2027-01-01 元旦", "起止日期不对"), ("2026-01-01 元旦", "都在本年"), ("2027-02-20 春节", "同一天不能"),
    ):
        answer = client.post("/admin/workdays/2027/announce/", {"holidays": holidays, "swaps": "2027-02-20", "save": "1"})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert holidays in answer.content.decode()
    assert not Day.objects.exists()


def test_a_clock_is_tightened_and_never_loosened(enter, clock):
    client = enter("CONFIG_ADMIN")
    page = "/admin/clocks/REC_REVIEW/"
    before = client.get(page).content.decode()
    assert "现在有 1 个这样的时限在走" in before
    assert "法定，不能放宽" in before
    loose = client.post(page, {"amount": "6"})
    assert loose.status_code == 422
    assert "行政复议法(2023) 30; 88" in loose.content.decode()
    assert client.post(page, {"amount": "4"}).status_code == 302
    specs.remembered.forget()
    assert specs.spec("REC_REVIEW").amount == 4
    after = client.get(page).content.decode()
    assert "5 → 4" in after
    assert "本区设定" in client.get("/admin/clocks/").content.decode()
    assert RunningClock.objects.get(pk=clock.pk).amount == 5


def test_the_pages_open_in_both_languages(enter):
    client = enter("CONFIG_ADMIN")
    for language, mark in (("zh-hans", 'lang="zh'), ("en", 'lang="en')):
        client.cookies["django_language"] = language
        for page in PAGES:
            answer = client.get(page)
            assert answer.status_code == 200
            assert mark in answer.content.decode()
