"""The desk finds what forty neighbours report, and the administrator switches a learned model on: in a real browser, on both widths."""

from __future__ import annotations

import pytest

from shaoxiang.learning.tests.lessons import samples
from tests.browser.axe import overflow_px, violations
from tests.browser.visitors import Visitor

BREAK_OUT = "from django.utils import timezone; from shaoxiang.profiles.xincheng.hot import break_out; print(break_out(anchor=timezone.now()))"


@pytest.fixture(scope="module")
def reported(house):
    """Four composed outbreaks, gathered as a night would, and a model learned from a composed table."""
    done = house.command("shell", "--no-imports", "-c", BREAK_OUT)
    assert done.stdout.strip() == "4", done.stdout + done.stderr
    table = house.folder / "lessons.csv"
    table.write_text("text,label\n" + "".join(f"{each.text},{each.label}\n" for each in samples()), encoding="utf-8")
    done = house.command("learn", "--csv", str(table))
    assert done.returncode == 0, done.stderr
    return house


def fits(visitor: Visitor) -> None:
    assert violations(visitor.page) == []
    assert overflow_px(visitor.page) <= 0


@pytest.mark.parametrize(("width", "language"), [(1440, "zh-hans"), (390, "en")])
def test_the_desk_opens_a_topic_says_it_is_none_and_takes_it_back(chrome, reported, width, language):
    with Visitor(chrome, reported, width=width, language=language) as visitor:
        page = visitor.sign_in("district", "/topics/")
        fits(visitor)
        page.click("a.row-link:has-text('云杉里小区')")
        page.wait_for_selector("h1:has-text('云杉里小区')")
        assert page.locator("#members").inner_text().strip().endswith("9")
        fits(visitor)
        page.click("form[action$='/dismiss/'] button")
        page.wait_for_selector("form[action$='/restore/']")
        page.goto("/topics/")
        assert "云杉里小区" not in visitor.text()
        page.goto("/topics/?status=DISMISSED")
        page.click("a.row-link:has-text('云杉里小区')")
        page.click("form[action$='/restore/'] button")
        page.wait_for_selector("form[action$='/dismiss/']")
        page.goto("/topics/")
        assert "云杉里小区" in visitor.text()
        assert visitor.troubles == []


def test_the_administrator_reads_the_card_and_switches_the_model_on(chrome, reported):
    with Visitor(chrome, reported) as admin, Visitor(chrome, reported, width=390) as clerk:
        page = admin.sign_in("config", "/learning/")
        fits(admin)
        page.click("table a.row-link")
        page.wait_for_selector("h1:has-text('模型卡')")
        fits(admin)
        admin.press("启用这个模型")
        page.wait_for_selector("#flash:has-text('模型已启用')")
        clerk.sign_in("district", "/cases/new/")
        clerk.page.wait_for_timeout(1500)  # every process looks again within a second here
        clerk.page.locator("[name=description]").press_sequentially("示例：家里冷，暖气片还是凉的")
        clerk.page.wait_for_selector(".found-items :text('0412')")
        assert admin.troubles == clerk.troubles == []
