"""清单草案（示例）: one version put to the streets, decided and waiting for the second person; one just begun. Lived by the room's own actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from shaoxiang.duties import actions
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries.hearing import concern_of, letter
from shaoxiang.duties.queries.versions import SUBJECT, running
from shaoxiang.duties.vocabulary import VersionKind
from shaoxiang.institutions.models import Post
from shaoxiang.opinions.queries import units_of
from shaoxiang.profiles.xincheng.admissions import sample_paper
from shaoxiang.profiles.xincheng.hearing import heard
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.profiles.xincheng.mornings import last_time

OFFICE, JUSTICE = "ORG11:STAFFING", "DEP04:LEGAL"
DAY = timedelta(days=1)


def draft_lists(cast: Cast, anchor: datetime) -> None:
    """Nothing where the demo posts or the lists are not seeded."""
    people = {post.code: cast.by_post[post.pk] for post in Post.objects.filter(code__in=(OFFICE, JUSTICE), pk__in=list(cast.by_post))}
    if len(people) < 2 or running(VersionKind.STREET_DUTY) is None:
        return
    morning = last_time(anchor, 9, 20)
    office, at = people[OFFICE], morning - 21 * DAY
    version = actions.draft_version(VersionKind.STREET_DUTY, title="街道职责清单（新版，示例）", actor=office, at=at)
    paper = f"示例编发〔{morning.year}〕4号"
    for code, values, reason, basis in (
        ("D-C16", {"title": "市政设施问题收集转办，路灯井盖先围挡"}, "示例：路灯、井盖常要先围挡", paper),
        ("D-C17", {"title": "摊点疏导，早市收市以后的清扫"}, "示例：居民反映早市收市后没人扫", paper),
    ):
        actions.change_item(version.pk, code, act="AMEND", values=values, reason=reason, basis=basis, revision=_revision(version), actor=office, at=at)
    actions.attach_basis(version.pk, document=paper, upload=sample_paper("示例：早市清扫的通知.pdf"), actor=office, at=at)
    version.refresh_from_db()
    concern = concern_of(version, (morning + 30 * DAY).date())
    heard(cast, (SUBJECT, version.pk), version.title, letter(version, concern), units_of(concern.streets), asker=office, meeting="示例：区委编委会会议",
          at=at + DAY / 24)
    actions.describe(
        version.pk, title=version.title, effective_from=(morning + 30 * DAY).date(), decided_by="区委编委（示例）", document=f"示例编发〔{morning.year}〕6号",
        decided_on=(morning - 20 * DAY).date(), revision=_revision(version), actor=office, at=morning - 19 * DAY,
    )
    actions.send_for_review(version.pk, actor=office, at=morning - 18 * DAY)
    begun = actions.draft_version(VersionKind.POWER, title="权责清单（下一版，示例）", actor=people[JUSTICE], at=morning - 2 * DAY)
    ListVersion.objects.filter(pk__in=(version.pk, begun.pk)).update(sample=True)


def _revision(version: ListVersion) -> int:
    version.refresh_from_db(fields=["revision"])
    return version.revision
