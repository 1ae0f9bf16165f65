import pytest
from django.test import Client

from shaoxiang.kernel.web import filters
from shaoxiang.kernel.web.models import SavedFilter

pytestmark = pytest.mark.django_db


def test_a_filter_keeps_the_conditions_and_not_the_place_in_the_list():
    row = filters.save(1, "cases", "  我的  超期 ", "?status=OPEN&light=RED&cursor=abc&lang=en")
    assert (row.name, row.query) == ("我的 超期", "status=OPEN&light=RED")


def test_the_same_name_replaces():
    filters.save(1, "cases", "超期", "light=RED")
    filters.save(1, "cases", "超期", "light=YELLOW")
    assert [row.query for row in filters.filters_of(1, "cases")] == ["light=YELLOW"]


@pytest.mark.parametrize(("name", "query", "reason"), [("  ", "a=b", "NO_NAME"), ("长" * 31, "a=b", "TOO_LONG"), ("好", "a=" + "b" * 1000, "TOO_LONG")])
def test_a_filter_that_cannot_be_kept(name, query, reason):
    with pytest.raises(filters.FilterRefused) as refused:
        filters.save(1, "cases", name, query)
    assert refused.value.reason == reason


def test_twenty_are_enough():
    for n in range(filters.MOST):
        filters.save(1, "cases", f"第{n}", "a=b")
    with pytest.raises(filters.FilterRefused):
        filters.save(1, "cases", "再一个", "a=b")
    filters.save(1, "cases", "第3", "a=c")
    filters.save(2, "cases", "别人的", "a=b")


def test_renaming_stays_among_ones_own():
    mine, other = filters.save(1, "cases", "甲", "a=b"), filters.save(1, "cases", "乙", "a=b")
    with pytest.raises(filters.FilterRefused):
        filters.rename(1, mine.pk, "乙")
    with pytest.raises(SavedFilter.DoesNotExist):
        filters.rename(2, mine.pk, "丙")
    assert filters.rename(1, mine.pk, "丙").name == "丙"
    assert not filters.delete(2, other.pk)
    assert filters.delete(1, other.pk)


def test_filters_are_kept_renamed_and_deleted_from_the_page(staff):
    staff.enter()
    back = "/institutions/?q=%E4%B8%9C%E9%A3%8E"
    assert staff.client.post("/filters/", {"act": "save", "page": "bodies", "name": "东风", "next": back}).headers["Location"] == back
    row = SavedFilter.objects.get()
    assert (row.account_id, row.page, row.query) == (staff.account.pk, "bodies", "q=%E4%B8%9C%E9%A3%8E")
    staff.client.post("/filters/", {"act": "rename", "filter": row.pk, "name": "东风路", "next": back})
    assert SavedFilter.objects.get().name == "东风路"
    staff.client.post("/filters/", {"act": "save", "page": "bodies", "name": "", "next": back})
    assert "请给常用筛选起个名字。" in staff.client.get(back).content.decode()
    staff.client.post("/filters/", {"act": "delete", "filter": row.pk, "next": back})
    assert not SavedFilter.objects.exists()


def test_anothers_filter_and_a_visitor_find_nothing(staff):
    row = filters.save(999_999, "cases", "别人的", "a=b")
    assert Client().post("/filters/", {"act": "delete", "filter": row.pk}).status_code == 302
    staff.enter()
    for act in ("delete", "rename"):
        assert staff.client.post("/filters/", {"act": act, "filter": row.pk, "name": "我的"}).status_code == 404
    assert staff.client.post("/filters/", {"act": "delete", "filter": "x"}).status_code == 404
    assert SavedFilter.objects.filter(pk=row.pk).exists()
