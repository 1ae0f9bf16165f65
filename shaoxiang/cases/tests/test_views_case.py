import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases import actions
from shaoxiang.cases.models import Case
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import STREET_TYPE, fresh, handled, handler_of, reported, verified
from shaoxiang.cases.vocabulary import AppealKind, CaseStatus, Source
from shaoxiang.dispatch.models import DispatchOrder, Objection
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel.identity.models import Disclosure
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web.templatetags.shaoxiang import body_name
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def page(case):
    return reverse("cases:case", args=[case.number])


def act(case, move):
    return reverse("cases:act", args=[case.number, move])


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def desk():
    return people.actor("STREET_DESK", street=people.HOME)


@pytest.fixture
def case(now):
    """On its owner's desk, not yet signed."""
    return reported(at=now - timedelta(hours=1))


@pytest.fixture
def waiting(now):
    """Not yet accepted: nobody could say what it is."""
    return reported("", at=now - timedelta(minutes=20))


# --- who sees it -------------------------------------------------------------------------------------------------------


def test_without_a_post_one_is_asked_to_sign_in(case):
    response = Client().get(page(case))
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('institutions:sign_in')}?next={page(case).replace('/', '%2F')}"


def test_the_desk_the_handler_and_a_stranger(case, desk):
    assert seated(desk).get(page(case)).status_code == 200
    assert seated(handler_of(case)).get(page(case)).status_code == 200
    assert seated(people.actor("STREET_DESK", street=people.NEXT)).get(page(case)).status_code == 404


def test_each_reader_gets_only_the_buttons_that_are_his(case, desk):
    def offered(actor):
        return set(re.findall(rf"/cases/{case.number}/do/(\w+)/", seated(actor).get(page(case)).content.decode()))

    assert {"recall", "supervise", "tell_resident"} <= offered(desk)
    assert "sign" not in offered(desk)
    assert {"sign", "hand_back"} <= offered(handler_of(case))
    assert "recall" not in offered(handler_of(case))


def test_the_page_says_whose_it_is_why_and_until_when(case, desk):
    text = seated(desk).get(page(case)).content.decode()
    lead = running_lead(case.pk)
    assert "职责清单" in text
    assert "责任岗位" in text
    assert "民法典 第二百零三条" in text  # the clock explains itself
    assert body_name(lead.office_id) in text


def test_the_page_costs_a_fixed_number_of_queries(desk, now):
    case = verified(at=now - timedelta(days=1))
    client = seated(desk)
    client.get(page(case))
    with CaptureQueriesContext(connection, ) as counted:
        assert client.get(page(case)).status_code == 200
    assert len(counted) <= 18


# --- the reporter ------------------------------------------------------------------------------------------------------


def test_the_handler_sees_nothing_of_the_reporter(case):
    response = seated(handler_of(case)).get(page(case))
    text = response.content.decode()
    assert "反映人信息对办理人员保密" in text
    assert "139****0000" not in text
    assert "13900000000" not in text
    assert seated(handler_of(case)).get(reverse("cases:reveal", args=[case.number])).status_code == 403


def test_the_desk_sees_him_masked_and_reveals_for_a_reason(case, desk):
    client = seated(desk)
    masked = client.get(page(case)).content.decode()
    assert "139****0000" in masked
    assert "13900000000" not in masked
    address = reverse("cases:reveal", args=[case.number])
    refused = client.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert b"13900000000" not in refused.content
    assert not Disclosure.objects.exists()
    shown = client.post(address, {"reason": "联系反映人核实地点"})
    assert shown.status_code == 200
    assert b"13900000000" in shown.content
    assert Disclosure.objects.get().matter_id == case.pk
    assert Entry.objects.filter(subject_id=case.pk, kind="identity.revealed").exists()


def test_numbers_in_the_words_are_masked_for_everyone(desk, now):
    case = reported(at=now, description="找13812345678张师傅修路灯")
    text = seated(desk).get(page(case)).content.decode()
    assert "138****5678" in text
    assert "13812345678" not in text


# --- moves through the page --------------------------------------------------------------------------------------------


def test_one_click_from_the_desk_and_back_to_it(waiting, desk):
    client = seated(desk)
    response = client.post(act(waiting, "accept"), {"next": reverse("desk"), "once": "a" * 12})
    assert (response.status_code, response["Location"]) == (302, reverse("desk"))
    assert fresh(waiting).status == CaseStatus.ACCEPTED


