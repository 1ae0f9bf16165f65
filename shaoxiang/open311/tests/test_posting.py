"""Reporting: the case that comes of it, what is kept where, who may, how often."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.test_resident import photo
from shaoxiang.institutions.models import Installation
from shaoxiang.kernel.flood.rules import Limit
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.identity.queries import find_by_phone, plain
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.open311 import actions
from shaoxiang.open311.models import PostedRequest
from shaoxiang.open311.tests.conftest import BASE, Caller, a_key, report
from shaoxiang.open311.tests.test_requests import refused
from shaoxiang.open311.views import requests as views
from tests import people

pytestmark = pytest.mark.django_db
CONTACT = {"first_name": "阿姨", "last_name": "示例孙", "phone": "13900000000", "email": "sun@example.com", "device_id": "phone-7"}


def test_a_report_becomes_a_case_that_goes_its_way(anybody):
    answer = anybody.post(**report(**{"attribute[URGENCY]": "soon", "attribute[AFFECTED][]": ["pedestrians", "vehicles"], "attribute[LANDMARK]": "早市门口"}))
    assert answer.status_code == 201
    (given,) = answer.json()
    case = Case.objects.select_related("matter").get()
    assert given["service_request_id"] == case.number
    assert case.tracking_code in given["service_notice"]
    assert case.matter.status == "DISPATCHED"
    assert case.matter.subject_code == "0103"
    assert (case.private, case.anonymous) == (False, True)
    assert "早市门口" in case.description
    assert "行人、车辆" in case.description
    assert PostedRequest.objects.get().attributes["URGENCY"] == ["soon"]
    assert anybody.numbers() == [case.number]
    kinds = list(Entry.objects.filter(subject_kind="matter", subject_id=case.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["cases.reported", "cases.accept", "cases.dispatch"]
    assert Entry.objects.get(subject_kind="open311_request", subject_id=case.pk).facts["attributes"] == ["AFFECTED", "LANDMARK", "PUBLIC", "URGENCY"]


def test_the_answer_in_xml_is_the_standards(anybody):
    answer = anybody.post("requests.xml", **report())
    assert answer.status_code == 201
    assert b"<service_requests><request><service_request_id>" in answer.content


def test_without_consent_it_stays_private_and_its_token_opens_it(anybody):
    (given,) = anybody.post(**report(**{"attribute[PUBLIC]": ""})).json()
    number, token = given["service_request_id"], given["token"]
    assert anybody.numbers() == []
    assert anybody.get(f"requests/{number}.json").status_code == 404
    assert anybody.get(f"requests/{number}.json", token=token + "x").status_code == 404
    assert anybody.rows(f"requests/{number}.json", token=token)[0]["service_request_id"] == number
    assert anybody.rows(f"tokens/{token}.json") == [{"service_request_id": number, "token": token}]
    assert anybody.xml(f"tokens/{token}.xml").findtext("request/service_request_id") == number
    refused(anybody.get("tokens/nonsense.json"), 404)
    (other,) = anybody.post(**report(**{"attribute[PUBLIC]": ""})).json()
    assert anybody.get(f"requests/{other['service_request_id']}.json", token=token).status_code == 404


def test_the_senders_data_are_in_the_vault_and_nowhere_else(anybody):
    anybody.post(**report(**CONTACT))
    case = Case.objects.get()
    record = VaultRecord.objects.get(pk=case.reporter_id)
    assert find_by_phone("13900000000") == [record.pk]
    assert plain(record) == {"name": "示例孙阿姨", "phone": "13900000000", "note": "email: sun@example.com\ndevice_id: phone-7"}
    told = json.dumps([*Case.objects.values(), *PostedRequest.objects.values(), *Entry.objects.values()], default=str, ensure_ascii=False)
    read = "".join(anybody.get(path).content.decode() for path in ("requests.json", "requests.xml", "servicerequestupdates.json"))
    for secret in (*CONTACT.values(), "示例孙阿姨"):
        if secret != "阿姨":
            assert secret not in told, secret
            assert secret not in read, secret


@pytest.mark.parametrize("place", [{"address_string": "东风路与哲里木路口"}, {"address_id": people.point_in()[2]}, {"lat": "60.17", "long": "24.94"}])
def test_one_kind_of_place_is_enough(anybody, place):
    form = {name: value for name, value in report().items() if name not in ("lat", "long")}
    assert anybody.post(**form, **place).status_code == 201
    case = Case.objects.select_related("matter").get()
    assert bool(case.matter.street_id) == ("address_id" in place)
    assert case.outside == ("lat" in place)


def test_the_address_of_a_picture_is_kept_as_text(anybody):
    anybody.post(**report(media_url="https://example.com/a.jpg"))
    assert PostedRequest.objects.get().media_url == "https://example.com/a.jpg"
    assert anybody.rows("requests.json")[0]["media_url"] is None


def test_a_picture_may_come_along_and_a_bad_one_leaves_nothing(anybody):
    assert anybody.post(**report(media=photo())).status_code == 201
    refused(anybody.post(**report(media=SimpleUploadedFile("a.jpg", b"<html>", "image/jpeg"))), 400)
    assert Case.objects.count() == 1


BAD = [
    ({"service_code": ""}, 400), ({"service_code": "none"}, 404), ({"lat": "", "long": ""}, 400), ({"lat": "", "long": "1"}, 400), ({"lat": "nan"}, 400),
    ({"lat": "91"}, 400), ({"description": "x" * 4001}, 400), ({"address_string": "x" * 201}, 400), ({"address_id": "nowhere"}, 400),
    ({"attribute[NOBODY]": "1"}, 400), ({"attribute[PUBLIC]": "maybe"}, 400), ({"attribute[": "1"}, 400), ({"media_url": "gopher://127.0.0.1/etc/passwd"}, 400),
    ({"media_url": "http://["}, 400), ({"phone": "1" * 31}, 400), ({"email": "x" * 201}, 400), ({"description": "a\x00b"}, 400),
    ({"jurisdiction_id": "nowhere.gov"}, 404), ({"api_key": "sx_wrong"}, 403),
]


@pytest.mark.parametrize(("changes", "status"), BAD, ids=[str(turn) for turn in range(len(BAD))])
def test_what_is_wrong_is_told_and_nothing_is_written(anybody, changes, status):
    refused(anybody.post(**report(**changes)), status)
    assert not Case.objects.exists()
    assert not VaultRecord.objects.exists()


@pytest.mark.parametrize(("body", "media"), [
    (b"{}", "application/json"), (b"\xff\xfe", "text/plain"), (b"--x\r\nbroken", "multipart/form-data; boundary=x"), (b"x", "multipart/form-data"),
    (b"a=%ff%fe", "application/x-www-form-urlencoded"), (b"", "application/x-www-form-urlencoded"),
    (b"a=1", "application/x-www-form-urlencoded; charset=latin-1"),
    (b"&".join(b"a%d=1" % turn for turn in range(1200)), "application/x-www-form-urlencoded"),
])
def test_a_body_that_cannot_be_read_is_told_so(anybody, body, media):
    answer = anybody.client.generic("POST", f"{BASE}/requests.json", body, content_type=media)
    refused(answer, 400)


def test_five_megabytes_are_refused_before_they_are_read(anybody):
    refused(anybody.client.generic("POST", f"{BASE}/requests.json", b"description=" + b"x" * 5_000_000, content_type="application/x-www-form-urlencoded"), 413)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_flood_is_answered_with_a_cure(anybody, center, monkeypatch, form):
    monkeypatch.setattr(views, "POSTS", Limit("open311:post", 2, timedelta(days=3650)))
    answers = [anybody.post(f"requests.{form}", **report()) for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[2]["Retry-After"]) > 0
    assert center.post(**report()).status_code == 201  # a key has limits of its own


def test_the_same_report_sent_twice_is_one_case(anybody, center):
    once = {"Idempotency-Key": "k-1"}
    first, again = (anybody.post(headers=once, **report()).json()[0] for _turn in range(2))
    assert first == again
    assert Case.objects.count() == 1
    assert center.post(headers=once, **report()).json()[0]["service_request_id"] != first["service_request_id"]
    refused(anybody.post(headers={"Idempotency-Key": "x" * 129}, **report()), 400)


def test_outside_a_demonstration_a_key_is_needed_until_an_administrator_says_otherwise(anybody, center):
    from shaoxiang.institutions.actions import changed

    Installation.objects.update(demo=False)
    changed()
    assert "api_key" in refused(anybody.post(**report()), 403)
    assert center.post(**report()).status_code == 201
    actions.set_open_post(True, actor=people.actor("CONFIG_ADMIN"), at=timezone.now())
    assert anybody.post(**report()).status_code == 201
    assert Entry.objects.get(kind="open311.setting_set").facts == {"code": "open_post", "before": False, "after": True}


def test_a_key_needs_the_right_to_report(district):
    refused(Caller(a_key(Scope.CASES_READ)[1]).post(**report()), 403)


def test_the_administrators_page_switches_it_and_shows_who_did(district):
    config = seated(people.actor("CONFIG_ADMIN"))
    assert config.get(f"{BASE}/settings/").status_code == 200
    assert config.post(f"{BASE}/settings/", {}).status_code == 302
    page = config.get(f"{BASE}/settings/").content.decode()
    assert people.actor("CONFIG_ADMIN").name in page
    refused(Caller().post(**report()), 403)
    for role in ("STREET_DESK", "SYSTEM_ADMIN", "DISTRICT_LEADER"):
        client = seated(people.actor(role))
        assert {client.get(f"{BASE}/settings/").status_code, client.post(f"{BASE}/settings/", {"open_post": "on"}).status_code} == {403}
    refused(Caller().post(**report()), 403)
