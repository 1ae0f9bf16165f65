from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.duties.models import DispatchCatalogueEntry, DutyItem, EventType, TypeDuty, TypeLimit, TypeWord
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.models import Account, Assignment, Body, Person, Post
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.queries import as_read

pytestmark = pytest.mark.django_db
LONG_AGO = date(2010, 1, 1)
LISTS = ["index", "items", "matters", "services", "types", "catalogue"]


@pytest.fixture
def pothole():
    kind = EventType.objects.create(code="0111", class_code="01", class_name="市容环境", class_name_en="City appearance", name="道路破损",
                                    name_en="Damaged road", valid_from=LONG_AGO, sample=True)
    TypeLimit.objects.create(type=kind, step="handle", amount=5, unit="working_day", closes=True, valid_from=LONG_AGO)
    TypeWord.objects.create(type=kind, word="坑洼", weight=11, valid_from=LONG_AGO)
    item = DutyItem.objects.create(code="D-C16", office_name="城市管理办公室", title="市政设施问题收集转办", title_en="Municipal facilities",
                                   role="COOPERATIVE", departments=["区住建局"], valid_from=LONG_AGO, sample=True)
    DutyItem.objects.create(code="D-C17", office_name="城市管理办公室", title="摊点疏导", role="COOPERATIVE", valid_from=LONG_AGO)
    DutyItem.objects.create(code="D-C01", office_name="城市管理办公室", title="保洁", role="PRIMARY", valid_from=LONG_AGO)
    TypeDuty.objects.create(type=kind, item=item, valid_from=LONG_AGO)
    return kind


def signed_in(*roles):
    body = Body.objects.create(code="CENTER", kind="COMMAND_CENTER", name="指挥中心", valid_from=LONG_AGO)
    post = Post.objects.create(body=body, code="CENTER:X", title="岗", roles=list(roles), valid_from=LONG_AGO)
    person = Person.objects.create(name="示例人", sample=True)
    assignment = Assignment.objects.create(person=person, post=post, valid_from=LONG_AGO)
    account = Account.objects.create_account("someone", "a-long-password-1", person=person)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    from shaoxiang.kernel.web.session import POST, SINCE

    session[POST], session[SINCE] = assignment.pk, timezone.now().timestamp()
    session.save()
    return client


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_are_open_to_everyone(client, pothole, name):
    answer = client.get(reverse(f"duties:{name}"))
    assert answer.status_code == 200
    assert "web/public.html" in [template.name for template in answer.templates]


def test_a_list_is_searched_and_shown_as_of_a_day(client, pothole):
    assert "D-C16" in client.get(reverse("duties:items"), {"q": "市政"}).content.decode()
    assert "D-C16" not in client.get(reverse("duties:items"), {"q": "没有这样的词"}).content.decode()
    assert "D-C16" not in client.get(reverse("duties:items"), {"on": "2001-01-01"}).content.decode()
    assert "日期读不懂" in client.get(reverse("duties:items"), {"on": "昨天"}).content.decode()


def test_composed_rows_carry_their_mark_and_a_type_its_limits(client, pothole):
    page = client.get(reverse("duties:type", args=["0111"])).content.decode()
    assert "示例" in page
    assert "工作日" in page
    assert "D-C16" in page
    assert client.get(reverse("duties:type", args=["9999"])).status_code == 404


def form_of(**changes):
    data = {
        "name": "道路破损", "name_en": "Damaged road", "class_code": "01",
        "street_item": "D-C16", "words": "坑洼 11", "limits-TOTAL_FORMS": "2", "limits-INITIAL_FORMS": "1",
        "limits-MIN_NUM_FORMS": "0", "limits-MAX_NUM_FORMS": "8", "limits-0-step": "handle", "limits-0-amount": "5", "limits-0-unit": "working_day",
        "limits-0-closes": "on", "limits-1-step": "", "limits-1-unit": "minute",
    }
    return data | changes


def changed(client, edit, data):
    """Looked at first, then written with a reason."""
    looked = client.post(edit, data)
    assert looked.status_code == 200, looked.context["form"].errors
    return client.post(edit, data | {"looked": looked.context["mark"], "why": "示例：按新的分工"})


def test_an_administrator_changes_limits_words_and_items_with_history(pothole):
    client = signed_in("CONFIG_ADMIN")
    edit = reverse("duties:type_edit", args=["0111"])
    assert client.get(edit).status_code == 200
    answer = changed(client, edit, form_of(**{"limits-0-amount": "3", "words": "坑洼 12\n井盖 -5", "street_item": "D-C17"}))
    assert answer.status_code == 302
    book = duty_book()
    assert [(line.step, line.amount) for line in book.types["0111"].limits] == [("handle", 3)]
    assert book.words["井盖"] == (("0111", -5),)
    assert book.duties["0111", "STREET"].code == "D-C17"
    old = TypeLimit.objects.get(type=pothole, amount=5)
    assert old.valid_to == timezone.localdate()
    entry = Entry.objects.get(kind="duties.type_changed")
    assert entry.facts["changed"] == ["items", "limits", "words"]
    assert "改分类设置" in client.get(edit).content.decode()


