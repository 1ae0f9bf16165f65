"""The map in a real browser: it draws, the pin is placed in four ways, and without WebGL2 or script the form still works."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.places.actions import load_district_places
from shaoxiang.places.queries import forget_places
from shaoxiang.places.tests.conftest import NOON
from tests import chromium

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop running in this thread
INSIDE = {"longitude": 111.633421, "latitude": 40.874039, "accuracy": 65}
FIELDS = ("lon", "lat", "raw_lon", "raw_lat", "accuracy", "crs")


@pytest.fixture
def site(live_server, settings) -> str:
    settings.ROOT_URLCONF = "tests.browser.pages"
    settings.ALLOWED_HOSTS = ["*"]
    load_district_places("xincheng", actor=SYSTEM, at=NOON)
    forget_places()
    return str(live_server.url)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright) -> Iterator[Browser]:
    with playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGUMENTS) as started:
        yield started


@pytest.fixture(scope="module")
def plain_browser(playwright) -> Iterator[Browser]:
    """One without WebGL."""
    with playwright.chromium.launch(executable_path=chromium.path(), args=["--no-sandbox", "--disable-gpu", "--disable-3d-apis"]) as started:
        yield started


def opened(browser: Browser, address: str, state: str, **options: object) -> tuple[Page, list[str]]:
    page = browser.new_context(viewport={"width": 390, "height": 844}, **options).new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(address)
    if state:
        page.wait_for_selector(f"[data-map-state={state}]", timeout=30_000)
    return page, troubles


def values(page: Page) -> dict[str, str]:
    return {name: page.locator(f"[name={name}]").input_value() for name in FIELDS}


def found(page: Page, words: str) -> None:
    page.wait_for_function("words => document.querySelector('[data-map-found]').textContent.includes(words)", arg=words, timeout=10_000)


def colours(page: Page) -> int:
    """How many different colours the map drew: a blank canvas has one."""
    return page.evaluate("""async () => {
        const map = document.querySelector("[data-map]").placeMap.map;
        const picture = await new Promise((done) => { map.once("render", () => done(map.getCanvas().toDataURL())); map.triggerRepaint(); });
        const image = new Image(); image.src = picture; await image.decode();
        const canvas = document.createElement("canvas"); canvas.width = image.width; canvas.height = image.height;
        const pen = canvas.getContext("2d"); pen.drawImage(image, 0, 0);
        return new Set(new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer)).size;
    }""")


def test_the_map_draws_under_the_strict_policy(site, browser):
    page, troubles = opened(browser, f"{site}/places/", "live")
    assert colours(page) > 20
    assert page.locator(".sx-map-picture").is_hidden()
    assert "示意边界" in page.inner_text(".sx-map-foot")
    drawn = page.evaluate("document.querySelector('[data-map]').placeMap.map.queryRenderedFeatures({layers: ['street-fill']}).length")
    assert drawn >= 13
    assert troubles == []


def test_a_grid_page_shows_its_grid(site, browser):
    page, troubles = opened(browser, f"{site}/places/grid/150102001001001/", "live")
    shown = page.evaluate("document.querySelector('[data-map]').placeMap.map.queryRenderedFeatures({layers: ['found']}).map(f => f.properties.code)")
    assert set(shown) == {"150102001001001"}
    assert troubles == []


def test_my_position_then_the_pin_moved_keeps_both_apart(site, browser):
    page, troubles = opened(browser, f"{site}/pick/", "live", geolocation=INSIDE, permissions=["geolocation"])
    page.click("[data-map-here]")
    found(page, "公主府社区第1网格")
    assert "65" in page.inner_text("[data-map-note]")
    fix = {"raw_lon": "111.633421", "raw_lat": "40.874039", "accuracy": "65", "crs": "wgs84"}
    assert values(page) == {"lon": "111.633421", "lat": "40.874039", **fix}

    page.focus(".sx-pin")
    for _press in range(5):
        page.keyboard.press("Shift+ArrowRight")
    found(page, "公主府社区第6网格")
    moved = values(page)
    assert float(moved["lon"]) > 111.64
    assert {name: moved[name] for name in fix} == fix
    assert troubles == []


def test_click_and_drag(site, browser):
    page, troubles = opened(browser, f"{site}/pick/", "live")
    box = page.locator(".sx-map-canvas").bounding_box()
    page.mouse.click(box["x"] + 120, box["y"] + 150)
    page.wait_for_selector(".sx-pin")
    before = values(page)
    pin = page.locator(".sx-pin").bounding_box()
    page.mouse.move(pin["x"] + 18, pin["y"] + 20)
    page.mouse.down()
    page.mouse.move(pin["x"] + 78, pin["y"] + 50, steps=6)
    page.mouse.up()
    after = values(page)
    assert float(after["lon"]) > float(before["lon"])
    assert float(after["lat"]) < float(before["lat"])
    assert after["raw_lon"] == ""
    assert troubles == []


def test_typed_coordinates_are_marked_and_sent(site, browser):
    page, _troubles = opened(browser, f"{site}/pick/", "live")
    page.click(".sx-map-typed summary")
    page.fill("#map-point", "40.874039，111.633421")
    page.click("[data-map-read]")
    found(page, "公主府社区第1网格")
    assert "先纬度后经度" in page.inner_text("[data-map-note]")
    page.click("#send")
    sent = json.loads(page.inner_text("#answer"))
    assert (sent["lon"], sent["lat"], sent["raw_lon"]) == (111.633421, 40.874039, 111.633421)
    page.wait_for_selector(".sx-pin")  # the pin is where it was after the form came back


def test_a_refused_position_says_what_else_can_be_done(site, browser):
    page, _troubles = opened(browser, f"{site}/pick/", "live")
    page.click("[data-map-here]")
    page.wait_for_function("() => document.querySelector('[data-map-note]').textContent.includes('许可')", timeout=10_000)


def test_points_are_drawn_and_lead_to_their_page(site, browser):
    page, troubles = opened(browser, f"{site}/points/", "live")
    seen = page.evaluate("document.querySelector('[data-map]').placeMap.map.queryRenderedFeatures({layers: ['points', 'clusters']}).length")
    assert seen >= 1
    spot = page.evaluate("""() => { const map = document.querySelector("[data-map]").placeMap.map;
        map.jumpTo({center: [111.66, 40.85], zoom: 15}); const at = map.project([111.66, 40.85]); return [at.x, at.y]; }""")
    page.wait_for_timeout(500)
    box = page.locator(".sx-map-canvas").bounding_box()
    page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    assert page.locator(".maplibregl-popup a").get_attribute("href") == "/places/"
    assert troubles == []


def test_without_webgl_the_picture_stays_and_typing_works(site, plain_browser):
    page, troubles = opened(plain_browser, f"{site}/pick/", "picture")
    picture = page.locator(".sx-map-picture")
    assert picture.is_visible()
    assert picture.evaluate("image => image.naturalWidth") == 720
    page.click(".sx-map-typed summary")
    page.fill("#map-point", "111.633421,40.874039")
    page.click("[data-map-read]")
    found(page, "公主府社区第1网格")
    assert "lon=111.633421" in picture.get_attribute("src")
    assert troubles == []


def test_without_script_the_form_works(site, plain_browser):
    page, _troubles = opened(plain_browser, f"{site}/pick/", "", java_script_enabled=False)
    assert page.locator(".sx-map-picture").is_visible()
    assert page.locator("[data-map-here]").is_hidden()
    page.click(".sx-map-typed summary")
    page.fill("#map-point", "111.633421,40.874039")
    page.click("#send")
    sent = json.loads(page.inner_text("#answer"))
    assert (sent["lon"], sent["lat"]) == (111.633421, 40.874039)
