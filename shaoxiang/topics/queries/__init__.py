"""Topics as one reader may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from shaoxiang.cases.access import INTERFACE_OF_DISTRICT
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import LONG, cases_for
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.places.queries.lineage import line_of
from shaoxiang.topics import access
from shaoxiang.topics.models import HotTopic, TopicMember, TopicSetting
from shaoxiang.topics.rules import Settings
from shaoxiang.topics.vocabulary import TopicStatus

SHOWN = 100
DAYS_DRAWN = 30
ACTS = ("dismiss", "restore", "rename", "make_parent")


def settings_now() -> Settings:
    row = TopicSetting.objects.first()
    return Settings(row.window_days, row.least_reporters, row.half_life_days, dict(row.aliases)) if row else Settings()


def topics_for(actor: Actor, *, status: str = TopicStatus.ACTIVE.value) -> QuerySet[HotTopic]:
    """Topics of the actor's scope, hottest first, each with `mine`: how many of its cases lie in that scope."""
    own = Q(members__valid_to__isnull=True)
    if not actor.has_role(*access.DISTRICT, INTERFACE_OF_DISTRICT):
        own &= Q(members__street_id__in=line_of(actor.street_id))
    rows = HotTopic.objects.filter(visible(actor, access.VIEW), status=status)
    return rows.annotate(mine=Count("members", filter=own)).order_by("-heat", "-pk")


def find_topic(actor: Actor, pk: int) -> HotTopic:
    """Raises HotTopic.DoesNotExist for a topic out of scope as for one that is not there."""
    return HotTopic.objects.select_related("merged_into").get(visible(actor, access.VIEW), pk=pk)


def members_for(topic: HotTopic, actor: Actor) -> list[Case]:
    """The cases of a topic this actor may see, newest first."""
    keys = topic.members.filter(valid_to__isnull=True).values("matter_id")
    return list(cases_for(actor).filter(pk__in=keys).defer(*LONG).order_by("-matter__opened_at", "-pk")[:SHOWN * 5])


def moves_of(topic: HotTopic, actor: Actor) -> list[str]:
    """Acts open to this actor now: the page's buttons."""
    fit = {"dismiss": topic.status == TopicStatus.ACTIVE, "restore": topic.status == TopicStatus.DISMISSED}
    running = topic.status in (TopicStatus.ACTIVE, TopicStatus.DISMISSED)
    return [name for name in ACTS if fit.get(name, running) and allowed(actor, access.GRANTS[name], topic)]


@dataclass(frozen=True, slots=True)
class DayCount:
    """One day of the picture. `tenths`: height, 0 to 10."""

    day: str
    count: int
    tenths: int


def by_day(cases: list[Case], *, now: datetime) -> list[DayCount]:
    """Reports a day over the last month, for a row of bars."""
    today = timezone.localdate(now)
    counts = {today - timedelta(days=back): 0 for back in range(DAYS_DRAWN - 1, -1, -1)}
    for case in cases:
        day = timezone.localdate(case.matter.opened_at)
        if day in counts:
            counts[day] += 1
    most = max(counts.values()) or 1
    return [DayCount(f"{day.month}-{day.day}", count, -(-10 * count // most)) for day, count in counts.items()]


def topics_of_case(matter_id: int, actor: Actor) -> list[HotTopic]:
    """Running topics a case belongs to, for its page."""
    keys = TopicMember.objects.filter(matter_id=matter_id, valid_to__isnull=True).values("topic_id")
    return list(HotTopic.objects.filter(visible(actor, access.VIEW), pk__in=keys, status=TopicStatus.ACTIVE.value))


def shown_title(case: Case) -> str:
    return mask_text(case.matter.title)


def parent_number(topic: HotTopic) -> str:
    """Number of the case that stands over the members; empty where there is none."""
    found = Matter.objects.filter(pk=topic.parent_matter_id).first() if topic.parent_matter_id else None
    return found.number if found else ""
