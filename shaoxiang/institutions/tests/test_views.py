import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from shaoxiang.institutions import actions
from shaoxiang.institutions.models import Account, Installation, Post
from shaoxiang.institutions.tests.conftest import PASSWORD, deputise
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web.session import SINCE

pytestmark = pytest.mark.django_db
SIGN_IN = "/institutions/sign-in/"


def kinds(subject_id=None):
    return list(Entry.objects.filter(subject_kind="account").order_by("pk").values_list("kind", flat=True))


def test_one_post_is_taken_at_once_and_both_steps_are_recorded(enter, cast):
    client = enter("head")
    assert client.answer.status_code == 302
    assert client.get("/institutions/").status_code == 200
    assert kinds() == ["institutions.signed_in", "institutions.post_chosen"]
    chosen = Entry.objects.get(kind="institutions.post_chosen")
    assert (chosen.post_id, chosen.actor_id) == (cast.posts.head.pk, cast.seats["head"].pk)


def test_someone_with_two_posts_chooses_and_may_change(enter, cast):
    client = enter("desk")
    assert client.answer.headers["Location"].startswith("/institutions/post/")
    page = client.get("/institutions/post/").content.decode()
    assert "调度员" in page
    assert "干事" in page
    client.post("/institutions/post/", {"assignment": cast.seats["desk"].pk, "next": "/institutions/"})
    answer = client.post("/institutions/post/", {"assignment": cast.seats["clerk"].pk, "next": "/institutions/"})
    assert answer.headers["Location"] == "/institutions/"
    assert "党建工作办公室 干事" in client.get("/institutions/").content.decode()
    assert Entry.objects.filter(kind="institutions.post_chosen").last().facts["post_before"] == cast.posts.desk.pk


def test_anothers_post_cannot_be_chosen(enter, cast):
    client = enter("desk")
    assert client.post("/institutions/post/", {"assignment": cast.seats["head"].pk}).status_code == 404
    assert client.post("/institutions/post/", {"assignment": "9" * 30}).status_code == 200


def test_a_deputy_may_take_the_principals_post(enter, cast):
    deputise(cast.seats["head"], cast.accounts["liaison"].person)
    client = enter("liaison")
    assert "AB岗：代 陈科" in client.get("/institutions/post/").content.decode()
    client.post("/institutions/post/", {"assignment": cast.seats["head"].pk})
    assert "公共管理办公室 主任（代陈科）" in client.get("/institutions/").content.decode()


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_sign_in_leads_nowhere_else(enter, cast, target):
    assert "elsewhere" not in enter("head", next=target).answer.headers["Location"]


def test_a_wrong_password_says_what_to_do_and_tells_nothing_of_the_account(cast):
    pages = [Client().post(SIGN_IN, {"username": name, "password": "wrong-password"}) for name in ("head", "nobody-here")]
    errors = [re.search(r"error-summary.*?</div>", page.content.decode(), re.S).group() for page in pages]
    assert [page.status_code for page in pages] == [422, 422]
    assert errors[0] == errors[1]


def test_five_wrong_passwords_lock_the_account_out(enter, cast):
    enter("head").post("/institutions/sign-out/")
    client = Client()
    answers = [client.post(SIGN_IN, {"username": "head", "password": "wrong-password"}).status_code for _ in range(5)]
    assert answers[:4] == [422] * 4
    assert answers[4] == 429
    locked = client.post(SIGN_IN, {"username": "head", "password": PASSWORD})
    assert locked.status_code == 429
    assert "15 分钟" in locked.content.decode()
    assert "institutions.locked_out" in kinds()


def test_a_signed_in_page_costs_one_query_for_who_it_is(enter, cast, django_assert_max_num_queries):
    client = enter("head")
    client.get("/institutions/password/")
    with django_assert_max_num_queries(1):
        client.get("/preferences/?type=large")  # nothing but the middleware
    with django_assert_max_num_queries(0):
        Client().get("/preferences/")


def test_a_changed_role_is_felt_on_the_next_page(enter, cast):
    client = enter("config")
    assert client.get("/institutions/roles/").status_code == 200
    Post.objects.filter(pk=cast.posts.config.pk).update(roles=["VERIFIER"])
    actions.changed()
    assert client.get("/institutions/roles/").status_code == 403


def test_a_disabled_account_is_out_on_the_next_page(enter, cast):
    client = enter("head")
    Account.objects.filter(username="head").update(is_active=False)
    actions.changed()
    assert client.get("/institutions/").headers["Location"].startswith(SIGN_IN)


