"""复核: a decided draft is sent to a second person of the keeping office, who confirms it or sends it back. Any change takes the review back."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from shaoxiang.duties.actions import matters
from shaoxiang.duties.actions.publishing import checked
from shaoxiang.duties.actions.versions import check_revision, held
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries import reviewing
from shaoxiang.duties.queries.versions import running
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.vocabulary import VersionStatus
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal import actions as journal
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.vocabulary import _

WORDS_MOST = 400
NO_RIGHT = _("您现在的岗位没有这项权限。")


@transaction.atomic
def send_for_review(version_id: int, *, actor: Actor, at: datetime, revision: int | None = None) -> ListVersion:
    """送复核: only what could be published. Raises ListVersion.DoesNotExist, PermissionDenied, MoveRefused, and for what lacks as `publish`."""
    version = held(version_id, actor, revision)
    checked(version, running(version.kind), timezone.localtime(at).date())
    matters.follow_decision(version, actor=actor, at=at)  # the day may have been written before this house kept it
    version.sent_by, version.refusal = reviewing.hand_of(actor), ""
    version.save(update_fields=["sent_by", "refusal"])
    matters.step(version, "send_for_review", actor=actor, at=at)
    journal.record("duties.version_sent", subject=version.matter, actor=actor, at=at, facts={"revision": version.revision})
    return version


@transaction.atomic
def confirm(version_id: int, *, actor: Actor, at: datetime, revision: int | None = None) -> ListVersion:
    """复核通过, of exactly the draft that was read. Raises as `send_for_review`; ChangeRefused for whoever had a hand in it, with who may."""
    version = _looked_at(version_id, actor, revision)
    checked(version, running(version.kind), timezone.localtime(at).date())
    version.reviewed_by, version.reviewed_at = reviewing.hand_of(actor), at
    version.save(update_fields=["reviewed_by", "reviewed_at"])
    matters.step(version, "confirm", actor=actor, at=at)
    journal.record("duties.version_confirmed", subject=version.matter, actor=actor, at=at, facts={"revision": version.revision})
    return version


@transaction.atomic
def send_back(version_id: int, *, words: str, actor: Actor, at: datetime, revision: int | None = None) -> ListVersion:
    """复核不通过，退回修改, with what is wrong. Raises as `confirm`."""
    version = _looked_at(version_id, actor, revision)
    if not words.strip():
        raise ChangeRefused("words", _("请写明哪里要改，起草的人照着改。"))
    matters.forget_review(version)
    version.refusal = words.strip()[:WORDS_MOST]
    version.save(update_fields=["refusal"])
    matters.step(version, "send_back", actor=actor, at=at)
    facts: dict[str, Fact] = {"revision": version.revision, "words_sha256": digest(version.refusal)}
    journal.record("duties.version_sent_back", subject=version.matter, actor=actor, at=at, facts=facts)
    return version


def _looked_at(version_id: int, actor: Actor, revision: int | None) -> ListVersion:
    version = ListVersion.objects.select_for_update(of=("self",)).select_related("matter").get(pk=version_id)
    if not reviewing.keeps(actor, version):
        raise PermissionDenied(NO_RIGHT)
    if version.status != VersionStatus.DRAFT:
        raise ChangeRefused("version", _("这一版已经公布或撤销，不用再复核。"))
    check_revision(version, revision)
    reviewing.check_reviewer(actor, version)
    return version
