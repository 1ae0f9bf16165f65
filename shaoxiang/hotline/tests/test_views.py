"""Pages and interface of the hotline room: one screen, nothing lost, nothing shown to strangers."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases import actions as cases
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import kept, setting
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import STREET_TYPE, handler_of, reported
from shaoxiang.hotline.actions import petitions, statuses
from shaoxiang.hotline.actions.tickets import take_ticket
from shaoxiang.hotline.models import AnswerEntry, Call, ExchangeProfile, Petition, StatusMessage, TicketIntake, TicketLink
from shaoxiang.hotline.tests.test_actions import agent, csv_of, office, organ, registered
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.desks import command_center, street_unit
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface import actions as keys
from shaoxiang.kernel.interface import queries as known_keys
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.profiles.xincheng.hotline import TICKETS
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
SAID = {"description": "示例：路口的垃圾堆了三天", "phone": "13900000000", "name": "示例孙阿姨", "kind": "HELP", "urgency": "ORDINARY", "wants_call_back": "on"}


@pytest.fixture(autouse=True)
def _no_key_from_the_test_before():
    known_keys.forget()


@pytest.fixture
def desk() -> Client:
    return seated(agent())


def post(client: Client, name: str, data: dict | None = None, *args, **more):
    return client.post(reverse(f"hotline:{name}", args=args), data or {}, **more)


def text(answer) -> str:
    return answer.content.decode()


# --- the telephone desk -----------------------------------------------------------------------------------------------


def test_one_post_registers_and_the_next_page_is_read_out(desk):
    lon, lat, _grid = people.point_in()
    given = {**SAID, "act": "register", "point": f"{lon},{lat}", "point_crs": "wgs84", "type_code": STREET_TYPE, "once": "abc"}
    answer = post(desk, "desk", given, follow=True)
    case = Case.objects.select_related("matter").get()
    assert answer.redirect_chain[-1][0] == f"/hotline/said/{case.number}/"
    assert (case.source, case.urgency, case.first_unit_id) == ("TELEPHONE", "ORDINARY", command_center())
    page = text(answer)
    assert case.tracking_code[:4] in page
    assert "13900000000" not in page
    assert Call.objects.get().state == "DONE"


def test_enter_only_looks_up_and_keeps_what_was_typed(desk):
    """The first button of the form is the one an Enter presses where there is no script."""
    page = text(desk.get(reverse("hotline:desk")))
    assert page.index('value="look"') < page.index('value="register"')
    answer = post(desk, "desk", {**SAID, "act": "look"})
    assert answer.status_code == 200
    assert Case.objects.count() == 0
    assert "示例：路口的垃圾堆了三天" in text(answer)
    assert Call.objects.get().state == "OPEN"


def test_what_was_refused_is_kept_and_says_why(desk):
    answer = post(desk, "desk", {**SAID, "description": " ", "act": "register"})
    assert answer.status_code == 422
    assert "请先记下来电人说了什么" in text(answer)
    assert 'value="13900000000"' in text(answer)
    assert 'value="13900000000"' in text(post(desk, "desk", {**SAID, "anonymous": "on", "act": "register"}))
    assert Case.objects.count() == 0
    assert Call.objects.exclude(state="OPEN").count() == 0


def test_a_dropped_line_is_gone_on_with(desk):
    key = post(desk, "keep", {**SAID, "key": "page"}).json()["call"]
    page = text(desk.get(reverse("hotline:desk")))
    assert f"?call={key}" in page
    assert "139****0000" in page
    again = text(desk.get(reverse("hotline:desk") + f"?call={key}"))
    assert "示例：路口的垃圾堆了三天" in again
    assert 'value="13900000000"' in again
    other = seated(people.actor("COUNTER", street=people.HOME))
    assert "示例：路口" not in text(other.get(reverse("hotline:desk") + f"?call={key}"))
    post(desk, "drop", None, key)
    assert Call.objects.get().state == "DROPPED"


def test_earlier_matters_come_with_words_date_and_what_to_do(desk):
    case = reported(at=timezone.now() - timedelta(hours=1))
    page = text(post(desk, "earlier", {"phone": "139-0000-0000"}))
    assert case.number in page
    assert "已经派给承办单位" in page
    assert f"add:{case.number}" in page
    answer = post(desk, "desk", {**SAID, "description": "示例：又堆高了", "act": f"add:{case.number}"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/hotline/said/{case.number}/"
    assert Case.objects.count() == 1
    gone = post(desk, "desk", {**SAID, "act": "add:SJ20200101-0001"})
    assert gone.status_code == 422
    assert "登记成新的一件" in text(gone)


def test_the_library_answers_while_the_caller_speaks(desk):
    page = text(post(desk, "find_answers", {"ask": "身份证丢了"}))
    entry = AnswerEntry.objects.get(question__contains="身份证")
    assert f'data-answer="{entry.pk}"' in page
    assert "照常登记" in text(post(desk, "find_answers", {"ask": "完全没有的火星问题"}))
    answer = post(desk, "desk", {**SAID, "kind": "HELP", "answer": entry.answer, "answer_entry": entry.pk, "act": "register"}, follow=True)
    case = Case.objects.select_related("matter").get()
    assert (case.kind, case.matter.status) == ("CONSULT", "CLOSED")
    assert "已当场答复" in text(answer)


def test_a_counter_may_not_answer_for_another_street(desk):
    counter = seated(people.actor("COUNTER", street=people.HOME))
    lon, lat, _grid = people.point_in(people.NEXT)
    answer = post(counter, "desk", {**SAID, "answer": "示例", "point": f"{lon},{lat}", "point_crs": "wgs84", "act": "register"})
    assert answer.status_code == 422
    assert Case.objects.count() == 0


def test_only_those_who_take_calls_come_in(desk):
    for role in ("STREET_DESK", "GRID_WORKER"):
        assert seated(people.actor(role, street=people.HOME)).get(reverse("hotline:desk")).status_code == 403
    assert Client().get(reverse("hotline:desk")).status_code == 302
    assert desk.get(reverse("hotline:said", args=["SJ20200101-0001"])).status_code == 404


def test_a_call_that_is_a_petition_takes_its_words_along(desk):
    answer = post(desk, "desk", {**SAID, "act": "petition"}, follow=True)
    page = text(answer)
    assert "示例：路口的垃圾堆了三天" in page
    call = Call.objects.get()
    done = post(desk, "petition_register", {"content": "示例：不服", "grounds": ["HISTORY"], "form": "CALL", "people": 1, "call": call.pk}, follow=True)
    petition = Petition.objects.select_related("matter").get()
    assert petition.number.split("-")[1] in text(done)
    call.refresh_from_db()
    assert call.result == "PETITION"
    assert Case.objects.count() == 0


def test_first_received_stays_after_a_transfer(desk):
    case = reported(actor=agent(), source="TELEPHONE", at=timezone.now() - timedelta(hours=1))
    handler = handler_of(case)
    cases.sign(case.number, actor=handler, at=timezone.now())
    page = text(desk.get(reverse("hotline:first")))
    assert case.number in page
    assert "正在办" in page
    cases.hand_over(case.number, actor=agent(), at=timezone.now(), unit_id=street_unit(case.matter.street_id), words="示例")
    assert "已移交" in text(desk.get(reverse("hotline:first")))
    assert case.number not in text(seated(people.actor("COUNTER", street=people.NEXT)).get(reverse("hotline:first") + "?whose=unit"))


def test_the_case_page_names_the_first_receiver_and_offers_the_handing_over(desk):
    case = reported(actor=agent(), source="TELEPHONE")
    page = text(desk.get(reverse("cases:case", args=[case.number])))
    assert "首接单位" in page
    assert "移交答复责任" in page
    form = text(desk.get(reverse("cases:act", args=[case.number, "hand_over"])))
    assert "首接单位负责把结果告诉居民" in form


# --- settings ---------------------------------------------------------------------------------------------------------


def test_the_switch_is_previewed_and_then_made():
    admin = seated(people.actor("CONFIG_ADMIN"))
    answer = post(admin, "limits", {"limit_set": "TIERED"}, follow=True)
    page = text(answer)
    assert "换成这一套" in page
    assert "[Vx]" in page
    assert "[V]" in page
    assert setting("hotline_limits") == "FIVE_DAYS"
    answer = post(admin, "limits", {"limit_set": "TIERED", "sure": "1"}, follow=True)
    kept.forget()
    assert setting("hotline_limits") == "TIERED"
    assert "热线时限规则" in text(admin.get(reverse("hotline:settings")))
    assert post(admin, "limits", {"limit_set": "NO_SUCH"}).status_code == 422
    assert post(seated(agent()), "limits", {"limit_set": "TIERED", "sure": "1"}).status_code == 403


def profile_data(profile: ExchangeProfile, **changes) -> dict:
    rows = {f"row_{name}": ["1" if row.get(name) is True else str(row.get(name) or "") for row in profile.fields]
            for name in ("theirs", "ours", "kind", "table", "value", "required")}
    return {"name": profile.name, "form": profile.form, "time_zone": "Asia/Shanghai", "in_use": "on", "target": profile.target,
            "tables": "[status]\nACCEPTED = 10\nCLOSED = 90", **rows, **changes}


def test_a_profile_is_written_on_its_page_and_its_secret_is_shown_once():
    admin, profile = seated(people.actor("CONFIG_ADMIN")), ExchangeProfile.objects.get(code="upper-status-push")
    fields = list(profile.fields)
    assert post(admin, "profile", profile_data(profile, name="新名字"), profile.pk).status_code == 302
    profile.refresh_from_db()
    assert (profile.name, profile.code, profile.tables) == ("新名字", "upper-status-push", {"status": {"ACCEPTED": "10", "CLOSED": "90"}})
    assert [row["theirs"] for row in profile.fields] == [row["theirs"] for row in fields]
    wrong = post(admin, "profile", profile_data(profile, target="http://somebody" + "@x.invalid/", tables="没有表名 = 1"), profile.pk)
    assert wrong.status_code == 422
    assert "第 1 行看不懂" in text(wrong)
    made = text(post(admin, "secret", None, profile.pk))
    assert "whsec_" in made
    assert "whsec_" not in text(admin.get(reverse("hotline:profile", args=[profile.pk])))


# --- tickets ----------------------------------------------------------------------------------------------------------


def test_a_file_is_tried_imported_and_its_mistakes_come_back_as_a_file(desk):
    profile = ExchangeProfile.objects.get(code="upper-file")
    upload = SimpleUploadedFile("七月.csv", csv_of(TICKETS[0], {**TICKETS[1], "诉求内容": ""}))
    answer = post(desk, "tickets", {"profile": profile.pk, "file": upload}, follow=True)
    page = text(answer)
    assert "可以新建 1 件" in page
    assert "第" not in page.split("有误 1 行")[0][-1:]
    assert "必填，却是空的" in page
    assert "SL2026070002" in page
    assert Case.objects.count() == 0
    intake = TicketIntake.objects.get()
    page = text(post(desk, "intake", None, intake.pk, follow=True))
    assert "新建 1 件，已有 0 件，有误 1 行" in page
    refused = b"".join(desk.get(reverse("hotline:intake_refused", args=[intake.pk])).streaming_content).decode("utf-8-sig")
    assert "SL2026070002" in refused
    assert "哪里有误" in refused
    assert "SL2026070001" not in refused
    bad = post(desk, "tickets", {"profile": profile.pk, "file": SimpleUploadedFile("x.csv", b"\xff\xfe\x00")})
    assert bad.status_code == 422


def test_statuses_are_exported_as_a_file_and_the_log_tells_the_rest(desk):
    case = take_ticket(ExchangeProfile.objects.get(code="upper-file"), TICKETS[0], actor=agent(), at=timezone.now()).case
    deliver_pending(now=timezone.now(), limit=1000)
    out = ExchangeProfile.objects.get(code="upper-status-file")
    content = b"".join(post(desk, "statuses", None, out.pk).streaming_content).decode("utf-8-sig")
    assert content.splitlines()[0].startswith("工单编号,承办编号,办理状态")
    assert case.number in content
    assert "SL2026070001" in text(desk.get(reverse("hotline:deliveries")))
    assert "从上级系统收来" in text(desk.get(reverse("cases:case", args=[case.number])))
    panel = text(desk.get(reverse("hotline:panel", args=[case.number])))
    assert "SL2026070001" in panel
    assert "photo/SL2026070001-1.jpg" in panel
    stranger = seated(people.actor("STREET_DESK", street=people.NEXT))
    assert stranger.get(reverse("hotline:panel", args=[case.number])).status_code == 404
    assert seated(people.actor("STREET_DESK", street=people.HOME)).get(reverse("hotline:deliveries")).status_code == 403


def test_the_dead_are_resent_from_the_page(desk):
    case = take_ticket(ExchangeProfile.objects.get(code="upper-file"), TICKETS[0], actor=agent(), at=timezone.now()).case
    deliver_pending(now=timezone.now(), limit=1000)
    StatusMessage.objects.update(state="DEAD")
    assert case.number
    post(desk, "again", {"all": "1"})
    assert set(StatusMessage.objects.values_list("state", flat=True)) == {"WAITING"}
    assert post(desk, "again", {"pk": ["x", "-1", "99999"]}).status_code == 302
    assert statuses.send_again([], actor=agent(), at=timezone.now()) == 0


# --- the interface ----------------------------------------------------------------------------------------------------


def key(*scopes, body=None) -> dict[str, str]:
    body = body or Body.objects.get(pk=command_center())
    _key, token = keys.make_key(f"示例{ApiKey.objects.count()}", list(scopes), body_id=body.pk, actor=SYSTEM, at=timezone.now())
    return {"Authorization": f"Bearer {token}"}


RECORD = {"profile": "upper-api", "ticket": {"order": {"no": "SL77", "content": "示例：井盖响", "type": "0203004", "sender": "示例017"},
                                             "place": {"lng": "111.6972", "lat": "40.8340"}, "caller": {"name": "示例", "phone": "13900000041"}}}


def send(body, headers, **more):
    return Client().post("/api/v1/hotline/tickets", json.dumps(body), content_type="application/json", headers={**headers, **more})


def test_a_ticket_by_the_interface_is_made_once_and_read_back():
    headers = key(Scope.TICKETS_WRITE)
    made = send(RECORD, headers, **{"Idempotency-Key": "k1"})
    assert made.status_code == 201
    body = made.json()
    assert (body["external_number"], body["state"], body["remarks"]) == ("SL77", "new", [])
    assert body["tracking_code"]
    replay = send(RECORD, headers, **{"Idempotency-Key": "k1"})
    assert replay.json() == body
    assert replay.headers["Idempotency-Replayed"] == "true"
    known = send(RECORD, headers).json()
    assert (known["number"], known["state"], known["tracking_code"]) == (body["number"], "known", "")
    assert Case.objects.count() == TicketLink.objects.count() == 1
    read = Client().get("/api/v1/hotline/tickets/SL77?profile=upper-api", headers=headers).json()
    assert read["status"] == "DISPATCHED"
    assert Client().get("/api/v1/hotline/tickets/NONE?profile=upper-api", headers=headers).status_code == 404


def test_a_wrong_ticket_names_every_field_in_the_callers_language():
    headers = key(Scope.TICKETS_WRITE)
    answer = send({"profile": "upper-api", "ticket": {"order": {"no": "1"}}}, headers)
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == {"body.ticket.order.content", "body.ticket.description"}
    assert send({"profile": "nothing", "ticket": {}}, headers).status_code == 422
    assert send({"profile": "upper-api", "ticket": [], "more": 1}, headers).status_code == 422
    assert Case.objects.count() == 0


def test_the_interface_asks_for_its_scope_and_tells_a_stranger_the_number_only():
    assert send(RECORD, key(Scope.CASES_WRITE)).status_code == 403
    assert send(RECORD, {}).status_code == 401
    send(RECORD, key(Scope.TICKETS_WRITE))
    stranger = Body.objects.get(street__code=people.NEXT, kind="STREET_OFFICE")
    answer = send(RECORD, key(Scope.TICKETS_WRITE, Scope.DESK_READ, body=stranger)).json()
    assert (answer["state"], answer["status"], answer["tracking_code"]) == ("known", "", "")


# --- petitions --------------------------------------------------------------------------------------------------------


def test_a_petition_walks_over_its_pages():
    now = timezone.now()
    petition = registered(at=now - timedelta(days=2))
    clerk = seated(office())
    assert petition.number in text(clerk.get(reverse("hotline:petitions")))
    assert petition.number in text(clerk.get(reverse("desk")))
    answer = post(clerk, "petition_act", {"organ_unit_id": organ().unit_id, "words": "示例"}, petition.number, "transfer", follow=True)
    assert "已转送交办" in text(answer)
    assert petition.number in text(seated(organ()).get(reverse("desk")))
    answer = post(seated(organ()), "petition_act", {"words": " "}, petition.number, "accept")
    assert answer.status_code == 422
    answer = post(seated(organ()), "petition_act", {"words": "示例：已受理"}, petition.number, "accept", follow=True)
    assert "自受理之日起 60 日内办结" in text(answer)
    assert "示例：已受理" in text(answer)
    assert post(seated(organ()), "petition_act", {"words": "示例"}, petition.number, "accept").status_code == 409


def test_a_petition_shows_its_people_masked_until_a_reason_is_given():
    petition = registered(at=timezone.now())
    clerk = seated(office())
    page = text(clerk.get(reverse("hotline:petition", args=[petition.number])))
    assert "139****0031" in page
    assert "13900000031" not in page
    assert post(clerk, "petition_reveal", {"reason": ""}, petition.number).status_code == 422
    assert "13900000031" in text(post(clerk, "petition_reveal", {"reason": "示例：书面告知"}, petition.number))
    assert post(seated(agent()), "petition_reveal", {"reason": "示例：想看"}, petition.number).status_code == 403


def test_nobody_else_finds_a_petition_anywhere():
    petition = registered(at=timezone.now())
    home = {"street": people.HOME}
    for role, where in (("DISTRICT_DESK", {}), ("SUPERVISOR", {}), ("STREET_DESK", home), ("COUNTER", home), ("CONFIG_ADMIN", {})):
        client = seated(people.actor(role, **where))
        for address in (reverse("hotline:petition", args=[petition.number]), reverse("hotline:petition_said", args=[petition.number]),
                        reverse("hotline:petition_act", args=[petition.number, "transfer"]), reverse("cases:case", args=[petition.number])):
            assert client.get(address).status_code == 404, (role, address)
        assert post(client, "petition_reveal", {"reason": "示例理由"}, petition.number).status_code == 404
        assert petition.number not in text(client.get(reverse("hotline:petitions")))
        assert "示例：对处理结果不服" not in text(client.get(f"/search/?q={petition.number}", follow=True))
    assert petitions.Petition.objects.count() == 1


def test_every_kind_not_accepted_says_where_to_go_on_the_page():
    petition = registered(at=timezone.now())
    page = text(seated(office()).get(reverse("hotline:petition_act", args=[petition.number, "refuse"])))
    for words in ("12348", "12333", "12388", "60 日内"):
        assert words in page


# --- answers ----------------------------------------------------------------------------------------------------------


def test_the_library_is_written_by_the_administrator_and_read_by_those_who_answer():
    admin = seated(people.actor("CONFIG_ADMIN"))
    given = {"question": "示例新问题", "answer": "示例新答案", "kind": "CONSULT", "valid_from": "2026-01-01"}
    assert post(admin, "answer_new", given).status_code == 302
    assert post(admin, "answer_new", {**given, "valid_to": "2025-01-01"}).status_code == 422
    entry = AnswerEntry.objects.get(question="示例新问题")
    assert "示例新答案" in text(seated(agent()).get(reverse("hotline:answers") + "?ask=示例新问题"))
    assert post(seated(agent()), "answer", given, entry.pk).status_code == 403
    post(admin, "answer_end", None, entry.pk)
    assert "示例新答案" not in text(seated(agent()).get(reverse("hotline:answers") + "?ask=示例新问题"))
    assert "示例新答案" in text(admin.get(reverse("hotline:answers") + "?ended=1"))
