"""Whole streets merged, divided, renamed in the seeded district: rows, bodies, lists, areas and everything that runs, across the rooms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from shaoxiang.cases import queries
from shaoxiang.cases.queries.timeline import timeline_page
from shaoxiang.cases.tests.walks import LINE_TYPE, STREET_TYPE, fresh, reported
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.duties.models import Carrier, DispatchCatalogueEntry, EventType
from shaoxiang.duties.queries import current_version, duty_book
from shaoxiang.grids import actions as grid_actions
from shaoxiang.grids.models import AdmittedWork
from shaoxiang.grids.queries import duties_in_force
from shaoxiang.institutions.actions import change_roles, open_body, open_post
from shaoxiang.institutions.models import Body, BodySpan, LeaderContact, Plate, Post
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.institutions.rules import Decision
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.mediation.tests.conftest import registered
from shaoxiang.places.actions import changes as places
from shaoxiang.places.actions import rehoming
from shaoxiang.places.checks import checks as place_checks
from shaoxiang.places.models import Community, DivisionChange, EnforcementArea, Grid, StreetUnit
from shaoxiang.places.queries import outlines_in_force, place_book
from shaoxiang.places.queries.browse import search_places
from shaoxiang.places.queries.streets import free_street_code, still_left, street_preview
from shaoxiang.places.rules.changes import ChangeRefused
from shaoxiang.places.rules.streets import StreetPart, StreetPlan
from shaoxiang.places.vocabulary import AreaChangeKind, AreaChangeStatus, PlaceLevel
from shaoxiang.staffing.models import QuotaEntry, QuotaLock
from shaoxiang.whistles.tests import walks
from tests import guards, people
from tests.hearing import heard_on_change
from tests.streets import second

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
HOME, NEXT, NEW = people.HOME, people.NEXT, "150102990"


@pytest.fixture
def today(now):
    return timezone.localdate(now)


def row_of(code):
    return StreetUnit.objects.filter(code=code).order_by("-valid_from").first()


def unit_body(code):
    return Body.objects.get(code=f"S{code}")


def into(source=HOME, target=NEXT):
    return StreetPlan(AreaChangeKind.STREET_MERGE.value, (source,), StreetPart(target, row_of(target).name))


def new_street(unit):
    return StreetPlan(AreaChangeKind.STREET_MERGE.value, (HOME, NEXT), StreetPart(NEW, "丁香街道（示例）", "Dingxiang (sample)", unit=unit))


def rename(name="紫丁香路街道"):
    return StreetPlan(AreaChangeKind.STREET_RENAME.value, (HOME,), StreetPart(HOME, name, "Zidingxiang Road Sub-district"))


def split(unit, communities):
    return StreetPlan(AreaChangeKind.STREET_SPLIT.value, (HOME,), StreetPart(NEW, "海棠街道（示例）", unit=unit), tuple(communities))


def decided(plan, day, actor, at):
    change = places.draft_change(plan, title="示例的街道变更", effective_from=day, actor=actor, at=at)
    return places.decide_change(change.pk, decided_by="自治区人民政府（示例）", document="示例〔2026〕1号",
                                heard_number=heard_on_change(change.pk, at=at), actor=second(), at=at)


def carried_out(plan, actor, now):
    change = decided(plan, timezone.localdate(now), actor, now)
    assert change.status == AreaChangeStatus.EFFECTIVE
    rehoming.run_due(now=now)
    change.refresh_from_db()
    return change


def moved_entries(matter_id):
    return list(Entry.objects.filter(subject_kind="matter", subject_id=matter_id, kind="places.rehomed"))


def test_a_street_that_comes_to_another_brings_everything_that_runs(administrator, now, today):
    old, heir = row_of(HOME), row_of(NEXT)
    unit, heirs_unit = street_unit(old.pk), street_unit(heir.pk)
    office, line = reported(STREET_TYPE, at=now - timedelta(hours=3)), reported(LINE_TYPE, at=now - timedelta(hours=3))
    unsent = reported("", at=now - timedelta(hours=3), description="有件事想问问")
    there = reported(STREET_TYPE, at=now - timedelta(hours=3), street=NEXT)
    closed = reported(at=now - timedelta(hours=2))
    closed.matter.closed_at = now
    closed.matter.save(update_fields=["closed_at"])
    whistle = walks.blown(at=now)
    answering = whistle.matter.unit_id, DeskRow.objects.filter(OPEN, matter_id=whistle.pk).count()
    dispute = registered(now)
    task = grid_actions.assign_task(people.point_in()[2], actor=people.actor("STREET_DESK", street=HOME), at=now, text="示例：看看东门的灯。",
                                    duty=duties_in_force(today)[2].pk, due_on=today + timedelta(days=3))
    clocks = list(RunningClock.objects.filter(matter_id=office.pk).values())
    names = set(Community.objects.filter(street=old, valid_to=None).values_list("code", flat=True))
    kept_there = set(Community.objects.filter(street=heir, valid_to=None).values_list("pk", flat=True))
    version = current_version()
    change = carried_out(into(), administrator, now)

    old.refresh_from_db()
    assert (old.valid_to, old.successor_id) == (today, heir.pk)
    assert names <= set(Community.objects.filter(street=heir, valid_to=None).values_list("code", flat=True))
    assert kept_there <= set(Community.objects.filter(street=heir, valid_to=None).values_list("pk", flat=True))  # theirs go on as they were
    assert not Community.objects.filter(street=old, valid_to=None).exists()
    for matter in (office.matter, line.matter, unsent.matter, dispute.matter, task.matter, whistle.matter):
        matter.refresh_from_db()
        assert matter.street_id == heir.pk, matter.kind
        assert len(moved_entries(matter.pk)) == 1
    assert Community.objects.get(pk=office.matter.community_id).street_id == heir.pk
    assert Grid.objects.get(pk=office.matter.grid_id).community_id == office.matter.community_id
    assert fresh(closed).matter.street_id == old.pk
    assert not moved_entries(closed.pk)
    assert not moved_entries(there.pk)

    lead = running_lead(office.pk)
    assert (lead.unit_id, DeskRow.objects.get(OPEN, matter_id=office.pk).unit_id) == (heirs_unit, heirs_unit)
    assert DeskRow.objects.get(OPEN, matter_id=unsent.pk).unit_id == heirs_unit
    assert (whistle.matter.unit_id, DeskRow.objects.filter(OPEN, matter_id=whistle.pk).count()) == answering  # who was called stays called
    assert not DeskRow.objects.filter(OPEN, matter_id__in=[dispute.pk, task.pk], unit_id=unit).exists()
    assert list(RunningClock.objects.filter(matter_id=office.pk).values()) == clocks
    assert change.moved == 6
    assert rehoming.run_due(now=now) == 0

    told = next(one for one in timeline_page(fresh(office), queries.entries_of(office), []) if "随之转移" in one.what)
    assert "撤并" in told.more
    assert heir.name in told.more
    assert old.name in told.more
    desk = people.acting(people.assignment("STREET_DESK", street=NEXT))
    assert queries.cases_for(desk).filter(pk=office.pk).exists()
    assert current_version() != version  # every process compiles the lists anew
    assert duty_book(today).streets[heir.pk].unit_id == heirs_unit
    assert place_book(today - timedelta(days=1)).street_by_code(HOME).id == old.pk
    assert heir.pk in [place.pk for level, place in search_places(old.name).found if level == "street"]


def test_committees_go_and_the_unit_is_left_standing_with_its_quotas(administrator, now, today):
    old, heir = row_of(HOME), row_of(NEXT)
    unit = unit_body(HOME)
    ledger = list(QuotaEntry.objects.order_by("pk").values())
    posts = set(Post.objects.filter(body__unit=unit, body__community=None).values_list("pk", flat=True))
    leader = people.assignment("DISTRICT_LEADER")
    contact = LeaderContact.objects.create(leader=leader, street=old, valid_from=today - timedelta(days=30))
    change = carried_out(into(), administrator, now)
    unit.refresh_from_db()
    assert (unit.valid_to, unit.street_id) == (None, old.pk)
    assert list(QuotaEntry.objects.order_by("pk").values()) == ledger  # not lowered, not moved, not lost
    assert set(Post.objects.filter(body__unit=unit, body__community=None).values_list("pk", flat=True)) == posts
    committees = Body.objects.filter(community__street=heir, community__valid_to=None, kind="COMMUNITY_COMMITTEE", valid_to=None)
    assert set(committees.values_list("unit_id", flat=True)) == {street_unit(heir.pk)}
    contact.refresh_from_db()
    assert contact.valid_to == today
    assert LeaderContact.objects.filter(street=heir, leader=leader, valid_to=None).count() == 1
    (left,) = still_left(change, administrator)
    assert left.key == unit.pk
    assert any(unit.name in finding.text for finding in place_checks())
    assert {"编制", "在岗的人"} <= {what for what, _n, _cure in left.lines}
    assert all(cure for _what, _n, cure in left.lines)
    assert Notice.objects.filter(code="institutions.unit_left").exists()


def test_what_is_locked_does_not_come_to_a_unit_that_is_not(administrator, now, today):
    loose = row_of("150102401")  # beside the home street
    guards.aside()
    QuotaLock.objects.filter(body_id=street_unit(loose.pk)).delete()
    assert QuotaLock.objects.filter(body=unit_body(HOME)).exists()
    change = places.draft_change(into(target=loose.code), title="示例", effective_from=today, actor=administrator, at=now)
    (problem,) = street_preview(change, administrator).problems
    assert "锁定" in problem[0]
    assert "编委会先在" in problem[1]
    with pytest.raises(ChangeRefused):
        places.decide_change(change.pk, decided_by="x", document="x", actor=second(), at=now)
    QuotaLock.objects.create(body_id=street_unit(loose.pk), effective_from=today)
    assert street_preview(change, administrator).problems == []


def test_two_streets_become_a_new_one_under_the_unit_of_one(administrator, now, today):
    first, second = row_of(HOME), row_of(NEXT)
    unit, other = unit_body(HOME), unit_body(NEXT)
    one, two = reported(STREET_TYPE, at=now - timedelta(hours=3)), reported(STREET_TYPE, at=now - timedelta(hours=3), street=NEXT)
    office = running_lead(one.pk).office_id
    change = carried_out(new_street(unit.pk), administrator, now)
    new = StreetUnit.objects.get(code=NEW)
    unit.refresh_from_db()
    assert (unit.street_id, unit.name, street_unit(new.pk)) == (new.pk, "丁香街道（示例）办事处", unit.pk)
    assert first.name in " ".join(unit.aliases)
    assert set(new.aliases) >= {first.name, second.name}
    assert {fresh(case).matter.street_id for case in (one, two)} == {new.pk}
    assert running_lead(one.pk).office_id == office  # the same office of the same unit goes on
    assert running_lead(two.pk).unit_id == unit.pk
    assert not Body.objects.filter(unit=unit, street=first, valid_to=None).exists()
    assert [left.key for left in still_left(change, administrator)] == [other.pk]
    assert BodySpan.objects.filter(body=unit, name__startswith=first.name[:4], valid_to=today).exists()


def test_a_new_name_under_the_same_code(administrator, now, today):
    old, unit = row_of(HOME), unit_body(HOME)
    Plate.objects.create(body=unit, title=f"{old.name}综合行政执法队", valid_from=today - timedelta(days=30))
    case = reported(STREET_TYPE, at=now - timedelta(hours=3))
    closed = reported(at=now - timedelta(hours=2))
    closed.matter.closed_at = now
    closed.matter.save(update_fields=["closed_at"])
    lead, row = running_lead(case.pk), DeskRow.objects.get(OPEN, matter_id=case.pk)
    change = carried_out(rename(), administrator, now)
    new = row_of(HOME)
    assert (new.name, new.code, new.valid_from, new.successor_id) == ("紫丁香路街道", HOME, today, None)
    assert old.name in new.aliases
    unit.refresh_from_db()
    assert (unit.name, unit.street_id) == ("紫丁香路街道办事处", new.pk)
    assert old.name + "办事处" in unit.aliases
    assert sorted(Plate.objects.filter(body=unit, valid_to=None, title__contains="执法队").values_list("title", flat=True)) == ["紫丁香路街道综合行政执法队"]
    assert fresh(case).matter.street_id == new.pk
    assert running_lead(case.pk).pk == lead.pk  # nobody's work changed hands
    after = DeskRow.objects.get(OPEN, matter_id=case.pk)
    assert (after.pk, after.unit_id, after.office_id, after.post_id) == (row.pk, row.unit_id, row.office_id, row.post_id)
    (entry,) = moved_entries(case.pk)
    assert (entry.facts["street_from"], entry.facts["street_to"]) == (old.pk, new.pk)
    assert place_book(today - timedelta(days=1)).street_by_code(HOME).name == old.name
    assert still_left(change, administrator) == []
    desk = people.acting(people.assignment("STREET_DESK", street=HOME))
    assert (desk.street_id, desk.former_street_ids) == (new.pk, (old.pk,))
    assert queries.cases_for(desk).filter(pk=closed.pk).exists()  # what was closed under the old name is still read there
    assert fresh(closed).matter.street_id == old.pk
    found = [place.pk for level, place in search_places(old.name).found if level == "street"]
    assert found == [new.pk]


@pytest.fixture
def fresh_unit(now, today):
    """The staffing office has registered the office of a street that is to be."""
    staffing, word = people.actor("STAFFING_OFFICE"), Decision(today, "示例：为新街道设立", "新编发〔2026〕9号（示例）")
    open_body("S150102990", "STREET_OFFICE", "海棠街道（示例）办事处", decision=word, actor=staffing, at=now)
    unit = Body.objects.get(code="S150102990")


    def open_desk():
        post = open_post(unit.pk, "S150102990-DESK", "受理席", decision=word, actor=staffing, at=now, answers=True).post_id
        change_roles(post, ["STREET_DESK"], actor=people.actor("CONFIG_ADMIN"), at=now)

    return unit, open_desk


def test_a_new_street_is_made_of_some_communities(administrator, fresh_unit, now, today):
    unit, open_desk = fresh_unit
    old, point = row_of(HOME), people.point_in()[2]
    plan = split(unit.pk, [point[:12]])
    draft = places.draft_change(plan, title="示例", effective_from=today, actor=administrator, at=now)
    assert any("没有受理岗位" in what for what, _cure in street_preview(draft, administrator).problems)
    open_desk()
    assert street_preview(draft, administrator).problems == []
    case = reported(STREET_TYPE, at=now - timedelta(hours=3))
    ground = outlines_in_force(PlaceLevel.STREET, today)[HOME][1].area
    n = Community.objects.filter(street=old, valid_to=None).count()
    places.decide_change(draft.pk, decided_by="自治区人民政府（示例）", document="示例〔2026〕2号", heard_number=heard_on_change(draft.pk, at=now),
                         actor=second(), at=now)
    rehoming.run_due(now=now)
    new = StreetUnit.objects.get(code=NEW)
    old.refresh_from_db()
    assert old.valid_to is None
    assert Community.objects.filter(street=old, valid_to=None).count() == n - 1
    assert [one.code for one in Community.objects.filter(street=new)] == [point[:12]]
    assert fresh(case).matter.street_id == new.pk
    assert DeskRow.objects.get(OPEN, matter_id=case.pk).unit_id == unit.pk
    after = outlines_in_force(PlaceLevel.STREET, today)
    assert after[NEW][1].area + after[HOME][1].area == pytest.approx(ground, rel=1e-3)


def test_lines_of_the_lists_and_admitted_work_go_on_where_nothing_else_is_said(administrator, now, today):
    old, heir = row_of(HOME), row_of(NEXT)
    department = Body.objects.filter(kind="DEPARTMENT", valid_to=None).order_by("pk").first()
    kinds = list(EventType.objects.filter(valid_to=None).order_by("pk")[:2])
    before = today - timedelta(days=9)
    office = Body.objects.filter(unit=unit_body(HOME), kind="INTERNAL_OFFICE").first()
    for kind, lead in ((kinds[0], department), (kinds[1], office)):
        DispatchCatalogueEntry.objects.create(type=kind, street=old, lead=lead, source_code="AGREED", valid_from=before)
    Carrier.objects.create(body=department, mode="STATIONED", street=old, valid_from=before)
    AdmittedWork.objects.create(number="ZR-T", title="示例", street=old, decided_by="区委编办（示例）", valid_from=before)
    carried_out(into(), administrator, now)
    assert [(row.type_id, row.lead_id) for row in DispatchCatalogueEntry.objects.filter(street=heir, valid_to=None, valid_from=today)] == [
        (kinds[0].pk, department.pk)]  # the office of a unit without a street answers no more
    assert not DispatchCatalogueEntry.objects.filter(street=old, valid_to=None).exists()
    assert Carrier.objects.filter(street=heir, body=department, valid_to=None, valid_from=today).count() == 1
    assert AdmittedWork.objects.get(number="ZR-T").street_id == heir.pk


def test_an_area_keeps_exactly_its_ground(administrator, now, today):
    old, heir = row_of(HOME), row_of(NEXT)
    EnforcementArea.objects.filter(valid_to=None).update(valid_to=today)
    areas = {}
    for code, street in (("PQ71", old), ("PQ72", heir)):
        areas[code] = EnforcementArea.objects.create(code=code, name=code, valid_from=today - timedelta(days=9))
        areas[code].streets.add(street)
    own = {code: set(Community.objects.filter(street=street, valid_to=None).values_list("code", flat=True)) for code, street in (("PQ71", old), ("PQ72", heir))}
    carried_out(into(), administrator, now)
    for code, ground in own.items():
        now_row = EnforcementArea.objects.get(code=code, valid_to=None)
        assert [one.pk for one in now_row.streets.all()] == [heir.pk]
        assert {one.code for one in now_row.communities.all()} == ground


def test_it_stops_in_the_midst_and_goes_on(administrator, now, today, monkeypatch):
    cases = [reported(at=now - timedelta(minutes=30 - n)) for n in range(5)]
    decided(into(), today, administrator, now)
    monkeypatch.setattr(rehoming, "BATCH", 2)
    whole, turns = rehoming._batch, []

    def killed(*args):
        turns.append(1)
        if len(turns) == 2:
            raise KeyboardInterrupt
        return whole(*args)

    monkeypatch.setattr(rehoming, "_batch", killed)
    with pytest.raises(KeyboardInterrupt):
        rehoming.run_due(now=now)
    assert sum(len(moved_entries(case.pk)) for case in cases) == 2
    assert rehoming.run_due(now=now) == 3
    assert [len(moved_entries(case.pk)) for case in cases] == [1] * 5


def test_nothing_changes_before_the_day_and_a_community_waits_for_its_street(administrator, now, today):
    day = today + timedelta(days=20)
    change = decided(into(), day, administrator, now)
    assert change.status == AreaChangeStatus.DECIDED
    assert rehoming.run_due(now=now + timedelta(days=19)) == 0
    assert row_of(HOME).valid_to is None
    again = places.draft_change(rename(), title="又一次", effective_from=day, actor=administrator, at=now)
    assert any("示例的街道变更" in what for what, _cure in street_preview(again, administrator).problems)
    rehoming.run_due(now=now + timedelta(days=20))
    assert row_of(HOME).valid_to == day


def test_whoever_drafted_or_changed_it_last_does_not_decide_it_in_whichever_of_his_posts(administrator, now, today):
    change = places.draft_change(into(), title="示例", effective_from=today + timedelta(days=20), actor=administrator, at=now)
    decision = {"decided_by": "自治区人民政府（示例）", "document": "示例〔2026〕1号", "at": now}
    elsewhere = replace(people.actor("STAFFING_OFFICE"), person_id=administrator.person_id)
    for actor in (administrator, elsewhere):
        with pytest.raises(ChangeRefused, match="不能由您登记决定"):
            places.decide_change(change.pk, actor=actor, **decision)
    places.redraft_change(change.pk, into(), title="改过的", effective_from=change.effective_from, document="", actor=second(), at=now)
    for actor in (administrator, second()):  # who drafted it, and who changed it last
        with pytest.raises(ChangeRefused, match="另一位"):
            places.decide_change(change.pk, actor=actor, **decision)
    third = people.actor("STAFFING_OFFICE", skip=1)
    heard = heard_on_change(change.pk, at=now)
    assert places.decide_change(change.pk, actor=third, heard_number=heard, **decision).status == AreaChangeStatus.DECIDED
    with pytest.raises(IntegrityError), transaction.atomic():  # the database itself holds it
        DivisionChange.objects.filter(pk=change.pk).update(confirmed_person=administrator.person_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        DivisionChange.objects.filter(pk=change.pk).update(confirmed_person=second().person_id)


def test_who_may(administrator, now, today):
    desk = people.actor("STREET_DESK", street=HOME)
    with pytest.raises(PermissionDenied):
        places.draft_change(into(), title="示例", effective_from=today, actor=desk, at=now)
    change = places.draft_change(into(), title="示例", effective_from=today, actor=people.actor("STAFFING_OFFICE"), at=now)
    with pytest.raises(PermissionDenied):
        places.decide_change(change.pk, decided_by="x", document="x", actor=desk, at=now)
    assert Entry.objects.filter(subject_kind="division_change", subject_id=change.pk).count() == 1


def test_the_preview_says_what_it_touches(administrator, now, today):
    reported(at=now)
    change = places.draft_change(into(), title="示例", effective_from=today + timedelta(days=3), actor=administrator, at=now)
    found = street_preview(change, administrator)
    assert found.problems == []
    assert [line.code for line in found.before] == [HOME, NEXT]
    assert [line.code for line in found.after] == [NEXT]
    assert len(found.after[0].communities) == sum(len(line.communities) for line in found.before)
    counts = {line.label: line.count for line in found.touched}
    name = row_of(HOME).name
    assert counts[f"在办事件：{name}"] == 1
    assert counts["待办"] == 1
    unit = unit_body(HOME)
    assert counts[f"编制：{name}"] > 0
    assert counts[f"机关岗位：{name}"] > 0
    assert [left.key for left in found.left] == [unit.pk]
    assert free_street_code(HOME) not in ("", HOME)
