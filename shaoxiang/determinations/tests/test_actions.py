from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from shaoxiang.determinations import actions
from shaoxiang.determinations.actions import NamingChanged, PartChanged
from shaoxiang.determinations.models import DeterminationPart, PostDuty, ThreeDeterminationVersion
from shaoxiang.determinations.queries import naming, versions
from shaoxiang.determinations.queries.gaps import gap_counts
from shaoxiang.determinations.queries.holders import holders
from shaoxiang.determinations.queries.who import who_answers
from shaoxiang.determinations.rules import DeterminationRefused, Line, Naming
from shaoxiang.determinations.vocabulary import GapKind, PartKind, Share, VersionStatus
from shaoxiang.duties.models import DutyItem
from shaoxiang.duties.queries.related import Item
from shaoxiang.institutions.models import Body, Post
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from tests import guards, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 2)


def staffing(skip=0):
    return people.actor("STAFFING_OFFICE", skip=skip)


def commission():
    return people.actor("STAFFING_COMMISSION")


def home() -> Body:
    return Body.objects.get(code=f"S{people.HOME}")


def drafted() -> ThreeDeterminationVersion:
    return actions.draft(home().pk, actor=staffing(), at=NOW)


def adopted() -> ThreeDeterminationVersion:
    return actions.adopt(drafted().pk, actor=commission(), at=NOW, meeting="2026 年第三次编委会会议", adopted_on=TODAY)


def issue(pk, **changes):
    given = {"document_number": "新编发〔2026〕9号（示例）", "issued_on": TODAY, "effective_from": TODAY, **changes}
    return actions.issue(pk, actor=staffing(), at=NOW, **given)


def kinds(version) -> list[str]:
    return [entry.kind for entry in versions.entries_of(version).order_by("seq")]


def part(version, kind=PartKind.FUNCTIONS) -> DeterminationPart:
    return DeterminationPart.objects.get(version=version, kind=kind)


def test_a_draft_holds_seven_parts_from_what_is_in_force():
    parts = {one.kind: one for one in versions.parts_of(drafted())}
    offices = {line.office for line in parts[PartKind.OFFICES].lines}
    assert len(parts) == 7
    assert offices == {"党政综合办公室", "基层党的建设办公室", "社会事务办公室", "城市管理办公室", "平安建设办公室"}
    assert sum(bool(line.code) for line in parts[PartKind.OFFICES].lines) == 94
    assert parts[PartKind.INSTITUTIONS].lines[0].heading == "挂牌"
    assert "退役军人服务站" in parts[PartKind.INSTITUTIONS].lines[0].text
    assert [line.heading for line in parts[PartKind.QUOTA].lines] == ["行政编制", "事业编制"]


def test_only_the_staffing_office_drafts_and_one_at_a_time():
    for nobody in (commission(), people.actor("STREET_LEADER", street=people.HOME), people.actor("OFFICE_HEAD", street=people.HOME)):
        with pytest.raises(PermissionDenied):
            actions.draft(home().pk, actor=nobody, at=NOW)
    drafted()
    with pytest.raises(DeterminationRefused):
        drafted()


def test_from_draft_to_paper_each_step_leaves_one_entry_and_the_old_version_ends():
    first = versions.in_force_version(home().pk, TODAY)
    version = adopted()
    with pytest.raises(PermissionDenied):
        actions.issue(version.pk, actor=commission(), at=NOW, document_number="1号", issued_on=TODAY, effective_from=TODAY)
    issue(version.pk, effective_from=date(2026, 12, 1))
    version.refresh_from_db()
    first.refresh_from_db()
    assert kinds(version) == ["determinations.drafted", "determinations.adopt", "determinations.issue"]
    assert (first.status, first.effective_to) == (VersionStatus.SUPERSEDED, date(2026, 12, 1))
    assert versions.in_force_version(home().pk, date(2026, 11, 30)) == first
    assert versions.in_force_version(home().pk, date(2026, 12, 1)) == version


def test_the_staffing_office_does_not_adopt_what_it_drafted():
    version = drafted()
    with pytest.raises(PermissionDenied):
        actions.adopt(version.pk, actor=staffing(), at=NOW, meeting="会", adopted_on=TODAY)
    assert kinds(version) == ["determinations.drafted"]