def test_a_session_ends_after_twelve_hours_however_busy(enter, cast):
    client = enter("head")
    session = client.session
    session[SINCE] = timezone.now().timestamp() - 12 * 3600 - 1
    session.save()
    assert client.get("/institutions/").headers["Location"].startswith(SIGN_IN)


def test_an_assignment_that_ended_leaves_no_post(enter, cast):
    client = enter("head")
    cast.seats["head"].valid_to = timezone.localdate()
    cast.seats["head"].save()
    actions.changed()
    assert client.get("/institutions/").headers["Location"].startswith(SIGN_IN)
    assert client.get(SIGN_IN).headers["Location"].startswith("/institutions/post/")
    assert "您今天没有在岗的岗位" in client.get("/institutions/post/").content.decode()


def test_sign_out_is_a_post_and_is_recorded(enter, cast):
    client = enter("head")
    assert client.get("/institutions/sign-out/").status_code == 405
    client.post("/institutions/sign-out/")
    assert not Session.objects.exists()
    assert client.get("/institutions/").status_code == 302
    assert kinds()[-1] == "institutions.signed_out"


# -- passwords

def test_a_one_time_password_leads_to_a_password_of_ones_own_first(enter, cast):
    admin = enter("security")
    page = admin.post(f"/institutions/accounts/{cast.accounts['head'].pk}/reset/").content.decode()
    secret = re.search(r'<code class="h2">([^<]+)</code>', page).group(1)
    client = Client()
    assert client.post(SIGN_IN, {"username": "head", "password": secret}).headers["Location"] == "/institutions/password/"
    assert client.get("/institutions/").status_code == 302  # nowhere else yet
    answer = client.post("/institutions/password/", {"old_password": secret, "new_password": "copper-lantern-9", "again": "copper-lantern-9"})
    assert answer.status_code == 302
    client.post("/institutions/post/", {"assignment": cast.seats["head"].pk})
    assert client.get("/institutions/").status_code == 200


def test_a_one_time_password_does_not_last(enter, cast):
    enter("head").post("/institutions/sign-out/")
    Account.objects.filter(username="head").update(one_time_until=timezone.now() - timedelta(seconds=1))
    page = Client().post(SIGN_IN, {"username": "head", "password": PASSWORD})
    assert page.status_code == 422
    assert "一次性密码已过期" in page.content.decode()


def test_changing_the_password_ends_the_other_sessions(enter, cast):
    here, there = enter("head"), Client()
    there.post(SIGN_IN, {"username": "head", "password": PASSWORD})
    here.post("/institutions/password/", {"old_password": PASSWORD, "new_password": "copper-lantern-9", "again": "copper-lantern-9"})
    assert here.get("/institutions/password/").status_code == 200
    assert there.get("/institutions/").headers["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize(("old", "new", "again"), [
    ("wrong", "copper-lantern-9", "copper-lantern-9"), (PASSWORD, "short", "short"), (PASSWORD, "1234567890123", "1234567890123"),
    (PASSWORD, "copper-lantern-9", "copper-lantern-8"), (PASSWORD, PASSWORD, PASSWORD),
])
def test_a_bad_new_password_is_refused(enter, cast, old, new, again):
    client = enter("head")
    page = client.post("/institutions/password/", {"old_password": old, "new_password": new, "again": again})
    assert page.status_code == 422
    assert Account.objects.get(username="head").check_password(PASSWORD)


# -- the demonstration

def test_demo_people_exist_only_on_a_demonstration(cast, settings):
    Account.objects.filter(username="head").update(demo=True)
    assert Client().get("/institutions/demo/").status_code == 404
    assert Client().post("/institutions/demo/", {"username": "head"}).status_code == 404
    Installation.objects.create(district_code="150102", name="新城区", profile="xincheng", demo=True)
    actions.changed()
    client = Client()
    assert "陈科" in client.get("/institutions/demo/").content.decode()
    assert client.post("/institutions/demo/", {"username": "head"}).status_code == 302
    assert client.get("/institutions/").status_code == 200
    assert Client().post("/institutions/demo/", {"username": "liaison"}).status_code == 404  # not a demonstration account
    settings.PRODUCTION = True
    assert Client().get("/institutions/demo/").status_code == 404
    assert Client().post("/institutions/demo/", {"username": "head"}).status_code == 404


# -- organisation

