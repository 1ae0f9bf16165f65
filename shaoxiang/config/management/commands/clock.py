"""`shaoxiang clock CODE --start ISO [--suspend A/B]... [--extend N] [--json]`: when a clock ends, and why."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.kernel.clocks import rules, specs, table, wording
from shaoxiang.kernel.clocks.rules import ClockSpec, Interval
from shaoxiang.kernel.workdays.queries import load_calendar, packaged_calendar
from shaoxiang.kernel.workdays.rules import SHANGHAI, Calendar


class Command(BaseCommand):
    requires_system_checks = ()
    help = "计算一个时限何时届满并逐行说明 / when a clock ends, explained line by line"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE")
        parser.add_argument("--start", metavar="ISO", help="起算时间，缺省为现在 / starting event, default now")
        parser.add_argument("--suspend", metavar="A/B", action="append", default=[], help="中止起止 / a suspension, may be repeated")
        parser.add_argument("--extend", metavar="N", default="0", help="延长数量 / extension in the clock's unit")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, code: str, start: str | None, suspend: list[str], extend: str, **options: Any) -> None:
        calendar, known = in_force()
        spec = known.get(code) or known.get(code.upper())
        if spec is None:
            raise _refused(_("没有代码为“%(code)s”的时限。可用代码见 docs/generated/clocks.md，例如 LIC_DECIDE。") % {"code": code})
        started = _instant(start) if start else timezone.now().astimezone(SHANGHAI)
        suspensions = [_interval(text) for text in suspend]
        extension = _extension(extend, spec)
        try:
            due = rules.due(started, spec, calendar, suspensions=suspensions, extension=extension)
            lines = rules.explain(started, spec, calendar, suspensions, extension)
        except ValueError as error:
            raise _refused(wording.said(error)) from None
        explanation = wording.explain_text(lines)
        if not options["json"]:
            self.stdout.write("\n".join(explanation))
            return
        facts = {
            "code": spec.code,
            "label": wording.label_of(spec.code, spec.label),
            "start": started.isoformat(),
            "due_at": due.due_at.isoformat(),
            "last_day": due.last_day.isoformat() if due.last_day else None,
            "warn_at": due.warn_at.isoformat(),
            "provisional": due.provisional,
            "law": spec.law,
            "article": spec.article,
            "explanation": explanation,
        }
        self.stdout.write(json.dumps(facts, ensure_ascii=False))


def in_force() -> tuple[Calendar, dict[str, ClockSpec]]:
    """Calendar and clocks of the database where there is one, else those in the package."""
    try:
        return load_calendar(), specs.all_specs()
    except DatabaseError:
        return packaged_calendar(), {code: row.spec for code, row in table.known().items()}


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text.strip())
        return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at.astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        raise _refused(_("“%(text)s”不是日期或时间。请写成 2026-03-02 或 2026-03-02T10:00。") % {"text": text}) from None


def _interval(text: str) -> Interval:
    begin, slash, end = text.partition("/")
    if not slash:
        raise _refused(_("中止请写成 开始/结束，例如 2026-03-05/2026-03-10，而不是“%(text)s”。") % {"text": text})
    return _instant(begin), _instant(end)


def _extension(text: str, spec: ClockSpec) -> int:
    try:
        amount = int(text)
    except ValueError:
        raise _refused(_("延长数量须是整数，而不是“%(text)s”。") % {"text": text}) from None
    if amount == 0:
        return 0
    try:
        rules.check_extension(spec, held=0, more=amount)
    except rules.ExtensionRefused as error:
        raise _refused(wording.said(error)) from None
    return amount


def _refused(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=2)
