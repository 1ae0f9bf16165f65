"""`shaoxiang load_places [--profile NAME | --file F --level LEVEL] [--dry-run] [--allow-flaws] [--json]`. A table is a register without outlines."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.exchange.reading import RowError, read_table
from shaoxiang.places.actions import BadPlaces, LoadReport, import_register, load_district_places, load_geojson
from shaoxiang.places.queries.registers import REGISTER
from shaoxiang.places.rules.outlines import may_be_written
from shaoxiang.places.vocabulary import PlaceLevel


class Command(BaseCommand):
    help = "导入区划和网格边界 / load places"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--profile", default=settings.PROFILE)
        parser.add_argument("--file", type=Path)
        parser.add_argument("--level", choices=[str(level) for level in PlaceLevel], default=str(PlaceLevel.GRID))
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--allow-flaws", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, profile: str, file: Path | None, level: str, **options: Any) -> None:
        if file is not None and file.suffix.lower() in (".csv", ".xlsx", ".xls"):
            self._register(file, level, options)
            return
        try:
            reports = self._load(profile, file, level, options)
        except BadPlaces as error:
            raise CommandError(str(error), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps({"reports": [_facts(report) for report in reports]}, ensure_ascii=False))
        else:
            for report in reports:
                self.stdout.write(_words(report))
        if not all(may_be_written(report.flaws, with_gaps=options["allow_flaws"]) for report in reports):
            raise CommandError(_("没有写入：请按上面的提示修正文件；只有缝隙（下级还没有画全）的，可以加 --allow-flaws。"), returncode=1)

    def _register(self, file: Path, level: str, options: dict[str, Any]) -> None:
        """A bare table, without outlines."""
        if level == PlaceLevel.DISTRICT:
            raise CommandError(_("名册只装镇街、社区和网格：请用 --level 说明是哪一级。"), returncode=2)
        try:
            with file.open("rb") as content:
                rows = list(read_table(content, REGISTER, name=file.name))
        except OSError as error:
            raise CommandError(_("读不出文件 %(file)s（%(why)s）。请检查路径和权限。") % {"file": file, "why": error.strerror}, returncode=2) from None
        except RowError as error:
            raise CommandError(str(error), returncode=2) from None
        taken = import_register(level, rows, actor=SYSTEM, at=timezone.now(), dry_run=options["dry_run"])
        bad, added = taken.sorted_errors, sum(one.new for one in taken.made)
        facts = {"level": level, "rows": taken.lines, "added": added, "changed": len(taken.made) - added,
                 "unchanged": 0 if bad else taken.lines - len(taken.made), "written": not bad and not options["dry_run"],
                 "flaws": [{"line": one.line, "column": one.column, "what": one.what, "cure": one.cure} for one in bad]}
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        else:
            self.stdout.write(_("名册共 %(rows)d 行：新增 %(added)d，修改 %(changed)d，未变 %(unchanged)d。") % facts)
            self.stdout.write("\n".join(f"  {one.line}  {one.column}  {one.what}{one.cure}" for one in bad))
        if bad:
            raise CommandError(_("一行也没有写入：请按上面的提示改好表格。"), returncode=1)

    def _load(self, profile: str, file: Path | None, level: str, options: dict[str, Any]) -> list[LoadReport]:
        now = timezone.now()
        if file is None:
            return load_district_places(profile, actor=SYSTEM, at=now, dry_run=options["dry_run"])
        data = read_json(file)
        return [load_geojson(level, data, actor=SYSTEM, at=now, dry_run=options["dry_run"], allow_flaws=options["allow_flaws"])]


def read_json(file: Path) -> object:
    """Raises BadPlaces with the cure."""
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadPlaces(_("读不出文件 %(file)s（%(why)s）。请检查路径和权限。") % {"file": file, "why": error.strerror}) from None
    except ValueError:
        raise BadPlaces(_("%(file)s 不是 UTF-8 编码的 JSON。请以 GeoJSON、UTF-8 重新导出。") % {"file": file}) from None


def _facts(report: LoadReport) -> dict[str, Any]:
    return {
        "level": report.level, "features": report.features, "added": report.added, "changed": report.changed,
        "unchanged": report.unchanged, "not_in_file": report.not_in_file, "written": report.written, "counts": report.counts,
        "flaws": [asdict(line) for line in report.lines()],
    }


def _words(report: LoadReport) -> str:
    counts = _("%(level)s：共 %(features)d，新增 %(added)d，修改 %(changed)d，未变 %(unchanged)d。") % {
        "level": _(PlaceLevel.label_of(report.level)), "features": report.features, "added": report.added,
        "changed": report.changed, "unchanged": report.unchanged,
    }
    lines = [f"  {line.code}  {line.what} {line.cure}" for line in report.lines()]
    return "\n".join([counts + ("" if report.written else _("（未写入）")), *lines])
