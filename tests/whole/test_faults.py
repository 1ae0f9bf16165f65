"""What goes wrong around us: the database away, the worker down, hostile and broken input. Clear words, nothing half-written, and back to work."""

from __future__ import annotations

import contextlib
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from urllib.parse import urlencode

import pytest

from tests import people
from tests.house import House, eventually, on_postgres

LON, LAT, _GRID = people.point_in()
WORDS = "示例：路口的污水井盖松动。"
CASES = "SELECT count(*) FROM cases_case"


@pytest.fixture(scope="module")
def house():
    made = House(worker=False)
    try:
        yield made.start()
    finally:
        made.close()


@pytest.fixture(autouse=True)
def _as_if_nobody_had_posted_before(house):
    """All tests come from one address, which may report only so often."""
    house.rows("DELETE FROM flood_count RETURNING 1")


def posted(house: House, path: str = "/report/", **fields: str) -> tuple[int, str]:
    """A form sent as a browser does: page first (cookie, token), then the post."""
    import requests

    session = requests.Session()
    page = session.get(house.address + path, timeout=30).text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    answer = session.post(house.address + path, data={**fields, "csrfmiddlewaretoken": token}, timeout=60)
    return answer.status_code, answer.text


def report(**changes: object) -> dict[str, object]:
    return {"description": WORDS, "type": "0104", "lon": LON, "lat": LAT, **changes}


# --- the worker is down ------------------------------------------------------------------------------------------------


def test_without_the_worker_pages_work_and_the_light_says_so(house):
    status, health = house.ask("GET", "/healthz")
    assert status == 200 and json.loads(health)["worker"] is not True
    assert house.create(report(), "worker-down")[0] == 201
    assert posted(house, description=WORDS)[0] == 200
    waiting = house.one("SELECT count(*) FROM journal_pending")
    assert waiting > 0  # what others must be told waits
    house.start_worker()
    try:
        assert eventually(lambda: json.loads(house.ask("GET", "/healthz")[1])["worker"] is True)
        assert eventually(lambda: house.one("SELECT count(*) FROM journal_pending") == 0)
    finally:
        house.kill(house.worker)


# --- the database is gone ----------------------------------------------------------------------------------------------


