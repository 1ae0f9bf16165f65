"""The case map in a real browser: clusters lead to a case, time steps by keyboard, without network and without WebGL, on base layers of both systems."""

from __future__ import annotations

import csv
import io
import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from conftest import forget_every_book
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import LINE_TYPE, reported
from shaoxiang.kernel.geo import convert
from shaoxiang.places.models import BaseLayer
from shaoxiang.places.queries import layers
from tests import chromium, people
from tests import district as laid

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop running in this thread
PAIRS = Path(__file__).resolve().parents[2] / "shaoxiang/kernel/geo/tests/data/gcj02_wgs84_pairs.csv"
METRE = 1 / 111_000
LON, LAT, _GRID = people.point_in(people.HOME)


class Tiles:
    """A tile server of our own: a plain PNG for every address; what was asked for is kept."""

    def __init__(self) -> None:
        picture = io.BytesIO()
        Image.new("RGB", (256, 256), (255, 0, 255)).save(picture, "PNG")
        self.asked: list[str] = []
        tiles = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tiles.asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "image/png")
                self.send_header("Access-Control-Allow-Origin", "*")
                self.end_headers()
                self.wfile.write(picture.getvalue())

            def log_message(self, *_words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def tiles() -> Iterator[Tiles]:
    made = Tiles()
    yield made
    made.close()


@pytest.fixture
def site(live_server, settings) -> str:
    settings.ROOT_URLCONF = "tests.browser.pages"
    settings.ALLOWED_HOSTS = ["*"]
    with transaction.atomic():  # row by row a foreign key may point ahead
        laid.lay()
    forget_every_book()
    return str(live_server.url)


@pytest.fixture
def cases() -> None:
    now = timezone.now()
    for turn in range(6):
        reported(LINE_TYPE if turn % 2 else "0103", at=now - timedelta(minutes=turn), lon=LON + turn * 0.00004, lat=LAT)
    reported(at=now - timedelta(days=8), street=people.NEXT)


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
    with playwright.chromium.launch(executable_path=chromium.path(), args=["--no-sandbox", "--disable-gpu", "--disable-3d-apis"]) as started:
        yield started


def opened(browser: Browser, site: str, address: str, *, state: str = "live", width: int = 1280, signed: bool = True) -> tuple[Page, list[str]]:
    context = browser.new_context(viewport={"width": width, "height": 844}, base_url=site)
    context.set_default_timeout(20_000)
    if signed:
        cookie = seated(people.actor("DISTRICT_DESK")).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if "Content Security Policy" in message.text else None)
    page.goto(address)
    page.wait_for_selector(f"[data-map-state={state}]")
    return page, troubles


def seen(page: Page, layer: str) -> int:
    return page.evaluate(f"document.querySelector('[data-map]').placeMap.map.queryRenderedFeatures({{layers: ['{layer}']}}).length")


def reads(page: Page) -> int:
    return int(page.get_attribute("[data-map]", "data-map-read") or 0)


def moved_to(page: Page, lon: float, lat: float, zoom: float) -> None:
    """Jump as a gesture would, and wait until the window was read."""
    before = reads(page)
    page.evaluate(f"document.querySelector('[data-map]').placeMap.map.jumpTo({{center: [{lon}, {lat}], zoom: {zoom}}})")
    page.wait_for_function(f"Number(document.querySelector('[data-map]').dataset.mapRead) > {before}")
    page.evaluate("new Promise((done) => document.querySelector('[data-map]').placeMap.map.once('idle', done))")


def click_at(page: Page, lon: float, lat: float) -> None:
    spot = page.evaluate(f"(() => {{ const at = document.querySelector('[data-map]').placeMap.map.project([{lon}, {lat}]); return [at.x, at.y]; }})()")
    page.locator(".sx-map-canvas").scroll_into_view_if_needed()
    box = page.locator(".sx-map-canvas").bounding_box()
    page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])


def test_a_point_leads_to_its_case_the_list_follows_and_back_goes_back(site, browser, cases):
    page, troubles = opened(browser, site, "/cases/map/")
    assert page.get_attribute("[data-map]", "data-map-total") == "7"
    assert seen(page, "street-fill") >= 13
    moved_to(page, LON, LAT, 17)
    page.wait_for_function("document.querySelector('#map-list').textContent.includes('共 6 件')")
    assert "bbox=" in page.url
    assert seen(page, "points") == 6
    click_at(page, LON, LAT)
    card = page.locator(".maplibregl-popup a")
    number = card.inner_text().split()[0]
    assert card.get_attribute("href") == f"/cases/{number}/"
    card.click()
    page.wait_for_url(f"**/cases/{number}/")
    page.go_back()
    page.wait_for_selector("[data-map-state=live]")
    page.wait_for_function("document.querySelector('[data-map]').dataset.mapTotal === '6'")  # the address knew the window
    assert troubles == []


def test_a_place_is_found_by_name_and_coordinates_are_shown_in_both_systems(site, browser, cases):
    page, troubles = opened(browser, site, "/cases/map/", width=390)
    page.fill("#map-search", "海拉尔东路")
    page.click("[data-map-results] button >> nth=0")
    page.wait_for_function("document.querySelector('[data-map]').placeMap.map.getZoom() > 12")
    page.click("[data-map-coordinates]")
    first, second = (tuple(map(float, text.split(","))) for text in page.locator(".sx-map-coordinates output").all_inner_texts())
    assert second == pytest.approx(convert(*first, "wgs84", "gcj02"), abs=METRE)
    page.click("[data-map-sheet-toggle]")
    assert page.get_attribute("[data-map-sheet-toggle]", "aria-expanded") == "true"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert troubles == []


