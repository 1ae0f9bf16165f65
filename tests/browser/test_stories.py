"""Stories in a real browser, on a real server with its worker: from a broken manhole cover to the rating, and what may go wrong on the way."""

from __future__ import annotations

import json
import re

import pytest

from shaoxiang.cases.flows import CASE_FLOW
from tests import people
from tests.browser.visitors import HOME, MANHOLE, Visitor, choose_type, place

LON, LAT, _GRID = people.point_in(HOME)
DAMAGED = "示例：路口的污水井盖裂了一道缝，晚上看不清。"


@pytest.fixture
def somebody(chrome, house):
    """Opens visitors; closes them all, and holds every page to the strict policy."""
    opened: list[Visitor] = []

    def come(**options) -> Visitor:
        opened.append(Visitor(chrome, house, **options))
        return opened[-1]

    yield come
    troubles = [line for each in opened for line in each.troubles]
    for each in opened:
        each.context.close()
    assert troubles == []


def reported(resident: Visitor, words: str = DAMAGED, code: str = MANHOLE) -> tuple[str, str]:
    """A resident reports on the page; number and tracking code as the page shows them."""
    page = resident.page
    page.goto("/report/")
    choose_type(page, code)
    page.fill("[name=description]", words)
    place(page, LON, LAT)
    page.click("p.submit button")
    page.wait_for_url("**/report/done/**")
    number, secret = (page.locator("dl.codes dd").nth(turn).inner_text() for turn in (0, 1))
    assert re.fullmatch(r"\d{4} \d{4}", secret)
    return number.strip(), secret.replace(" ", "")


def signed(visitor: Visitor, username: str, number: str) -> None:
    """Sees it on the desk and signs it there."""
    page = visitor.sign_in(username)
    page.locator(f".desk-row:has-text('{number}') button").click()
    page.wait_for_selector("#flash:has-text('已办')")


def finished(visitor: Visitor, number: str, answer: str) -> None:
    page = visitor.page
    page.goto(f"/cases/{number}/")
    visitor.press("处置完毕")
    page.fill("#act [name=outcome]", "已更换井盖并清理周边。")
    page.fill("#act [name=answer]", answer)
    page.click("#act button.btn-primary")
    page.wait_for_selector(f"#flash:has-text('{number}')")


def kinds(house, number: str) -> list[str]:
    return [row[0] for row in house.rows(
        "SELECT e.kind FROM journal_entry e JOIN matter_matter m ON e.subject_id = m.id AND e.subject_kind = 'matter' "
        f"WHERE m.number = '{number}' ORDER BY e.seq"
    )]


@pytest.mark.smoke
@pytest.mark.parametrize("width", [1440, 390])
def test_a_manhole_cover_from_the_report_to_the_rating(somebody, house, width):
    resident = somebody(width=width)
    number, code = reported(resident)

    liaison = somebody(width=width)
    signed(liaison, "zhao", number)
    finished(liaison, number, "井盖已换好，谢谢您的提醒。")

    verifier = somebody(width=width)
    verifier.sign_in("verifier", f"/cases/{number}/")
    verifier.press("核查通过")
    verifier.page.fill("#act [name=words]", "到现场看过，井盖平稳。")
    verifier.page.click("#act button.btn-primary")
    verifier.page.wait_for_selector(f"#flash:has-text('{number}')")

    tracking = somebody(width=width)  # another browser: number and code are all one needs
    page = tracking.page
    page.goto("/track/")
    page.fill("[name=number]", number.lower())
    page.fill("[name=code]", f"{code[:4]} {code[4:]}")
    tracking.press("查")
    page.wait_for_url(f"**/track/{number}/")
    assert "井盖已换好" in tracking.text()
    tracking.press("解决了", "section.act form")
    page.wait_for_selector("text=这件事办结了")
    page.click("label.type-tile:has(input[name=satisfaction][value='4'])")
    tracking.press("交评价")
    page.wait_for_selector("text=谢谢您的评价")

    expected = ["cases.reported", "cases.accept", "cases.dispatch", "cases.sign", "cases.finish", "cases.verify_pass", "cases.confirm", "cases.rate"]
    assert [kind for kind in kinds(house, number) if kind in expected] == expected
    page = verifier.page
    page.goto(f"/cases/{number}/")
    told = page.inner_text("ol.timeline")
    for move in ("accept", "dispatch", "sign", "finish", "verify_pass", "confirm"):
        assert CASE_FLOW.by_name[move].label in told, move
    assert json.loads(house.command("verify-journal", "--json").stdout)["ok"] is True