def test_a_double_click_acts_once(waiting, desk):
    client = seated(desk)
    data = {"once": "same-token", "words": "请核实", "kind": "REMIND"}
    first, second = (client.post(act(waiting, "supervise"), data) for _turn in range(2))
    assert first["Location"] == second["Location"] == page(waiting)
    assert Entry.objects.filter(subject_id=waiting.pk, kind="cases.supervise").count() == 1


def test_too_late_says_who_was_faster_and_keeps_the_words(waiting, desk):
    colleague = people.actor("DISTRICT_DESK")
    actions.accept(waiting.number, actor=colleague, at=timezone.now())
    response = seated(desk).post(act(waiting, "accept"), {})
    assert response.status_code == 409
    assert "已由" in response.content.decode()
    assert "待派单" in response.content.decode()


def test_a_mistake_keeps_what_was_typed(case):
    client = seated(handler_of(case))
    actions.sign(case.number, actor=handler_of(case), at=timezone.now())
    response = client.post(act(case, "suspend"), {"reason": "NO_SUCH", "words": "等天气转好，预计周五恢复"})
    assert response.status_code == 422
    assert "等天气转好，预计周五恢复" in response.content.decode()
    again = client.get(act(case, "suspend")).content.decode()
    assert "等天气转好，预计周五恢复" in again
    assert "已带回您上次没有交成的内容" in again


def test_a_fragment_for_htmx_is_the_form_alone(waiting, desk):
    response = seated(desk).get(act(waiting, "decline"), headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert b"<html" not in response.content
    assert b'name="reason"' in response.content
    done = seated(desk).post(act(waiting, "decline"), {"reason": "OUTSIDE", "words": "请向市级热线反映"}, headers={"HX-Request": "true"})
    assert done["HX-Redirect"] == page(waiting)
    assert fresh(waiting).status == CaseStatus.DECLINED


def test_a_move_that_is_not_his_is_403_and_an_unknown_one_404(case, desk):
    assert seated(desk).get(act(case, "finish")).status_code == 403
    assert seated(desk).get(act(case, "confirm")).status_code == 404
    assert seated(people.actor("STREET_DESK", street=people.NEXT)).post(act(case, "recall"), {}).status_code == 404


def test_classify_by_the_suggestion_then_dispatch_by_the_list(desk, now):
    case = reported("", at=now, description="楼道里堆了好多垃圾没人清")
    client = seated(desk)
    assert "可能是这一类" in client.get(page(case)).content.decode()
    assert client.post(act(case, "classify"), {"type_code": STREET_TYPE, "address": ""}).status_code == 302
    assert fresh(case).matter.subject_code == STREET_TYPE
    client.post(act(case, "accept"), {})
    assert "按清单：" in client.get(act(case, "dispatch")).content.decode()
    assert client.post(act(case, "dispatch"), {}).status_code == 302
    assert fresh(case).status == CaseStatus.DISPATCHED


def test_dispatch_elsewhere_needs_words(desk, waiting):
    client = seated(desk)
    client.post(act(waiting, "accept"), {})
    client.post(act(waiting, "classify"), {"type_code": STREET_TYPE})
    department = next(line.id for line in duty_book().bodies.values() if line.is_department)
    assert f'<option value="{department}"' in client.get(act(waiting, "dispatch")).content.decode()
    refused = client.post(act(waiting, "dispatch"), {"lead_body": department, "words": ""})
    assert refused.status_code == 422
    assert "请写明理由" in refused.content.decode()
    assert not DispatchOrder.objects.exists()
    assert client.post(act(waiting, "dispatch"), {"lead_body": department, "words": "区里专项整治由它牵头"}).status_code == 302
    assert running_lead(waiting.pk).unit_id == department


def test_finish_with_photos_then_verify_by_another(case, now):
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=now)
    client = seated(handler)
    picture = SimpleUploadedFile("现场.png", _png(), content_type="image/png")
    response = client.post(act(case, "finish"), {"outcome": "已清走，地面冲洗干净。", "answer": "", "photos": [picture]})
    assert response.status_code == 302, response.content.decode()
    shown = client.get(page(case)).content.decode()
    assert "现场.png" in shown
    assert "处置" in shown
    verifier = seated(people.actor("VERIFIER", street=people.HOME))
    assert verifier.post(act(case, "verify_pass"), {"words": ""}).status_code == 302
    assert fresh(case).status == CaseStatus.VERIFIED


