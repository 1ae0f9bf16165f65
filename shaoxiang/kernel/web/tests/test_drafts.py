import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.models import Draft, SavedFilter

pytestmark = [pytest.mark.django_db, pytest.mark.urls("shaoxiang.kernel.web.tests.pages")]
LONG = "井盖破损" * 10


def test_a_mistake_in_the_form_keeps_what_was_typed(staff):
    staff.enter()
    assert staff.client.post("/note/1/", {"title": LONG, "kind": ["a", "b"]}).status_code == 422
    again = staff.client.get("/note/1/").content.decode()
    assert LONG in again
    assert again.count("checked") == 2
    assert "已带回您上次没有交成的内容" in again


def test_success_drops_the_draft(staff):
    staff.enter()
    staff.client.post("/note/1/", {"title": LONG})
    assert staff.client.post("/note/1/", {"title": "井盖"}).status_code == 302
    assert not Draft.objects.exists()


def test_drafts_of_two_matters_are_two(staff):
    staff.enter()
    staff.client.post("/note/1/", {"title": LONG})
    assert LONG not in staff.client.get("/note/2/").content.decode()


@pytest.mark.parametrize(("title", "status"), [("refused", 409), ("fault", 500), ("denied", 403)])
def test_a_refusal_or_fault_inside_the_act_keeps_the_text_and_nothing_half_done(staff, title, status):
    staff.enter()
    assert staff.client.post("/note/1/", {"title": title, "once": "t1"}).status_code == status
    assert not SavedFilter.objects.exists()
    if status != 403:
        assert f'value="{title}"' in staff.client.get("/note/1/").content.decode()


def test_an_expired_sign_in_in_the_middle_of_a_form_loses_nothing(staff):
    staff.enter()
    staff.client.get("/note/1/")
    Session.objects.all().delete()
    answer = staff.client.post("/note/1/", {"title": "写了一半的话", "kind": ["b"]}, headers={"referer": "http://testserver/note/1/?from=desk"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/institutions/sign-in/?next=%2Fnote%2F1%2F%3Ffrom%3Ddesk"
    back = staff.enter(next="/note/1/?from=desk")
    assert back.headers["Location"] == "/note/1/?from=desk"
    page = staff.client.get(back.headers["Location"]).content.decode()
    assert "写了一半的话" in page
    assert re.search(r'value="b"[^>]*checked', page)


def test_an_expired_sign_in_answers_htmx_with_a_whole_page_move(staff):
    answer = staff.client.post("/note/1/", {"title": "写了一半"}, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/note/1/"})
    assert answer.headers["HX-Redirect"] == "/institutions/sign-in/?next=%2Fnote%2F1%2F"
    assert Draft.objects.get().data["title"] == ["写了一半"]


def test_a_foreign_referer_is_not_where_one_comes_back_to(staff):
    answer = staff.client.post("/note/1/", {"title": "x"}, headers={"referer": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/institutions/sign-in/?next=%2Fnote%2F1%2F"


def test_files_passwords_and_tokens_are_never_kept(staff):
    staff.enter()
    staff.client.post("/note/1/", {"title": LONG, "password": "secret", "csrfmiddlewaretoken": "t", "once": "o", "photo": SimpleUploadedFile("a.jpg", b"x")})
    assert set(Draft.objects.get().data) == {"title"}


def test_anothers_draft_is_not_shown(staff):
    staff.enter()
    staff.client.post("/note/1/", {"title": LONG})
    Draft.objects.update(owner="account:999999")
    assert LONG not in staff.client.get("/note/1/").content.decode()


def test_a_whole_book_is_not_kept_as_a_draft(staff):
    staff.enter()
    staff.client.post("/note/1/", {"title": "字" * (drafts.MAX_CHARS + 1)})
    assert not Draft.objects.exists()


def test_old_drafts_go(staff):
    staff.enter()
    staff.client.post("/note/1/", {"title": LONG})
    assert drafts.forget_old(now=timezone.now()) == 0
    assert drafts.forget_old(now=timezone.now() + drafts.KEPT_FOR + timedelta(minutes=1)) == 1


def test_the_session_key_is_not_written_into_the_draft(staff):
    staff.client.post("/note/1/", {"title": "写了一半"})
    assert staff.client.session.session_key not in Draft.objects.get().owner


# -- once

def test_a_form_posted_twice_acts_once_and_gets_the_same_answer(staff):
    staff.enter()
    token = re.search(r'name="once" value="([^"]+)"', staff.client.get("/note/1/").content.decode()).group(1)
    first = staff.client.post("/note/1/", {"title": "井盖", "once": token})
    second = staff.client.post("/note/1/", {"title": "井盖", "once": token})
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert SavedFilter.objects.count() == 1


def test_a_form_with_a_mistake_may_be_sent_again_with_the_same_token(staff):
    staff.enter()
    assert staff.client.post("/note/1/", {"title": LONG, "once": "t1"}).status_code == 422
    assert staff.client.post("/note/1/", {"title": "井盖", "once": "t1"}).status_code == 302


def test_two_forms_are_two_acts_and_a_form_without_token_too(staff):
    staff.enter()
    for token in ({"once": "t1"}, {"once": "t2"}, {}, {}):
        staff.client.post("/note/1/", {"title": "井盖", **token})
    assert SavedFilter.objects.count() == 4


def test_anothers_token_is_not_mine(staff):
    staff.enter()
    staff.client.post("/note/1/", {"title": "井盖", "once": "t1"})
    from shaoxiang.kernel.web.models import OnceToken

    OnceToken.objects.update(owner="account:999999")
    staff.client.post("/note/1/", {"title": "井盖", "once": "t1"})
    assert SavedFilter.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_posts_at_the_same_moment_act_once(staff):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection
    from django.test import Client

    staff.enter()
    cookies = staff.client.cookies

    def post(_n):
        client = Client(raise_request_exception=False)
        client.cookies = cookies
        try:
            answer = client.post("/note/1/", {"title": "井盖", "once": "same"})
            return answer.status_code, answer.headers.get("Location")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(post, range(4)))
    assert {status for status, _target in answers} == {302}
    assert len({target for _status, target in answers}) == 1
    assert SavedFilter.objects.count() == 1
