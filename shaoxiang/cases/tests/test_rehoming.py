"""A change of communities from the draft to the desks, in the seeded district: what runs moves once, what is closed stays where it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from shaoxiang.cases import actions, queries
from shaoxiang.cases.queries.resident import steps_of
from shaoxiang.cases.queries.timeline import timeline_page
from shaoxiang.cases.tests.walks import LINE_TYPE, STREET_TYPE, fresh, handler_of, reported
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.dispatch.vocabulary import CitedList
from shaoxiang.duties.models import DutyItem
from shaoxiang.grids.models import GridPerson
from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.actions import await_act
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.places.actions import changes as places
from shaoxiang.places.actions import rehoming
from shaoxiang.places.models import Community, DivisionChange, EnforcementArea, Grid
from shaoxiang.places.queries import place_book
from shaoxiang.places.queries.browse import search_places
from shaoxiang.places.queries.changes import preview, sources_on
from shaoxiang.places.rules.changes import ChangeRefused, Part, Plan, everything_to
from shaoxiang.places.vocabulary import AreaChangeKind, AreaChangeStatus
from tests import people
from tests.hearing import heard_on_change
from tests.streets import second

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today(now):
    return timezone.localdate(now)


@pytest.fixture
def administrator():
    return people.actor("CONFIG_ADMIN")


@pytest.fixture
def home():
    """The community where `reported()` puts its cases, and its neighbour in the same street."""
    here = Community.objects.get(code=people.point_in()[2][:12], valid_to=None)
    return here, Community.objects.filter(street=here.street, valid_to=None).exclude(pk=here.pk).order_by("code").first()


def committee(community):
    return Body.objects.filter(community=community).first().pk


def merger(home, day, *, name="丁香联合社区（示例）"):
    here, next_door = home
    codes = (here.code, next_door.code)
    part = Part(here.code, name, here.street.code, body=committee(here))
    return Plan(AreaChangeKind.MERGE.value, codes, (part,), everything_to(here.code, sources_on(codes, day).values()))


def split(home, day, *, new="150102001990"):
    here = home[0]
    grids = sources_on([here.code], day)[here.code].grids
    own = Part(here.code, here.name, here.street.code, body=committee(here))
    parts = (own, Part(new, "分出来的社区（示例）", here.street.code, new_body="分出来的社区居委会（示例）"))
    moved = people.point_in()[2]
    return Plan(AreaChangeKind.SPLIT.value, (here.code,), parts, {grid: new if grid == moved else here.code for grid in grids})


def transfer(home, day):
    here = home[0]
    return Plan(AreaChangeKind.TRANSFER.value, (here.code,), (Part(here.code, here.name, people.NEXT, body=committee(here)),),
                everything_to(here.code, sources_on([here.code], day).values()))


def decided(plan, day, actor, at, title="示例变更"):
    change = places.draft_change(plan, title=title, effective_from=day, actor=actor, at=at)
    return places.decide_change(change.pk, decided_by="区人民政府（示例）", document="示例〔2026〕1号", heard_number=heard_on_change(change.pk, at=at),
                                actor=second(), at=at)


def moved_entries(case):
    return list(Entry.objects.filter(subject_kind="matter", subject_id=case.pk, kind="places.rehomed"))


def test_a_merger_moves_what_runs_and_leaves_what_is_closed(home, administrator, now, today):
    here, next_door = home
    case = reported(at=now - timedelta(hours=2))
    signed = reported(at=now - timedelta(hours=2))
    handler = handler_of(signed)
    actions.sign(signed.number, actor=handler, at=now - timedelta(hours=1))
    closed = reported(at=now - timedelta(hours=2))
    closed.matter.closed_at = now
    closed.matter.save(update_fields=["closed_at"])
    row, clocks = DeskRow.objects.get(OPEN, matter_id=case.pk), list(RunningClock.objects.filter(matter_id=case.pk).values())
    change = decided(merger(home, today), today, administrator, now)
    assert change.status == AreaChangeStatus.EFFECTIVE  # its day is today
    assert rehoming.run_due(now=now) == 2

    new = Community.objects.get(code=here.code, valid_from=today)
    assert (new.name, new.street_id) == ("丁香联合社区（示例）", here.street_id)
    for old in (here, next_door):
        old.refresh_from_db()
        assert (old.valid_to, old.successor_id) == (today, new.pk)
    matter = fresh(case).matter
    assert (matter.community_id, matter.street_id) == (new.pk, here.street_id)
    assert Grid.objects.get(pk=matter.grid_id).community_id == new.pk
    assert fresh(closed).matter.community_id == here.pk
    (entry,) = moved_entries(case)
    assert (entry.facts["community_from"], entry.facts["community_to"], entry.facts["change"]) == (here.pk, new.pk, change.pk)
    assert not moved_entries(closed)
    after = DeskRow.objects.get(OPEN, matter_id=case.pk)
    assert (after.pk, after.opened_at, after.due_at, after.office_id, after.post_id) == (row.pk, row.opened_at, row.due_at, row.office_id, row.post_id)
    assert list(RunningClock.objects.filter(matter_id=case.pk).values()) == clocks
    assert running_lead(signed.pk).office_id == handler.office_id  # the same office of the same street goes on

    line = next(one for one in timeline_page(fresh(case), queries.entries_of(case), []) if "随之转移" in one.what)
    assert here.name in line.more
    assert "撤并" in line.more
    assert "丁香联合社区（示例）" in line.more
    assert "撤并" in next(step.more for step in steps_of(fresh(case)) if step.kind == "places.rehomed")  # and so does the resident
    assert Notice.objects.filter(code="places.rehomed", post_id=handler.post_id).count() == 1  # two cases, one word
    change.refresh_from_db()
    assert change.moved == 2
    assert rehoming.run_due(now=now) == 0
    assert len(moved_entries(case)) == 1
    assert place_book(today - timedelta(days=1)).community_by_code(here.code).name == here.name
    found = [place.pk for level, place in search_places(next_door.name).found if level == "community"]
    assert new.pk in found  # the old name finds the new place


def test_committees_that_merge_become_one_with_everybody_in_it(home, administrator, now, today):
    here, next_door = home
    kept, ending = committee(here), committee(next_door)
    unit, staff = Body.objects.get(pk=ending).unit_id, list(Post.objects.filter(body_id=ending).values_list("pk", flat=True))
    dispute = Matter.objects.create(kind="MEDIATION", number="TJ-T-1", title="示例", status="APPLIED", opened_at=now, street_id=next_door.street_id,
                                    community_id=next_door.pk, unit_id=unit, office_id=ending)
    await_act(dispute.pk, "name_mediator", role="COMMUNITY_DESK", at=now, unit_id=unit, office_id=ending)
    decided(merger(home, today), today, administrator, now)
    rehoming.run_due(now=now)
    assert Body.objects.get(pk=ending).valid_to == today
    assert set(Post.objects.filter(pk__in=staff).values_list("body_id", flat=True)) == {kept}
    assert Post.objects.filter(body_id=kept, answers=True).count() == 1
    dispute.refresh_from_db()
    row = DeskRow.objects.get(OPEN, matter_id=dispute.pk)
    assert row.office_id == dispute.office_id == kept
    desk = Post.objects.get(pk__in=staff, roles=["COMMUNITY_DESK"])
    assert desk_of(people.acting(desk.assignments.get())).filter(pk=row.pk).exists()
    assert len(moved_entries(dispute)) == 1


def test_people_bodies_and_workers_go_with_their_grids(home, administrator, now, today):
    here = home[0]
    grid = Grid.objects.get(code=people.point_in()[2], valid_to=None)
    worker = next(post for post in Post.objects.filter(grids=grid) if "GRID_WORKER" in post.roles)
    change = decided(split(home, today), today, administrator, now)
    new = Community.objects.get(code="150102001990")
    after = Grid.objects.get(code=grid.code, valid_to=None)
    assert after.community_id == new.pk
    assert {grid.pk, after.pk} <= set(worker.grids.values_list("pk", flat=True))
    worker.refresh_from_db()
    assert worker.body_id == committee(new)
    body = Body.objects.get(pk=committee(new))
    assert (body.name, body.community_id, body.unit_id) == ("分出来的社区居委会（示例）", new.pk, Body.objects.get(pk=committee(
        Community.objects.get(code=here.code, valid_to=None))).unit_id)
    assert [post.roles for post in body.posts.filter(answers=True)] == [["COMMUNITY_DESK"]]
    assert GridPerson.objects.filter(grid=after, valid_to=None).exists()
    assert not GridPerson.objects.filter(grid=grid, valid_to=None).exists()
    lines = change.lines.filter(community_before=here)
    assert {line.community_after.code for line in lines} == {here.code, "150102001990"}
    assert Grid.objects.filter(valid_to=None, community=new).count() == 1


def test_a_community_that_goes_to_another_street_takes_its_cases_along(home, administrator, now, today):
    here = home[0]
    unit = street_unit(place_book().street_by_code(people.NEXT).id)
    office, line = reported(STREET_TYPE, at=now - timedelta(hours=3)), reported(LINE_TYPE, at=now - timedelta(hours=3))
    unsent = reported("", at=now - timedelta(hours=3), description="有件事想问问")
    handler = handler_of(office)
    actions.sign(office.number, actor=handler, at=now - timedelta(hours=2))
    actions.progress(office.number, actor=handler, at=now - timedelta(hours=1), words="已到现场看过。")
    decided(transfer(home, today), today, administrator, now)
    rehoming.run_due(now=now)
    assert Body.objects.get(pk=committee(Community.objects.get(code=here.code, valid_to=None))).unit_id == unit != handler.unit_id

    matter, lead = fresh(office).matter, running_lead(office.pk)
    assert (lead.unit_id, matter.unit_id) == (unit, unit)
    assert lead.office_id != handler.office_id
    assert book().name_of(lead.office_id) == book().name_of(handler.office_id)  # the office of the same name in the other street
    assert matter.status == "HANDLING"
    old = DispatchOrder.objects.get(matter_id=office.pk, office_id=handler.office_id)
    assert old.ended_at == now
    assert old.acknowledged_at is not None
    row = DeskRow.objects.get(OPEN, matter_id=office.pk)
    assert (row.what, row.unit_id, row.office_id) == ("finish", unit, lead.office_id)
    assert queries.cases_for(people.in_post(lead.post_id)).filter(pk=office.pk).exists()
    told = timeline_page(fresh(office), queries.entries_of(office), list(office.progress.all()))
    assert "已到现场看过。" in [word.text for one in told for word in one.words]
    assert len(moved_entries(office)) == 1
    assert fresh(unsent).matter.unit_id == unit
    assert DeskRow.objects.get(OPEN, matter_id=unsent.pk).unit_id == unit
    assert fresh(line).matter.street_id == matter.street_id
    actions.finish(office.number, actor=people.in_post(lead.post_id), at=now, outcome="接着办完了。")


def test_what_a_committee_has_finished_goes_with_it_to_the_street_it_went_to(home, administrator, now, today):
    case = reported(STREET_TYPE, at=now - timedelta(hours=5))
    office = committee(home[0])
    DispatchOrder.objects.filter(matter_id=case.pk, part="LEAD").update(office_id=office, post_id=None)
    Matter.objects.filter(pk=case.pk).update(office_id=office)
    worker = people.in_post(Post.objects.filter(body_id=office, valid_to=None).order_by("pk").first().pk)
    Matter.objects.filter(pk=case.pk).update(status="HANDLED")
    unit = street_unit(place_book().street_by_code(people.NEXT).id)
    assert worker.unit_id != unit
    decided(transfer(home, today), today, administrator, now)
    rehoming.run_due(now=now)
    matter = fresh(case).matter
    assert (matter.street_id, matter.unit_id, matter.office_id) == (place_book().street_by_code(people.NEXT).id, unit, office)
    assert queries.cases_for(people.actor("STREET_DESK", street=people.NEXT)).filter(pk=case.pk).exists()


def test_an_objection_is_ruled_on_by_the_new_place_and_its_lead_stays(home, administrator, now, today):
    case = reported(LINE_TYPE, at=now - timedelta(hours=3))
    handler = handler_of(case)
    item = DutyItem.objects.filter(valid_to=None).first().code
    actions.hand_back(case.number, actor=handler, at=now - timedelta(hours=2), cited_list=CitedList.DUTY_LIST, cited_item=item, words="不归我们")
    lead = running_lead(case.pk)
    decided(transfer(home, today), today, administrator, now)
    rehoming.run_due(now=now)
    assert running_lead(case.pk).pk == lead.pk
    assert fresh(case).matter.status == "OBJECTED"
    assert DeskRow.objects.get(OPEN, matter_id=case.pk).what == "uphold"


def test_nothing_changes_before_the_day_and_the_job_does_it_then(home, administrator, now, today):
    here, day = home[0], today + timedelta(days=20)
    case = reported(at=now)
    change = decided(merger(home, day), day, administrator, now)
    assert change.status == AreaChangeStatus.DECIDED
    assert rehoming.run_due(now=now + timedelta(days=19)) == 0
    assert not Community.objects.filter(valid_from=day).exists()
    assert rehoming.run_due(now=now + timedelta(days=20)) == 1
    assert fresh(case).matter.community_id != here.pk
    assert Community.objects.get(pk=here.pk).valid_to == day


def test_it_stops_in_the_midst_and_goes_on(home, administrator, now, today, monkeypatch):
    cases = [reported(at=now - timedelta(minutes=30 - n)) for n in range(5)]
    decided(merger(home, today), today, administrator, now)
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
    assert sum(len(moved_entries(case)) for case in cases) == 2
    assert rehoming.run_due(now=now) == 3
    assert [len(moved_entries(case)) for case in cases] == [1] * 5


def test_a_change_that_fails_on_its_day_leaves_nothing_behind(home, administrator, now, today, monkeypatch):
    change = places.draft_change(merger(home, today), title="示例", effective_from=today, actor=administrator, at=now)

    number = heard_on_change(change.pk, at=now)

    def broken(*_args):
        raise RuntimeError("power cut")

    monkeypatch.setattr(places, "followers", lambda: [broken])
    with pytest.raises(RuntimeError):
        places.decide_change(change.pk, decided_by="区人民政府", document="示例〔2026〕1号", heard_number=number, actor=second(), at=now)
    assert DivisionChange.objects.get(pk=change.pk).status == AreaChangeStatus.DRAFT
    assert not Community.objects.filter(valid_from=today).exists()


def test_what_comes_in_the_way_after_the_decision_waits_and_is_told(home, administrator, now, today):
    day = today + timedelta(days=5)
    change = decided(merger(home, day), day, administrator, now)
    Community.objects.filter(pk=home[1].pk).update(valid_to=today + timedelta(days=2))
    rehoming.run_due(now=now + timedelta(days=5))
    change.refresh_from_db()
    assert (change.status, change.trouble) == (AreaChangeStatus.DECIDED, True)


def test_decided_can_be_withdrawn_until_its_day(home, administrator, now, today):
    day = today + timedelta(days=5)
    change = decided(merger(home, day), day, administrator, now)
    places.withdraw_change(change.pk, actor=administrator, at=now)
    rehoming.run_due(now=now + timedelta(days=6))
    assert not Community.objects.filter(valid_from=day).exists()
    done = decided(merger(home, today), today, administrator, now)
    with pytest.raises(ChangeRefused):
        places.withdraw_change(done.pk, actor=administrator, at=now)


def test_who_may(home, administrator, now, today):
    plan, day = merger(home, today), today + timedelta(days=1)
    for stranger in (people.actor("STREET_DESK", street=people.HOME), people.actor("GRID_WORKER", street=people.HOME)):
        with pytest.raises(PermissionDenied):
            places.draft_change(plan, title="示例", effective_from=day, actor=stranger, at=now)
    change = places.draft_change(plan, title="示例", effective_from=day, actor=people.actor("STAFFING_OFFICE"), at=now)
    with pytest.raises(PermissionDenied):
        places.decide_change(change.pk, decided_by="x", document="x", actor=people.actor("STREET_DESK", street=people.HOME), at=now)
    with pytest.raises(ChangeRefused):
        places.decide_change(change.pk, decided_by="", document="", actor=administrator, at=now)
    assert Entry.objects.filter(subject_kind="division_change", subject_id=change.pk).count() == 1


def test_the_preview_counts_what_it_touches(home, administrator, now, today):
    reported(at=now)
    change = places.draft_change(merger(home, today), title="示例", effective_from=today + timedelta(days=3), actor=administrator, at=now)
    found = preview(change)
    assert found.problems == []
    counts = {line.label: line.count for line in found.touched}
    assert counts[f"在办事件：{home[0].name}"] == 1
    assert counts["网格员"] > 0
    assert counts["社区机构"] == 2
    assert counts["待办"] == 1


def test_an_area_that_names_the_community_names_its_heir(home, administrator, now, today):
    here = home[0]
    area = EnforcementArea.objects.create(code="PQ77", name="示例片区", valid_from=today - timedelta(days=9))
    area.streets.add(here.street)
    area.communities.add(here, *Community.objects.filter(street=here.street, valid_to=None).exclude(pk__in=[one.pk for one in home])[:1])
    decided(merger(home, today), today, administrator, now)
    area.refresh_from_db()
    again = EnforcementArea.objects.get(code="PQ77", valid_to=None)
    assert area.valid_to == today
    assert Community.objects.get(code=here.code, valid_from=today) in again.communities.all()
    assert here not in again.communities.all()


def test_a_case_opened_again_follows_too(home, administrator, now, today):
    case = reported(at=now - timedelta(hours=1))
    case.matter.closed_at = now
    case.matter.save(update_fields=["closed_at"])
    decided(merger(home, today), today, administrator, now)
    rehoming.run_due(now=now)
    assert fresh(case).matter.community_id == home[0].pk
    case.matter.closed_at = None
    case.matter.save(update_fields=["closed_at"])
    assert rehoming.run_due(now=now) == 1
    assert fresh(case).matter.community_id == Community.objects.get(code=home[0].code, valid_from=today).pk
