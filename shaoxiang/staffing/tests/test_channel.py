"""晋升通道: set by 组织部 by its paper, ended with a reason, many from a sheet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.staffing.actions.channel import end_channel, import_channels, set_channel
from shaoxiang.staffing.models import PromotionChannel
from shaoxiang.staffing.queries.channel import CHANNELS, posts_to_list
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.tests.test_selection import cadres, empty_seat
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def listed(post, basis="示例〔2026〕5号", days=0, actor=None):
    now = timezone.now()
    return set_channel(post.pk, basis=basis, since=timezone.localdate(now) + timedelta(days=days), actor=actor or cadres(), at=now)


def test_a_post_is_listed_by_its_paper_and_again_only_by_another():
    post = empty_seat()
    row = listed(post)
    assert listed(post) is None
    later = listed(post, "示例〔2026〕9号", days=3)
    row.refresh_from_db()
    assert (row.valid_to, later.basis) == (later.valid_from, "示例〔2026〕9号")
    kinds = list(Entry.objects.filter(subject_kind="post", subject_id=post.pk).values_list("kind", flat=True))
    assert kinds.count("staffing.channel_set") == 2
    assert "示例" not in str(Entry.objects.filter(kind="staffing.channel_set").latest("seq").facts)


@pytest.mark.parametrize(("given", "field"), [({"basis": " "}, "basis"), ({"days": 500}, "since"), ({"days": -40_000}, "since")])
def test_what_is_lacking_is_said_at_its_field(given, field):
    with pytest.raises(StaffingRefused) as said:
        listed(empty_seat(), **given)
    assert said.value.field == field


def test_the_past_is_not_changed():
    post = empty_seat()
    listed(post)
    with pytest.raises(StaffingRefused, match="只续"):
        listed(post, "别的文件")


def test_it_ends_with_a_reason_and_only_by_the_organisation_department():
    post = empty_seat()
    row = listed(post)
    PromotionChannel.objects.filter(pk=row.pk).update(valid_from=timezone.localdate() - timedelta(days=9))
    for role in ("STAFFING_OFFICE", "STREET_DESK"):
        with pytest.raises(PermissionDenied):
            end_channel(row.pk, why="因为", actor=people.actor(role), at=timezone.now())
        with pytest.raises(PermissionDenied):
            listed(post, "别的", days=5, actor=people.actor(role))
    with pytest.raises(StaffingRefused):
        end_channel(row.pk, why=" ", actor=cadres(), at=timezone.now())
    ended = end_channel(row.pk, why="示例：岗位调整", actor=cadres(), at=timezone.now())
    assert (ended.valid_to, ended.ended_why) == (timezone.localdate(), "示例：岗位调整")
    assert Entry.objects.filter(kind="staffing.channel_ended").count() == 1


def test_a_sheet_lists_and_ends_and_tells_every_bad_line():
    post, shown, today = empty_seat(), {one.field: one.shown for one in CHANNELS}, timezone.localdate().isoformat()

    def brought(*lines):
        rows = [Row(number + 2, {"basis": "示例文件", "since": today, "ends": "", **line}, shown) for number, line in enumerate(lines)]
        return import_channels(rows, actor=cadres(), at=timezone.now())

    assert [one.act for one in brought({"post": post.code}).made] == ["列入"]
    assert not brought({"post": post.code}).made
    assert [one.act for one in brought({"post": post.code, "ends": "是"}).made] == ["不再列入"]
    wrong = brought({"post": post.code, "ends": "是"}, {"post": "没有"}, {"post": post.code, "basis": ""})
    assert [(error.line, error.column) for error in wrong.sorted_errors][:3] == [(2, "不再列入"), (3, "岗位代码"), (4, "岗位代码")]


def test_the_pages_list_a_post_and_end_it():
    client, today = seated(cadres()), timezone.localdate()
    post = posts_to_list(today)[0][0]
    address = reverse("staffing:channel_new")
    assert client.post(address, {"post_id": post, "basis": "", "since": today.isoformat()}).status_code == 422
    assert client.post(address, {"post_id": post, "basis": "示例〔2026〕5号", "since": today.isoformat()}).status_code == 302
    row = PromotionChannel.objects.get(post_id=post, valid_to=None)
    assert post not in [key for key, _label in posts_to_list(today)]
    end = reverse("staffing:channel_end", args=[row.pk])
    page = client.get(reverse("staffing:channel")).content.decode()
    assert (address in page, end in page) == (True, True)
    assert client.post(end, {"why": "示例：岗位调整"}).status_code == 302
    assert client.get(end).status_code == 404
    assert address not in seated(people.actor("GRID_WORKER")).get(reverse("staffing:channel")).content.decode()
