"""晋升通道 as a sheet, and the posts that may be listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from shaoxiang.institutions.models import Post
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets.cells import day_in, every, flag_in, text_in
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.models import PromotionChannel

CHANNELS = (
    Heading("post", (_("岗位代码"), "Post code")), Heading("basis", (_("依据"), "Basis")), Heading("since", (_("生效日期"), "From")),
    Heading("ends", (_("不再列入"), "No longer listed"), required=False),
)


@dataclass(frozen=True, slots=True)
class ChannelLine:
    post: Post
    basis: str
    since: date
    ends: bool


def read_channel(row: Row, today: date) -> ChannelLine:
    """Every cell is read. Raises SeveralErrors."""
    given: dict[str, Any] = every({
        "post": partial(_post, row, today), "basis": partial(text_in, row, "basis", 120, needed=True), "since": partial(day_in, row, "since"),
        "ends": partial(flag_in, row, "ends"),
    })
    return ChannelLine(given["post"], given["basis"], given["since"], bool(given["ends"]))


def _post(row: Row, today: date) -> Post:
    code = row.text("post", needed=True)
    found = Post.objects.filter(in_force(today), code=code).select_related("body").first()
    if found is None:
        raise row.error("post", gettext("没有这个岗位代码。"), gettext("请先导入岗位，或核对代码。"))
    return found


def channels_on(on: date, *, coming: bool = False) -> QuerySet[PromotionChannel]:
    """Listed on that day; `coming`: also from a later one on."""
    rows = PromotionChannel.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on))
    return (rows if coming else rows.filter(valid_from__lte=on)).select_related("post__body").order_by("post__code", "pk")


def open_channels() -> QuerySet[PromotionChannel]:
    """Listed now or from a later day on, for its sheet."""
    return PromotionChannel.objects.filter(valid_to=None).select_related("post__body").order_by("post__code")


def posts_to_list(on: date) -> list[tuple[int, str]]:
    """Posts that answer for their body and are not listed; any other comes by the sheet."""
    rows = Post.objects.filter(in_force(on), in_force(on, "body__"), answers=True).exclude(promotion_channels__valid_to=None, promotion_channels__isnull=False)
    rows = rows.select_related("body").order_by("body__code", "order", "pk")
    return [(row.pk, f"{book().short_name_of(row.body.unit_id or row.body_id)} · {row.body.shown_name} {row.shown_title}") for row in rows]