def test_a_file_that_is_no_file_is_refused_and_nothing_is_finished(case, now):
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=now)
    bad = SimpleUploadedFile("x.png", b"MZ not a picture", content_type="image/png")
    response = seated(handler).post(act(case, "finish"), {"outcome": "已清走。", "photos": [bad]})
    assert response.status_code == 422
    assert "不支持这种文件" in response.content.decode()
    assert fresh(case).status == CaseStatus.HANDLING


def test_hand_back_by_a_searched_item(case):
    client = seated(handler_of(case))
    found = client.get(reverse("cases:cited", args=[case.number]), {"cited_list": "DUTY_LIST", "words_sought": "D-C01"}).content.decode()
    assert 'data-value="D-C01"' in found
    own = client.get(reverse("cases:cited", args=[case.number])).content.decode()  # nothing typed yet: the items of the case's own type
    assert set(re.findall(r'data-value="([^"]+)"', own)) == {"D-C01", "T-C01"}
    assert 'data-value="D-C16"' in client.get(reverse("cases:cited", args=[case.number]), {"words_sought": "井盖"}).content.decode()
    wrong = client.post(act(case, "hand_back"), {"cited_list": "DUTY_LIST", "cited_item": "XX-99", "words": "不归我们"})
    assert wrong.status_code == 422
    assert "清单里没有这个条目" in wrong.content.decode()
    assert not Objection.objects.exists()
    assert client.post(act(case, "hand_back"), {"cited_list": "DUTY_LIST", "cited_item": "D-C01", "words": "这一条由城管办承担"}).status_code == 302
    assert fresh(case).status == CaseStatus.OBJECTED


def test_extend_shows_the_new_last_day_and_stays_under_the_cap(now):
    case = reported("0304", at=now - timedelta(hours=1))
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=now)
    head = people.actor("OFFICE_HEAD", body=body_name(running_lead(case.pk).office_id), street=people.HOME)
    form = seated(head).get(act(case, "extend")).content.decode()
    assert "，到 20" in form
    refused = seated(head).post(act(case, "extend"), {"amount": "400", "words": "等材料"})
    assert refused.status_code == 422


def test_call_back_with_its_script_ends_the_case(desk, now):
    case = verified(at=now - timedelta(days=1))
    client = seated(people.actor("CALL_BACK", street=people.HOME))
    assert "可以这样说" in client.get(act(case, "call_back")).content.decode()
    assert client.post(act(case, "call_back"), {"result": "SOLVED", "remark": "满意"}).status_code == 302
    assert fresh(case).status == CaseStatus.CLOSED


def test_a_step_of_the_type_is_reported_done(case, now):
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=now)
    client = seated(handler)
    codes = re.findall(rf"/cases/{case.number}/steps/(\w+)/done/", client.get(page(case)).content.decode())
    assert client.post(reverse("cases:step_done", args=[case.number, codes[0]])).status_code == 302
    assert client.post(reverse("cases:step_done", args=[case.number, codes[0]])).status_code == 409


def test_the_slip_is_printed_both_ways(case, desk):
    client = seated(desk)
    docx = client.get(reverse("cases:slip", args=[case.number, "docx"]))
    pdf = client.get(reverse("cases:slip", args=[case.number, "pdf"]))
    assert docx.content[:2] == b"PK"
    assert pdf.content[:5] == b"%PDF-"
    assert client.get(reverse("cases:slip", args=[case.number, "exe"])).status_code == 404
    assert seated(people.actor("STREET_DESK", street=people.NEXT)).get(reverse("cases:slip", args=[case.number, "pdf"])).status_code == 404


def test_danger_is_shown_until_the_case_ends(desk, now):
    case = reported("", at=now, description="楼下着火了，有人被困")
    assert "119 火警与救援" in seated(desk).get(page(case)).content.decode()


