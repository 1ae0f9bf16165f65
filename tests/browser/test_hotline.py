"""A call taken with the keyboard only; a ticket in and its status out to a real receiver."""

from __future__ import annotations

import json
import os
import time

import pytest

from shaoxiang.hotline.tests.receiver import upper_system
from shaoxiang.kernel.interface import webhooks
from tests import people
from tests.browser.visitors import HOME, Visitor
from tests.house import House, eventually

LON, LAT, _GRID = people.point_in(HOME)
SHARED = {"tickets": "示例：路口的污水井盖响得厉害"}


@pytest.fixture(scope="module")
def house():
    """Its own: the receiver stands on this machine, so the house is told that it may be reached."""
    before = os.environ.get("SHAOXIANG_WEBHOOK_HOSTS")
    os.environ["SHAOXIANG_WEBHOOK_HOSTS"] = "127.0.0.1"
    made = House()
    try:
        yield made.start()
    finally:
        made.close()
        os.environ.pop("SHAOXIANG_WEBHOOK_HOSTS")
        if before is not None:
            os.environ["SHAOXIANG_WEBHOOK_HOSTS"] = before


@pytest.fixture
def somebody(chrome, house):
    opened: list[Visitor] = []

    def come(**options) -> Visitor:
        opened.append(Visitor(chrome, house, **options))
        return opened[-1]

    yield come
    troubles = [line for each in opened for line in each.troubles]
    for each in opened:
        each.context.close()
    assert troubles == []


def test_a_call_is_taken_by_keyboard_alone(somebody, house):
    page = somebody().sign_in("hotline", "/hotline/")
    keyboard = page.keyboard
    keyboard.type("139 0000 0066")  # the telephone field has the focus
    keyboard.press("Enter")  # to the next field, not to the desk of a street
    assert page.evaluate("document.activeElement.name") == "name"
    keyboard.type("示例周女士")
    keyboard.press("F4")
    keyboard.type("示例：小区门口的垃圾渣土堆了三天，没有人清。")
    keyboard.press("F9")
    keyboard.type("示例小区东门")
    keyboard.press("Enter")
    page.wait_for_selector("#hint:has-text('可能是')")
    assert house.one("SELECT count(*) FROM cases_case") == 0
    assert eventually(lambda: house.one("SELECT count(*) FROM hotline_call WHERE state = 'OPEN'") == 1)  # kept meanwhile
    keyboard.press("Control+Enter")
    page.wait_for_url("**/hotline/said/**")
    number = house.one("SELECT number FROM matter_matter WHERE kind = 'CASE'")
    assert page.inner_text(".spoken >> nth=0").replace("\n", "").replace(" ", "") == number.replace("-", "")
    assert number in page.inner_text("#sms")
    assert page.evaluate("document.activeElement.textContent").strip() == "接下一个"
    keyboard.press("Enter")
    page.wait_for_url("**/hotline/")
    assert house.one("SELECT count(*) FROM hotline_call WHERE state = 'OPEN'") == 0
    keyboard.type("13900000066")
    keyboard.press("Enter")
    page.wait_for_selector(f"#earlier:has-text('{number}')")
    assert "还没有人看" in page.inner_text("#earlier") or "已经派给" in page.inner_text("#earlier")


@pytest.mark.parametrize("width", [1440, 390])
def test_an_answer_is_found_and_given_while_the_caller_waits(somebody, house, width):
    page = somebody(width=width).sign_in("hotline", "/hotline/")
    page.fill("[name=description]", "示例：身份证丢了怎么补办")
    page.press("#ask", "Enter")
    page.click("#answers button[data-answer] >> nth=0")
    assert "补领" in page.input_value("[name=answer]")
    assert page.is_checked("[name=kind][value=CONSULT]")
    page.click("button[value=register]")
    page.wait_for_url("**/hotline/said/**")
    assert "已当场答复" in page.inner_text("#sms")


def test_the_line_drops_and_the_call_is_gone_on_with(somebody, house):
    page = somebody().sign_in("hotline", "/hotline/")
    page.fill("[name=phone]", "13900000067")
    page.fill("[name=description]", "示例：说到一半")
    page.wait_for_selector("#kept:has-text('已存')")
    page.goto("/desk/")
    page.goto("/hotline/")
    page.click(".open-calls a")
    page.wait_for_url("**call=*")
    assert page.input_value("[name=description]") == "示例：说到一半"
    assert page.input_value("[name=phone]") == "13900000067"


def test_a_ticket_comes_in_and_its_status_goes_out(somebody, house):
    with upper_system() as upper:
        page = somebody().sign_in("config", "/hotline/settings/")
        page.click("text=示例市12345：状态推送")
        page.fill("[name=target]", f"{upper.address}/tickets")
        page.check("[name=in_use]")
        page.click("form button:has-text('保存')")
        page.wait_for_selector("#flash:has-text('已存')")
        page.click("button:has-text('生成签名密钥')")
        page.click("dialog[open] button[value=yes]")
        secret = page.inner_text("#new-secret")

        record = {"order": {"no": "SL-B-1", "content": SHARED["tickets"], "type": "0203004", "sender": "示例017"}, "place": {"lng": str(LON), "lat": str(LAT)}}
        headers = {"Authorization": f"Bearer {house.token}", "Content-Type": "application/json", "Idempotency-Key": "b-1"}
        body = json.dumps({"profile": "upper-api", "ticket": record}).encode()
        status, text = house.ask("POST", "/api/v1/hotline/tickets", body, headers)
        assert status == 201
        number = json.loads(text)["number"]
        assert eventually(lambda: len(upper.got) >= 2)  # the worker pushes by itself

        liaison = somebody()
        liaison.sign_in("zhao", "/desk/")
        liaison.page.locator(f".desk-row:has-text('{number}') button").click()
        liaison.page.wait_for_selector("#flash:has-text('已办')")
        assert eventually(lambda: len(upper.got) >= 3)
        told = [json.loads(one.body)["data"]["order"] for one in upper.got]
        assert [one["status"] for one in told] == ["10", "20", "30"]
        assert {one["localNo"] for one in told} == {number}
        last = upper.got[-1]
        assert webhooks.verify(secret, last.headers, last.body, now=int(time.time()))
        page.goto("/hotline/tickets/deliveries/")
        assert page.inner_text("main").count("已送达") >= 3
