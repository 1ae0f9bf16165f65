"""/api/v1/topics: hot topics of the key's scope, with the numbers of their cases in that scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.problems import documented
from shaoxiang.kernel.interface.schemas import words
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.topics import queries
from shaoxiang.topics.models import HotTopic
from shaoxiang.topics.vocabulary import TopicStatus

router = Router(tags=["topics"], auth=BearerKey(Scope.CASES_READ))


class TopicRow(Schema):
    id: int
    title: str
    place: str
    words: list[str]
    status: words("TopicStatusWord", TopicStatus)  # type: ignore[valid-type]
    heat: float = Field(description="Different reporters, each half as much after every half-life")
    reporters: int = Field(description="Different reporters of all members")
    cases: int = Field(description="Members in the scope of this key")
    type: str = Field(description="Code of the type most members have; empty: none yet")
    first_at: datetime
    last_at: datetime
    gathered_at: datetime


class TopicsOut(Schema):
    items: list[TopicRow]


class TopicOut(TopicRow):
    numbers: list[str] = Field(description="Numbers of the members in the scope of this key, newest first")
    merged_into: int | None


class TopicFilter(Schema):
    status: words("TopicStatusFilter", TopicStatus) = TopicStatus.ACTIVE.value  # type: ignore[valid-type]
    limit: int = Field(50, ge=1, le=100)


@router.get("", response={200: TopicsOut, **documented()}, operation_id="list_topics", summary="热点 Hot topics, hottest first")
def list_topics(request: HttpRequest, given: Query[TopicFilter]) -> dict[str, Any]:
    rows = queries.topics_for(_actor(request), status=str(getattr(given.status, "value", given.status)))[: given.limit]
    return {"items": [_row(topic, topic.mine) for topic in rows]}  # type: ignore[attr-defined]


@router.get("/{int:pk}", response={200: TopicOut, **documented(404)}, operation_id="read_topic", summary="一个热点和它的事件 One topic and its cases")
def read_topic(request: HttpRequest, pk: int) -> dict[str, Any]:
    try:
        topic = queries.find_topic(_actor(request), pk)
    except HotTopic.DoesNotExist:
        raise HttpError(404, "") from None
    numbers = [case.number for case in queries.members_for(topic, _actor(request))]
    return _row(topic, len(numbers)) | {"numbers": numbers, "merged_into": topic.merged_into_id}


def _row(topic: HotTopic, cases: int) -> dict[str, Any]:
    return {
        "id": topic.pk, "title": topic.title, "place": topic.place, "words": topic.words, "status": topic.status, "heat": topic.heat,
        "reporters": topic.reporters, "cases": cases, "type": topic.subject_code, "first_at": topic.first_at, "last_at": topic.last_at,
        "gathered_at": topic.gathered_at,
    }


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