def test_two_who_change_one_type_do_not_undo_each_other(pothole):
    client, seen = signed_in("CONFIG_ADMIN"), as_read("event_type", pothole.pk)
    edit = reverse("duties:type_edit", args=["0111"])
    assert f'value="{seen}"' in client.get(edit).content.decode()
    assert changed(client, edit, form_of(words="坑洼 12\n井盖 -5", seen=seen)).status_code == 302
    late = client.post(edit, form_of(words="坑洼 12\n塌陷 7", seen=seen))
    assert late.status_code == 422
    assert "塌陷 7" in late.content.decode()
    assert "井盖" in duty_book().words
    assert changed(client, edit, form_of(words="坑洼 12\n井盖 -5\n塌陷 7", seen=as_read("event_type", pothole.pk))).status_code == 302


def test_a_type_departments_lead_is_not_hung_on_a_street_s_own_item_here_and_the_page_says_where(pothole):
    client = signed_in("CONFIG_ADMIN")
    answer = client.post(reverse("duties:type_edit", args=["0111"]), form_of(street_item="D-C01"))
    assert answer.status_code == 422
    assert "给镇街多派活" in answer.content.decode()
    assert reverse("duties:versions") in answer.content.decode()
    assert TypeDuty.objects.get().item.code == "D-C16"


@pytest.mark.parametrize(("changes", "says"), [
    ({"limits-0-closes": ""}, "办结时限"),
    ({"words": "坑洼 很多"}, "权重要写整数"),
    ({"limits-1-step": "handle", "limits-1-amount": "2", "limits-1-unit": "hour"}, "只能写一次"),
    ({"limits-0-amount": "0"}, "不能是"),
    ({"name": ""}, ""),
])
def test_a_wrong_setting_is_refused_with_the_cure_and_nothing_is_written(pothole, changes, says):
    client = signed_in("CONFIG_ADMIN")
    data = {name: value for name, value in form_of(**changes).items() if value != "" or name in ("name", "limits-1-step")}
    answer = client.post(reverse("duties:type_edit", args=["0111"]), data)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert TypeLimit.objects.get().amount == 5
    assert not Entry.objects.exists()


def test_saving_without_a_change_says_so_and_leaves_no_entry(pothole):
    client = signed_in("CONFIG_ADMIN")
    answer = changed(client, reverse("duties:type_edit", args=["0111"]), form_of())
    assert answer.status_code == 200
    assert "没有要改的" in answer.content.decode()
    assert not Entry.objects.exists()


def test_the_catalogue_is_written_and_ended_by_an_administrator(pothole):
    client = signed_in("CONFIG_ADMIN")
    water = Body.objects.create(code="W", kind="PUBLIC_UTILITY", name="供水公司", valid_from=LONG_AGO)
    new = {"type_code": "0111", "lead_unit_id": water.pk, "reference": "协调会纪要〔2026〕3号"}
    assert client.get(reverse("duties:catalogue_new")).status_code == 200
    looked = client.post(reverse("duties:catalogue_new"), new)
    assert "供水公司" in looked.content.decode()
    assert not DispatchCatalogueEntry.objects.exists()
    assert client.post(reverse("duties:catalogue_new"), new | {"looked": looked.context["mark"]}).status_code == 302
    entry = DispatchCatalogueEntry.objects.get()
    assert duty_book().catalogue["0111", None].lead_id == water.pk
    assert "供水公司" in client.get(reverse("duties:catalogue")).content.decode()
    end = reverse("duties:catalogue_end", args=[entry.pk])
    assert "供水公司" in client.get(end).content.decode()
    assert client.post(end).status_code == 422
    assert ("0111", None) in duty_book().catalogue
    assert client.post(end, {"why": "示例：纪要期满"}).status_code == 302
    assert ("0111", None) not in duty_book().catalogue
    assert [entry.kind for entry in Entry.objects.order_by("pk")] == ["duties.catalogue_written", "duties.catalogue_ended"]
    page = client.get(reverse("duties:type", args=["0111"])).content.decode()
    assert "协调会纪要〔2026〕3号" in page
    assert "示例：纪要期满" in page
    assert client.post(reverse("duties:catalogue_end", args=[424242])).status_code == 404


@pytest.mark.parametrize("roles", [("STREET_DESK",), ("SYSTEM_ADMIN",), ("AUDIT_ADMIN",)])
def test_nobody_else_may_edit(pothole, roles):
    client = signed_in(*roles)
    assert client.post(reverse("duties:type_edit", args=["0111"]), form_of()).status_code == 403
    assert client.post(reverse("duties:catalogue_new"), {}).status_code == 403


def test_a_visitor_is_sent_to_sign_in(client, pothole):
    answer = client.get(reverse("duties:type_edit", args=["0111"]))
    assert answer.status_code == 302
    assert reverse("institutions:sign_in") in answer["Location"]
