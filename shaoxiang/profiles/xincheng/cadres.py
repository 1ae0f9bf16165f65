"""干部选配（示例）: composed posts of the channel, and three selections lived through by the room's own actions: done, in public, before the meeting; and one
of a dispatched head whose street has been asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from shaoxiang.institutions import actions as institutions
from shaoxiang.institutions.models import Assignment, Post
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.opinions.actions import ask_about_selection
from shaoxiang.profiles.xincheng.tables import REFORM_DAY
from shaoxiang.staffing.actions import deciding, selecting
from shaoxiang.staffing.models import CadreSelection, PromotionChannel, QuotaHolding, SelectionCandidate
from shaoxiang.staffing.queries.selection import publicity_due
from shaoxiang.staffing.rules.selection import Factors, Vote
from shaoxiang.staffing.vocabulary import Education, QuotaType, Rank

if TYPE_CHECKING:  # the month tells this story: read at run time, the two would wait for each other
    from shaoxiang.profiles.xincheng.month.cast import Cast

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHANNEL = ("-ZF:HEAD", "-DQ:HEAD")  # heads of the enforcement bureau and of the service centre
DISPATCHED = "S150102003-DEP04:HEAD"  # of the justice office in 中山东路
BASIS = "示例：街道管理体制改革方案，待本区发文后改"
OPINIONS_TO = "示例：区委组织部干部监督科，电话 0471-0000000"
FACTORS = (  # as different as people are; every one composed
    Factors(1984, Education.BACHELOR, 14, "示例省示例市", "呼和浩特市新城区", "示例小区"),
    Factors(1991, Education.MASTER, 6, "呼和浩特市新城区", "呼和浩特市新城区", "示例小区"),
    Factors(1979, Education.COLLEGE, 21, "示例盟示例旗", "示例盟示例旗", "示例小区"),
)


def load_channels() -> None:
    """Posts that favour staff on institutional quotas, lines that are not there yet."""
    there = set(PromotionChannel.objects.values_list("post_id", flat=True))
    posts = [post for post in Post.objects.filter(valid_to=None).order_by("code") if post.code.endswith(CHANNEL) and post.pk not in there]
    PromotionChannel.objects.bulk_create(
        PromotionChannel(post=post, basis=BASIS, valid_from=max(REFORM_DAY, post.valid_from), sample=True) for post in posts
    )


def select_cadres(cast: Cast, anchor: datetime) -> None:
    """Three vacant posts, three selections. Nothing where the demo offices are not seeded or selections stand already."""
    seats = dict(Post.objects.filter(code__in=("ORG06:CADRES", "QW:LEADER01")).values_list("code", "pk"))
    cadres, leader = (cast.by_post.get(seats.get(code, 0)) for code in ("ORG06:CADRES", "QW:LEADER01"))
    posts = _vacated(anchor)
    if cadres is None or leader is None or len(posts) < 3 or CadreSelection.objects.exists():
        return
    done, open_, waiting = posts
    selection = _decided(done, cadres, leader, anchor - 40 * DAY)
    deciding.publish(selection.number, where="示例：区政府门户网站、本单位公示栏", opinions_to=OPINIONS_TO, actor=cadres, at=anchor - 26 * DAY)
    over = publicity_due(selection)
    if over is not None and over < anchor:
        deciding.take_post(selection.number, document=f"示例任〔{over.year}〕1号", actor=cadres, at=over + 9 * HOUR)
    selection = _decided(open_, cadres, leader, anchor - 18 * DAY)
    deciding.publish(selection.number, where="示例：本单位公示栏", opinions_to=OPINIONS_TO, actor=cadres, at=anchor - 3 * DAY)
    deciding.object_to(selection.number, said="示例：反映拟任人选填报的基层工作年限与实际不符。", actor=cadres, at=anchor - DAY)
    _submitted(waiting, cadres, leader, anchor - 15 * DAY)
    _street_asked(cadres, anchor - 6 * DAY)


def _street_asked(cadres: Actor, at: datetime) -> None:
    """The head of a justice office: its street has been asked and has not answered yet, so that the inspection waits."""
    post = Post.objects.select_related("body__unit").filter(code=DISPATCHED).first()
    if post is None or post.body.unit is None:
        return
    department = post.body.unit
    day = timezone.localtime(at).date()
    Assignment.objects.filter(post=post, valid_to=None, valid_from__lt=day).update(valid_to=day)
    institutions.changed()
    selection = selecting.open_motion(
        post.pk, body_id=department.pk, quota_type=QuotaType.ADMINISTRATIVE, rank=Rank.NONE, reason="示例：负责人交流，岗位空缺；要求熟悉调解。",
        actor=cadres, at=at, sample=True,
    )
    held = QuotaHolding.objects.filter(body=department, valid_to=None).order_by("pk").first()
    if held is None:
        return
    row = selecting.nominate(selection.number, person=held.person_id, factors=FACTORS[0], actor=cadres, at=at + DAY, sample=True)
    selecting.recommend(selection.number, actor=cadres, at=at + 2 * DAY)
    asked = timezone.localtime(at + 2 * DAY).date()
    selecting.inspect(selection.number, candidates=[row.pk], recommended_on=asked, how="示例：谈话推荐。", actor=cadres, at=at + 3 * DAY)
    text = "示例：拟选任司法所负责人。请就驻在街道的工作需要和对这个岗位的要求答复。"
    ask_about_selection(selection.number, text=text, actor=cadres, at=at + 4 * DAY, sample=True)


def _vacated(anchor: datetime) -> list[Post]:
    """Three heads' posts of streets left empty before the story: holders who did nothing in it."""
    day = timezone.localtime(anchor - 45 * DAY).date()
    busy = set(Entry.objects.filter(actor_id__isnull=False).values_list("actor_id", flat=True).distinct())
    rows = Assignment.objects.filter(valid_to=None, valid_from__lt=day, post__promotion_channels__isnull=False).select_related("post__body__unit")
    left: list[Assignment] = []
    units: set[int | None] = set()
    for row in rows.order_by("-post__code"):
        if row.pk not in busy and row.post.body.unit_id not in units and len(left) < 3:
            units.add(row.post.body.unit_id)
            left.append(row)
    Assignment.objects.filter(pk__in=[row.pk for row in left]).update(valid_to=day)
    QuotaHolding.objects.filter(person_id__in=[row.person_id for row in left], valid_to=None, valid_from__lt=day).update(valid_to=day)
    institutions.changed()
    return [row.post for row in left]