def test_an_issued_version_is_never_edited_or_withdrawn():
    version = adopted()
    issue(version.pk)
    for move in (
        lambda: actions.edit_part(version.pk, PartKind.FUNCTIONS, [Line(text="改")], revision=1, actor=staffing(), at=NOW),
        lambda: actions.withdraw(version.pk, actor=staffing(), at=NOW),
    ):
        with pytest.raises(MoveRefused):
            move()


def test_an_empty_part_is_not_adopted():
    version = drafted()
    actions.edit_part(version.pk, PartKind.SUPPLEMENT, [], revision=1, actor=staffing(), at=NOW)
    with pytest.raises(DeterminationRefused):
        actions.adopt(version.pk, actor=commission(), at=NOW, meeting="会", adopted_on=TODAY)


def test_the_second_editor_is_shown_what_the_first_changed_and_nothing_is_overwritten():
    version = drafted()
    before = versions.lines_of_part(part(version))
    actions.edit_part(version.pk, PartKind.FUNCTIONS, [*before, Line(text="甲加的一行")], revision=1, actor=staffing(), at=NOW)
    with pytest.raises(PartChanged) as changed:
        actions.edit_part(version.pk, PartKind.FUNCTIONS, [Line(text="乙的稿")], revision=1, actor=staffing(1), at=NOW)
    assert (changed.value.before, changed.value.now[-1].text, changed.value.revision) == (before, "甲加的一行", 2)
    assert versions.lines_of_part(part(version))[-1].text == "甲加的一行"
    actions.edit_part(version.pk, PartKind.FUNCTIONS, [Line(text="乙并好的稿")], revision=2, actor=staffing(1), at=NOW)
    assert [line.text for line in versions.lines_of_part(part(version))] == ["乙并好的稿"]
    assert kinds(version).count("determinations.part_edited") == 2


def test_the_journal_holds_no_free_text():
    version = drafted()
    actions.edit_part(version.pk, PartKind.FUNCTIONS, [Line(text="写进稿子的话")], revision=1, actor=staffing(), at=NOW)
    assert "写进稿子的话" not in str([entry.facts for entry in Entry.objects.all()])


def test_a_draft_is_seen_by_its_street_and_not_by_the_next():
    version = drafted()
    assert versions.versions_for(people.actor("STREET_LEADER", street=people.HOME)).filter(pk=version.pk).exists()
    assert not versions.versions_for(people.actor("STREET_LEADER", street=people.NEXT)).filter(pk=version.pk).exists()
    with pytest.raises(ThreeDeterminationVersion.DoesNotExist):
        actions.withdraw(version.pk, actor=people.actor("GRID_WORKER", street=people.HOME), at=NOW)


def test_a_withdrawn_version_stays_and_the_next_takes_the_next_number():
    version = drafted()
    actions.withdraw(version.pk, actor=staffing(), at=NOW)
    assert drafted().number == version.number + 1


# -- on the desk


def awaited(actor, version) -> list[str]:
    return sorted(row.what for row in desk_of(actor) if row.matter_id == ThreeDeterminationVersion.objects.get(pk=version.pk).matter_id)


def test_a_draft_waits_with_its_office_and_with_the_commission_once_no_part_is_empty():
    version = drafted()
    assert (awaited(staffing(), version), awaited(commission(), version)) == (["edit"], ["adopt"])
    actions.edit_part(version.pk, PartKind.SUPPLEMENT, [], revision=1, actor=staffing(), at=NOW)
    assert (awaited(staffing(), version), awaited(commission(), version)) == (["edit"], [])
    assert awaited(people.actor("STREET_LEADER", street=people.HOME), version) == []


def test_adopted_it_waits_to_be_issued_and_issued_or_withdrawn_it_leaves_every_desk():
    version = adopted()
    assert (awaited(staffing(1), version), awaited(commission(), version)) == (["issue"], [])
    issue(version.pk)
    version = ThreeDeterminationVersion.objects.select_related("matter").get(pk=version.pk)
    assert awaited(staffing(), version) == []
    assert (version.matter.status, version.matter.closed_at, version.matter.number[:2]) == ("ISSUED", NOW, "SD")
    told = Entry.objects.filter(subject_kind="matter", subject_id=version.matter_id).order_by("seq")
    assert [(entry.kind, entry.facts["to"]) for entry in told] == [("determinations.waits", status) for status in ("DRAFT", "ADOPTED", "ISSUED")]
    other = drafted()
    actions.withdraw(other.pk, actor=staffing(), at=NOW)
    assert awaited(staffing(), other) == []


