"""The grid worker's telephone in a real browser: no network, killed while sending, settled on the spot, the map of one's own grid."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Error, Page, Playwright, sync_playwright

from tests import chromium
from tests.browser.visitors import SCREENS
from tests.house import House, eventually

ARGUMENTS = [*chromium.ARGUMENTS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
HERE = {"longitude": 111.69, "latitude": 40.86, "accuracy": 35}
CASES = "SELECT count(*) FROM cases_case WHERE source = 'PATROL'"
ALL_KEPT = """async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()))))
    .flat().map(({ url }) => new URL(url).pathname)"""
RECEIVED = 'SELECT coalesce(max("offset"), 0) FROM files_upload'


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


class Telephone:
    """A telephone with its own memory: `folder` outlives the browser."""

    def __init__(self, playwright: Playwright, house: House, folder: Path) -> None:
        self.playwright, self.house, self.folder = playwright, house, folder
        self.troubles: list[str] = []
        self.on()

    def on(self) -> Page:
        self.context: BrowserContext = self.playwright.chromium.launch_persistent_context(
            str(self.folder), executable_path=chromium.path(), args=ARGUMENTS, base_url=self.house.address, locale="zh-CN", **SCREENS[390],
            geolocation=HERE, permissions=["geolocation", "microphone"],
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda message: self.troubles.append(message.text) if "Content Security Policy" in message.text else None)
        self.page.on("dialog", lambda dialog: dialog.accept())
        return self.page

    def sign_in(self, then: str = "/field/") -> Page:
        self.page.goto(f"/institutions/demo/?next={then}")
        self.page.click('button[name="username"][value="wang"]')
        self.page.wait_for_url(f"**{then}")
        return self.page

    def ready(self) -> Page:
        """Signed in, with everything on board that is needed without a network."""
        page = self.sign_in()
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        page.wait_for_selector("#field[data-ready]")
        return page

    def kill(self) -> None:
        """As a telephone dies: at once, with everything it was doing. Only the processes of this very memory folder."""
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdecimal() and f"--user-data-dir={self.folder}" in (entry / "cmdline").read_text(errors="replace"):
                    os.kill(int(entry.name), signal.SIGKILL)
        with suppress(Error):
            self.context.close()
        (self.folder / "SingletonLock").unlink(missing_ok=True)

    def off(self) -> None:
        with suppress(Error):
            self.context.close()


@pytest.fixture
def telephone(playwright, house, tmp_path) -> Iterator[Telephone]:
    made = Telephone(playwright, house, tmp_path / "memory")
    yield made
    made.off()
    assert made.troubles == []


def no_network(house: House) -> None:
    house.kill(house.web)


def unsent(page: Page, words: str) -> None:
    page.wait_for_function("words => document.getElementById('unsent').textContent.includes(words)", arg=words, timeout=20_000)


def photo(folder: Path) -> Path:
    """Noise: a photo that cannot be made small, so that sending it takes a while."""
    path = folder / "现场.jpg"
    made = io.BytesIO()
    Image.effect_noise((1400, 1100), 120).convert("RGB").save(made, "JPEG", quality=95)
    path.write_bytes(made.getvalue())
    return path


def choose(page: Page, name: str = "暴露垃圾") -> None:
    page.locator("[data-tiles] .type-tile", has_text=name).first.click()


def test_reported_without_a_network_and_killed_while_sending_all_arrives_exactly_once(telephone, house, tmp_path):
    page, before = telephone.ready(), house.one(CASES)
    no_network(house)
    page.goto("/field/report/")  # the application opens
    page.wait_for_selector("text=现在连不上服务器")
    choose(page)
    page.click("[data-here]")
    page.wait_for_selector("text=误差约 35 米")
    page.set_input_files("#report-form input[type=file]", photo(tmp_path))
    page.wait_for_selector("[data-files] img")
    page.click(".field-send button")
    unsent(page, "还有 1 条未发送")
    choose(page, "道路不洁")
    page.fill("[name=description]", "示例：路边有烟头和纸屑。")
    page.click(".field-send button")
    unsent(page, "还有 2 条未发送")
    page.goto("/field/queue/")
    unsent(page, "还有 2 条未发送")
    assert page.locator(".field-queue > li").count() == 2

    house.start_web()
    slow = telephone.context.new_cdp_session(page)
    slow.send("Network.emulateNetworkConditions", {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 250 * 1024})
    page.click("[data-send-now]")
    assert eventually(lambda: house.one(RECEIVED) > 0, pause=0.02)
    telephone.kill()  # in the middle of the photo
    assert house.one("SELECT count(*) FROM files_upload WHERE file_id IS NULL") == 1
    had = house.one(RECEIVED)

    telephone.on()
    page = telephone.sign_in("/field/queue/")
    unsent(page, "都已发送")
    assert house.one(CASES) == before + 2
    assert house.one("SELECT count(*) FROM cases_fielditem") == 2
    files = house.rows("SELECT count(*), count(DISTINCT matter_id) FROM files_attachment WHERE role = 'REPORT'")
    assert files == [(1, 1)]
    assert 0 < had < house.one("SELECT size FROM files_upload")
    assert page.locator("[data-sent-list] li").count() >= 1


def test_settled_on_the_spot_on_one_screen_in_few_taps(telephone, house):
    page = telephone.sign_in()
    page.click(".field-tabs a[data-tab=report]")  # 1
    page.wait_for_selector("[data-tiles] .type-tile")
    choose(page)  # 2
    page.click("[data-fold=outcome] summary")  # 3
    page.click("[data-quick] >> nth=0")
    page.click(".field-send button")  # and it is reported and settled
    page.wait_for_selector("#flash:has-text('已上报')")
    last = "FROM cases_case c JOIN matter_matter m ON m.id = c.matter_id ORDER BY m.id DESC LIMIT 1"
    assert house.rows(f"SELECT m.status, c.closure_level, c.outcome, c.raw_lon {last}")[0] == ("HANDLED", "GRID", "已清理干净", None)


def test_a_voice_note_is_heard_on_the_case_page(telephone, house):
    page = telephone.sign_in("/field/report/")
    page.click("[data-record]")
    page.wait_for_selector("[data-record].is-recording")
    page.wait_for_timeout(1200)
    page.click("[data-record]")
    page.wait_for_selector("[data-files] audio")
    page.click(".field-send button")
    page.wait_for_selector("#flash:has-text('已上报')")
    number = house.one("SELECT m.number FROM matter_matter m ORDER BY m.id DESC LIMIT 1")
    page.goto(f"/cases/{number}/")
    length = page.evaluate("""() => new Promise((done, fail) => {
        const sound = document.querySelector("ul.files audio");
        sound.addEventListener("canplay", () => done(sound.readyState), { once: true });
        sound.addEventListener("error", () => fail(new Error("does not play " + sound.error.code)), { once: true });
        sound.load(); sound.play();
    })""")
    assert length >= 3


def test_the_map_of_the_own_grid_draws_without_a_network(telephone, house):
    page = telephone.ready()
    no_network(house)
    try:
        page.goto("/field/")
        page.wait_for_selector("text=现在连不上服务器")
        page.wait_for_selector("[data-in-charge] a[href^='tel:']")
        page.click("[data-open-map] >> visible=true")
        page.wait_for_selector("[data-map-state=live]", timeout=30_000)
        kept = page.evaluate(ALL_KEPT)
        assert [url for url in kept if not url.startswith(("/static/", "/places/outline.json", "/places/picture.svg", "/field/shell/"))] == []
        drawn = page.evaluate("() => document.querySelector('[data-map]').placeMap.map.querySourceFeatures('grid').length")
        assert drawn >= 1
    finally:
        house.start_web()


def test_a_refused_item_stays_says_why_and_is_mended(telephone, house):
    page = telephone.ready()
    no_network(house)
    page.goto("/field/report/")
    choose(page)
    page.fill("[name=description]", "示例：墙角有垃圾。")
    page.evaluate("document.querySelector('#report-form').elements.point.value = '999,999'")  # what no server takes
    page.click(".field-send button")
    unsent(page, "还有 1 条未发送")
    house.start_web()
    page.goto("/field/queue/")
    page.wait_for_selector(".field-queue li.is-refused")
    unsent(page, "其中 1 条要改一改")
    page.click("[data-mend]")
    page.wait_for_url("**/field/report/#*")
    page.wait_for_function("() => document.querySelector('[name=description]')?.value.includes('墙角')")
    page.evaluate("document.querySelector('#report-form').elements.point.value = ''")
    page.click(".field-send button")
    unsent(page, "都已发送")


def test_an_expired_sign_in_keeps_the_queue_and_sends_it_afterwards(telephone, house):
    page = telephone.sign_in("/field/report/")
    telephone.context.clear_cookies(name="sessionid")
    choose(page)
    page.click(".field-send button")
    unsent(page, "还有 1 条未发送")
    before = house.one(CASES)
    telephone.sign_in("/field/queue/")
    unsent(page, "都已发送")
    assert house.one(CASES) == before + 1