def _submitted(post: Post, cadres: Actor, leader: Actor, at: datetime) -> CadreSelection:
    """From the motion to the meeting, with one member asked to look."""
    unit = post.body.unit or post.body
    selection = selecting.open_motion(
        post.pk, body_id=unit.pk, quota_type=QuotaType.INSTITUTIONAL, rank=Rank.NONE, reason="示例：负责人到龄离任，岗位空缺；要求熟悉基层、能带队伍。",
        actor=cadres, at=at, sample=True,
    )
    held = QuotaHolding.objects.filter(quota_type=QuotaType.INSTITUTIONAL.value, valid_to=None)
    rows = [*held.filter(body=unit).order_by("pk")[:2], *held.exclude(body=unit).filter(person__candidacies__isnull=True).order_by("pk")[:1]]
    named: list[SelectionCandidate] = [
        selecting.nominate(selection.number, person=row.person_id, factors=factors, actor=cadres, at=at + DAY, sample=True)
        for row, factors in zip(rows, FACTORS, strict=False)
    ]
    selecting.recommend(selection.number, actor=cadres, at=at + 2 * DAY)
    day = timezone.localtime(at + 3 * DAY).date()
    selecting.inspect(
        selection.number, candidates=[row.pk for row in named[:2]], recommended_on=day, how="示例：会议推荐和个别谈话推荐，范围为本单位全体。",
        actor=cadres, at=at + 4 * DAY,
    )
    deciding.see_candidates(selection.number, actor=cadres, at=at + 5 * DAY)
    report = "示例：谈话、查阅档案、核对个人有关事项；两名考察对象均符合条件，不足已分别写明。"
    selecting.submit(selection.number, inspection=report, actor=cadres, at=at + 8 * DAY)
    deciding.admit(selection.number, posts=[leader.post_id or 0], actor=cadres, at=at + 9 * DAY)
    deciding.see_candidates(selection.number, actor=leader, at=at + 10 * DAY)
    return selection


def _decided(post: Post, cadres: Actor, leader: Actor, at: datetime) -> CadreSelection:
    selection = _submitted(post, cadres, leader, at)
    chosen = selection.candidates.filter(standing="INSPECTED").order_by("pk").first()
    on = timezone.localtime(at + 11 * DAY).date()
    return deciding.decide(
        selection.number, candidate=chosen.pk if chosen is not None else 0, vote=Vote(9, 8, 7, 0, 1), meeting_on=on,
        meeting_number=f"示例区委会〔{on.year}〕{on.month}号", actor=cadres,
        at=at + 12 * DAY,
    )
