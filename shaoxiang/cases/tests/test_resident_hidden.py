"""谁反映的: hidden from handler and reported on page, API, export, search, print, notice, file name and in the photo; and one number for ever."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from shaoxiang.cases import actions
from shaoxiang.cases.models import Case
from shaoxiang.cases.tests import walks
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.test_resident import given, opened
from shaoxiang.cases.views import resident as views
from shaoxiang.dispatch.rules import Sent
from shaoxiang.dispatch.vocabulary import CitedList
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.flood import actions as flood
from shaoxiang.kernel.interface import actions as keys
from shaoxiang.kernel.interface import queries as known_keys
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.models import Notice
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
NAME, PHONE = "示例孙阿姨", "13900000000"
SECRET = (NAME, PHONE, "孙阿姨", "139****0000", "孙**", "示**")


def shot() -> SimpleUploadedFile:
    """A photo whose name and inside tell who took it, with what and where."""
    held = BytesIO()
    exif = Image.Exif()
    exif[0x013B], exif[0x010F], exif[0x8825] = NAME, "ExampleCamera", {1: "N", 2: (40.0, 50.0, 1.0)}
    Image.new("RGB", (60, 40), "grey").save(held, "JPEG", exif=exif)
    return SimpleUploadedFile(f"{NAME}的身份证{PHONE}.jpg", held.getvalue(), content_type="image/jpeg")


@pytest.fixture
def case() -> Case:
    """From the page, with name, telephone and photo; its handler has signed."""
    client = Client()
    answer = client.post("/report/", given(type_code=walks.STREET_TYPE, name=NAME, phone=PHONE, photos=[shot()], description="井盖坏了，晚上看不清。"))
    assert answer.status_code == 302
    case = Case.objects.select_related("matter").get()
    actions.sign(case.number, actor=walks.handler_of(case), at=timezone.now())
    return walks.fresh(case)


def nothing_of(text: str, where: str) -> None:
    assert [word for word in SECRET if word in text] == [], where


def test_page_search_list_and_map(case):
    handler = walks.handler_of(case)
    client = seated(handler)
    page = client.get(reverse("cases:case", args=[case.number])).content.decode()
    assert "对办理人员保密" in page
    nothing_of(page, "page")
    assert client.get(reverse("cases:reveal", args=[case.number])).status_code == 403
    for address in ("/desk/", "/cases/", "/cases/map/points.geojson"):
        shown = client.get(address).content.decode()
        assert case.number in shown, address
        nothing_of(shown, address)
    for question in (NAME, PHONE, PHONE[-4:]):
        for address in (f"/cases/?q={question}", f"/search/?q={question}"):
            assert case.number not in client.get(address).content.decode(), address


def test_export_print_api_and_notice(case):
    handler = walks.handler_of(case)
    unit = people.actor("STREET_LEADER", street=people.HOME)
    exported = b"".join(seated(unit).post("/cases/export/csv/").streaming_content).decode("utf-8-sig")
    assert case.number in exported
    nothing_of(exported, "page")
    slip = seated(handler).get(reverse("cases:slip", args=[case.number, "docx"])).content
    with ZipFile(BytesIO(slip)) as paper:
        words = "".join(paper.read(name).decode("utf-8", "replace") for name in paper.namelist() if name.endswith(".xml"))
    assert case.number in words
    nothing_of(words, "slip")
    known_keys.forget()
    body = Body.objects.get(street__code=people.HOME, kind="STREET_OFFICE")
    _key, token = keys.make_key("示例系统", list(Scope), body_id=body.pk, post_id=None, actor=SYSTEM, at=timezone.now())
    for address in (f"/api/v1/cases/{case.number}", "/api/v1/cases", "/api/v1/desk"):
        answer = Client().get(address, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        nothing_of(answer.content.decode(), "api")
        assert case.tracking_code not in answer.content.decode()
    deliver_pending(now=timezone.now())
    assert Notice.objects.filter(matter_id=case.pk).exists()
    nothing_of(str(list(Notice.objects.values())), "notice")
    nothing_of(str(list(Entry.objects.values("facts"))), "journal")


def test_the_photo_is_called_by_its_turn_and_tells_nothing(case):
    attachment = Attachment.objects.get(matter_id=case.pk)
    assert attachment.name == "照片1.jpg"
    answer = seated(walks.handler_of(case)).get(reverse("files:download", args=[attachment.pk]))
    raw = b"".join(answer.streaming_content)
    picture = Image.open(BytesIO(raw))
    assert dict(picture.getexif()) == {}
    assert NAME.encode() not in raw
    assert "孙" not in answer["Content-Disposition"]


def test_one_number_for_ever_whichever_body_has_it():
    """Handed back, sent to another body, done, failed, done again, confirmed, reopened: the resident's number and code stay."""
    case = walks.reported(walks.LINE_TYPE, at=timezone.now() - timedelta(hours=20))
    number, code, first = case.number, case.tracking_code, case.matter.unit_id
    at = timezone.now() - timedelta(hours=10)
    liaison = walks.handler_of(case)
    actions.hand_back(number, actor=liaison, at=at, cited_list=CitedList.DUTY_LIST, cited_item="D-C16", words="示例：不归我局。")
    other = Body.objects.get(code="DEP12")
    actions.uphold(number, actor=people.actor("DISTRICT_DESK"), at=at, lead=Sent(other.pk, None, None), words="示例：由城管局牵头。", teach=False)
    case = walks.fresh(case)
    assert case.matter.unit_id == other.pk != first
    assert "0471-001" in opened(case).get(f"/track/{number}/").content.decode()  # the telephone of whoever has it now
    liaison = people.actor("DEPARTMENT_LIAISON", body=other.name)
    actions.sign(number, actor=liaison, at=at + timedelta(hours=1))
    actions.finish(number, actor=liaison, at=at + timedelta(hours=2), outcome="已处理。")
    verifier = people.actor("VERIFIER", street=people.HOME)
    actions.verify_fail(number, actor=verifier, at=at + timedelta(hours=3), words="示例：没盖严。")
    actions.finish(number, actor=liaison, at=at + timedelta(hours=4), outcome="重做。")
    actions.verify_pass(number, actor=verifier, at=at + timedelta(hours=5))
    actions.confirm(number, actor=people.resident(case.pk), at=at + timedelta(hours=6))
    actions.reopen(number, actor=people.resident(case.pk), at=at + timedelta(hours=7), words="又坏了")
    case = walks.fresh(case)
    assert (case.number, case.tracking_code, Case.objects.count()) == (number, code, 1)
    page = opened(case).get(f"/track/{number}/").content.decode()
    for words in ("提出不归它办", "裁定改由", "接手了", "核查没有通过", "没有解决，退回重办", "前办完答复您"):
        assert words in page
    assert liaison.name not in page
    assert verifier.name not in page


