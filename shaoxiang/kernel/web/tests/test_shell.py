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
