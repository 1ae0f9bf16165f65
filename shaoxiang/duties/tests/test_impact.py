"""改了以后对谁有影响: streets that fare alike are one line, and every number opens exactly its rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import STREET_TYPE, reported
from shaoxiang.duties import actions
from shaoxiang.duties.models import DutyItem, TypeDuty
from shaoxiang.duties.queries.impact import Impact, NewAnswer, Shifted, impact_of
from shaoxiang.duties.rules import TypeLine
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.places.models import StreetUnit
from tests import people

NINE = tuple(f"街道{n}" for n in range(1, 10))


@pytest.mark.parametrize(("streets", "where"), [(NINE, "ALL"), (NINE[:8], "BUT"), (NINE[:6], "BUT"), (NINE[:5], "MANY"), (NINE[:3], "FEW"), (NINE[:1], "FEW")])
def test_streets_are_folded_by_how_many_are_spared(streets, where):
    assert Shifted("甲", "乙", streets, tuple(name for name in NINE if name not in streets), ()).where == where


def test_types_that_fare_alike_are_one_line_and_the_widest_comes_first():
    types = [TypeLine(code, code, code, "", "", "") for code in ("0101", "0102", "0103")]
    answers = (NewAnswer(types[0], "甲", "丙", NINE[:1], NINE[1:]), NewAnswer(types[1], "甲", "乙", NINE), NewAnswer(types[2], "甲", "乙", NINE))
    found = Impact((), answers, (), ()).shifted
    assert [(one.after, [kind.code for kind in one.types]) for one in found] == [("乙", ["0102", "0103"]), ("丙", ["0101"])]


@pytest.fixture
def draft(district):
    """Another office answers for the common type of the walks."""
    staffing, at = people.actor("STAFFING_OFFICE"), timezone.now()
    item = TypeDuty.objects.get(type__code=STREET_TYPE, unit_scope="STREET", valid_to=None).item
    other = Body.objects.filter(kind="INTERNAL_OFFICE", valid_to=None).exclude(name=item.office_name).order_by("pk").first().name
    version = actions.draft_version("STREET_DUTY", title="职责调整（示例）", actor=staffing, at=at)
    actions.change_item(version.pk, item.code, act="AMEND", values={"office_name": other}, reason="示例", revision=version.revision, actor=staffing, at=at)
    version.refresh_from_db()
    return version


pytestmark = pytest.mark.django_db


def test_the_number_of_open_cases_opens_exactly_those_and_nothing_they_say(draft):
    at = timezone.now()
    cases = [reported(at=at - timedelta(minutes=n)) for n in range(2)]
    other, ended = reported("0104", at=at), reported(at=at)
    ended.matter.closed_at = at
    ended.matter.save(update_fields=["closed_at"])
    office = seated(people.actor("STAFFING_OFFICE"))
    (told,) = impact_of(draft, timezone.localdate()).open_matters
    assert (told.label, {code: number for _kind, code, number in told.types}[STREET_TYPE]) == ("在办事件", 2)

    page = office.get(reverse("duties:version_touched", args=[draft.pk]), {"of": "在办事件", "type": STREET_TYPE}).content.decode()
    assert all(case.number in page for case in cases)
    assert ended.number not in page
    assert other.number not in page
    assert "井盖裂了一道缝" not in page, "what people reported is not the staffing office's"
    assert reverse("cases:case", args=[cases[0].number]) not in page
    whole = office.get(reverse("duties:version_touched", args=[draft.pk]), {"of": "在办事件"}).content.decode()
    assert whole.count("row-link") + whole.count('scope="row"') >= told.total
    assert office.get(reverse("duties:version_touched", args=[draft.pk]), {"of": "别的"}).status_code == 404


def test_a_list_counts_only_where_it_answers(district):
    """A type of matter is open all over the district; the town's list touches those in the town."""
    at, staffing = timezone.now(), people.actor("STAFFING_OFFICE")
    duty = TypeDuty.objects.filter(type__code=STREET_TYPE, unit_scope="TOWN", valid_to=None).select_related("item").get()
    town = StreetUnit.objects.filter(valid_to=None, kind__in=("TOWN", "TOWNSHIP")).first()
    cases = [reported(at=at - timedelta(minutes=n)) for n in range(3)]
    Matter.objects.filter(pk=cases[0].matter_id).update(street_id=town.pk)
    version = actions.draft_version("TOWN_DUTY", title="镇职责调整（示例）", actor=staffing, at=at)
    actions.change_item(version.pk, duty.item.code, act="AMEND", values={"title": "改一改"}, reason="", revision=version.revision, actor=staffing, at=at)
    told = impact_of(version, timezone.localdate())
    assert told.open_matters[0].total == 1
    page = seated(staffing).get(reverse("duties:version_touched", args=[version.pk]), {"of": "在办事件"}).content.decode()
    assert cases[0].number in page
    assert cases[1].number not in page


def test_a_public_service_that_goes_says_where_people_had_it_done(district):
    staffing, at = people.actor("STAFFING_OFFICE"), timezone.now()
    version = actions.draft_version("SERVICE", title="示例", actor=staffing, at=at)
    actions.change_item(version.pk, "S001", act="REMOVE", values={}, reason="示例", revision=version.revision, actor=staffing, at=at)
    [told] = impact_of(version, timezone.localdate()).items
    assert [one.label for one in told.hanging] == ["街道（镇）办理窗口", "办理的社区"]
    assert all(one.n > 0 and one.url for one in told.hanging)
    assert told.barred == []


def test_every_street_of_the_list_alike_is_one_folded_line(draft):
    told = impact_of(draft, timezone.localdate())
    line = next(one for one in told.shifted if STREET_TYPE in {kind.code for kind in one.types})
    towns = set(StreetUnit.objects.filter(valid_to=None, kind__in=("TOWN", "TOWNSHIP")).values_list("name", flat=True))
    assert towns
    assert not towns & {*line.streets, *line.spared}, "towns have a list of their own"
    assert line.where == "ALL"
    page = seated(people.actor("STAFFING_OFFICE")).get(reverse("duties:version", args=[draft.pk])).content.decode()
    assert f"全部 {len(line.streets)} 个镇街" in page


def test_a_number_of_items_opens_exactly_those_items(draft):
    office, codes = seated(people.actor("STAFFING_OFFICE")), list(DutyItem.objects.filter(list_kind="STREET", valid_to=None).values_list("code", flat=True)[:3])
    page = office.get(reverse("duties:version_items", args=[draft.pk]), {"codes": ",".join(codes)})
    assert [row.code for row, _picked in page.context["rows"]] == sorted(codes)


def test_the_rows_are_for_who_may_draft(draft):
    address = reverse("duties:version_touched", args=[draft.pk])
    assert seated(people.actor("STREET_DESK", street=people.HOME)).get(address, {"of": "在办事件"}).status_code == 404


def test_a_long_draft_is_turned_page_by_page_and_all_is_still_all_that_was_found(draft, monkeypatch):
    from shaoxiang.duties.views import drafting

    monkeypatch.setattr(drafting, "SHOWN", 40)
    office, codes, after = seated(people.actor("STAFFING_OFFICE")), [], ""
    while True:
        page = office.get(reverse("duties:version_items", args=[draft.pk]), {"after": after})
        codes += [row.code for row, _picked in page.context["rows"]]
        after = page.context["following"]
        if not after:
            break
    assert codes == sorted(set(DutyItem.objects.filter(list_kind="STREET", valid_to=None).values_list("code", flat=True)))
    assert f"共 {len(codes)} 条" in page.content.decode()
