"""The shell in a real browser: both widths, both languages, both type sizes, keyboard, dialog, phone drawer; axe without violations."""

from __future__ import annotations

import os
from datetime import date

import pytest
from playwright.sync_api import sync_playwright

from tests import chromium
from tests.browser.axe import overflow_px, violations

WIDTHS = {1440: {"viewport": {"width": 1440, "height": 900}}, 390: {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}}
VISITOR = ["/institutions/sign-in/", "/institutions/demo/", "/nowhere/"]
STAFF = [
    "/styleguide/", "/institutions/", "/institutions/body/S7/", "/institutions/post/", "/institutions/password/", "/notices/", "/institutions/roles/",
    "/nowhere/",
]


@pytest.fixture(scope="module")
def browser():
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in this thread; the server is in another
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def house(live_server):
    """A demonstration with one clerk who may press one button to come in."""
    from shaoxiang.institutions import actions
    from shaoxiang.institutions.models import Account, Assignment, Body, Installation, Person, Plate, Post

    Installation.objects.create(district_code="150102", name="呼和浩特市新城区(示例)", profile="xincheng", demo=True)
    body = Body.objects.create(code="S7", kind="STREET_OFFICE", name="东风路街道办事处", aliases=["东办"], sample=True)
    Plate.objects.create(body=body, title="综合行政执法局")
    post = Post.objects.create(code="p", body=body, title="调度员", roles=["STREET_DESK"], answers=True)
    person = Person.objects.create(name="受理席老李", work_phone="0471-0000001", sample=True)
    Assignment.objects.create(person=person, post=post, valid_from=date(2024, 1, 1))
    Account.objects.create(username="li", person=person, demo=True)
    actions.changed()
    return live_server.url


def opened(browser, width, language="zh-hans", large=False):
    context = browser.new_context(**WIDTHS[width], locale="zh-CN")
    page = context.new_page()
    page.context.add_cookies([
        {"name": "django_language", "value": language, "domain": "localhost", "path": "/"},
        {"name": "shaoxiang_type", "value": "large" if large else "normal", "domain": "localhost", "path": "/"},
    ])
    return page


def enter(page, house):
    page.goto(f"{house}/institutions/demo/")
    page.locator('button[name="username"]').first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("language", "large"), [("zh-hans", False), ("en", False), ("zh-hans", True)])
def test_every_page_of_the_shell_is_open_to_everyone(browser, house, width, language, large):
    page = opened(browser, width, language, large)
    trouble = []

    def look(path):
        page.goto(house + path)
        trouble.extend(f"{path} {line}" for line in violations(page))
        if overflow_px(page) > 0:
            trouble.append(f"{path} is {overflow_px(page)} px wider than the screen")

    blocked = []
    page.on("console", lambda message: blocked.append(message.text) if "Content Security Policy" in message.text else None)
    for path in VISITOR:
        look(path)
    enter(page, house)
    for path in STAFF:
        look(path)
    page.context.close()
    assert trouble == []
    assert blocked == []


def test_a_phone_has_targets_a_finger_can_hit(browser, house):
    page = opened(browser, 390)
    enter(page, house)
    page.goto(f"{house}/institutions/")
    small = page.evaluate("""() => [...document.querySelectorAll('header a, header summary, .shell-tabs > *, main button, main .tile, main input')]
        .filter(each => each.offsetParent).map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect().height]).filter(each => each[1] < 44)""")
    page.context.close()
    assert small == []


def test_the_drawer_of_a_phone_opens_closes_and_gives_the_focus_back(browser, house):
    page = opened(browser, 390)
    enter(page, house)
    page.goto(f"{house}/institutions/")
    page.click("[data-toggle=shell-nav]")
    assert page.locator("#shell-nav").is_visible()
    assert page.evaluate("document.activeElement.closest('#shell-nav') !== null")
    page.keyboard.press("Escape")
    assert not page.locator("#shell-nav").is_visible()
    assert page.evaluate("document.activeElement.dataset.toggle") == "shell-nav"
    page.context.close()


def test_a_dangerous_button_asks_first_and_may_be_taken_back(browser, house):
    page = opened(browser, 1440)
    enter(page, house)
    page.goto(f"{house}/styleguide/")
    page.click("form[data-confirm] button")
    assert "办结后居民会收到通知" in page.locator("#confirm").inner_text()
    assert violations(page) == []
    page.click("#confirm button[value=no]")
    assert page.url == f"{house}/styleguide/"
    page.click("form[data-confirm] button")
    page.click("#confirm button[value=yes]")
    page.wait_for_url(f"{house}/styleguide/?")
    page.context.close()


def test_the_keyboard_skips_to_the_content_and_a_mistake_takes_the_focus(browser, house):
    page = opened(browser, 1440)
    page.goto(f"{house}/institutions/sign-in/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.fill("#id_username", "li")
    page.fill("#id_password", "wrong-password")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    page.wait_for_function("() => document.activeElement.classList.contains('error-summary')")
    assert violations(page) == []
    page.context.close()
