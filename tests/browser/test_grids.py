"""网格: a task on no list is stopped at the gate; one under a duty reaches the worker's phone, goes back with one tap, and lies before the leader."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.visitors import Visitor

GRID = "150102006001001"  # 网格员小王's


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


def test_a_task_meets_the_gate_goes_out_and_comes_back_with_one_tap(somebody, house):
    desk = somebody()
    page = desk.sign_in("li")
    page.goto(f"/grids/g/{GRID}/task/")
    page.fill("[name=text]", "示例：统计各家宽带是哪家公司的。")
    page.check("[name=duty][value='0']")
    page.fill("[name=due_on]", f"{timezone.localdate() + timedelta(days=3):%Y-%m-%d}")
    page.click("main form button.btn-primary")
    page.wait_for_selector(".error-summary")
    assert "职责准入" in desk.text()
    assert "示例：统计各家宽带" in page.input_value("[name=text]")  # nothing typed is lost
    page.locator("label:has-text('基础信息采集核对')").click()
    page.click("main form button.btn-primary")
    page.wait_for_url("**/grids/tasks/WG*/")
    number = page.url.rstrip("/").rsplit("/", 1)[1]

    phone = somebody(width=390)
    phone.sign_in("wang")
    phone.page.locator(f".desk-row:has-text('{number}') a.btn").click()
    phone.page.wait_for_url(f"**/grids/tasks/{number}/")
    phone.press("退回清单外事项")
    assert "已退回" in phone.text()
    assert not phone.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    leader = somebody()
    page = leader.sign_in("leader")
    page.locator(f".desk-row:has-text('{number}') a.btn").click()
    leader.press("撤回")
    assert "撤回：清单外" in leader.text()
    assert house.rows(f"SELECT status FROM matter_matter WHERE number = '{number}'") == [("CLOSED",)]


def test_a_resident_reads_the_card_and_its_code_without_signing_in(somebody):
    visitor = somebody(width=390)
    page = visitor.page
    page.goto(f"/places/grid/{GRID}/")
    page.locator("#people a:has-text('网格公示牌')").click()
    page.wait_for_url("**/card/")
    assert "网格员小王" in visitor.text()
    assert "监督电话" in visitor.text()
    page.goto(f"/grids/g/{GRID}/card/print/")
    assert page.evaluate("document.querySelector('.grid-card figure img').naturalWidth") > 0