def test_a_flood_from_outside_stops_neither_counter_nor_hotline():
    """From the very address the flood comes from: the counter sits behind the same line."""
    now = timezone.now()
    for at in (now, now + views.REPORTS.span):
        for _turn in range(views.REPORTS.times):
            flood.count(views.REPORTS, "127.0.0.1", at=at)
    assert Client().post("/report/", given()).status_code == 429
    for role in ("COUNTER", "HOTLINE", "GRID_WORKER"):
        actor = people.actor(role, street=people.HOME) if role != "HOTLINE" else people.actor(role)
        form = {"source": "COUNTER", "kind": "HELP", "description": f"示例：{role} 登记", "type_code": "0104", "lon": given()["lon"], "lat": given()["lat"]}
        before = Case.objects.count()
        assert seated(actor).post("/cases/new/", form).status_code == 302, role
        assert Case.objects.count() == before + 1


@pytest.mark.parametrize("path", [
    "/", "/report/", "/track/", "/mine/phone/", "/counters/", "/public/", "/feedback/", "/feedback/about/", "/nowhere/", "/institutions/sign-in/",
    "/institutions/demo/", "/duties/", "/places/", "/r/x/",
])
def test_every_public_page_names_telephone_and_counter(path):
    page = Client().get(path).content.decode()
    assert 'href="tel:12345"' in page, path
    assert 'href="/counters/"' in page, path
    for number in ("110", "119", "120", "122"):
        assert f'href="tel:{number}"' in page, path
    assert 'href="/feedback/?from=' in page, path


def test_the_counters_have_address_hours_and_an_impossible_number():
    page = Client().get("/counters/").content.decode()
    assert page.count("便民服务中心") >= 13
    assert page.count("周一至周五") >= 13
    assert page.count('href="tel:0471-001') >= 13
    assert "示例路" in page


def test_no_page_opens_another_window_or_asks_another_host():
    """Inside an embedded view there is no other window, and no third party."""
    from pathlib import Path

    import shaoxiang

    root = Path(shaoxiang.__file__).parent
    folders = ("cases/templates/cases/resident/*.html", "feedback/templates/feedback/*.html", "kernel/web/templates/web/**/*.html")
    public = [path for folder in folders for path in root.glob(folder)]
    assert len(public) > 25
    for path in public:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(?<![-_\w])target=""", text), path
        assert "window.open" not in text, path
    script = (root / "kernel/web/static/web/shell.js").read_text(encoding="utf-8")
    assert "window.open" not in script


def test_cookies_are_first_party_and_small():
    answer = Client().get("/report/")
    assert {name: morsel["samesite"] for name, morsel in answer.cookies.items()} == dict.fromkeys(answer.cookies, "Lax")
    assert all(not morsel["domain"] for morsel in answer.cookies.values())