def test_a_version_from_before_there_were_matters_is_put_on_the_desk_once():
    old = ThreeDeterminationVersion.objects.get(status="DRAFT")
    assert old.matter_id is None
    assert (actions.put_on_desks(now=NOW), actions.put_on_desks(now=NOW)) == (1, 0)
    assert awaited(staffing(), old) == ["edit"]


# -- names


def office(letter="C") -> Body:
    return Body.objects.get(code=f"S{people.HOME}-{letter}")


def page(letter="C"):
    return naming.office_duties(office(letter), home(), timezone.localdate())


def head(letter="C"):
    return people.in_post(next(post.pk for post in page(letter).posts if post.code.endswith(":HEAD")))


def test_the_head_of_the_office_names_a_post_and_its_person_answers():
    row = page().unnamed[0]
    post = next(one for one in page().posts if one.code.endswith(":HEAD"))
    held = [Naming(post_id, list_kind, item, Share(share)) for (post_id, list_kind, item), share in page().shares.items()]
    wanted = [*held, Naming(post.pk, row.item.list_kind, row.item.code, Share.LEAD)]
    assert actions.name_duties(office().pk, wanted, revision=page().revision, actor=head(), at=timezone.now()) == 1
    answer = who_answers(row.item.code, home(), timezone.localdate()).rows[0]
    assert answer.named
    assert answer.row.carriers[0].people[0].pk == head().person_id
    entry = Entry.objects.get(kind="determinations.duties_named")
    assert entry.facts["begun"] == [f"{post.pk}:{row.item.code}:LEAD"]


def test_the_head_of_another_office_and_a_clerk_may_not():
    for nobody in (head("S"), people.actor("OFFICE_HANDLER", street=people.HOME, without=("OFFICE_HEAD",)), people.actor("STREET_LEADER", street=people.HOME)):
        with pytest.raises(PermissionDenied):
            actions.name_duties(office().pk, [], revision=page().revision, actor=nobody, at=timezone.now())
    assert not Entry.objects.filter(kind="determinations.duties_named").exists()


def test_what_is_no_longer_ticked_ends_today_and_is_kept():
    before = PostDuty.objects.filter(post__body=office()).count()
    actions.name_duties(office().pk, [], revision=page().revision, actor=staffing(), at=timezone.now())
    assert PostDuty.objects.filter(post__body=office(), valid_to=timezone.localdate()).count() == before > 0
    assert all(row.carriers[0].by_default for row in page().rows)


def test_a_tick_taken_back_on_its_first_day_leaves_no_row():
    row, post = page().unnamed[0], page().posts[0]
    held = [Naming(post_id, list_kind, item, Share(share)) for (post_id, list_kind, item), share in page().shares.items()]
    more = [*held, Naming(post.pk, row.item.list_kind, row.item.code, Share.LEAD)]
    for asked in (more, held, more):
        actions.name_duties(office().pk, asked, revision=page().revision, actor=staffing(), at=timezone.now())
    assert PostDuty.objects.filter(item=row.item.code, post=post).count() == 1


def test_the_second_who_saves_an_office_is_told_and_the_first_is_not_overwritten():
    seen, row, post = page().revision, page().unnamed[0], page().posts[0]
    mine = Naming(post.pk, row.item.list_kind, row.item.code, Share.LEAD)
    actions.name_duties(office().pk, [*page().named, mine], revision=seen, actor=head(), at=timezone.now())
    with pytest.raises(NamingChanged) as changed:
        actions.name_duties(office().pk, [], revision=seen, actor=staffing(), at=timezone.now())
    assert mine in changed.value.now
    assert changed.value.revision == page().revision != seen
    assert mine in page().named
    assert Entry.objects.filter(kind="determinations.duties_named").count() == 1


