"""Pages of a change of communities (places), in the seeded district: its rehoming is what cases do with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.places.models import Community, DivisionChange
from shaoxiang.places.queries.changes import community_choice
from tests import people
from tests.hearing import heard_on_change
from tests.streets import second

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture
def code():
    return people.point_in()[2][:12]


@pytest.fixture
def client():
    return seated(people.actor("CONFIG_ADMIN"))


def address(kind, code):
    return f"{reverse('places:change_new')}?kind={kind}&community={code}"


def common(**more):
    day = timezone.localdate() + timedelta(days=30)
    return {"title": "示例变更", "effective_from": day.isoformat(), "document": "", **more}


def other(code):
    return Community.objects.filter(street__code=people.HOME, valid_to=None).exclude(code=code).order_by("code").first()


@pytest.fixture
def source(code):
    return community_choice(code, timezone.localdate())


def posts_of(kind, code, source):
    grids = [grid for grid, _name in source.grids]
    return {
        "MERGE": {"others": [other(code).code], "name": "联合社区", "name_en": "", "body": source.bodies[0][0], "code": code},
        "SPLIT": {"name_1": source.name, "name_2": "新分社区", "code_2": source.free_code(), "committee_2": "新分社区居委会",
                  **{f"grid_{grid}": "2" if grid == grids[0] else "1" for grid in grids}},
        "RENAME": {"name": "新名社区"},
        "TRANSFER": {"street": people.NEXT},
        "GRIDS": {"other": other(code).code, "moved": grids[:1]},
    }[kind]


@pytest.mark.parametrize("kind", ["MERGE", "SPLIT", "RENAME", "TRANSFER", "GRIDS"])
def test_each_kind_is_drafted_previewed_and_decided(client, code, source, kind):
    assert client.get(address(kind, code)).status_code == 200
    response = client.post(address(kind, code), common(**posts_of(kind, code, source)))
    assert response.status_code == 302, response.context["form"].errors
    change = DivisionChange.objects.get()
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert page.context["found"].problems == []
    assert "会影响什么" in page.content.decode()
    edit = client.get(reverse("places:change_edit", args=[change.pk]))
    assert edit.status_code == 200
    decision, other_person = {"decided_by": "区人民政府（示例）", "document": "示例〔2026〕1号"}, seated(second())
    own = client.post(reverse("places:change_decide", args=[change.pk]), decision)
    assert (own.status_code, "不能由您登记决定" in own.content.decode(), "<form" in own.content.decode().split('id="decide"')[1].split("</section>")[0]) == (
        422, True, False)
    refused = other_person.post(reverse("places:change_decide", args=[change.pk]), {"decided_by": "", "document": ""})
    assert refused.status_code == 422
    unheard = other_person.post(reverse("places:change_decide", args=[change.pk]), decision)
    assert (unheard.status_code, "理由不能代替" in unheard.content.decode()) == ((302, False) if kind == "GRIDS" else (422, True))
    other_person.post(reverse("places:change_decide", args=[change.pk]), {**decision, "heard_number": heard_on_change(change.pk, at=timezone.now())})
    change.refresh_from_db()
    assert change.status == "DECIDED"
    assert seated(people.actor("STREET_DESK", street=people.HOME)).get(reverse("places:change", args=[change.pk])).status_code == 200
    client.post(reverse("places:change_withdraw", args=[change.pk]))
    change.refresh_from_db()
    assert change.status == "WITHDRAWN"


def test_a_plan_with_gaps_says_so_and_cannot_be_decided(client, code, source):
    given = posts_of("SPLIT", code, source) | {"committee_2": "", "name_2": other(code).name}
    client.post(address("SPLIT", code), common(**given))
    change = DivisionChange.objects.get()
    page = client.get(reverse("places:change", args=[change.pk])).content.decode()
    assert "还没有承接的居（村）委会" in page
    assert "已经有" in page
    refused = client.post(reverse("places:change_decide", args=[change.pk]), {"decided_by": "区人民政府", "document": "示例〔2026〕1号"})
    assert refused.status_code == 422
    client.post(reverse("places:change_edit", args=[change.pk]), common(**posts_of("SPLIT", code, source)))
    assert "还没有承接" not in client.get(reverse("places:change", args=[change.pk])).content.decode()


def test_drafts_are_for_those_who_draft(client, code, source):
    client.post(address("RENAME", code), common(**posts_of("RENAME", code, source)))
    change = DivisionChange.objects.get()
    stranger = seated(people.actor("STREET_DESK", street=people.HOME))
    assert stranger.get(reverse("places:change", args=[change.pk])).status_code == 404
    assert stranger.get(reverse("places:change_new")).status_code == 403
    assert stranger.get(reverse("places:changes")).status_code == 200


def test_it_speaks_english(client, code, source):
    client.post(address("RENAME", code), common(**posts_of("RENAME", code, source)))
    change = DivisionChange.objects.get()
    page = client.get(reverse("places:change", args=[change.pk]), {"lang": "en"}).content.decode()
    assert "Draft" in page
