"""What the rules were: versions of a type with what changed, the numbers in force, and who changed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from shaoxiang.institutions.queries import book
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.vocabulary import _
from shaoxiang.whistles import rules
from shaoxiang.whistles.models import Whistle, WhistleType
from shaoxiang.whistles.queries.types import setting, versions_of
from shaoxiang.whistles.queries.words import version_differences

CHANGES_SHOWN = 50
NUMBERS = {
    "repeat_days": (_("同一处同类，多少天内算重复吹哨"), _("天")), "repeat_metres": (_("相距多远算同一处"), _("米")),
    "repeats_for_key_issue": (_("第几次建议转为攻坚哨"), _("次")), "verify_working_days": (_("报完成后街道多久内核查"), _("工作日")),
    "approve_working_hours": (_("报批后多久内批"), _("工作小时")), "appraise_working_days": (_("办结后多久内评哨"), _("工作日")),
    "band_low": (_("吹哨率低于多少算偏少"), _("次/百件事件")), "band_high": (_("吹哨率高于多少算偏多"), _("次/百件事件")),
    "band_cases": (_("事件少于多少件不作判断"), _("件")),
}


@dataclass(frozen=True, slots=True)
class Version:
    """`differences`: (what, before, after) against the version before; none for the first."""

    kind: WhistleType
    differences: list[tuple[str, str, str]]
    who: str


def versions(code: str) -> list[Version]:
    """Newest first."""
    rows = versions_of(code)
    before = [*rows[1:], None]
    return [
        Version(kind, version_differences(old, kind) if old is not None else [], book().assignment_words(kind.set_by) if kind.set_by else gettext("系统"))
        for kind, old in zip(rows, before, strict=True)
    ]


def running_under(kind: WhistleType) -> int:
    """How many whistles still run by this version, and keep it."""
    return Whistle.objects.filter(type=kind, matter__closed_at__isnull=True).count()


@dataclass(frozen=True, slots=True)
class Number:
    code: str
    label: str
    unit: str
    value: int
    least: int
    most: int


def numbers() -> list[Number]:
    return [
        Number(code, gettext(NUMBERS[code][0]), gettext(NUMBERS[code][1]), setting(code), least, most)
        for code, (_default, least, most) in rules.SETTINGS.items()
    ]


@dataclass(frozen=True, slots=True)
class NumberChange:
    at: datetime
    what: str
    before: int
    after: int
    who: str


def number_changes() -> list[NumberChange]:
    """Newest first."""
    entries = Entry.objects.filter(kind="whistles.setting_set").order_by("-pk")[:CHANGES_SHOWN]
    return [
        NumberChange(
            entry.at, gettext(NUMBERS[str(entry.facts["code"])][0]), int(entry.facts["before"]), int(entry.facts["after"]),
            book().assignment_words(entry.actor_id) if entry.actor_id else gettext("系统"),
        )
        for entry in entries if str(entry.facts["code"]) in NUMBERS
    ]