def test_saving_the_same_again_writes_nothing():
    held = [Naming(post_id, list_kind, item, Share(share)) for (post_id, list_kind, item), share in page().shares.items()]
    assert actions.name_duties(office().pk, held, revision=page().revision, actor=staffing(), at=timezone.now()) == 0
    assert not Entry.objects.filter(kind="determinations.duties_named").exists()


def test_words_a_code_and_a_type_lead_to_the_same_office():
    today = timezone.localdate()
    by_code = who_answers("D-C01", home(), today).rows
    assert [one.office_name for one in by_code] == ["城市管理办公室"]
    by_type = who_answers("0101", home(), today).rows
    assert by_type
    assert by_type[0].kind.code == "0101"
    assert {one.row.item.code for one in who_answers(by_code[0].row.item.title, home(), today).rows} == {"D-C01"}
    assert who_answers("这几个字清单里没有", home(), today).rows == []


def test_more_answers_than_a_page_holds_are_counted_and_follow():
    first = who_answers("管", home(), timezone.localdate(), size=4)
    second = who_answers("管", home(), timezone.localdate(), start=first.next, size=4)
    every = who_answers("管", home(), timezone.localdate(), size=1000)
    assert first.total == second.total == len(every.rows) > 8
    assert first.more == first.total - 4
    assert [one.row.item.code for one in (*first.rows, *second.rows)] == [one.row.item.code for one in every.rows[:8]]
    assert (every.next, every.more) == (None, 0)


def test_gaps_name_what_is_left_and_the_figures_add_up():
    found = naming.unit_gaps(home(), timezone.localdate())
    assert found.duties == found.named + found.of(GapKind.UNNAMED) + found.of(GapKind.NO_OFFICE)
    assert 0 < found.of(GapKind.UNNAMED) < found.named
    assert found.of(GapKind.IDLE) > 0
    assert {gap.kind for gap in found.gaps if gap.office is None} <= {GapKind.NO_OFFICE}


def test_the_numbers_of_the_district_are_the_lines_of_every_unit():
    """Also with an item of one street only, one of an office that is not there, and a post that leads and is empty."""
    today, place = timezone.localdate(), {"list_kind": "STREET", "role": "PRIMARY", "order": 900, "valid_from": timezone.localdate(), "sample": True}
    office, name = naming.offices_of(home(), today)[0], home().street.name
    guards.aside()
    DutyItem.objects.create(code="Z-1", title="示例一", office_name=office.name, streets=[name], **place)
    DutyItem.objects.create(code="Z-2", title="示例二", office_name="示例没有的科室", streets=[name], **place)
    DutyItem.objects.create(code="Z-3", title="示例三", office_name=office.name, **place)
    post = Post.objects.create(body=office, code="Z-P", title="示例空岗", roles=["OFFICE_HANDLER"])
    for code in ("Z-1", "Z-3"):
        PostDuty.objects.create(post=post, list_kind="STREET", item=code, share="LEAD", valid_from=today)
    found = gap_counts(versions.units(today), today)
    assert len(found) > 1
    for one in found:
        lines = naming.unit_gaps(one.unit, today)
        assert (one.duties, one.named, one.composed, one.counts) == (
            lines.duties, lines.named, lines.composed, [(kind, lines.of(kind)) for kind in GapKind]), one.unit.code
    mine, other = (next(one for one in found if (one.unit == home()) is here) for here in (True, False))
    assert mine.of(GapKind.VACANT) == 2
    assert mine.duties != other.duties


def test_the_nine_units_have_one_issued_version_and_one_a_second_in_draft():
    assert ThreeDeterminationVersion.objects.filter(status="ISSUED", issued_on=date(2020, 3, 24)).count() == 9
    assert ThreeDeterminationVersion.objects.get(status="DRAFT").unit.code == "S150102008"


def test_the_page_of_an_item_names_the_posts_that_carry_it_ones_own_unit_first():
    item = Item("STREET_DUTY", "D-C01", frozenset())
    told = holders(people.actor("STREET_DESK", street=people.NEXT), item, timezone.localdate())
    assert len(told) == PostDuty.objects.filter(item="D-C01", valid_to=None).count() > 1
    assert told[0].args == (f"S{people.NEXT}-C",)
    assert all(one.note for one in told)
    assert holders(staffing(), Item("POWER", "D-C01", frozenset()), timezone.localdate()) == []
