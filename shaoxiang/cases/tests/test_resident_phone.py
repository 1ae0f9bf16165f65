"""我的反映: by telephone and one-time code; no account row, no number in the session, another's matter never."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from shaoxiang.cases.tests import walks
from shaoxiang.cases.views import resident_session
from shaoxiang.institutions.models import Account, Installation
from shaoxiang.institutions.queries import forget_book
from shaoxiang.kernel.flood.models import FloodCount
from shaoxiang.kernel.identity import codes
from shaoxiang.kernel.identity.models import PhoneCode
from shaoxiang.kernel.notices import texts
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def signed_in(phone: str = "13900000000") -> Client:
    """A browser that has shown the telephone; the demonstration shows the code on the page."""
    client = Client()
    page = client.post("/mine/phone/", {"phone": phone}).content.decode()
    assert "演示" in page
    code = re.search(r'code-shown">(\d{6})<', page)
    assert code is not None
    answer = client.post("/mine/code/", {"code": code[1]})
    assert (answer.status_code, answer.get("Location")) == (302, "/mine/")
    return client


@pytest.fixture
def real(settings):
    """An installation that is no demonstration."""
    Installation.objects.update(demo=False)
    forget_book()
    settings.SMS_URL = ""


def test_all_matters_of_the_telephone_whatever_way_they_came_in():
    mine = [walks.reported(), walks.reported(source="TELEPHONE", actor=people.actor("HOTLINE"))]
    other = walks.reported(reporter={"phone": "13900000001"})
    nameless = walks.reported(anonymous=True, reporter={})
    before = Account.objects.count()
    client = signed_in()
    page = client.get("/mine/").content.decode()
    assert all(case.number in page for case in mine)
    assert other.number not in page
    assert nameless.number not in page
    assert Account.objects.count() == before
    assert client.get(f"/track/{mine[1].number}/").status_code == 200
    assert client.get(f"/track/{other.number}/").status_code == 403


def test_acts_need_no_code_typed():
    case = walks.verified(at=timezone.now() - timedelta(hours=4))
    client = signed_in()
    assert client.post(f"/track/{case.number}/confirm/", {"satisfaction": "5"}).status_code == 302
    assert walks.fresh(case).matter.status == "CLOSED"


def test_the_number_is_nowhere_and_leaving_forgets():
    case = walks.reported()
    client = signed_in()
    kept = " ".join(str(row.get_decoded()) for row in Session.objects.all())
    assert "13900000000" not in kept
    assert "13900000000" not in str(list(PhoneCode.objects.values())) + str(list(FloodCount.objects.values()))
    client.post("/track/leave/")
    assert client.get("/mine/")["Location"] == "/mine/phone/"
    assert client.get(f"/track/{case.number}/").status_code == 403


def test_after_two_hours_the_code_is_asked_again(monkeypatch):
    client = signed_in()
    monkeypatch.setattr(resident_session, "OPEN_FOR", timedelta(seconds=-1))
    assert client.get("/mine/")["Location"] == "/mine/phone/"


def test_a_wrong_code_opens_nothing_and_is_said():
    walks.reported()
    client = Client()
    page = client.post("/mine/phone/", {"phone": "13900000000"}).content.decode()
    code = re.search(r'code-shown">(\d{6})<', page)[1]
    for _turn in range(codes.TRIES):
        answer = client.post("/mine/code/", {"code": "000001" if code == "000000" else "000000"})
        assert answer.status_code == 422
        assert "验证码不对" in answer.content.decode()
    assert client.post("/mine/code/", {"code": code}).status_code == 422
    assert client.get("/mine/").status_code == 302


def test_whether_anything_was_reported_from_a_number_is_not_told():
    walks.reported()
    known, unknown = (Client().post("/mine/phone/", {"phone": phone}).content.decode() for phone in ("13900000000", "13911112222"))
    plain = [re.sub(r"\d{6}|\*+\d{4}|csrf\S+|value=\"\w+\"|X-CSRFToken[^}]+", "", page) for page in (known, unknown)]
    assert plain[0] == plain[1]


@pytest.mark.parametrize(("phone", "words"), [("", "请填手机号"), ("0471-2234567", "座机收不到短信"), ("139", "电话号码不对"), ("x\x00y", "电话号码不对")])
def test_what_is_no_mobile_number_is_said_with_the_cure(phone, words):
    answer = Client().post("/mine/phone/", {"phone": phone})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not PhoneCode.objects.exists()


def test_too_many_codes_are_refused_with_another_way():
    for _turn in range(codes.TO_A_PHONE.times):
        Client().post("/mine/phone/", {"phone": "13900000000"})
    answer = Client().post("/mine/phone/", {"phone": "13900000000"})
    if answer.status_code == 200:  # a new window of ten minutes began meanwhile
        for _turn in range(codes.TO_A_PHONE.times):
            answer = Client().post("/mine/phone/", {"phone": "13900000000"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1
    assert 'href="tel:12345"' in answer.content.decode()


def test_without_texts_the_page_says_so_and_offers_number_and_code(real):
    page = Client().get("/mine/phone/").content.decode()
    assert "还没有接短信" in page
    assert 'name="phone"' not in page
    assert 'href="/track/"' in page
    answer = Client().post("/mine/phone/", {"phone": "13900000000"})
    assert answer.status_code == 409
    assert "code-shown" not in answer.content.decode()
    assert not PhoneCode.objects.exists()


def test_where_texts_are_sent_no_page_shows_the_code(real):
    class Box:
        sent: list[str] = []

        def send(self, _phone: str, text: str) -> None:
            self.sent.append(text)

    texts.register(Box())
    try:
        page = Client().post("/mine/phone/", {"phone": "13900000000"}).content.decode()
    finally:
        texts.register(None)
    code = re.search(r"\d{6}", Box.sent[0])[0]
    assert code not in page
    assert "139****0000" in page


def test_the_second_step_without_the_first_leads_back():
    assert Client().get("/mine/code/")["Location"] == "/mine/phone/"
    assert Client().post("/mine/code/", {"code": "123456"})["Location"] == "/mine/phone/"
