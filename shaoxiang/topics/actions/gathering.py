"""夜间汇总: read the cases of the window, group them, and carry the topics of last night on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.cases.vocabulary import CaseStatus
from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel import db
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.identity.rules import mask_text, without_personal
from shaoxiang.places.queries import place_book
from shaoxiang.topics.models import HotTopic, TopicMember
from shaoxiang.topics.queries import settings_now
from shaoxiang.topics.rules import COOL, Cluster, Message, Night, Settings, cluster, heat, next_night, rises_again
from shaoxiang.topics.rules.naming import is_place_name
from shaoxiang.topics.vocabulary import TopicStatus

TITLE_READ = 40  # characters of a description that count as its title
NOT_COUNTED = (CaseStatus.WITHDRAWN, CaseStatus.DECLINED)
LIVING = (TopicStatus.ACTIVE.value, TopicStatus.DISMISSED.value)
WORD_IS_RARE = 4.0  # a word of the trade in a title counts as one in fifty texts


@dataclass(frozen=True, slots=True)
class _Row:
    """A case as the night reads it."""

    pk: int
    reporter: str
    opened_at: datetime
    street_id: int | None
    community_id: int | None
    subject_code: str
    message: Message


def gather(*, now: datetime) -> int:
    """Returns how many topics are active afterwards. Safe to repeat: the same cases give the same topics."""
    settings = settings_now()
    rows = _rows(now - timedelta(days=settings.window_days), now)
    found = _hot(cluster([row.message for row in rows], known=_known(), aliases=settings.aliases, words=_trade_words()), rows, settings, now)
    with transaction.atomic():
        db.take_turns("topics.gather")  # the worker's night and somebody's command: the first night has no topic to hold
        living = {topic.pk: topic for topic in HotTopic.objects.select_for_update().filter(status__in=LIVING)}
        before = {pk: frozenset(keys) for pk, keys in _members(living).items()}
        groups = [frozenset(rows[number].pk for number in each.members) for each in found]
        night = next_night(before, groups)
        _carry_on(night, living, found, rows, settings, now)
        return HotTopic.objects.filter(status=TopicStatus.ACTIVE.value).count()


def _rows(since: datetime, now: datetime) -> list[_Row]:
    """Cases of the window, without what was withdrawn or declined; personal numbers cut out before anything looks at the words."""
    cases = Case.objects.filter(matter__opened_at__gte=since, matter__opened_at__lte=now).exclude(matter__status__in=[s.value for s in NOT_COUNTED])
    fields = ("pk", "description", "address", "reporter_id", "reported_by", "matter__opened_at", "matter__street_id",
              "matter__community_id", "matter__subject_code", "matter__lon", "matter__lat")
    read = list(cases.order_by("matter__opened_at", "pk").values_list(*fields))
    phones = dict(VaultRecord.objects.filter(pk__in={row[3] for row in read if row[3]}).exclude(phone_index="").values_list("pk", "phone_index"))
    return [_row(row, phones) for row in read]


def _row(read: tuple, phones: dict[int, str]) -> _Row:  # type: ignore[type-arg]
    pk, description, address, reporter, registrar, opened_at, street, community, code, lon, lat = read
    words = without_personal(description)
    who = phones.get(reporter or 0) or (f"v{reporter}" if reporter else f"a{registrar}" if registrar else f"m{pk}")
    message = Message(words[:TITLE_READ], f"{words[TITLE_READ:]}。{without_personal(address)}", who, opened_at, lon, lat)
    return _Row(pk, who, opened_at, street, community, code, message)


def _known() -> list[str]:
    """Names of streets and communities, as people write them."""
    book = place_book()
    names = [street.name for street in book.streets.values()] + [community.name for community in book.communities.values()]
    return [_plain(name) for name in names]


def _plain(name: str) -> str:
    """A place as people write it."""
    return name.removesuffix("居委会").removesuffix("村委会").removesuffix("街道办事处")


def _trade_words() -> dict[str, float]:
    """Words of the event types are good words for a title."""
    return {word: WORD_IS_RARE for word in duty_book().words if 2 <= len(word) <= 4}


def _hot(clusters: list[Cluster], rows: list[_Row], settings: Settings, now: datetime) -> list[Cluster]:
    """Groups that enough different people stand behind, that have not cooled down, and that have a place and a subject to name."""
    found = []
    for each in clusters:
        if len(each.members) < settings.least_reporters:
            continue
        warm, reporters = _heat_of(each, rows, settings, now)
        named = each if is_place_name(each.place) else replace(each, place=_community(each, rows))
        if reporters >= settings.least_reporters and warm >= COOL and named.place and named.subject:
            found.append(named)
    return found


def _community(each: Cluster, rows: list[_Row]) -> str:
    """Where the members give no name in common: the community most of them lie in; empty where they lie in many."""
    key, count = Counter(rows[number].community_id for number in each.members).most_common(1)[0]
    return _plain(place_book().communities[key].name) if key is not None and 2 * count >= len(each.members) else ""


def _heat_of(each: Cluster, rows: list[_Row], settings: Settings, now: datetime) -> tuple[float, int]:
    return heat(((rows[number].reporter, rows[number].opened_at) for number in each.members), now=now, half_life_days=settings.half_life_days)


def _members(living: dict[int, HotTopic]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {pk: set() for pk in living}
    for topic, matter in TopicMember.objects.filter(topic__in=living, valid_to__isnull=True).values_list("topic_id", "matter_id"):
        found[topic].add(matter)
    return found


def _carry_on(night: Night, living: dict[int, HotTopic], found: list[Cluster], rows: list[_Row], settings: Settings, now: datetime) -> None:
    today = timezone.localdate(now)
    for topic_id, group in night.kept.items():
        _refresh(living[topic_id], found[group], rows, settings, now)
    for group in night.fresh:
        _refresh(HotTopic(found_at=now), found[group], rows, settings, now)
    for topic_id, into in night.merged.items():
        HotTopic.objects.filter(pk=topic_id).update(status=TopicStatus.MERGED.value, merged_into_id=into, ended_at=now)
    HotTopic.objects.filter(pk__in=night.ended).update(status=TopicStatus.ENDED.value, ended_at=now, heat=0)
    TopicMember.objects.filter(topic__in=[*night.merged, *night.ended], valid_to__isnull=True).update(valid_to=today)


def _refresh(topic: HotTopic, each: Cluster, rows: list[_Row], settings: Settings, now: datetime) -> None:
    """Write what tonight knows of this topic; a name given by people stays."""
    members = [rows[number] for number in each.members]
    streets = {row.street_id for row in members}
    topic.heat, topic.reporters = _heat_of(each, rows, settings, now)
    topic.place, topic.words, topic.cohesion = each.place[:40], list(each.subject), each.cohesion
    topic.subject_code = Counter(row.subject_code for row in members).most_common(1)[0][0]
    topic.street_id = streets.pop() if len(streets) == 1 else None
    topic.first_at, topic.last_at = min(row.opened_at for row in members), max(row.opened_at for row in members)
    topic.gathered_at = now
    if not topic.named_by_people:
        topic.title = title_of(each)
    if topic.status == TopicStatus.DISMISSED and rises_again(topic.reporters, topic.reporters_when_dismissed):
        topic.status = TopicStatus.ACTIVE.value
    topic.save()
    _write_members(topic, members, now)


def title_of(each: Cluster) -> str:
    """地点 · 事由."""
    return mask_text(f"{each.place} · {' '.join(each.subject)}")[:60]


def _write_members(topic: HotTopic, members: list[_Row], now: datetime) -> None:
    today = timezone.localdate(now)
    held = {row.matter_id: row for row in topic.members.filter(valid_to__isnull=True)}
    wanted = {row.pk: (rank, row) for rank, row in enumerate(members)}
    TopicMember.objects.filter(pk__in=[row.pk for key, row in held.items() if key not in wanted]).update(valid_to=today)
    TopicMember.objects.bulk_create([
        TopicMember(topic=topic, matter_id=key, street_id=row.street_id, rank=rank, valid_from=today)
        for key, (rank, row) in wanted.items() if key not in held
    ])
    moved = [row for key, row in held.items() if key in wanted and (row.rank, row.street_id) != (wanted[key][0], wanted[key][1].street_id)]
    for row in moved:
        row.rank, row.street_id = wanted[row.matter_id][0], wanted[row.matter_id][1].street_id
    TopicMember.objects.bulk_update(moved, ["rank", "street_id"])
