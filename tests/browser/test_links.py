"""Neighbours report the same: one joins in a tap, the desk merges two and takes them apart, and acts on several at once."""

from __future__ import annotations

import pytest

from tests import people
from tests.browser.visitors import HOME, Visitor, choose_type, place

LON, LAT, _GRID = people.point_in(HOME, 1)
RUBBISH = "0103"  # 积存垃圾渣土: an office of the street


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


def begun(visitor: Visitor, words: str, lat: float = LAT) -> None:
    page = visitor.page
    page.goto("/report/")
    choose_type(page, RUBBISH)
    page.fill("[name=description]", words)
    place(page, LON, lat)


def reported(visitor: Visitor, words: str, lat: float = LAT) -> tuple[str, str]:
    begun(visitor, words, lat)
    visitor.page.click("p.submit button")
    visitor.page.wait_for_url("**/report/done/**")
    number, code = (visitor.page.locator("dl.codes dd").nth(turn).inner_text() for turn in (0, 1))
    return number.strip(), code.replace(" ", "")


@pytest.mark.smoke
def test_a_neighbour_joins_and_the_desk_merges_takes_apart_and_acts_on_several(somebody):
    first, _code = reported(somebody(), "示例：菜市场后门的垃圾堆了三天，味道很大。")

    neighbour = somebody(width=390)
    begun(neighbour, "示例：菜市场后门垃圾堆没人清。")
    page = neighbour.page
    page.wait_for_selector(".similar-list")
    assert first not in neighbour.text()  # a private case: type, distance and day
    page.click(".similar-list button")
    page.wait_for_url("**/track/joined/**")
    code = page.locator("dl.codes dd").nth(1).inner_text().replace(" ", "")
    assert first in neighbour.text() and "一共 2 人反映" in neighbour.text()

    other = somebody(width=390)
    begun(other, "示例：菜市场后门垃圾招苍蝇。", LAT + 0.0002)
    other.page.wait_for_selector(".similar-list")
    other.page.click("p.submit button")  # not the same, says this one
    other.page.wait_for_url("**/report/done/**")
    second = other.page.locator("dl.codes dd").nth(0).inner_text().strip()

    desk = somebody()
    page = desk.sign_in("li", f"/cases/{first}/")
    page.wait_for_selector(f".alike-row:has-text('{second}')")
    assert "位置相近" in desk.text() and "菜市场后门" in desk.text()
    page.click(f".alike-row:has-text('{second}') a:has-text('合并')")
    page.fill("[name=words]", "同一堆垃圾")
    page.click("main form button:has-text('合并')")
    page.wait_for_selector("#flash:has-text('已合并')")
    assert "已并入本件" in desk.text() and second in desk.text()

    page.goto(f"/cases/{second}/")
    assert "已并入" in desk.text()
    desk.press("拆开")
    page.wait_for_selector("#act [name=words]")
    assert "不能还原的" in desk.text()
    page.fill("#act [name=words]", "看了现场，是两堆")
    page.click("#act button.btn-primary")
    page.wait_for_selector("#flash:has-text('已办')")
    assert "待签收" in desk.text() or "待受理" in desk.text()  # as it stood before

    page.goto(f"/cases/?type={RUBBISH}&light=OPEN")
    for number in (first, second):
        page.check(f"input[name=pick][value='{number}']")
    page.select_option("#bulk-what", "supervise")
    page.click(".bulk-bar button")
    page.wait_for_selector(".chip-green")
    assert "会办 2 件" in desk.text()
    page.fill("main [name=words]", "请尽快清走")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/cases/bulk/*/")
    assert "办了 2 件" in desk.text()

    tracking = somebody(width=390).page  # number and one's own code
    tracking.goto("/track/")
    tracking.fill("[name=number]", first)
    tracking.fill("[name=code]", code)
    tracking.click("main form button")
    tracking.wait_for_url("**/track/joined/**")
    assert "您加入的这件事" in tracking.inner_text("main")
