from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from shaoxiang.institutions import actions, queries
from shaoxiang.institutions.models import Account, Installation, Person, Post
from shaoxiang.institutions.tests.conftest import TODAY, deputise
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import ActorKind

pytestmark = pytest.mark.django_db


def test_an_actor_is_a_person_in_a_post_with_its_places(cast):
    actor = queries.actor_of(cast.seats["grid"].pk, cast.accounts["grid"], TODAY)
    assert actor.kind is ActorKind.PERSON
    assert actor.roles == {"GRID_WORKER"}
    assert (actor.unit_id, actor.office_id, actor.street_id, actor.community_id) == (cast.street.pk, None, cast.place.pk, cast.community.pk)
    assert actor.grid_ids == tuple(grid.pk for grid in cast.grids)


def test_an_inner_body_is_the_office_of_its_unit(cast):
    actor = queries.actor_of(cast.seats["head"].pk, cast.accounts["head"], TODAY)
    assert (actor.unit_id, actor.office_id, actor.street_id) == (cast.street.pk, cast.office.pk, cast.place.pk)


def test_a_department_has_no_street(cast):
    actor = queries.actor_of(cast.seats["liaison"].pk, cast.accounts["liaison"], TODAY)
    assert (actor.unit_id, actor.office_id, actor.street_id, actor.grid_ids) == (cast.department.pk, None, None, ())


def test_someone_elses_post_is_nobody(cast):
    assert queries.actor_of(cast.seats["head"].pk, cast.accounts["grid"], TODAY) is None


def test_an_ended_assignment_is_nobody(cast):
    seat = cast.seats["grid"]
    seat.valid_to = TODAY
    seat.save()
    assert queries.actor_of(seat.pk, cast.accounts["grid"], TODAY) is None
    assert queries.actor_of(seat.pk, cast.accounts["grid"], TODAY - timedelta(days=1)) is not None


def test_a_disabled_account_is_nobody(cast):
    cast.accounts["grid"].is_active = False
    assert queries.actor_of(cast.seats["grid"].pk, cast.accounts["grid"], TODAY) is None


def test_a_deputy_acts_in_the_principals_post_under_his_own_assignment(cast):
    deputise(cast.seats["head"], cast.accounts["liaison"].person)
    actor = queries.actor_of(cast.seats["head"].pk, cast.accounts["liaison"], TODAY)
    assert actor.post_id == cast.posts.head.pk
    assert actor.assignment_id == cast.seats["liaison"].pk
    assert actor.roles == {"OFFICE_HEAD"}
    assert [choice.for_person for choice in queries.posts_of(cast.accounts["liaison"], TODAY)] == ["", "陈科"]


def test_a_delegation_ends_with_its_day_and_with_the_principals_post(cast):
    deputise(cast.seats["head"], cast.accounts["liaison"].person, valid_to=TODAY)
    assert queries.actor_of(cast.seats["head"].pk, cast.accounts["liaison"], TODAY) is None


def test_a_delegation_never_makes_one_person_two_administrators(cast):
    deputise(cast.seats["audit"], cast.accounts["security"].person)
    assert queries.actor_of(cast.seats["audit"].pk, cast.accounts["security"], TODAY) is None
    assert len(queries.posts_of(cast.accounts["security"], TODAY)) == 1


def test_an_account_without_a_person_has_no_posts(cast):
    assert queries.posts_of(Account.objects.create(username="nobody"), TODAY) == []


def test_the_book_knows_names_units_and_who_answers(cast):
    book = queries.book()
    assert book.name_of(cast.office.pk) == "公共管理办公室"
    assert book.unit_of(cast.office.pk) == cast.street.pk
    assert book.unit_of(cast.street.pk) == cast.street.pk
    assert book.answering_post(cast.office.pk).id == cast.posts.head.pk
    assert book.answering_post(cast.other.pk) is None
    assert book.names_in(cast.posts.head.pk) == "陈科"
    assert book.assignment_words(cast.seats["head"].pk) == "陈科 · 公共管理办公室 主任"
    with translation.override("en"):
        assert book.name_of(cast.street.pk) == "Chinggis Khan Street Office"


def test_the_book_costs_no_query_until_something_changes(cast):
    queries.book()
    with CaptureQueriesContext(connection, ) as seen:
        queries.book()
    assert len(seen) == 0
    Person.objects.filter(pk=cast.accounts["head"].person_id).update(name="新主任")
    actions.changed()
    assert queries.book().names_in(cast.posts.head.pk) == "新主任"


def test_another_process_looks_again_after_two_seconds(cast):
    from shaoxiang.institutions.models import BookStamp
    from shaoxiang.institutions.queries import bodybook as module

    before = queries.stamp_today()
    BookStamp.objects.update_or_create(pk=1, defaults={"stamp": "written-elsewhere"})
    assert queries.stamp_today() == before
    module._watch.forget()
    assert queries.stamp_today() != before


def test_the_installation_says_whether_it_is_a_demonstration(db):
    assert not queries.is_demo()
    Installation.objects.create(district_code="150102", name="新城区", profile="xincheng", demo=True)
    actions.changed()
    assert queries.is_demo()
    assert queries.installation().name == "新城区"


def test_the_database_refuses_a_post_with_two_administrators(cast):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(code="p-two", body=cast.department, title="两员", roles=[str(Role.SYSTEM_ADMIN), str(Role.AUDIT_ADMIN)])
    Post.objects.create(code="p-one", body=cast.department, title="一员", roles=[str(Role.SYSTEM_ADMIN), str(Role.GRID_WORKER)])


def test_the_book_of_another_day_is_not_kept(cast):
    assert queries.book().on == timezone.localdate()
    assert queries.stamp_today().endswith(date.today().isoformat()) or queries.stamp_today().endswith(timezone.localdate().isoformat())
