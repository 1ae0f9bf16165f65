"""New types: from a page, from a sheet, from the standard; and what a sheet may not do that the page may not."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from shaoxiang.duties.actions import TypeChange, create_type, import_types, load_standard
from shaoxiang.duties.checks import findings
from shaoxiang.duties.models import EventType, SettingChange, TypeDuty
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.settings import history_of
from shaoxiang.duties.queries.type_sheet import HEADINGS, NewType, cells_of, read_limits, standard_types
from shaoxiang.duties.rules import ChangeRefused, LimitLine
from shaoxiang.duties.tests.test_catalogue import ADMIN, NOON
from shaoxiang.duties.tests.test_views import form_of, pothole, signed_in  # noqa: F401
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.journal.models import Entry

pytestmark = pytest.mark.django_db
DAYS = (LimitLine("handle", 3, "working_day", True),)
STRANGER = Actor(ActorKind.PERSON, assignment_id=2, roles=frozenset({"STREET_DESK"}))


def made(code="0199", class_code="01", class_name="市容环境", *, why="示例：来函", actor=ADMIN, limits=DAYS, **columns):
    change = TypeChange({"name": "占用盲道", **columns}, limits, {"盲道": 8})
    return create_type(NewType(code, "EVENT", class_code, class_name), change, why=why, actor=actor, at=NOON)


def sheet(*lines):
    return [Row(number + 2, {name: str(value) for name, value in line.items()}, {one.field: one.shown for one in HEADINGS})
            for number, line in enumerate(lines)]


def brought(*lines, why="示例：来函", actor=ADMIN):
    return import_types(sheet(*lines), why=why, actor=actor, at=NOON)


NEW = {"code": "0199", "class_code": "01", "class_name": "市容环境", "name": "占用盲道", "limits": "处置 3 工作日", "words": "盲道 8"}


def test_a_new_type_holds_from_today_with_its_history_and_nobody_answers_for_it():
    kind = made()
    assert (kind.valid_from, kind.class_name, duty_book().types["0199"].limits) == (NOON.date(), "市容环境", DAYS)
    assert ("0199", "STREET") not in duty_book().duties
    [step] = history_of(kind)
    assert (step.kind, step.why) == ("duties.type_added", "示例：来函")
    assert ("名称", "", "占用盲道") in step.told
    entry = Entry.objects.get()
    assert (entry.kind, entry.facts["code"]) == ("duties.type_added", "0199")
    assert "盲道" not in str(entry.facts)


@pytest.mark.parametrize(("given", "field"), [
    ({"code": "199"}, "code"), ({"class_code": "1"}, "class_code"), ({"code": "0299"}, "code"), ({"class_name": ""}, "class_name"), ({"name": " "}, "name"),
    ({"why": " "}, "why"), ({"limits": None}, "limits"), ({"limits": ()}, "limits"),
])
def test_what_is_lacking_is_said_at_its_field(given, field):
    with pytest.raises(ChangeRefused) as said:
        made(**given)
    assert said.value.field == field
    assert not EventType.objects.exists()


@pytest.mark.usefixtures("pothole")
def test_a_code_stands_once_and_a_class_has_one_name():
    with pytest.raises(ChangeRefused, match="已经有"):
        made("0111")
    with pytest.raises(ChangeRefused, match="现在叫"):
        made(class_name="别的名字")
    assert made(class_name="").class_name_en == "City appearance"


def test_only_the_administrator_adds_types():
    for act in (lambda: made(actor=STRANGER), lambda: brought(NEW, actor=STRANGER), lambda: load_standard(standard_types(), actor=STRANGER, at=NOON)):
        with pytest.raises(PermissionDenied):
            act()
    assert not EventType.objects.exists()


@pytest.mark.usefixtures("pothole")
def test_a_sheet_makes_new_ones_changes_what_differs_and_leaves_the_rest():
    stands = cells_of(EventType.objects.get(code="0111"))
    assert brought(stands).made == []
    taken = brought(NEW, {**stands, "limits": "处置 3 工作日（办结时限）、到场 2 小时"})
    assert [(one.kind.code, one.act, sorted(one.parts)) for one in taken.made] == [
        ("0199", "新加", ["class_code", "limits", "name", "words"]), ("0111", "修改", ["limits"]),
    ]
    assert SettingChange.objects.filter(why="示例：来函").count() == 2
    assert brought({"code": "0111", "class_code": "01", "name": "道路破损"}).made == [], "columns the sheet lacks are left"
    assert brought({"code": "0111", "class_code": "01", "name": "道路破损", "words": "", "limits": ""}).made == [], "and so are words and limits left empty"


@pytest.mark.usefixtures("pothole")
def test_what_gives_a_street_more_is_refused_by_the_sheet_as_by_the_page():
    stands = cells_of(EventType.objects.get(code="0111"))
    taken = brought({**stands, "street_item": "D-C01"}, {**NEW, "street_item": "D-C01"})
    assert len(taken.errors) == 2
    assert all("清单草案" in str(error) for error in taken.errors)
    assert TypeDuty.objects.get().item.code == "D-C16"
    assert brought({**stands, "street_item": "D-C17"}).made, "what gives it no more goes"


@pytest.mark.usefixtures("pothole")
@pytest.mark.parametrize(("cells", "words"), [
    ({"kind": "部件"}, "种类定了不能改"), ({"class_name": "别的"}, "现在叫"), ({"class_code": "77"}, "没有这个大类"), ({"powers": "P999"}, "权责清单里没有"),
    ({"emergency_numbers": "114"}, "没有“114”"), ({"words": "井盖 很重"}, "权重"), ({"limits": "到场 2 小时、处置 3 工作日"}, "办结时限"),
    ({"danger": "也许"}, "是"),
])
def test_a_wrong_cell_is_told_and_its_line_writes_nothing(cells, words):
    taken = brought({**cells_of(EventType.objects.get(code="0111")), **cells})
    assert words in str(taken.errors[0])
    assert not taken.made
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("said", "lines"), [
    (["处置 5 工作日"], [("handle", 5, "working_day", True)]),
    (["处置5工作日（办结）", "到场 2 小时"], [("handle", 5, "working_day", True), ("arrive", 2, "hour", False)]),
    (["立即报告 立即", "整改 7 日(办结时限)"], [("report", 0, "minute", False), ("fix", 7, "calendar_day", True)]),
])
def test_limits_are_read_as_people_write_them(said, lines):
    assert [(one.step, one.amount, one.unit, one.closes) for one in read_limits(said)] == lines


@pytest.mark.parametrize("said", ["很快", "处置", "处置 三天", "处置 3.5 小时", "办结 5 工作日", "处置 5 工作日左右"])
def test_what_is_no_limit_is_refused(said):
    with pytest.raises(ChangeRefused):
        read_limits([said])


def test_the_standard_brings_every_type_once_and_nobody_who_answers():
    standard = standard_types()
    assert load_standard(standard, actor=ADMIN, at=NOON) == len(standard) == 103
    assert load_standard(standard, actor=ADMIN, at=NOON) == 0
    assert not TypeDuty.objects.exists()
    assert all(any(limit.closes for limit in line.limits) for line in duty_book().types.values())
    for kind in EventType.objects.all()[:20]:
        assert brought(cells_of(kind)).made == [], "the register as it goes out comes in as what stands"


def test_an_empty_house_is_told_what_to_do(client):
    assert "NO_TYPES" in [code for code, _words, _facts in findings(date(2026, 11, 29))]
    assert "业务管理员导入以后" in client.get(reverse("duties:types")).content.decode()
    page = signed_in("CONFIG_ADMIN").get(reverse("duties:types")).content.decode()
    assert "还没有分类：请导入" in page
    assert reverse("duties:types_import") in page
    assert reverse("duties:types_standard") in page


def test_the_page_of_a_new_type_keeps_what_was_typed_and_then_adds_it():
    client, address = signed_in("CONFIG_ADMIN"), reverse("duties:type_new")
    form = {**form_of(name="占用盲道"), "code": "0199", "kind": "EVENT", "class_code": "01"}
    form.pop("street_item", None)
    refused = client.post(address, form)
    assert refused.status_code == 422
    assert "占用盲道" in refused.content.decode()
    assert client.post(address, {**form, "class_name": "市容环境", "why": "示例：来函"}).status_code == 302
    assert EventType.objects.get().name == "占用盲道"


def test_the_standard_is_looked_at_and_loaded_by_one_button():
    client, address = signed_in("CONFIG_ADMIN"), reverse("duties:types_standard")
    assert "装入这 103 类" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert "都有了" in client.get(address).content.decode()


@pytest.mark.usefixtures("pothole")
def test_when_a_type_is_filed_and_closed_is_said_in_the_reader_s_language(client):
    address = reverse("duties:type", args=["0111"])
    taken = brought({**cells_of(EventType.objects.get(code="0111")), "filing_condition": "路面有坑", "closing_condition": "补平",
                     "closing_condition_en": "Mended level"})
    assert sorted(taken.made[0].parts) == ["closing_condition", "closing_condition_en", "filing_condition"], taken.errors
    client.get("/preferences/", {"lang": "en", "next": "/"})
    english = client.get(address).content.decode()
    assert '<span lang="zh-Hans">路面有坑</span>' in english
    assert "Mended level" in english
    chinese = Client().get(address).content.decode()
    assert "补平" in chinese
    assert "Mended level" not in chinese
