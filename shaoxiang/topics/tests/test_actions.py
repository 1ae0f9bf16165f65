"""The night's gathering and what people do, on the demo district with composed reports."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from shaoxiang.cases import actions as cases
from shaoxiang.cases.models import Case, CaseChild
from shaoxiang.cases.tests.walks import MONDAY, reported
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.profiles.xincheng.hot import OUTBREAKS
from shaoxiang.topics import actions, queries
from shaoxiang.topics.models import HotTopic, TopicMember
from shaoxiang.topics.rules import SettingRefused, Settings
from shaoxiang.topics.vocabulary import TopicStatus
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
DAY = timedelta(days=1)
NIGHT = MONDAY + timedelta(hours=18)
NOISE = ("东门外井盖破了一个角", "请问医保卡在哪里补办", "楼道里堆着旧沙发", "公交站牌倒在路边", "有人遛狗不拴绳子")


def outbreak(number: int, *, street: str = people.HOME, at=MONDAY, said: int | None = None, first: int = 0, phones: int = 0) -> list[Case]:
    """The composed reports of one outbreak, by as many different people (or by `phones` people only)."""
    each = OUTBREAKS[number]
    return [
        reported(street=street, at=at, description=words, address=each.address, type_code="",
                 reporter={"name": "示例居民", "phone": f"1390000{number:02d}{(order % phones if phones else order):02d}"})
        for order, words in list(enumerate(each.said))[first:said]
    ]


def noise(street: str = people.HOME) -> None:
    for order, words in enumerate(NOISE):
        reported(street=street, description=words, type_code="", address="", lon=None, lat=None, reporter={"phone": f"1390009{order:04d}"})


@pytest.fixture
def topic() -> HotTopic:
    outbreak(0)
    noise()
    assert actions.gather(now=NIGHT) == 1
    return HotTopic.objects.get()


def test_nine_neighbours_are_one_topic_and_the_noise_is_none(topic):
    assert topic.reporters == 9
    assert topic.members.count() == 9
    assert "云杉里小区" in topic.title and "噪音" in topic.title
    assert topic.street_id == people.actor("STREET_DESK", street=people.HOME).street_id
    assert topic.status == TopicStatus.ACTIVE
    assert topic.heat == pytest.approx(9 * 0.5 ** (18 / 24 / 7), abs=0.01)


def test_one_man_who_reports_nine_times_is_no_topic():
    outbreak(0, phones=1)
    noise()
    assert actions.gather(now=NIGHT) == 0
    assert not HotTopic.objects.exists()


def test_the_same_night_twice_changes_nothing(topic):
    before = list(TopicMember.objects.values_list("pk", "topic_id", "matter_id", "valid_to"))
    actions.gather(now=NIGHT)
    assert list(TopicMember.objects.values_list("pk", "topic_id", "matter_id", "valid_to")) == before


def test_a_topic_grows_under_its_own_key():
    outbreak(0, said=6)
    noise()
    actions.gather(now=NIGHT)
    first = HotTopic.objects.get()
    outbreak(0, first=6, at=MONDAY + DAY)
    actions.gather(now=NIGHT + DAY)
    assert HotTopic.objects.get().pk == first.pk
    assert HotTopic.objects.get().reporters == 9


def test_withdrawn_reports_leave_the_topic(topic):
    gone = Case.objects.filter(pk__in=topic.members.values("matter_id")).first()
    case = Case.objects.select_related("matter").get(pk=gone.pk)
    cases.withdraw(case.number, actor=people.resident(case.pk), at=NIGHT)
    actions.gather(now=NIGHT + DAY)
    topic.refresh_from_db()
    assert topic.reporters == 8
    assert topic.members.get(matter_id=case.pk).valid_to is not None


def test_a_topic_that_cooled_down_has_ended(topic):
    actions.gather(now=NIGHT + 30 * DAY)
    topic.refresh_from_db()
    assert topic.status == TopicStatus.ENDED and topic.heat == 0
    assert not topic.members.filter(valid_to__isnull=True).exists()


def test_the_night_leaves_no_entry(topic):
    assert not Entry.objects.filter(kind__startswith="topics.").exists()


# --- people -------------------------------------------------------------------------------------------------------------

def test_the_desk_of_the_street_dismisses_and_restores(topic):
    desk = people.actor("STREET_DESK", street=people.HOME)
    actions.dismiss(topic.pk, actor=desk, at=NIGHT)
    actions.gather(now=NIGHT + DAY)
    topic.refresh_from_db()
    assert topic.status == TopicStatus.DISMISSED
    assert list(queries.topics_for(desk)) == []
    actions.restore(topic.pk, actor=desk, at=NIGHT + DAY)
    assert [one.pk for one in queries.topics_for(desk)] == [topic.pk]
    assert list(Entry.objects.filter(subject_kind="hot_topic").order_by("seq").values_list("kind", flat=True)) == ["topics.dismissed", "topics.restored"]


def test_a_dismissed_topic_comes_back_when_it_doubles():
    outbreak(0, said=5)
    noise()
    actions.gather(now=NIGHT)
    topic = HotTopic.objects.get()
    actions.dismiss(topic.pk, actor=people.actor("DISTRICT_DESK"), at=NIGHT)
    HotTopic.objects.update(reporters_when_dismissed=4)
    outbreak(0, first=5, at=MONDAY + DAY)
    actions.gather(now=NIGHT + DAY)
    topic.refresh_from_db()
    assert topic.status == TopicStatus.ACTIVE


def test_a_given_name_stays_over_the_nights_and_hides_numbers(topic):
    actions.rename(topic.pk, " 云杉里搅拌站  13912345678 ", actor=people.actor("DISTRICT_DESK"), at=NIGHT)
    actions.gather(now=NIGHT + DAY)
    topic.refresh_from_db()
    assert topic.title == "云杉里搅拌站 139****5678"
    facts = Entry.objects.get(kind="topics.renamed").facts
    assert "云杉里" not in str(facts) and facts["after_sha256"]


def test_the_stranger_of_the_next_street_sees_and_may_nothing(topic):
    stranger = people.actor("STREET_DESK", street=people.NEXT)
    assert list(queries.topics_for(stranger)) == []
    with pytest.raises(HotTopic.DoesNotExist):
        actions.dismiss(topic.pk, actor=stranger, at=NIGHT)


def test_the_leader_of_the_street_sees_and_may_not_act(topic):
    leader = people.actor("STREET_LEADER", street=people.HOME)
    assert queries.find_topic(leader, topic.pk) == topic
    with pytest.raises(PermissionDenied):
        actions.dismiss(topic.pk, actor=leader, at=NIGHT)


def test_of_a_topic_over_two_streets_each_sees_its_own_cases():
    lon, lat, _grid = people.point_in(people.HOME)
    outbreak(1, said=4)
    outbreak(1, street=people.NEXT, first=4)
    noise()
    for case in Case.objects.filter(address=OUTBREAKS[1].address).select_related("matter"):  # both sides of one border
        case.matter.lon, case.matter.lat = lon, lat
        case.matter.save()
    assert actions.gather(now=NIGHT) == 1
    topic = HotTopic.objects.get()
    here, there, district = people.actor("STREET_DESK", street=people.HOME), people.actor("STREET_DESK", street=people.NEXT), people.actor("DISTRICT_DESK")
    assert topic.street_id is None
    assert [queries.topics_for(each).get().mine for each in (here, there, district)] == [4, 3, 7]
    assert [len(queries.members_for(topic, each)) for each in (here, there, district)] == [4, 3, 7]
    with pytest.raises(PermissionDenied):
        actions.dismiss(topic.pk, actor=here, at=NIGHT)
    actions.dismiss(topic.pk, actor=district, at=NIGHT)


def test_the_oldest_running_member_becomes_the_parent_of_the_others(topic):
    desk = people.actor("STREET_DESK", street=people.HOME)
    mine = sorted((case for case in queries.members_for(topic, desk) if case.matter.closed_at is None), key=lambda case: case.matter.opened_at)
    made = actions.make_parent(topic.pk, actor=desk, at=NIGHT)
    assert made.parent_matter_id == mine[0].pk
    assert set(CaseChild.objects.values_list("parent_id", "child_id")) == {(mine[0].pk, child.pk) for child in mine[1:]}
    assert Entry.objects.get(kind="topics.parent_made").facts["members"] == len(mine)
    with pytest.raises(actions.people.TopicRefused):
        actions.make_parent(topic.pk, actor=desk, at=NIGHT)


def test_settings_are_the_administrators_and_take_effect():
    admin = people.actor("CONFIG_ADMIN")
    outbreak(0, said=4)
    noise()
    assert actions.gather(now=NIGHT) == 0
    actions.save_settings(Settings(least_reporters=4, aliases={"大黑楼": "示例大厦"}), actor=admin, at=NIGHT)
    assert actions.gather(now=NIGHT) == 1
    assert queries.settings_now().aliases == {"大黑楼": "示例大厦"}
    assert Entry.objects.get(kind="topics.settings_set").facts["after"] == [90, 4, 7, 1]
    with pytest.raises(PermissionDenied):
        actions.save_settings(Settings(), actor=people.actor("DISTRICT_DESK"), at=NIGHT)
    with pytest.raises(SettingRefused):
        actions.save_settings(Settings(window_days=1), actor=admin, at=NIGHT)
