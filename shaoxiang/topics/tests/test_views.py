"""Pages and interface of the topic room."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.topics import actions
from shaoxiang.topics.models import HotTopic
from shaoxiang.topics.tests.test_actions import noise, outbreak
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture
def topic() -> HotTopic:
    outbreak(0, at=timezone.now())
    noise()
    actions.gather(now=timezone.now())
    return HotTopic.objects.get()


def test_the_list_and_the_topic_show_what_belongs_together(topic):
    client = seated(people.actor("STREET_DESK", street=people.HOME))
    page = client.get(reverse("topics:list")).content.decode()
    assert topic.title in page
    page = client.get(reverse("topics:topic", args=[topic.pk])).content.decode()
    assert page.count('class="row-link"') == 9
    assert "不算热点" in page


def test_an_empty_list_says_so():
    assert "现在没有热点" in seated(people.actor("DISTRICT_DESK")).get(reverse("topics:list")).content.decode()


def test_what_is_not_yours_is_not_there(topic):
    stranger = seated(people.actor("STREET_DESK", street=people.NEXT))
    assert topic.title not in stranger.get(reverse("topics:list")).content.decode()
    assert stranger.get(reverse("topics:topic", args=[topic.pk])).status_code == 404
    assert stranger.post(reverse("topics:dismiss", args=[topic.pk])).status_code == 404
    assert seated(people.actor("STREET_LEADER", street=people.HOME)).post(reverse("topics:dismiss", args=[topic.pk])).status_code == 403
    assert seated(people.actor("OFFICE_HANDLER", street=people.HOME)).get(reverse("topics:list")).status_code == 403


def test_buttons_do_what_they_say(topic):
    client = seated(people.actor("DISTRICT_DESK"))
    assert "已标为不算热点" in client.post(reverse("topics:dismiss", args=[topic.pk]), follow=True).content.decode()
    assert "已经不在进行中" in client.post(reverse("topics:dismiss", args=[topic.pk]), follow=True).content.decode()
    assert topic.title in client.get(reverse("topics:list"), {"status": "DISMISSED"}).content.decode()
    assert "已恢复为热点" in client.post(reverse("topics:restore", args=[topic.pk]), follow=True).content.decode()
    assert "已生成总件" in client.post(reverse("topics:make_parent", args=[topic.pk]), follow=True).content.decode()


def test_a_new_name_is_kept_and_a_bad_one_answered(topic):
    client = seated(people.actor("DISTRICT_DESK"))
    assert client.post(reverse("topics:rename", args=[topic.pk]), {"title": "x"}).status_code == 422
    assert client.post(reverse("topics:rename", args=[topic.pk]), {"title": "云杉里东侧搅拌站"}).status_code == 302
    topic.refresh_from_db()
    assert topic.title == "云杉里东侧搅拌站"


def test_settings_refuse_with_a_cure_and_save():
    client = seated(people.actor("CONFIG_ADMIN"))
    given = {"window_days": "60", "least_reporters": "3", "half_life_days": "7", "aliases": "大黑楼"}
    answer = client.post(reverse("topics:settings"), given)
    assert answer.status_code == 422 and "俗称在前" in answer.content.decode()
    assert client.post(reverse("topics:settings"), {**given, "aliases": "大黑楼 示例大厦"}).status_code == 302
    page = client.get(reverse("topics:settings")).content.decode()
    assert "大黑楼 示例大厦" in page and "改热点设置" in page
    assert seated(people.actor("DISTRICT_DESK")).get(reverse("topics:settings")).status_code == 403


def test_the_case_page_names_its_topic(topic):
    number = topic.members.first()
    from shaoxiang.kernel.matter.models import Matter

    client = seated(people.actor("STREET_DESK", street=people.HOME))
    address = reverse("topics:panel", args=[Matter.objects.get(pk=number.matter_id).number])
    assert topic.title in client.get(address).content.decode()
    assert seated(people.actor("STREET_DESK", street=people.NEXT)).get(address).status_code == 404


