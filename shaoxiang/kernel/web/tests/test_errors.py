import json

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import translation

from shaoxiang.kernel.web import errors
from shaoxiang.kernel.web.tests.pages import ERRORS

pytestmark = [pytest.mark.django_db, pytest.mark.urls("shaoxiang.kernel.web.tests.pages")]
STATUS = {"refused": 409, "denied": 403, "too-big": 413, "suspicious": 400, "database": 503, "fault": 500}


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("how", ERRORS)
def test_every_fault_is_a_page_with_a_cure(visitor, how):
    page = visitor.get(f"/fail/{how}/")
    words = page.content.decode()
    assert page.status_code == STATUS[how]
    assert errors.FAULTS[STATUS[how]].cure in words
    assert "Content-Security-Policy" in page.headers
    assert "'unsafe" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("how", ERRORS)
def test_every_fault_is_a_problem_document_for_the_api(visitor, how):
    answer = visitor.get(f"/api/fail/{how}/")
    assert answer.status_code == STATUS[how]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == STATUS[how]


@pytest.mark.parametrize("how", ERRORS)
def test_every_fault_is_a_fragment_for_htmx(visitor, how):
    answer = visitor.get(f"/fail/{how}/", headers={"HX-Request": "true"})
    assert answer.status_code == STATUS[how]
    assert answer.headers["HX-Retarget"] == "#flash"
    assert "<html" not in answer.content.decode()


def test_a_refused_move_says_who_was_faster(visitor):
    assert "已由 李老 在 10:05 办结。" in visitor.get("/fail/refused/").content.decode()


def test_staff_keep_their_shell_and_residents_theirs(staff):
    staff.enter()
    assert "shell-nav" in staff.client.get("/fail/denied/").content.decode()
    assert "shell-nav" not in Client(raise_request_exception=False).get("/fail/denied/").content.decode()


def test_a_missing_page_is_english_for_who_chose_english(visitor):
    page = visitor.get("/nowhere/?lang=en")
    assert page.status_code == 404
    assert 'lang="en"' in page.content.decode()


def test_the_page_without_a_database_needs_no_database(visitor, monkeypatch):
    def gone(*_args, **_kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", gone)
    for path in ("/institutions/", "/fail/database/"):
        page = visitor.get(path, headers={"cookie": "sessionid=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
        assert page.status_code == 503
        assert "数据库没有应答" in page.content.decode()
        assert "database does not answer" in page.content.decode()
        assert page.headers["Retry-After"] == "60"
    assert visitor.get("/healthz").status_code == 503
    assert visitor.get("/healthz").json()["ok"] is False


def test_an_error_page_whose_shell_fails_is_still_a_page(visitor, monkeypatch):
    monkeypatch.setattr("shaoxiang.kernel.web.context.Shell.__init__", lambda *_args: 1 / 0)
    page = visitor.get("/fail/denied/")
    assert page.status_code == 403
    assert "岗位" in page.content.decode()


def test_an_address_that_only_takes_posts_says_so(visitor):
    page = visitor.get("/institutions/sign-out/")
    assert page.status_code == 405
    assert page.headers["Allow"] == "POST"
    assert "不能这样打开这一页" in page.content.decode()


def test_a_form_without_its_token_is_told_to_reload():
    page = Client(enforce_csrf_checks=True).post("/institutions/sign-in/", {"username": "x"})
    assert page.status_code == 403
    assert "页面放得太久了" in page.content.decode()


def test_the_problem_document_has_the_members_of_rfc_9457(visitor):
    body = json.loads(visitor.get("/api/nowhere").content)
    assert set(body) == {"type", "title", "status", "detail", "instance"}


@pytest.mark.parametrize("status", errors.FAULTS)
def test_every_status_we_know_has_a_page_in_both_languages(visitor, status, rf):
    for language in ("zh-hans", "en"):
        with translation.override(language):
            request = rf.get("/somewhere/")
            request.session = {}
            page = errors.page(request, status)
        assert page.status_code == status
        assert "href" in page.content.decode()
