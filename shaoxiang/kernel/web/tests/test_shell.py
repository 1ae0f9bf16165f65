import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_front_door_is_chinese_whatever_the_browser_prefers():
    page = Client(headers={"accept-language": "en-US,en"}).get("/")
    assert page.status_code == 200
    assert "我要反映" in page.content.decode()
    assert page.headers["Content-Language"] == "zh-Hans"


def test_a_missing_page_says_what_to_do():
    page = Client().get("/nowhere/")
    assert page.status_code == 404
    assert "没有找到" in page.content.decode()
    assert "回首页" in page.content.decode()


def test_a_missing_page_of_the_api_is_a_problem_document():
    page = Client().get("/api/v1/nowhere")
    assert page.headers["Content-Type"] == "application/problem+json"
    assert page.json()["status"] == 404


def test_health_tells_of_the_database():
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["database"] is True


def test_a_long_navigation_opens_the_group_one_is_in_and_what_is_done_every_day(district):
    """`district`: people sit in posts; the staffing office has the longest navigation."""
    from shaoxiang.kernel.web.navigation import entries_for, groups_of
    from tests import people

    office = people.actor("STAFFING_OFFICE")
    shown = {group.code: group for group in groups_of(entries_for(office, "/duties/"))}
    assert (shown["WORK"].folds, shown["WORK"].open) == (False, True)
    assert (shown["LISTS"].folds, shown["LISTS"].open) == (True, True)
    assert (shown["REGISTERS"].folds, shown["REGISTERS"].open) == (True, False)
