from datetime import date

import pytest
from django.utils import timezone

from shaoxiang.duties.models import DutyItem, EventType, ListVersion, TypeDuty, TypeLimit, TypeWord
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.drafts import progress_of
from shaoxiang.duties.vocabulary import UnitScope
from shaoxiang.institutions.models import Account, Assignment, Body, LeaderContact, Person, Plate, Post
from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, Role
from shaoxiang.profiles.xincheng.figures import figures
from shaoxiang.profiles.xincheng.limits import closing_step, parse_limits
from shaoxiang.profiles.xincheng.seed import load_district
from shaoxiang.profiles.xincheng.tests.conftest import NOON
from shaoxiang.profiles.xincheng.three_parts import draft_three_parts
from tests import guards

TODAY = date(2026, 3, 24)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_district")]


def test_the_figures_of_the_seed_are_exact():
    found = figures(TODAY)
    assert (found["streets"], found["towns"]) == (8, 1)
    assert (found["duty_items"], found["empowered_matters"], found["approvals"], found["penalties"]) == (94, 60, 5, 55)
    assert (found["transferred_officers"], found["stationed_people"], found["stationed_departments"]) == (41, 555, 4)
    assert (found["on_whistle_teams"], found["on_whistle_departments"]) == (13, 8)
    assert (found["grids"], found["grids_all"]) == (335, 411)
    assert found["service_items"] == 48


def test_offices_and_institutions_stand_as_in_the_three_determinations():
    found = figures(TODAY)
    assert found["offices_per_unit"].pop("保合少镇") == 6
    assert set(found["offices_per_unit"].values()) == {5}
    assert found["institutions_per_unit"].pop("保合少镇") == 3
    assert found["institutions_per_unit"].pop("成吉思汗大街街道") == 2
    assert set(found["institutions_per_unit"].values()) == {1}
    assert Plate.objects.filter(body__street__reform_unit=True).count() == 27


def test_the_reform_left_thirty_percent_of_the_bodies():
    assert figures(TODAY)["bodies_reduction_percent"] == 70
    assert figures(date(2020, 3, 23))["bodies_after"] == 193
    assert figures(date(2020, 3, 24))["bodies_after"] == 58


def test_every_type_has_a_duty_a_closing_limit_and_words():
    assert EventType.objects.count() == 103
    for scope in (UnitScope.STREET, UnitScope.TOWN):
        assert TypeDuty.objects.filter(unit_scope=scope.value).count() == 103
    assert TypeLimit.objects.filter(closes=True).count() == 103
    assert TypeWord.objects.values("type").distinct().count() == 103


def test_every_department_on_the_lists_is_a_body():
    names = {name for item in DutyItem.objects.all() for name in item.departments}
    known = set(Body.objects.values_list("short_name", flat=True))
    assert len(names) > 40
    assert names <= known


def test_no_post_holds_two_of_the_three_administrators():
    for post in Post.objects.all():
        assert len(THREE_ADMINISTRATORS & set(post.roles)) <= 1


def test_every_role_is_held_by_someone_and_by_a_demo_account():
    held = {role for roles in Post.objects.values_list("roles", flat=True) for role in roles}
    assert held == {role.value for role in Role}
    shown = {role for account in Account.objects.filter(demo=True) for post in Post.objects.filter(assignments__person=account.person) for role in post.roles}
    assert shown == held
    assert not any(account.has_usable_password() for account in Account.objects.all())


def test_people_are_invented_and_their_telephones_cannot_exist():
    for person in Person.objects.all():
        assert person.sample
        assert person.work_phone.startswith("0471-000")
    cast = set(Person.objects.exclude(name__startswith="示例").values_list("name", flat=True))
    assert cast == {"网格员小王", "受理席老李", "部门联络员赵工", "督办陈科"}


def test_every_grid_has_a_worker_and_every_street_a_leader_in_contact():
    assert len(duty_book(TODAY).grids) == 411
    assert LeaderContact.objects.values("street").distinct().count() == 13


def test_loading_twice_changes_nothing():
    count = [model.objects.count() for model in (Body, Post, Person, Assignment, Account, DutyItem, TypeDuty, TypeLimit)]
    load_district(at=NOON)
    assert count == [model.objects.count() for model in (Body, Post, Person, Assignment, Account, DutyItem, TypeDuty, TypeLimit)]


@pytest.mark.parametrize(("text", "steps", "closing"), [
    ("stop_work=4 working_hour; penalty=7 working_day; removal=20 working_day", 3, "removal"),
    ("call 119/120 at once; arrive=30 minute", 2, "arrive"),
    ("report=at once; arrive=30 minute", 2, "arrive"),
    ("secure=2 hour; fix=3 working_day", 2, "fix"),
])
def test_the_limits_of_the_catalogue_are_read(text, steps, closing):
    found = parse_limits(text)
    assert len(found) == steps
    assert closing_step(found).value == closing


def test_nothing_stands_badly_on_the_lists():
    from shaoxiang.duties.checks import findings as list_findings
    from shaoxiang.forces.checks import findings as force_findings

    assert list(list_findings(TODAY)) == []
    assert list(force_findings(TODAY)) == []


def test_a_missing_duty_limit_and_post_are_read_aloud_with_their_cure():
    from shaoxiang.duties.checks import findings

    TypeDuty.objects.filter(type__code="0111", unit_scope="STREET").delete()
    TypeLimit.objects.filter(type__code="0102").delete()
    guards.aside()
    DutyItem.objects.filter(code="D-G01").update(office_name="没有的办公室")
    Post.objects.filter(code="S150102006-C:HANDLER").update(answers=False)
    assert [code for code, _sentence, _facts in findings(TODAY)] == ["TYPE_WITHOUT_LIMIT", "TYPE_WITHOUT_DUTY", "DUTY_WITHOUT_OFFICE", "OFFICE_WITHOUT_POST"]


def test_the_printed_page_is_up_to_date():
    from shaoxiang.profiles.xincheng.printed import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m shaoxiang.profiles.xincheng.printed"


def test_the_words_of_the_types_find_the_composed_reports():
    from shaoxiang.duties.rules import danger, suggest
    from shaoxiang.profiles.xincheng.month.texts import SAID

    book = duty_book(TODAY)
    asked = [(code, text.format(spot="小区北门外")) for code, (_often, texts) in SAID.items() for text in texts]
    found = [code in [one.type_code for one in suggest(text, book)] for code, text in asked]
    assert len(found) > 130
    assert sum(found) / len(found) > 0.95
    assert danger("三楼电梯停了，有人困在电梯里", book.types["0411"]) == ("119",)


def test_a_draft_in_three_parts_waits_half_decided():
    draft_three_parts(at=timezone.now())
    draft = ListVersion.objects.get(form="THREE_PART", sample=True)
    found = progress_of(draft)
    assert (found.total, found.decided) == (94, 47)
    assert all(found.parts.values())
    assert draft.changes.exclude(basis="").count() == 47