def test_handed_back_with_the_item_ruled_on_and_sent_elsewhere(somebody, house):
    number, _code = reported(somebody())
    liaison = somebody()
    page = liaison.sign_in("zhao", f"/cases/{number}/")
    liaison.press("退单")
    page.fill("#act [name=cited_item]", "D-C16")
    page.fill("#act [name=words]", "示例：该段管网由街道环卫移交前仍归街道。")
    page.click("#act form button.btn-primary")
    page.wait_for_selector(f"#flash:has-text('{number}')")
    assert "退单" in page.inner_text("ol.timeline")

    desk = somebody()
    page = desk.sign_in("district", f"/cases/{number}/")
    desk.press("异议成立")
    page.wait_for_selector("#act [name=lead_body]")
    choices = page.locator("#act [name=lead_body] option").all_inner_texts()
    page.select_option("#act [name=lead_body]", label=next(text for text in choices if "区城市管理局" in text))
    page.fill("#act [name=words]", "示例：由城管局牵头处置。")
    page.uncheck("#act [name=teach]")
    page.click("#act form button.btn-primary")
    page.wait_for_selector(f"#flash:has-text('{number}')")

    signed(somebody(), "urban-bureau", number)
    expected = ["cases.hand_back", "cases.uphold", "cases.sign"]
    assert [kind for kind in kinds(house, number) if kind in expected] == expected


def test_an_expired_sign_in_in_the_middle_of_a_form_loses_nothing(somebody):
    clerk = somebody()
    page = clerk.sign_in("li", "/cases/new/")
    words = "示例：来电反映楼道灯不亮已经三天。"
    page.fill("[name=description]", words)
    page.fill("[name=address]", "示例小区 3 号楼")
    clerk.context.clear_cookies(name="sessionid")
    page.click("button:has-text('登记')")
    page.wait_for_url("**/sign-in/**")
    page.click("a:has-text('选一个演示人员')")
    page.click('button[name="username"][value="li"]')
    page.wait_for_url("**/cases/new/")
    assert page.input_value("[name=description]") == words
    assert page.input_value("[name=address]") == "示例小区 3 号楼"
    page.click("button:has-text('登记')")
    page.wait_for_selector("#flash:has-text('已登记')")


def test_of_two_who_act_at_once_the_second_is_told_who_was_first(somebody):
    number, _code = reported(somebody())
    first, second = somebody(), somebody()
    for visitor, username in ((first, "zhao"), (second, "housing-head")):
        visitor.sign_in(username, f"/cases/{number}/")
    first.press("签收", "main .acts")
    first.page.wait_for_selector(f"#flash:has-text('{number}')")
    second.press("签收", "main .acts")
    second.page.wait_for_selector("text=已由")
    assert "赵工" in second.text()


def test_the_language_and_the_size_of_the_letters(somebody):
    resident = somebody(width=390)
    page = resident.page
    page.goto("/")
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    normal, chinese = page.evaluate(size), resident.text()
    page.context.add_cookies([{"name": "shaoxiang_type", "value": "large", "url": resident.house.address}])
    page.reload()
    assert page.evaluate(size) > normal
    page.goto("/report/?lang=en")
    assert page.get_attribute("html", "lang") == "en"
    assert not re.search(r"[\u4e00-\u9fff]", page.inner_text("h1") + page.inner_text("p.submit"))
    page.goto("/")  # and it stays English
    assert resident.text() != chinese


def test_a_report_with_the_keyboard_alone(somebody):
    resident = somebody()
    page = resident.page
    page.goto("/report/")

    def onto(selector: str) -> None:
        for _press in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"the Tab key does not reach {selector}")

    onto("[name=description]")
    page.keyboard.type("示例：路灯不亮。")
    onto("[name=address]")
    page.keyboard.type("示例路口")
    onto("p.submit button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/done/**")
    assert page.locator("dl.codes dd").count() == 2