def test_an_upper_room_can_hang_a_panel_on_the_page(case, desk, monkeypatch):
    from shaoxiang.cases.panels import Panel, register
    from shaoxiang.cases.queries import slots

    monkeypatch.setattr(slots, "_panels", {})
    register([Panel("吹哨", "cases:case"), Panel("看不到", "no:such")])
    text = seated(desk).get(page(case)).content.decode()
    assert f'hx-get="{page(case)}"' in text
    assert "看不到" not in text


def _png():
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "PNG")
    return file.getvalue()


# --- intake ------------------------------------------------------------------------------------------------------------


def typed(**changes):
    lon, lat, _grid = people.point_in(people.HOME)
    return {
        "description": "小区门口垃圾堆了三天。", "source": "TELEPHONE", "kind": "HELP", "type_code": STREET_TYPE, "address": "示例路1号",
        "point": f"{lon},{lat}", "point_crs": "wgs84", "phone": "13900000000", "name": "示例王大爷", "wants_call_back": "on", **changes,
    }


def test_a_call_becomes_a_case_with_its_photos(desk):
    client = seated(desk)
    response = client.post(reverse("cases:new"), typed(photos=[SimpleUploadedFile("a.png", _png(), content_type="image/png")]))
    assert response.status_code == 302, response.content.decode()
    case = Case.objects.get()
    assert response["Location"] == page(case)
    assert (case.source, case.matter.subject_code, case.status) == (Source.TELEPHONE, STREET_TYPE, CaseStatus.DISPATCHED)
    shown = client.get(page(case)).content.decode()
    assert case.tracking_code in shown  # told once, in the message
    assert "a.png" in shown
    assert "139****0000" in shown


def test_only_what_happened_is_needed(desk):
    client = seated(desk)
    assert client.post(reverse("cases:new"), {"description": "路灯不亮", "source": "COUNTER", "kind": "HELP"}).status_code == 302
    assert Case.objects.get().status == CaseStatus.REPORTED


def test_nothing_typed_is_lost(desk):
    client = seated(desk)
    response = client.post(reverse("cases:new"), typed(point="不知道在哪", address="老体育场西门对面"))
    assert response.status_code == 422
    assert not Case.objects.exists()
    assert "老体育场西门对面" in response.content.decode()
    assert "老体育场西门对面" in client.get(reverse("cases:new")).content.decode()


def test_anonymous_and_a_name_do_not_go_together(desk):
    response = seated(desk).post(reverse("cases:new"), typed(anonymous="on"))
    assert response.status_code == 422
    assert "勾了匿名" in response.content.decode()


def test_a_question_is_answered_on_the_spot(desk):
    client = seated(desk)
    data = typed(kind="CONSULT", type_code="", description="社区食堂几点开门？", answer="早上七点到晚上七点。")
    assert client.post(reverse("cases:new"), data).status_code == 302
    case = Case.objects.get()
    assert (case.kind, case.status, case.answer) == (AppealKind.CONSULT, CaseStatus.CLOSED, "早上七点到晚上七点。")


def test_who_may_not_answer_is_told_and_nothing_is_half_done(now):
    handler = people.actor("OFFICE_HANDLER", street=people.HOME)
    response = seated(handler).post(reverse("cases:new"), typed(kind="CONSULT", answer="早上七点。"))
    assert response.status_code == 422
    assert not Case.objects.exists()


def test_hints_while_typing(desk):
    text = seated(desk).post(reverse("cases:hint"), typed(type_code="", description="楼下着火，还有垃圾堆着")).content.decode()
    assert "119" in text
    assert "可能是" in text
    assert "按清单：" in text
    assert seated(desk).post(reverse("cases:hint"), {"description": "", "point": "半"}).status_code == 200


def test_earlier_matters_of_the_same_caller_only_in_ones_own_scope(desk, now):
    reported(at=now - timedelta(days=3))
    reported(at=now - timedelta(days=2), street=people.NEXT)
    text = seated(desk).post(reverse("cases:earlier"), {"phone": "139 0000 0000"}).content.decode()
    assert text.count("/cases/SJ") == 1


def test_an_administrator_reports_nothing():
    assert seated(people.actor("CONFIG_ADMIN")).get(reverse("cases:new")).status_code == 403


def test_handled_by_himself_he_may_not_verify(now):
    case, handler = handled(at=now - timedelta(hours=4))
    assert seated(handler).get(act(case, "verify_pass")).status_code == 403
