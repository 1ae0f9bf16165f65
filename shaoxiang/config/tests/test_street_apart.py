"""A street that goes to several as one act: each community to the street chosen, one unit follows; and streets that do not touch stay apart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import STREET_TYPE, fresh, reported
from shaoxiang.config.tests.test_streets import HOME, NEXT, carried_out, decided, into, row_of, unit_body
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.places.models import Community, DivisionChange, EnforcementArea, StreetUnit
from shaoxiang.places.queries.streets import still_left, street_plan_of, street_preview
from shaoxiang.places.rules.changes import ChangeRefused
from shaoxiang.places.rules.streets import StreetPart, StreetPlan
from shaoxiang.places.vocabulary import AreaChangeKind, AreaChangeStatus
from shaoxiang.staffing.queries.passing import heir_of
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
CHINGGIS, FAR = "150102008", "150102007"  # both beside; and one that does not touch HOME


def communities(street=HOME):
    return list(Community.objects.filter(street__code=street, valid_to=None).order_by("code").values_list("code", flat=True))


def beside(code, street):
    """Does the community run along the street? By the outlines themselves."""
    import shapely.geometry

    from shaoxiang.places.rules.outlines import share_boundary

    one, other = (shapely.geometry.shape(row.geometry) for row in (Community.objects.get(code=code, valid_to=None), row_of(street)))
    return share_boundary(one, other)


def apart(main=NEXT):
    """Whatever runs along Chinggis Khan Avenue goes there, the rest to the neighbour."""
    heirs = tuple((code, CHINGGIS if beside(code, CHINGGIS) and not beside(code, NEXT) else NEXT) for code in communities())
    return StreetPlan(AreaChangeKind.STREET_DISSOLVE.value, (HOME,), StreetPart(main, row_of(main).name), heirs=heirs)


def test_every_community_goes_where_it_was_given(administrator, now):
    plan, old, today = apart(), row_of(HOME), timezone.localdate(now)
    goes = dict(plan.heirs)
    committees = {row.community.code: row.pk for row in Body.objects.filter(kind="COMMUNITY_COMMITTEE", street=old, valid_to=None).select_related("community")}
    case = reported(STREET_TYPE, at=now - timedelta(hours=3))
    lies_in = Community.objects.get(pk=case.matter.community_id).code
    areas = EnforcementArea.objects.filter(valid_to=None, streets=old).count()
    change = carried_out(plan, administrator, now)

    old.refresh_from_db()
    assert (old.valid_to, old.successor.code) == (today, NEXT)
    assert {row.code: row.street.code for row in Community.objects.filter(code__in=goes, valid_to=None).select_related("street")} == goes
    assert fresh(case).matter.street_id == row_of(goes[lies_in]).pk
    for code, key in committees.items():
        body = Body.objects.get(pk=key)
        assert (body.street.code, body.unit_id) == (goes[code], street_unit(row_of(goes[code]).pk))
    assert not areas or not EnforcementArea.objects.filter(valid_to=None, streets=old).exists()
    assert {(line.street_before.code, line.street_after.code) for line in change.lines.filter(street_before__isnull=False)} == {(HOME, NEXT), (HOME, CHINGGIS)}
    assert heir_of(unit_body(HOME), today) == unit_body(NEXT)  # quotas and powers go there, whole
    assert [left.key for left in still_left(change, administrator)] == [unit_body(HOME).pk]
    for street in (NEXT, CHINGGIS):
        assert old.name in row_of(street).aliases


def test_the_preview_shows_both_and_waits_for_what_is_missing(administrator, now):
    whole = apart()
    places = communities()
    half = StreetPlan(whole.kind, whole.sources, whole.part, heirs=whole.heirs[:-1])
    from shaoxiang.places.actions import draft_change

    change = draft_change(half, title="示例", effective_from=timezone.localdate(now) + timedelta(days=30), actor=administrator, at=now)
    assert street_plan_of(change) == half
    found = street_preview(change, administrator)
    assert [line.code for line in found.before] == [HOME, NEXT, CHINGGIS]
    assert {line.code for line in found.after} == {NEXT, CHINGGIS}
    assert sum(len(line.communities) for line in found.after) == len(places) - 1 + len(communities(NEXT)) + len(communities(CHINGGIS))
    assert any("没有写并到哪个街道" in what for what, _cure in found.problems)
    assert [left.key for left in found.left] == [unit_body(HOME).pk]


def test_streets_that_do_not_touch_are_not_merged(administrator, now):
    with pytest.raises(ChangeRefused):
        decided(into(HOME, FAR), timezone.localdate(now), administrator, now)
    change = DivisionChange.objects.get()
    ((what, cure),) = street_preview(change, administrator).problems
    assert "不接壤" in what
    assert "中间的街道" in cure
    assert change.status == AreaChangeStatus.DRAFT


def test_without_an_outline_a_sentence_is_asked_for(administrator, now):
    StreetUnit.objects.filter(code=NEXT).update(geometry=None)
    day = timezone.localdate(now) + timedelta(days=30)
    with pytest.raises(ChangeRefused):
        decided(into(), day, administrator, now)
    DivisionChange.objects.all().delete()
    plan = StreetPlan("STREET_MERGE", (HOME,), StreetPart(NEXT, row_of(NEXT).name), adjacent="以海拉尔路为界（示例）")
    assert decided(plan, day, administrator, now).status == AreaChangeStatus.DECIDED


def test_through_the_pages():
    office = seated(people.actor("STAFFING_OFFICE"))
    address = f"{reverse('places:street_change_new')}?kind=STREET_DISSOLVE&street={HOME}"
    first = office.get(address).content.decode()
    assert "机构事务由哪个街道承接" in first
    plan = apart()
    given = {"title": "示例", "effective_from": (timezone.localdate() + timedelta(days=40)).isoformat(), "document": "", "main": NEXT, "adjacent": "",
             **{f"to_{code}": street for code, street in plan.heirs}}
    missing = office.post(address, {**given, f"to_{communities()[0]}": ""})
    assert missing.status_code == 422
    assert office.post(address, given).status_code == 302
    change = DivisionChange.objects.get()
    assert street_plan_of(change) == plan
    page = office.get(reverse("places:change", args=[change.pk])).content.decode()
    assert row_of(CHINGGIS).name in page
    edit = office.get(reverse("places:change_edit", args=[change.pk])).content.decode()
    assert f'<option value="{CHINGGIS}" selected' in edit
