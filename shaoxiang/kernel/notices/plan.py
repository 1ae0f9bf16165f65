"""The channels in use and the quiet hours, held in memory: a notice on an installation without channels costs nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from shaoxiang.kernel.held import Held, Watch
from shaoxiang.kernel.notices.models import Channel, NoticeSetting
from shaoxiang.kernel.notices.rules import quiet
from shaoxiang.kernel.notices.rules.quiet import QuietHours

VERSION, QUIET = "version", "quiet_hours"


@dataclass(frozen=True, slots=True)
class ChannelLine:
    id: int
    kind: str
    wants: str
    chosen: frozenset[str]
    body_id: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    channels: tuple[ChannelLine, ...]
    quiet: QuietHours


def plan() -> Plan:
    return _plan.get(None)


def changed() -> None:
    """A channel or the quiet hours changed, in this transaction: every process looks again within seconds."""
    row, _new = NoticeSetting.objects.select_for_update().get_or_create(code=VERSION, defaults={"value": 0})
    row.value += 1
    row.save(update_fields=["value"])
    _plan.forget()


def quiet_hours() -> QuietHours:
    """Of the installation, as stored."""
    value = NoticeSetting.objects.filter(code=QUIET).values_list("value", flat=True).first()
    return QuietHours(time.fromisoformat(value[0]), time.fromisoformat(value[1])) if value else quiet.DEFAULT


def _version() -> str:
    return str(NoticeSetting.objects.filter(code=VERSION).values_list("value", flat=True).first())


def _read(_key: None) -> Plan:
    rows = Channel.objects.filter(in_use=True).order_by("pk")
    return Plan(tuple(ChannelLine(row.pk, row.kind, row.wants, frozenset(row.chosen), row.body_id) for row in rows), quiet_hours())


_plan: Held[None, Plan] = Held(Watch(_version), _read)