@pytest.mark.skipif(not on_postgres(), reason="SQLite is a file of the same process: it does not go away on its own")
def test_the_database_goes_and_comes_back(house):
    before, stop, statuses = house.one(CASES), threading.Event(), []

    def load(sender: int) -> None:
        turn = 0
        while not stop.is_set():
            try:
                statuses.append(house.create(report(), f"gone-{sender}-{turn}")[0])
            except (OSError, HTTPException, ValueError):
                statuses.append(0)
            turn += 1

    with ThreadPoolExecutor(2) as pool:
        senders = [pool.submit(load, n) for n in range(2)]
        try:
            assert eventually(lambda: statuses.count(201) >= 3, pause=0.05)
            house.server_says(f'ALTER DATABASE "{house.database}" ALLOW_CONNECTIONS false')
            house.server_says(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{house.database}'")
            assert eventually(lambda: 503 in statuses, pause=0.05)
            for path in ("/", "/report/", "/track/", "/cases/"):
                status, page = house.ask("GET", path)
                if status != 503:  # a page that needs no row may still be shown
                    assert status in (200, 302), path
                    continue
                assert "系统暂时不能用" in page or "暂时" in page, path
                assert "Traceback" not in page and "psycopg" not in page
            assert house.status("/healthz") == 503
        finally:
            house.server_says(f'ALTER DATABASE "{house.database}" ALLOW_CONNECTIONS true')
            back = eventually(lambda: house.status("/healthz") == 200)
            stop.set()
            for sender in senders:
                sender.result(60)
    assert back
    assert set(statuses) <= {201, 503}
    assert house.one(CASES) - before == statuses.count(201)  # acknowledged is there, refused is not
    assert house.one("SELECT count(*) FROM matter_matter m WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.subject_id = m.id)") == 0
    assert posted(house, description=WORDS)[0] == 200


# --- hostile and broken input ------------------------------------------------------------------------------------------

SCRIPTS = {
    "emoji": "井盖坏了 🕳️🚧👨‍👩‍👧", "right to left": "مرحبا بالعالم \u202eabc", "supplementary plane": "𠀀𠀁𠮷野家",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
}


@pytest.mark.parametrize("words", SCRIPTS.values(), ids=SCRIPTS)
def test_every_script_is_taken_and_shown_as_text(house, words):
    status, page = posted(house, description=words)
    assert status == 200 and "查询码" in page
    stored = house.one("SELECT description FROM cases_case ORDER BY matter_id DESC LIMIT 1")
    assert stored == words.replace("\u202e", "")
    assert "<script>alert" not in page and "<img src=x" not in page
    assert house.create(report(description=words), f"script-{words}".encode().hex()[:60])[0] == 201


def test_a_nul_is_refused_in_words_or_left_out(house):
    before = house.one(CASES)
    status, page = posted(house, description="井盖\x00坏了")
    assert status in (200, 422) and "Traceback" not in page
    assert house.create(report(description="井盖\x00坏了"), "nul")[0] == 422
    assert house.one(CASES) - before == (1 if status == 200 else 0)


@pytest.mark.parametrize("path", ["/report/", "/track/", "/report/hints/"])
def test_ten_megabytes_of_text_are_refused_quickly(house, path):
    before = house.one(CASES)
    body = urlencode({"description": "长" * (10 * 1024 * 1024 // 3)}).encode()[: 10 * 1024 * 1024]
    try:
        status, page = house.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
    except OSError:
        status, page = 413, ""  # the server may close the door before all is sent
    assert status in (403, 413) and "Traceback" not in page
    assert house.one(CASES) == before


def test_ten_megabytes_are_refused_by_the_interface(house):
    before = house.one(CASES)
    with contextlib.suppress(OSError):  # the server may close the door before all is sent
        assert house.create(report(description="长" * 4_000_000), "ten-megabytes")[0] == 413
    assert house.one(CASES) == before
    assert house.status("/healthz") == 200


def test_the_same_form_sent_five_times_at_once_is_one_case(house):
    import requests

    session = requests.Session()
    page = session.get(f"{house.address}/report/", timeout=30).text
    data = {name: re.search(rf'name="{name}" value="([\w-]+)"', page)[1] for name in ("csrfmiddlewaretoken", "once")}
    before, cookies = house.one(CASES), dict(session.cookies)
    data["description"] = WORDS

    def send(_turn: int) -> tuple[int, str]:
        answer = requests.post(f"{house.address}/report/", data=data, cookies=cookies, allow_redirects=False, timeout=60)
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(5) as pool:
        answers = set(pool.map(send, range(5)))
    assert len(answers) == 1 and next(iter(answers))[0] == 302, answers
    assert house.one(CASES) - before == 1


@pytest.mark.parametrize(("lon", "lat"), [("116.397", "39.908"), ("0", "0"), ("-180", "-90"), ("180", "90")])
def test_a_point_outside_the_district_is_taken_by_page_and_interface(house, lon, lat):
    status, page = posted(house, description=WORDS, point=f"{lon},{lat}")
    if status != 200:  # not a point of this country: said in words, with the form kept
        assert status == 422 and WORDS in page
    status, body = house.create(report(lon=float(lon), lat=float(lat)), f"outside-{lon}")
    assert status == 201 and body["grid"] is None and body["outside"] is True


@pytest.mark.parametrize("point", ["nan,nan", "1e999,1", "東,西", "111.7", "181,91", "111,40,7"])
def test_a_point_that_is_none_is_said_in_words(house, point):
    before = house.one(CASES)
    status, page = posted(house, description=WORDS, point=point)
    assert status == 422 and WORDS in page and "Traceback" not in page
    assert house.one(CASES) == before
