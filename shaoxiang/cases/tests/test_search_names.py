"""搜索: whoever knows only the old word still finds the office and the place, and is told the name of today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.queries.search import answers
from shaoxiang.cases.tests.seats import seated
from shaoxiang.institutions.actions import rename_body
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.rules import Decision
from shaoxiang.places.models import Community
from shaoxiang.places.queries.finding import formerly
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture
def desk():
    return people.actor("STREET_DESK", street=people.HOME)


def shown(actor, words):
    return seated(actor).get(reverse("search"), {"q": words}).content.decode()


def test_an_office_is_found_by_its_former_name_with_the_name_of_today(desk):
    office = Body.objects.filter(kind="INTERNAL_OFFICE", valid_to=None, unit_id=desk.unit_id).order_by("pk").first()
    old = office.name
    rename_body(office.pk, "示例新名办公室", decision=Decision(timezone.localdate() - timedelta(days=2), "示例", "示例〔2026〕1号"), revision=office.revision,
                actor=people.actor("STAFFING_OFFICE"), at=timezone.now())
    hit = next(one for one in answers(old, desk).bodies if one.key == office.code)
    assert hit.name == old
    assert "现名 示例新名办公室" in hit.note
    named = next(one for one in answers("示例新名", desk).bodies if one.key == office.code)
    assert "现名" not in named.note
    page = shown(desk, old)
    assert "现名 示例新名办公室" in page
    assert reverse("institutions:body", args=[office.code]) in page


def test_an_alias_finds_the_office_and_says_by_which_word(desk):
    (hit, *_more) = answers("成办", desk).bodies
    assert hit.name == "成吉思汗大街街道办事处"
    assert hit.note.startswith("别名 成办")


def test_who_is_no_more_comes_last_and_says_since_when(desk):
    hits = answers("党政", desk).bodies
    ended = [("已撤销" in hit.note) for hit in hits]
    assert ended == sorted(ended)


@pytest.fixture
def merged():
    """A community merged into its neighbour, which was renamed afterwards."""
    today = timezone.localdate()
    place = Community.objects.filter(street__code=people.HOME, valid_to=None).order_by("code").first()
    now = Community.objects.create(code=place.code, name="示例新社区", street=place.street, valid_from=today - timedelta(days=5))
    Community.objects.filter(pk=place.pk).update(valid_to=today - timedelta(days=5), successor=now, name="示例中间社区", aliases=["老机关院"])
    return Community.objects.create(code="150102006901", name="示例老社区", street=place.street, valid_from=today - timedelta(days=90),
                                    valid_to=today - timedelta(days=60), successor=place)


def test_a_place_is_found_by_what_it_was_called_before_it_became_another(merged, desk):
    (found,) = formerly("示例老社区")
    assert found.now.name == "示例新社区", "the successor's successor"
    hit = next(one for one in answers("示例老社区", desk).places)
    assert (hit.kind, hit.key, hit.name, hit.note) == ("community", found.now.pk, "示例老社区", "现名 示例新社区")
    assert "现名 示例新社区" in shown(desk, "示例老社区")


def test_the_alias_of_an_ended_place_finds_what_it_became(merged):
    assert [(one.name, one.now.name) for one in formerly("老机关院")] == [("示例中间社区", "示例新社区")]


def test_a_place_nothing_follows_is_said_to_have_ended(desk):
    street = Community.objects.filter(street__code=people.HOME, valid_to=None).first().street
    gone = Community.objects.create(code="150102006902", name="示例撤了的社区", street=street, valid_from=timezone.localdate() - timedelta(days=90),
                                    valid_to=timezone.localdate() - timedelta(days=10))
    (hit,) = answers("示例撤了的社区", desk).places
    assert "已撤销" in hit.note
    assert reverse("places:community", args=[gone.code]) in shown(desk, "示例撤了的社区")


def test_a_row_that_only_moved_is_not_told_twice(desk):
    place = Community.objects.filter(street__code=people.HOME, valid_to=None).order_by("code").first()
    day = timezone.localdate() - timedelta(days=5)
    Community.objects.filter(pk=place.pk).update(valid_to=day)
    Community.objects.create(code=place.code, name=place.name, street=place.street, valid_from=day)
    assert not [one for one in formerly(place.name) if one.row.pk == place.pk]
