"""居民: the pages of one who has no account, from the report to the rating."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from shaoxiang.cases import actions
from shaoxiang.cases.models import Case, Progress
from shaoxiang.cases.tests import walks
from shaoxiang.cases.views import resident as views
from shaoxiang.cases.views import resident_session
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.flood import actions as flood
from shaoxiang.kernel.flood.models import FloodCount
from shaoxiang.kernel.web.models import Draft
from tests import people

pytestmark = pytest.mark.django_db


def given(**changes):
    lon, lat, _grid = people.point_in()
    return {"type_code": "0104", "description": "路口很脏，好几天没人扫。", "lon": lon, "lat": lat, "address": "示例路 1 号", **changes}


def photo(name="坑.jpg"):
    held = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(held, "JPEG")
    return SimpleUploadedFile(name, held.getvalue(), content_type="image/jpeg")


def opened(case: Case) -> Client:
    """A browser that has given number and code."""
    client = Client()
    answer = client.post("/track/", {"number": case.number, "code": case.tracking_code})
    assert answer.status_code == 302
    assert answer["Location"] == f"/track/{case.number}/"
    return client


# --- report -----------------------------------------------------------------------------------------------------------


def test_the_front_page_names_three_ways_and_the_counters(client, district):
    page = client.get("/").content.decode()
    for words in ("我要反映", "查进度", "我的反映", "打电话、到窗口", "12345", "110", "119", "120", "122", 'href="/counters/"'):
        assert words in page


def test_a_report_gets_number_code_and_dates(client, district):
    answer = client.post("/report/", given())
    assert answer.status_code == 302
    case = Case.objects.select_related("matter").get()
    assert case.matter.grid_id
    assert case.private
    assert case.source == "RESIDENT_PAGE"
    assert case.reporter_id is None
    page = client.get(answer["Location"]).content.decode()
    assert case.number in page
    assert case.tracking_code[:4] in page
    assert "前办完答复您" in page
    assert "由谁负责" in page


def test_words_alone_are_enough(client, district):
    assert client.post("/report/", {"description": "灯不亮"}).status_code == 302
    assert Case.objects.get().matter.street_id is None


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, district):
    answer = client.post("/report/", given(description="", address="中山东路示例小区", name="示例孙阿姨", phone="12"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "有 2 处要改" in page
    for kept in ("中山东路示例小区", "示例孙阿姨", 'value="12"', str(given()["lon"])):
        assert kept in page
    again = client.get("/report/").content.decode()  # closed the page, came back
    assert "中山东路示例小区" in again
    assert "已带回您上次没有交成的内容" in again
    assert client.post("/report/", given()).status_code == 302
    assert not Draft.objects.exists()


def test_the_same_page_sent_twice_gives_one_case(client, district):
    first, second = (client.post("/report/", given(once="token-1")) for _turn in range(2))
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_anonymous_keeps_no_name_even_if_typed(client, district):
    client.post("/report/", given(anonymous="on", name="示例孙阿姨", phone="13900000000"))
    case = Case.objects.get()
    assert case.anonymous
    assert case.reporter_id is None
    assert not case.wants_call_back


def test_name_and_phone_go_to_the_vault(client, district):
    client.post("/report/", given(name="示例孙阿姨", phone="139 0000 0000"))
    case = Case.objects.get()
    assert case.reporter_id is not None
    assert case.wants_call_back
    client.post("/report/", given(phone="13900000000", no_call_back="on"))
    assert not Case.objects.latest("pk").wants_call_back


def test_typed_coordinates_work_without_a_map(client, district):
    lon, lat, grid = people.point_in()
    client.post("/report/", {"description": "井盖坏了", "point": f"{lon}，{lat}"})
    from shaoxiang.places.queries import place_book

    assert Case.objects.get().matter.grid_id == place_book().grid_by_code(grid).id


def test_a_point_outside_the_district_is_taken_and_said(client, district):
    answer = client.post("/report/", given(lon=116.397, lat=39.908))
    case = Case.objects.get()
    assert case.outside
    assert "不在本区范围内" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(("lon", "lat"), [("nan", "40"), ("inf", "40"), ("东", "40"), ("181", "40"), ("1e999", "1"), ("111.7", "")])
def test_a_place_that_cannot_be_read_is_said_in_words(client, district, lon, lat):
    answer = client.post("/report/", given(lon=lon, lat=lat))
    assert answer.status_code == 422
    assert "路口很脏" in answer.content.decode()


@pytest.mark.parametrize("text", ["井盖 🕳️", "مرحبا \u202eabc", "a\x00b", "<script>alert(1)</script>", "ᠮᠣᠩᠭᠣᠯ"])
def test_strange_text_is_taken_and_shown_as_text(client, district, text):
    answer = client.post("/report/", given(description=text))
    assert answer.status_code == 302
    page = client.get(f"/track/{Case.objects.get().number}/").content.decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "\x00" not in page


def test_too_much_text_is_refused_kindly(client, district):
    answer = client.post("/report/", given(description="长" * 5001))
    assert answer.status_code == 422
    assert "最多 5000 字" in answer.content.decode()
    answer = client.post("/report/", given(description="长" * 5_000_000))
    assert answer.status_code == 413
    assert not Case.objects.exists()


def test_an_outdated_type_does_not_lose_the_report(client, district):
    assert client.post("/report/", given(type_code="9999")).status_code == 302
    assert Case.objects.get().matter.subject_code == ""


def test_photos_come_with_the_report(client, district):
    client.post("/report/", given(photos=[photo(), photo("二.jpg")]))
    assert Attachment.objects.filter(matter_id=Case.objects.get().pk).count() == 2


def test_a_photo_that_is_none_is_named_before_anything_is_reported(client, district):
    answer = client.post("/report/", given(photos=[SimpleUploadedFile("坏.jpg", b"MZ not a picture")]))
    assert answer.status_code == 422
    assert "坏.jpg" in answer.content.decode()
    assert not Case.objects.exists()
    five = client.post("/report/", given(photos=[photo(f"{turn}.jpg") for turn in range(5)]))
    assert five.status_code == 422
    assert "最多 4 张" in five.content.decode()


def test_hints_name_the_type_the_danger_and_personal_numbers(client, district):
    page = client.post("/report/hints/", {"description": "井盖没了，有人掉进井里受伤了，我电话13900000000"}).content.decode()
    assert 'href="tel:119"' in page
    assert 'href="tel:120"' in page
    assert "井盖" in page
    assert "手机号" in page
    assert "删去这些" in page
    assert client.post("/report/hints/", {"description": "今天天气好"}).content.decode().count("tel:") == 0
    assert not Case.objects.exists()


def test_types_are_found_by_name_and_word(client, district):
    assert "路灯" in client.get("/report/types/", {"find": "路灯"}).content.decode()
    assert "没有找到" in client.get("/report/types/", {"find": "火星"}).content.decode()


def test_a_hint_once_taken_stays_and_a_tile_outweighs_it(client, district):
    page = client.post("/report/hints/", {"description": "今天天气好", "suggested": "B0108", "type_code": ""}).content.decode()
    assert 'value="B0108" checked' in page
    assert "B0108" not in client.post("/report/hints/", {"description": "x", "suggested": "B0108", "type_code": "0104"}).content.decode()
    client.post("/report/", given(type_code="", suggested="B0108"))
    client.post("/report/", given(type_code="0104", suggested="B0108"))
    client.post("/report/", given(type_code="", suggested="nonsense"))
    assert list(Case.objects.order_by("pk").values_list("matter__subject_code", flat=True)) == ["B0108", "0104", ""]


def test_a_type_once_found_stays_through_the_next_search(client, district):
    page = client.get("/report/types/", {"find": "垃圾", "type_code": "B0403"}).content.decode()
    assert 'value="B0403" checked' in page
    assert 'value="0104" checked' in client.get("/report/types/", {"find": "不洁", "type_code": "0104"}).content.decode()


def test_why_a_photo_helps_is_said_for_the_type(client, district):
    assert "最好有照片" in client.post("/report/hints/", {"description": "", "type_code": "0101"}).content.decode()


def test_a_flood_is_refused_kindly_and_kept_as_a_draft(client, district):
    now = timezone.now()
    for at in (now, now + views.REPORTS.span):  # the post may fall into the next window
        for _turn in range(views.REPORTS.times):
            flood.count(views.REPORTS, "127.0.0.1", at=at)
    answer = client.post("/report/", given(description="第二十一件"))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1
    assert "打电话" in answer.content.decode()
    assert not Case.objects.exists()
    assert "第二十一件" in client.get("/report/").content.decode()
    assert "127.0.0.1" not in str(list(FloodCount.objects.values()))


# --- track ------------------------------------------------------------------------------------------------------------


def test_number_and_code_open_the_page_in_any_typing(district):
    case = walks.reported()
    client = Client()
    code = "".join(chr(ord(digit) + 0xFEE0) for digit in case.tracking_code)
    answer = client.post("/track/", {"number": f" {case.number.lower()} ", "code": f"{code[:4]} {code[4:]}"})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert case.number in page
    assert "已经派给承办单位" in page
    assert case.tracking_code not in page


@pytest.mark.parametrize(("number", "code"), [("right", "00000000"), ("SX-20200101-99999", "right"), ("x\x00y", "1"), ("💥", "２")])
def test_what_was_wrong_is_never_said(district, number, code):
    case = walks.reported()
    wrong = "11111111" if case.tracking_code == "00000000" else "00000000"
    answer = Client().post("/track/", {"number": case.number if number == "right" else number, "code": case.tracking_code if code == "right" else wrong})
    assert answer.status_code == 422
    assert "编号和查询码对不上" in answer.content.decode()


def test_guessing_is_stopped_by_number_and_by_address(district):
    case = walks.reported()
    answers = [
        Client(REMOTE_ADDR=f"10.0.0.{turn}").post("/track/", {"number": case.number, "code": f"{turn:08d}"}).status_code
        for turn in range(views.WRONG_FOR_NUMBER.times + 2)
    ]
    assert answers[0] == 422
    assert 429 in answers
    answers = [Client().post("/track/", {"number": f"SX-{turn}", "code": "1"}).status_code for turn in range(views.WRONG_FROM_ADDRESS.times + 2)]
    assert answers[0] == 422
    assert 429 in answers


@pytest.mark.parametrize("act", ["", "confirm/", "reopen/", "withdraw/", "rate/", "add/"])
def test_another_number_or_browser_is_asked_for_the_code(district, act):
    mine, other = walks.reported(), walks.reported()
    answer = getattr(opened(mine), "post" if act else "get")(f"/track/{other.number}/{act}")
    assert answer.status_code == 403
    assert "查询码" in answer.content.decode()
    assert other.matter.status == walks.fresh(other).matter.status


def test_after_two_hours_the_code_is_asked_again(district, monkeypatch):
    case = walks.reported()
    client = opened(case)
    assert client.get(f"/track/{case.number}/").status_code == 200
    monkeypatch.setattr(resident_session, "OPEN_FOR", timedelta(seconds=-1))
    assert client.get(f"/track/{case.number}/").status_code == 403


def test_nothing_about_people_is_shown(district):
    case = walks.verified()
    page = opened(case).get(f"/track/{case.number}/").content.decode()
    handler = people.assignment("VERIFIER", street=people.HOME).person.name
    assert handler not in page
    assert "13900000000" not in page
    assert "示例孙阿姨" not in page
    assert "井盖已换好" in page


def test_solved_closes_with_a_rating(district):
    case = walks.verified(at=timezone.now() - timedelta(hours=4))
    client = opened(case)
    answer = client.post(f"/track/{case.number}/confirm/", {"satisfaction": "5"})
    assert answer.status_code == 302
    case = walks.fresh(case)
    assert case.matter.status == "CLOSED"
    assert case.satisfaction == "5"
    assert "非常满意" in client.get(f"/track/{case.number}/").content.decode()
    assert client.post(f"/track/{case.number}/rate/", {"satisfaction": "1"}).status_code == 409


def test_not_solved_needs_words_and_goes_back(district):
    case = walks.verified(at=timezone.now() - timedelta(hours=4))
    client = opened(case)
    assert client.post(f"/track/{case.number}/reopen/", {"words": ""}).status_code == 422
    assert client.post(f"/track/{case.number}/reopen/", {"words": "还是有一堆垃圾"}).status_code == 302
    case = walks.fresh(case)
    assert case.matter.status == "HANDLING"
    assert case.reopened == 1


def test_rate_after_the_window_closed_the_case(district):
    case = walks.verified(at=timezone.now() - timedelta(days=40))
    assert actions.close_expired(now=timezone.now()) == 1
    client = opened(case)
    page = client.get(f"/track/{case.number}/").content.decode()
    assert "退回去重办" not in page
    assert "交评价" in page
    assert client.post(f"/track/{case.number}/reopen/", {"words": "没解决"}).status_code == 409
    assert client.post(f"/track/{case.number}/rate/", {}).status_code == 422
    assert client.post(f"/track/{case.number}/rate/", {"satisfaction": "9"}).status_code == 422
    assert client.post(f"/track/{case.number}/rate/", {"satisfaction": "2"}).status_code == 302
    assert walks.fresh(case).satisfaction == "2"


def test_withdrawn_is_withdrawn_once(district):
    case = walks.reported(at=timezone.now())
    client = opened(case)
    assert client.post(f"/track/{case.number}/withdraw/", {}).status_code == 302
    assert walks.fresh(case).matter.status == "WITHDRAWN"
    assert client.post(f"/track/{case.number}/withdraw/", {}).status_code == 409


def test_more_words_and_photos_can_be_added(district):
    case = walks.reported(at=timezone.now())
    client = opened(case)
    assert client.post(f"/track/{case.number}/add/", {}).status_code == 422
    assert client.post(f"/track/{case.number}/add/", {"words": "今天更严重了", "photos": [photo()]}).status_code == 302
    assert Progress.objects.get(case=case).text == "今天更严重了"
    assert Attachment.objects.filter(matter_id=case.pk).count() == 1
    assert "今天更严重了" in client.get(f"/track/{case.number}/").content.decode()


def test_leaving_closes_the_page(district):
    case = walks.reported()
    client = opened(case)
    client.post("/track/leave/")
    assert client.get(f"/track/{case.number}/").status_code == 403


@pytest.mark.parametrize("address", ["/", "/report/", "/track/"])
def test_every_page_speaks_english_too(client, district, address):
    assert client.get(address, {"lang": "en"})["Content-Language"] == "en"
