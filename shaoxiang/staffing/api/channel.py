"""/api/v1/staffing/channel: the posts that favour staff on institutional quotas, by the paper that says so. Posts and counts, no person."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.institutions.models import Post
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import Unknown, documented
from shaoxiang.kernel.interface.schemas import Code, IdempotencyKey, Input, PageOut, Text
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.staffing.actions.channel import end_channel, set_channel
from shaoxiang.staffing.api import READ, WRITE
from shaoxiang.staffing.models import PromotionChannel
from shaoxiang.staffing.queries.channel import channels_on

router = Router(tags=["staffing"])
Key = Annotated[int, Path(ge=1, le=2**62, description="`id` of a line")]


class ChannelLineOut(Schema):
    id: int
    post: str = Field(description="Code of the post")
    body: str = Field(description="Code of the body the post is in")
    title: str
    basis: str
    since: date
    until: date | None = Field(description="First day it is listed no longer")
    sample: bool = Field(description="Composed (示例)")


class ChannelLinesOut(PageOut):
    items: list[ChannelLineOut]


class ChannelLineFilter(Schema):
    on: date | None = Field(None, description="As it stood on that day; today if left out")
    coming: bool = Field(False, description="Also those that begin later")
    limit: int = Field(100, ge=1, le=500)
    cursor: Text = Field("", max_length=400, description="`next` of the page before")


class ChannelLineIn(Input):
    post: Code = Field(min_length=1, description="Code of the post")
    basis: Text = Field(min_length=1, max_length=120, description="The paper that says so")
    since: date


class ChannelEndIn(Input):
    why: Text = Field(min_length=1, max_length=200)


@router.get(
    "", auth=READ, response={200: ChannelLinesOut, **documented()}, operation_id="list_promotion_channel", summary="晋升通道 Posts of the promotion channel",
)
def list_channel(request: HttpRequest, given: Query[ChannelLineFilter]) -> dict[str, Any]:
    page = keyset(channels_on(given.on or timezone.localdate(), coming=given.coming), order=("post__code", "id"), cursor=given.cursor or None, size=given.limit)
    if page.lost:
        raise Unknown("query.cursor", _("这个 cursor 不完整或已经失效：请从第一页重新读。"))
    return {"items": [_out(row) for row in page.rows], "next": page.next}


@router.post("", auth=WRITE, response={201: ChannelLineOut, **documented(409)}, operation_id="set_promotion_channel", summary="列入一个岗位 List a post")
def make(request: HttpRequest, given: ChannelLineIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """Another basis begins a new line and ends the old; what stands so already comes back as it is."""
    def act() -> ChannelLineOut:
        post = Post.objects.filter(in_force(max(given.since, timezone.localdate())), code=given.post).first()
        if post is None:
            raise Unknown("body.post", _("没有这个岗位代码。"))
        set_channel(post.pk, basis=given.basis, since=given.since, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        return ChannelLineOut.model_validate(_out(PromotionChannel.objects.select_related("post__body").get(post=post, valid_to=None)))

    return answer_once(request, idempotency_key, act)


@router.post(
    "/{pk}/end", auth=WRITE, response={201: ChannelLineOut, **documented(404)}, operation_id="end_promotion_channel",
    summary="不再列入 List a post no longer, from today",
)
def end(request: HttpRequest, pk: Key, given: ChannelEndIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    def act() -> ChannelLineOut:
        row = PromotionChannel.objects.filter(pk=pk, valid_to=None).select_related("post__body").first()
        if row is None:
            raise Http404
        shown, ended = _out(row), end_channel(pk, why=given.why, actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        return ChannelLineOut.model_validate(shown | {"until": ended.valid_to})

    return answer_once(request, idempotency_key, act)


def _out(row: PromotionChannel) -> dict[str, Any]:
    return {
        "id": row.pk, "post": row.post.code, "body": row.post.body.code, "title": row.post.shown_title, "basis": row.basis, "since": row.valid_from,
        "until": row.valid_to, "sample": row.sample,
    }
