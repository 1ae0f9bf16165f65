"""A change of a type: looked at first, with a reason, kept in words beside the journal."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from shaoxiang.duties.actions import TypeChange, change_type, try_out
from shaoxiang.duties.models import EventType, SettingChange, TypeLimit
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.settings import history_of
from shaoxiang.duties.rules import ChangeRefused, LimitLine
from shaoxiang.duties.tests.test_catalogue import ADMIN, NOON
from shaoxiang.duties.tests.test_views import form_of, pothole, signed_in  # noqa: F401
from shaoxiang.kernel.journal.models import Entry

pytestmark = pytest.mark.django_db
THREE_DAYS = (LimitLine("handle", 3, "working_day", True),)


def wanted(**columns):
    return TypeChange(columns, THREE_DAYS, {"坑洼": 11, "井盖": -6}, {"STREET": "D-C17"})


def change(why="示例：按新规范", **columns):
    return change_type("0111", wanted(**columns), why=why, actor=ADMIN, at=NOON)


@pytest.mark.usefixtures("pothole")
def test_a_look_says_what_would_change_and_writes_nothing():
    trial = try_out(change, "0111", at=NOON)
    assert [(one.part, one.before, one.after) for one in trial.told] == [
        ("时限", "处置 5 工作日（办结时限）", "处置 3 工作日（办结时限）"),
        ("用词", "", "井盖 -6"),
        ("职责", "街道 D-C16 市政设施问题收集转办", "街道 D-C17 摊点疏导"),
    ]
    assert trial.clocks
    assert not SettingChange.objects.exists()
    assert not Entry.objects.exists()
    assert TypeLimit.objects.get().amount == 5
    assert duty_book().duties["0111", "STREET"].code == "D-C16"


@pytest.mark.usefixtures("pothole")
def test_what_was_changed_and_why_is_read_in_words_and_the_journal_holds_none_of_them():
    kind = change(name="路面破损")
    [step] = history_of(kind)
    assert (step.why, step.actor_id) == ("示例：按新规范", ADMIN.assignment_id)
    assert ("名称", "道路破损", "路面破损") in step.told
    entry = Entry.objects.get()
    assert entry.facts["change"] == SettingChange.objects.get().pk
    assert not any(word in str(entry.facts) for word in ("路面", "示例", "井盖"))


@pytest.mark.usefixtures("pothole")
@pytest.mark.parametrize("why", ["", "  \n "])
def test_without_a_reason_nothing_is_changed(why):
    with pytest.raises(ChangeRefused, match="为什么改"), transaction.atomic():
        change(why)
    assert TypeLimit.objects.get().amount == 5


@pytest.mark.usefixtures("pothole")
def test_a_type_goes_to_another_class_with_the_names_of_that_class():
    EventType.objects.create(code="0201", class_code="02", class_name="宣传广告", class_name_en="Advertising", name="乱贴")
    kind = change(class_code="02")
    assert (kind.class_name, kind.class_name_en) == ("宣传广告", "Advertising")
    assert ("大类", "01 市容环境", "02 宣传广告") in history_of(kind)[0].told
    with pytest.raises(ChangeRefused, match="大类"), transaction.atomic():
        change(class_code="77")


@pytest.mark.usefixtures("pothole")
def test_the_database_lets_nobody_rewrite_the_history():
    change()
    for act in (lambda: SettingChange.objects.update(why="别的"), lambda: SettingChange.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


@pytest.mark.usefixtures("pothole")
def test_what_is_written_is_what_was_looked_at():
    client, edit = signed_in("CONFIG_ADMIN"), reverse("duties:type_edit", args=["0111"])
    looked = client.post(edit, form_of(name="路面破损"))
    mark = looked.context["mark"]
    assert "<del>道路破损</del> → <ins>路面破损</ins>" in looked.content.decode()
    other = client.post(edit, form_of(name="路面塌陷", looked=mark, why="示例：来函"))
    assert other.status_code == 200
    assert "<ins>路面塌陷</ins>" in other.content.decode()
    unsaid = client.post(edit, form_of(name="路面破损", looked=mark))
    assert unsaid.status_code == 422
    assert "请写明为什么改" in unsaid.content.decode()
    assert EventType.objects.get(code="0111").name == "道路破损"
    assert client.post(edit, form_of(name="路面破损", looked=mark, why="示例：来函")).status_code == 302
    assert "示例：来函" in client.get(reverse("duties:type", args=["0111"])).content.decode()


def test_a_visitor_reads_the_type_and_not_who_changed_it(client, pothole):  # noqa: F811
    change("示例：内部来函")
    assert "示例：内部来函" not in client.get(reverse("duties:type", args=["0111"])).content.decode()


@pytest.mark.usefixtures("pothole")
def test_the_rows_behind_the_number_are_for_the_administrator():
    address = reverse("duties:type_touched", args=["0111"])
    client = signed_in("CONFIG_ADMIN")
    assert client.get(address, {"of": "没有这样的房间"}).status_code == 404
    assert client.get(address, {"of": "在办事件"}).status_code == 200