def test_the_organisation_shows_plates_posts_people_and_only_to_staff(enter, cast):
    assert Client().get("/institutions/").status_code == 302
    client = enter("grid")
    street = client.get("/institutions/body/S7/").content.decode()
    assert "公共管理办公室" in street
    assert "综合行政执法局" in street
    assert "成吉思汗街道" in street
    office = client.get("/institutions/body/S7-1/").content.decode()
    assert "陈科" in office
    assert "责任人" in office


def test_another_day_shows_the_people_of_that_day(enter, cast):
    client = enter("grid")
    assert "空岗" in client.get("/institutions/body/S7-1/?on=2023-12-31").content.decode()
    assert "综合行政执法局" not in client.get("/institutions/body/S7-1/?on=2020-03-23").content.decode()
    page = client.get("/institutions/body/S7-1/?on=2026-13-99")
    assert page.status_code == 200
    assert "日期读不懂" in page.content.decode()


@pytest.mark.parametrize("words", ["公共管理", "陈科", "综合行政执法局", "成吉思汗街道", "Chinggis"])
def test_a_body_is_found_by_name_person_plate_and_alias(enter, cast, words):
    page = enter("grid").get("/institutions/", {"q": words}).content.decode()
    assert "/institutions/body/S7" in page


def test_a_body_that_is_not_there_is_404(enter, cast):
    assert enter("grid").get("/institutions/body/none/").status_code == 404


# -- administrators

ADMIN_PAGES = {
    "/institutions/roles/": {"config", "security", "audit"},
    "/institutions/accounts/": {"security", "audit"},
    "/institutions/accounts/new/": {"security"},
}


@pytest.mark.parametrize("path", ADMIN_PAGES)
@pytest.mark.parametrize("key", ["grid", "head", "liaison", "config", "security", "audit"])
def test_each_administrator_sees_his_own_pages_only(enter, cast, path, key):
    assert enter(key).get(path).status_code == (200 if key in ADMIN_PAGES[path] else 403)


def test_roles_are_changed_on_the_page_and_its_history_shows(enter, cast):
    client = enter("config")
    address = f"/institutions/roles/{cast.posts.clerk.pk}/"
    assert client.post(address, {"roles": ["OFFICE_HANDLER", "VERIFIER"]}).status_code == 302
    page = client.get(address).content.decode()
    assert "核查员" in page
    assert "改岗位角色" in page


def test_a_role_that_is_not_mine_to_give_is_refused_with_words(enter, cast):
    client = enter("config")
    page = client.post(f"/institutions/roles/{cast.posts.clerk.pk}/", {"roles": ["OFFICE_HANDLER", "SECURITY_ADMIN"]})
    assert page.status_code == 422
    assert "您只能增减您管的角色" in page.content.decode()
    assert Post.objects.get(pk=cast.posts.clerk.pk).roles == ["OFFICE_HANDLER"]


def test_the_business_administrator_leaves_an_administrators_role_as_it_is(enter, cast):
    enter("config").post(f"/institutions/roles/{cast.posts.audit.pk}/", {"roles": ["VERIFIER"]})
    assert Post.objects.get(pk=cast.posts.audit.pk).roles == ["VERIFIER", "AUDIT_ADMIN"]


def test_accounts_are_opened_switched_off_and_on(enter, cast):
    client = enter("security")
    from datetime import date

    from shaoxiang.institutions.models import Assignment, Person

    person = Person.objects.create(name="新来的")
    Assignment.objects.create(person=person, post=cast.posts.clerk, valid_from=date(2024, 1, 1))
    page = client.post("/institutions/accounts/new/", {"username": "new.one", "person": person.pk})
    assert "一次性密码" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    account = Account.objects.get(username="new.one")
    client.post(f"/institutions/accounts/{account.pk}/switch/", {"active": "0"})
    assert not Account.objects.get(pk=account.pk).is_active
    client.post(f"/institutions/accounts/{account.pk}/switch/", {"active": "1"})
    assert Account.objects.get(pk=account.pk).is_active
    assert client.post("/institutions/accounts/new/", {"username": "NEW ONE", "person": person.pk}).status_code == 422
    assert "开账号" in client.get(f"/institutions/accounts/{account.pk}/").content.decode()


@pytest.mark.parametrize("key", ["config", "audit", "grid"])
def test_a_stranger_may_neither_switch_nor_reset(enter, cast, key):
    client = enter(key)
    for act in ("switch", "reset"):
        assert client.post(f"/institutions/accounts/{cast.accounts['head'].pk}/{act}/", {"active": "0"}).status_code == 403
    assert Account.objects.get(username="head").is_active
