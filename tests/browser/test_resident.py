"""Residents in a browser: four taps on a telephone, an embedded view without script, no WebGL, keyboard and screen reader, both languages, large type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import people
from tests.browser.axe import SOURCE, overflow_px, violations
from tests.browser.test_stories import finished, signed
from tests.browser.visitors import HOME, MANHOLE, SCREENS, Visitor

LON, LAT, _GRID = people.point_in(HOME)
WEBVIEW = (
    "Mozilla/5.0 (Linux; Android 13; SAMPLE Build/TP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 "
    "MicroMessenger/8.0.40 MiniProgramEnv/android"
)
PAGES = ("/", "/counters/", "/report/", "/track/", "/mine/phone/", "/public/", "/feedback/", "/feedback/about/", "/nowhere/", "/r/none/")
PHONE = "13900000000"
ENHANCED = "axe.run(document, {runOnly: ['color-contrast-enhanced']}).then(r => r.violations.flatMap(v => v.nodes.map(n => n.target.join(' '))))"


@pytest.fixture
def embedded(chrome, house) -> Iterator[Page]:
    """A page inside another app: its own user agent, no script."""
    context = chrome.new_context(**SCREENS[390], locale="zh-CN", base_url=house.address, user_agent=WEBVIEW, java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_without_script_in_an_embedded_view_one_reports_tracks_signs_in_and_rates(chrome, house, embedded):
    page = embedded
    page.goto("/")
    page.click("text=我要反映")
    page.check(f"input[name=type_code][value={MANHOLE}]", force=True)
    page.fill("[name=description]", f"示例：井盖裂了，电话{PHONE}")
    page.click(".sx-map-typed summary")
    page.fill("#map-point", f"{LON},{LAT}")
    page.fill("[name=phone]", PHONE)
    page.click("summary:has-text('更多选项')")
    page.click("button[name=preview]")
    assert "公开以后，别人看到的是这样" in page.inner_text("main")
    assert page.locator("img[data-map-picture]").count() == 1
    page.click("button[name=strip]")  # the warning came along
    assert PHONE not in page.input_value("[name=description]")
    assert page.input_value("[name=phone]") == PHONE
    page.click("p.submit button")
    number = page.locator("dl.codes dd").nth(0).inner_text().strip()
    code = page.locator("dl.codes dd").nth(1).inner_text().replace(" ", "")
    page.context.clear_cookies()

    page.goto("/track/")
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    page.click("main form button")
    assert "前办完答复您" in page.inner_text("main")
    assert "0471-001" in page.inner_text("main")
    page.context.clear_cookies()

    page.goto("/mine/")
    page.fill("[name=phone]", PHONE)
    page.click("main form button")
    assert "演示" in page.inner_text("main")
    page.fill("[name=code]", page.inner_text(".code-shown"))
    page.click("main form button")
    page.click(f".mine a:has-text('{number}')")
    assert page.url.endswith(f"/track/{number}/")

    link = _done_and_checked(chrome, house, number)
    page.context.clear_cookies()
    page.goto(link)
    page.check("input[name=satisfaction][value='2']", force=True)
    page.fill("[name=words]", "示例：两天后又裂了。")
    page.click("main form button")
    assert "谢谢您的评价" in page.inner_text("main")
    assert len(page.context.pages) == 1


def _done_and_checked(chrome: Any, house: Any, number: str) -> str:
    """Staff do their part; the rating link as the call-back desk copies it."""
    with Visitor(chrome, house) as liaison:
        signed(liaison, "zhao", number)
        finished(liaison, number, "示例：已换好。")
    with Visitor(chrome, house) as verifier:
        verifier.sign_in("verifier", f"/cases/{number}/")
        verifier.press("核查通过")
        verifier.page.click("#act button.btn-primary")
        verifier.page.wait_for_selector(f"#flash:has-text('{number}')")
    with Visitor(chrome, house) as caller:
        page = caller.sign_in("callback", f"/cases/{number}/")
        caller.press("回访")
        page.wait_for_selector("#act code")
        return str(page.inner_text("#act code"))


def test_four_taps_on_a_telephone_report_it(chrome, house):
    with Visitor(chrome, house, width=390) as resident:
        page, taps = resident.page, 0
        page.goto("/")
        for target in ("a.entry.first", f"label.type-tile:has(input[value='{MANHOLE}'])", "[name=description]", "p.submit button"):
            page.tap(target)
            taps += 1
            if target == "[name=description]":
                page.keyboard.type("示例：路口井盖裂了。")
        page.wait_for_url("**/report/done/**")
        assert taps == 4
        assert resident.troubles == []


def test_the_warning_while_typing_takes_the_numbers_out_with_one_click(chrome, house):
    with Visitor(chrome, house, width=390) as resident:
        page = resident.page
        page.goto("/report/")
        page.fill("[name=description]", f"示例：3号楼张阿姨说井盖坏了，电话{PHONE}")
        page.wait_for_selector("button[name=strip]")
        assert violations(page) == []
        page.click("button[name=strip]")
        page.wait_for_function(f"() => !document.querySelector('[name=description]').value.includes('{PHONE}')")
        assert "井盖坏了" in page.input_value("[name=description]")
        assert "张阿姨" not in page.input_value("[name=description]")
        page.click("summary:has-text('更多选项')")
        page.check("[name=public]")
        page.wait_for_selector("#public-preview .preview")
        assert resident.troubles == []


def test_without_webgl_the_map_is_a_plain_picture(chrome, house):
    with Visitor(chrome, house, width=390) as resident:
        page = resident.page
        page.goto("/report/")
        page.wait_for_selector("[data-map-state=picture]")
        assert page.evaluate("document.createElement('canvas').getContext('webgl2')") is None
        assert page.evaluate("document.querySelector('img[data-map-picture]').naturalWidth") > 0
        assert resident.troubles == []


@pytest.mark.parametrize(("width", "language", "large"), [(1440, "zh-hans", False), (390, "en", False), (390, "zh-hans", True)])
def test_every_page_is_clean_for_screen_readers_and_fits(chrome, house, width, language, large):
    trouble: list[str] = []
    with Visitor(chrome, house, width=width, language=language, large=large) as resident:
        for path in PAGES:
            resident.page.goto(path)
            trouble += [f"{path} {line}" for line in violations(resident.page)]
            trouble += [f"{path} is {px} px wider than the screen" for px in [overflow_px(resident.page)] if px > 0]
            if language == "en":
                left = re.findall(r"[\u4e00-\u9fff]{2,}", resident.page.inner_text("h1"))
                trouble += [f"{path} says {left} in English"] if left else []
        assert resident.troubles == []
    assert trouble == []


def test_the_words_are_dark_enough_for_old_eyes(chrome, house):
    """WCAG AAA (7:1) on the pages an old person meets first."""
    weak: list[str] = []
    with Visitor(chrome, house) as resident:
        for path in ("/", "/report/", "/track/", "/mine/phone/", "/counters/"):
            resident.page.goto(path)
            resident.page.evaluate(SOURCE)
            weak += [f"{path} {target}" for target in resident.page.evaluate(ENHANCED)]
    assert weak == []


def test_the_front_page_by_keyboard_and_by_landmark(chrome, house):
    with Visitor(chrome, house) as resident:
        page = resident.page
        page.goto("/")
        for landmark, count in (("header", 1), ("main", 1), ("footer", 1), ("nav[aria-label]", 1), ("aside[aria-label='电话和窗口']", 1), ("h1", 1)):
            assert page.locator(landmark).count() == count, landmark
        levels = page.evaluate("[...document.querySelectorAll('main h1, main h2, main h3')].map(h => +h.tagName[1])")
        assert all(after - before <= 1 for before, after in pairwise(levels))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-link"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        walked = []
        for _press in range(16):
            walked.append(page.evaluate("document.activeElement.innerText.trim().split('\\n')[0]"))
            page.keyboard.press("Tab")
        wanted = ["110 报警", "119 火警救援", "120 急救", "122 交通事故", "我要反映", "查进度", "我的反映", "打电话、到窗口"]
        assert [words for words in walked if words in wanted] == wanted
        page.focus("a.entry")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_large_type_stays_from_page_to_page_without_script(chrome, house, embedded):
    page = embedded
    page.goto("/")
    page.click("a.tool:has-text('大字')")
    assert page.locator("html.large-type").count() == 1
    page.click("text=查进度")
    assert page.locator("html.large-type").count() == 1
