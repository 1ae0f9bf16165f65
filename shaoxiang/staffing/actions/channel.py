"""晋升通道: which posts favour staff on institutional quotas, by the paper that says so. One by its page, many from a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.institutions.models import Post
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import too_far
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.sheets.cells import each_line, twice
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing import access
from shaoxiang.staffing.models import PromotionChannel
from shaoxiang.staffing.queries.channel import read_channel
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.vocabulary import EntryKind


@transaction.atomic
def set_channel(post_id: int, *, basis: str, since: date, actor: Actor, at: datetime) -> PromotionChannel | None:
    """列入晋升通道 from a day on; another basis begins a new line and ends the old. None: it stands so. Raises PermissionDenied, StaffingRefused."""
    require(actor, access.GRANTS["set_channel"])
    post, today = Post.objects.select_for_update(no_key=True).get(pk=post_id), timezone.localtime(at).date()
    said = basis.strip()[:120]
    if not said:
        raise StaffingRefused("basis", _("请写明依据的文件：谁在什么时候定的。"))
    if too_far(since, today):
        raise StaffingRefused("since", _("不能晚于一年以后：请核对年份。"))
    if since < post.valid_from or (post.valid_to is not None and since >= post.valid_to):
        raise StaffingRefused("since", _("那一天还没有这个岗位，或者已经撤了：请改日期，或者换一个岗位。"))
    held = PromotionChannel.objects.filter(post=post, valid_to=None).first()
    if held is not None and held.basis == said:
        return None
    if held is not None and since <= held.valid_from:
        raise StaffingRefused("since", _("要晚于现在这一条的生效日期（%(day)s）：过去的不改，只续。"), day=held.valid_from.isoformat())
    if held is not None:
        held.valid_to = since
        held.save(update_fields=["valid_to"])
    row: PromotionChannel = PromotionChannel.objects.create(post=post, basis=said, valid_from=since)
    record(EntryKind.CHANNEL_SET.value, subject=("post", post.pk), actor=actor, at=at, facts={
        "channel": row.pk, "since": since.isoformat(), "basis_sha256": digest(said),
    })
    return row


@transaction.atomic
def end_channel(pk: int, *, why: str, actor: Actor, at: datetime) -> PromotionChannel:
    """不再列入, from today (one that has not begun: at all). Raises PermissionDenied, PromotionChannel.DoesNotExist, StaffingRefused."""
    require(actor, access.GRANTS["set_channel"])
    said = " ".join(why.split())[:200]
    if not said:
        raise StaffingRefused("why", _("请写明为什么。"))
    row: PromotionChannel = PromotionChannel.objects.select_for_update().get(pk=pk, valid_to=None)
    today = timezone.localtime(at).date()
    record(EntryKind.CHANNEL_ENDED.value, subject=("post", row.post_id), actor=actor, at=at, facts={"channel": pk, "why_sha256": digest(said)})
    if row.valid_from >= today:
        row.delete()
        return row
    row.valid_to, row.ended_why = today, said
    row.save(update_fields=["valid_to", "ended_why"])
    return row


@dataclass(frozen=True, slots=True)
class ChannelAct:
    """What a line did (msgid), to which post."""

    post: Post
    act: str
    basis: str


def import_channels(rows: Sequence[Row], *, actor: Actor, at: datetime) -> Taken:
    """`made`: ChannelAct. What the sheet does not name stays. Raises PermissionDenied."""
    require(actor, access.GRANTS["set_channel"])
    today = timezone.localtime(at).date()

    def taken(row: Row) -> ChannelAct | None:
        found = read_channel(row, today)
        if found.ends:
            held = PromotionChannel.objects.filter(post=found.post, valid_to=None).first()
            if held is None:
                raise row.error("ends", gettext("这个岗位没有列入晋升通道。"), gettext("请核对岗位代码，或者去掉“不再列入”。"))
            end_channel(held.pk, why=found.basis, actor=actor, at=at)
            return ChannelAct(found.post, _("不再列入"), found.basis)
        made = set_channel(found.post.pk, basis=found.basis, since=found.since, actor=actor, at=at)
        return ChannelAct(found.post, _("列入"), found.basis) if made is not None else None

    wrong = twice(rows, "post", lambda row: row.text("post") or None)
    made, errors = each_line(rows, taken)
    return Taken(len(rows), [one for one in made if one is not None], [*wrong, *errors])
