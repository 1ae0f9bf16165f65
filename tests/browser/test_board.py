"""一盘棋 in a real browser: it fits the screen, follows what happens without a flicker, and says so when it cannot."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from conftest import forget_every_book
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import reported
from shaoxiang.insight.tests.compose import a_busy_day, awaits, made_late, office_of, street_of, whistle
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.whistles.vocabulary import WhistleStatus
from tests import chromium, people
from tests import district as laid
from tests.browser import axe

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop running in this thread
SIZES = {"desk": (1440, 900, "/board/"), "wall": (1920, 1080, "/board/?wall=1"), "phone": (390, 844, "/board/")}


@pytest.fixture
def site(live_server, settings) -> str:
    settings.ALLOWED_HOSTS = ["*"]
    with transaction.atomic():  # row by row a foreign key may point ahead
        laid.lay()
    forget_every_book()
    return str(live_server.url)


@pytest.fixture
def day(site) -> None:
    now = timezone.now()
    a_busy_day(at=now)
    for turn in range(8):
        made_late(reported(at=now - timedelta(days=9), description=f"示例垃圾 {turn}").matter, by=timedelta(hours=(turn - 3) * 30), now=now)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright) -> Iterator[Browser]:
    with playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGUMENTS) as started:
        yield started


def opened(browser: Browser, site: str, role: str = "DISTRICT_DESK", *, size: str = "desk", **where: str) -> tuple[Page, list[str]]:
    wide, high, address = SIZES[size]
    context = browser.new_context(viewport={"width": wide, "height": high}, base_url=site, has_touch=size == "phone", is_mobile=size == "phone")
    context.set_default_timeout(20_000)
    context.add_cookies([{"name": "sessionid", "value": seated(people.actor(role, **where)).cookies["sessionid"].value, "url": site}])
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if "Content Security Policy" in message.text else None)
    page.goto(address)
    page.wait_for_selector("[data-map-state=live]", state="attached")
    return page, troubles


@pytest.mark.parametrize("size", list(SIZES))
def test_the_board_fits_its_screen(site, browser, day, tmp_path, size):
    page, troubles = opened(browser, site, size=size)
    page.wait_for_function("() => document.querySelector('[data-map]').dataset.mapMarks > 0")
    folder = Path(os.environ.get("SHAOXIANG_SHOTS") or tmp_path)
    page.screenshot(path=folder / f"board-{size}.png", full_page=size == "phone")
    assert axe.overflow_px(page) <= 0
    tops = {name: page.locator(f".panel-{name}").bounding_box()["y"] for name in ("decide", "whistles", "late", "forces", "map")}
    if size == "phone":
        assert min(tops, key=tops.get) == "decide"
        assert max(tops, key=tops.get) == "map"
        assert not page.evaluate("document.querySelector('.panel-map').open")
        page.click(".panel-map summary")
        page.wait_for_function("() => document.querySelector('[data-map]').placeMap.map.queryRenderedFeatures({layers: ['mark-ground']}).length > 0")
    else:
        lowest = max(page.locator(f".panel-{name}").bounding_box()["y"] + page.locator(f".panel-{name}").bounding_box()["height"] for name in tops)
        assert lowest <= SIZES[size][1]  # nothing of it asks for a scroll of the page
    if size == "wall":
        assert page.locator("button:visible").count() == 0
        cut = page.evaluate("""[...document.querySelectorAll('.board-scroll')].map((box) => [...box.querySelectorAll('.decision, .whistle, .force, tbody tr')]
            .filter((row) => row.offsetParent && row.getBoundingClientRect().bottom > box.getBoundingClientRect().bottom + 1).length)""")
        assert cut == [0, 0, 0, 0]  # a row is shown whole or counted
    assert axe.violations(page) == []
    assert troubles == []


def test_what_happens_appears_by_itself_and_nothing_jumps(site, browser, day):
    page, troubles = opened(browser, site, "STREET_DESK", street=people.HOME)
    link = page.locator("#board-late a.figure").first
    link.focus()
    address = link.get_attribute("href")
    page.evaluate("document.querySelector('#board-forces').dataset.same = 'yes'")  # a mark that a redraw would lose
    late = int(link.inner_text().split()[0])
    before = page.locator("#board-decide [data-decision]").count()
    made = whistle(WhistleStatus.PENDING, at=timezone.now(), title="示例：新来的一哨")
    awaits(made, "approve", Role.STREET_LEADER, office_of(street_of()), at=timezone.now())
    made_late(reported(at=timezone.now() - timedelta(days=3)).matter, by=timedelta(minutes=5), now=timezone.now())
    page.wait_for_function(f"() => document.querySelectorAll('#board-decide [data-decision]').length > {before}", timeout=6_000)
    assert "示例：新来的一哨" in page.inner_text("#board-decide")
    page.wait_for_function("() => document.querySelector('[data-board-news]').textContent.includes('批不批准吹哨')")
    assert page.evaluate("document.activeElement.getAttribute('href')") == address
    assert int(page.locator("#board-late a.figure").first.inner_text().split()[0]) == late + 1
    assert page.get_attribute("#board-forces", "data-same") == "yes"  # what did not change was not drawn again
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/?*light=OVERDUE*")
    assert troubles == []


def test_a_board_that_cannot_be_read_says_so_and_comes_back(site, browser, day):
    page, troubles = opened(browser, site)
    page.wait_for_function("() => document.querySelector('[data-board-at]').textContent.length === 8")
    page.context.route("**/board/parts/**", lambda route: route.abort())
    page.wait_for_selector("[data-board-stale]:not([hidden])", timeout=25_000)
    stood = page.inner_text("[data-board-at]")
    assert stood in page.inner_text("[data-board-stale]")
    assert "您填的内容" not in page.inner_text("#flash")  # that is said of forms
    page.context.unroute("**/board/parts/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("[data-board-stale]", state="hidden")
    assert troubles == []


def test_a_hidden_tab_does_not_ask(site, browser, day):
    page, _troubles = opened(browser, site)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/board/parts/" in request.url else None)
    page.evaluate("""() => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => window.away });
        window.away = true; document.dispatchEvent(new Event('visibilitychange')); }""")
    page.wait_for_timeout(5_500)
    assert asked == []
    with page.expect_request("**/board/parts/**"):
        page.evaluate("() => { window.away = false; document.dispatchEvent(new Event('visibilitychange')); }")


def test_a_mark_on_the_map_names_its_whistle(site, browser, day):
    page, troubles = opened(browser, site, "STREET_DESK", street=people.HOME)
    page.wait_for_function("() => document.querySelector('[data-map]').dataset.mapMarks > 0")
    here = page.url
    spot = page.evaluate("""() => { const { map, held } = document.querySelector('[data-map]').placeMap;
        const [lon, lat] = held.marks.features[0].geometry.coordinates;
        map.jumpTo({ center: [lon, lat], zoom: 16 });
        return new Promise((done) => map.once('idle', () => { const at = map.project([lon, lat]); done([at.x, at.y]); })); }""")
    box = page.locator(".sx-map-canvas").bounding_box()
    page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    assert "SH" in page.inner_text(".maplibregl-popup")
    assert page.url == here  # the map of a board keeps out of its address
    assert troubles == []
