"""What people do with a topic. Each act is one entry in the journal."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from shaoxiang.cases.actions import link_child
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _
from shaoxiang.topics import access, queries, rules
from shaoxiang.topics.models import HotTopic, TopicSetting
from shaoxiang.topics.rules import SettingRefused, Settings
from shaoxiang.topics.vocabulary import EntryKind, TopicStatus

SUBJECT, SETTING_SUBJECT = "hot_topic", "topic_setting"
TITLE_LENGTH = 60

CHILDREN_MOST = 20


class TopicRefused(ValueError):
    """Not possible in this state; the sentence (a Chinese msgid) says what to do."""


@transaction.atomic
def dismiss(pk: int, *, actor: Actor, at: datetime) -> HotTopic:
    """不算热点: it leaves the list, until twice as many people stand behind it. Raises PermissionDenied, DoesNotExist, TopicRefused."""
    topic = _taken(pk, "dismiss", actor)
    if topic.status != TopicStatus.ACTIVE:
        raise TopicRefused(_("这个热点已经不在进行中，请刷新页面看现在的状态。"))
    topic.status, topic.reporters_when_dismissed = TopicStatus.DISMISSED.value, topic.reporters
    topic.save(update_fields=["status", "reporters_when_dismissed"])
    _write(EntryKind.DISMISSED, topic, actor, at, reporters=topic.reporters)
    return topic


@transaction.atomic
def restore(pk: int, *, actor: Actor, at: datetime) -> HotTopic:
    """恢复. Raises PermissionDenied, DoesNotExist, TopicRefused."""
    topic = _taken(pk, "restore", actor)
    if topic.status != TopicStatus.DISMISSED:
        raise TopicRefused(_("只有标为“不算热点”的可以恢复，请刷新页面看现在的状态。"))
    topic.status = TopicStatus.ACTIVE.value
    topic.save(update_fields=["status"])
    _write(EntryKind.RESTORED, topic, actor, at)
    return topic


@transaction.atomic
def rename(pk: int, title: str, *, actor: Actor, at: datetime) -> HotTopic:
    """改名: the given name stays over the nights. Raises PermissionDenied, DoesNotExist, SettingRefused."""
    topic = _taken(pk, "rename", actor)
    title = mask_text(" ".join(title.split()))
    if not 2 <= len(title) <= TITLE_LENGTH:
        raise SettingRefused("title", _("名称要 2 到 60 个字，写明在哪里、什么事。"))
    before, topic.title, topic.named_by_people = topic.title, title, True
    topic.save(update_fields=["title", "named_by_people"])
    _write(EntryKind.RENAMED, topic, actor, at, before_sha256=digest(before), after_sha256=digest(title))
    return topic


@transaction.atomic
def make_parent(pk: int, *, actor: Actor, at: datetime) -> HotTopic:
    """作母子件: of the running members this actor sees, the oldest becomes the parent, the others its children (at most 20).

    Members that are merged or under another case already stay as they are. Raises PermissionDenied, DoesNotExist, TopicRefused.
    """
    topic = _taken(pk, "make_parent", actor)
    if topic.parent_matter_id is not None:
        raise TopicRefused(_("这个热点已经有总件，请在总件上继续。"))
    running = sorted((case for case in queries.members_for(topic, actor) if case.matter.closed_at is None), key=lambda case: case.matter.opened_at)
    if len(running) < 2:
        raise TopicRefused(_("还没办结的成员不足两件，不需要总件。"))
    parent, linked = running[0], 0
    for child in running[1:]:
        try:
            with transaction.atomic():
                link_child(parent.number, child.number, actor=actor, at=at)
        except (MoveRefused, PermissionDenied):
            continue  # under another case already, merged, or beyond this actor's right: it stays as it is
        linked += 1
        if linked == CHILDREN_MOST:
            break
    if not linked:
        raise TopicRefused(_("这些成员都不能作子件：可能已经并入或挂在别的母件下，请打开成员看。"))
    topic.parent_matter_id = parent.pk
    topic.save(update_fields=["parent_matter_id"])
    _write(EntryKind.PARENT_MADE, topic, actor, at, matter=parent.pk, members=linked + 1)
    return topic


@transaction.atomic
def save_settings(settings: Settings, *, actor: Actor, at: datetime) -> TopicSetting:
    """改热点设置: used from the next night on. Raises PermissionDenied, SettingRefused."""
    require(actor, access.GRANTS["configure"])
    rules.check(settings)
    before = queries.settings_now()
    row = TopicSetting.objects.select_for_update().first() or TopicSetting()
    row.window_days, row.least_reporters, row.half_life_days = settings.window_days, settings.least_reporters, settings.half_life_days
    row.aliases = dict(settings.aliases)
    row.save()
    facts = {
        "before": [before.window_days, before.least_reporters, before.half_life_days, len(before.aliases)],
        "after": [settings.window_days, settings.least_reporters, settings.half_life_days, len(settings.aliases)],
    }
    record(EntryKind.SETTINGS_SET.value, subject=(SETTING_SUBJECT, row.pk), actor=actor, at=at, facts=facts)
    return row


def _taken(pk: int, act: str, actor: Actor) -> HotTopic:
    queries.find_topic(actor, pk)
    topic = HotTopic.objects.select_for_update().get(pk=pk)
    require(actor, access.GRANTS[act], topic)
    return topic


def _write(kind: EntryKind, topic: HotTopic, actor: Actor, at: datetime, **facts: str | int | None) -> None:
    record(kind.value, subject=(SUBJECT, topic.pk), actor=actor, at=at, facts=facts)