def test_heat_steps_by_keyboard_and_without_network_the_last_cases_are_drawn(site, browser, cases):
    page, troubles = opened(browser, site, "/cases/map/?view=heat&period=day")
    assert seen(page, "heat-fill") >= 1
    assert "上报 6 件" in page.inner_text(".map-time")
    page.focus("#heat-days")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.querySelector('.map-time').textContent.includes('上报 0 件')")
    page.locator(".map-time a", has_text="按月").press("Enter")
    page.wait_for_function("document.querySelector('.map-time').textContent.includes('上报 6 件') || document.querySelector('.map-time').textContent.includes('上报 7 件')")
    assert "period=month" in page.url
    assert page.locator("#map-list table tbody tr").count() >= 1
    assert troubles == []

    page.goto("/cases/map/")
    page.wait_for_selector("[data-map-state=live]")
    page.context.route("**/*.json*", lambda route: route.abort())
    page.context.route("**/*.geojson*", lambda route: route.abort())
    page.reload()
    page.wait_for_selector("[data-map-state=live]")
    assert seen(page, "street-fill") >= 13
    assert seen(page, "points") + seen(page, "clusters") >= 1
    assert "没有网络" in page.inner_text("[data-map-note]")


def test_without_webgl_the_picture_has_the_same_links(site, plain_browser, cases):
    page, troubles = opened(plain_browser, site, "/cases/map/", state="picture")
    assert page.locator("svg.picture a").count() >= 1
    assert "共 7 件" in page.inner_text("#map-list")
    assert page.locator("[data-map-tools]").is_hidden()
    assert troubles == []


def test_on_a_gcj02_base_a_click_is_still_stored_as_wgs84(site, browser, tiles):
    BaseLayer.objects.create(name="示例底图", kind="XYZ", url=f"{tiles.address}/{{z}}/{{x}}/{{y}}.png", crs="gcj02", approval="GS(2024)0650号", for_public=True)
    layers.remembered.forget()
    page, troubles = opened(browser, site, "/pick/", signed=False)
    assert tiles.asked
    assert "GS(2024)0650号" in page.inner_text(".sx-map-foot")
    drawn = convert(LON, LAT, "wgs84", "gcj02")
    page.evaluate(f"document.querySelector('[data-map]').placeMap.map.jumpTo({{center: [{drawn[0]}, {drawn[1]}], zoom: 18.5}})")
    click_at(page, *drawn)
    page.wait_for_selector(".sx-pin")
    stored = tuple(float(page.locator(f"[name={name}]").input_value()) for name in ("lon", "lat"))
    assert stored == pytest.approx((LON, LAT), abs=METRE)
    shown = page.evaluate("(() => { const at = document.querySelector('[data-map]').placeMap.marker.getLngLat(); return [at.lng, at.lat]; })()")
    assert tuple(shown) == pytest.approx(drawn, abs=METRE)
    page.click(".sx-map-base summary")
    page.click(".sx-map-base label:has(input[value=none])")
    shown = page.evaluate("(() => { const at = document.querySelector('[data-map]').placeMap.marker.getLngLat(); return [at.lng, at.lat]; })()")
    assert tuple(shown) == pytest.approx((LON, LAT), abs=METRE)  # without the base the pin lies where it is stored
    assert "GS(2024)0650号" not in page.inner_text(".sx-map-foot")
    assert troubles == []

    pairs = [[float(pair[name]) for name in ("wgs_lng", "wgs_lat", "gcj_lng", "gcj_lat")] for pair in csv.DictReader(PAIRS.open(encoding="utf-8"))]
    there, back = page.evaluate("""async (pairs) => { const frame = await import("/static/web/map/frame.js");
        return [pairs.map(([a, b]) => frame.gcjFromWgs(a, b)), pairs.map(([, , c, d]) => frame.wgsFromGcj(c, d))]; }""", pairs)
    assert len(pairs) == 200
    for pair, drawn, stored in zip(pairs, there, back, strict=True):
        assert drawn == pytest.approx(pair[2:], abs=METRE)
        assert stored == pytest.approx(pair[:2], abs=METRE)
        assert drawn == pytest.approx(convert(*pair[:2], "wgs84", "gcj02"), abs=1e-9)


def test_tiles_cut_in_degrees_are_redrawn_for_the_map(site, browser, tiles):
    BaseLayer.objects.create(name="经纬度底图", kind="XYZ", url=f"{tiles.address}/{{z}}/{{x}}/{{y}}.png", crs="cgcs2000", matrix_set="c", for_public=True)
    layers.remembered.forget()
    page, troubles = opened(browser, site, "/pick/", signed=False)
    page.wait_for_function("document.querySelector('[data-map]').placeMap.map.areTilesLoaded()")
    for path in tiles.asked:
        z, x, y = (int(part) for part in path.removesuffix(".png").strip("/").split("/"))
        wide = 360 / 2**z
        assert x * wide - 180 + wide > 110 and x * wide - 180 < 113, path  # columns of Web Mercator
        assert 90 - y * wide > 39.5 and 90 - (y + 1) * wide < 42, path  # rows in degrees from the north pole
    assert len(tiles.asked) >= 2
    colour = page.evaluate("""async () => { const map = document.querySelector("[data-map]").placeMap.map;
        return new Promise((done) => { map.once("render", () => { const gl = map.painter.context.gl; const pixel = new Uint8Array(4);
            gl.readPixels(4, 4, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel); done([...pixel]); }); map.triggerRepaint(); }); }""")
    assert colour[:3] == [255, 0, 255]
    assert troubles == []
