"""`shaoxiang topics`: gather the hot topics now, or measure the grouping on a table whose groups people have named."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shaoxiang.topics.actions import gather
from shaoxiang.topics.rules import Cluster, Message, cluster, measure

TRUTHS = ("topic_rule", "consensus")


class Command(BaseCommand):
    help = "汇总热点，或在有标注的表格上量一量。 / Gather hot topics, or measure the grouping on a labelled table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--evaluate", default="", metavar="FILE", help="CSV: topic, detail, user, time, topic_rule, consensus; optional lon, lat")
        parser.add_argument("--show", type=int, default=0, help="列出最大的几组 / show the largest groups")
        parser.add_argument("--json", action="store_true", help="JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["evaluate"]:
            self.stdout.write(str(gather(now=timezone.now())))
            return
        rows, texts = read(Path(options["evaluate"]))
        begin = perf_counter()
        found = cluster(texts)
        head = {"rows": len(rows), "groups": len(found), "seconds": round(perf_counter() - begin, 2)}
        measured = figures(found, rows)
        if options["json"]:
            self.stdout.write(json.dumps({**head, **measured}, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("  ".join(f"{word} {value}" for word, value in head.items()))
            for name, got in measured.items():
                self.stdout.write(f"{name}: " + "  ".join(f"{word} {value}" for word, value in got.items()))
        for each in found[: options["show"]]:
            self.stdout.write(f"  {len(each.members):4d}  {each.place} · {' '.join(each.subject)}")


def read(path: Path) -> tuple[list[dict[str, str]], list[Message]]:
    """Rows and messages. Raises CommandError where it is not such a table."""
    csv.field_size_limit(1_000_000)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        return rows, [_message(row) for row in rows]
    except OSError as error:
        raise CommandError(f"读不了文件 {path}。 / Cannot read {path}.") from error
    except (KeyError, ValueError, TypeError, csv.Error) as error:
        raise CommandError(f"{path.name} 要有 topic、detail、user、time 列。 / {path.name} needs the columns topic, detail, user, time.") from error


def _message(row: dict[str, str]) -> Message:
    at = datetime.fromisoformat(row["time"]) if row["time"] else None
    point = (float(row["lon"]), float(row["lat"])) if row.get("lon") and row.get("lat") else (None, None)
    return Message(row["topic"], row["detail"], row["user"], at, *point)


def figures(found: list[Cluster], rows: list[dict[str, str]]) -> dict[str, dict[str, float]]:
    """Pair precision, recall and F1, and the share of foreign members, for every column of truth that is there."""
    answer = {}
    for name in TRUTHS:
        truth = {number: row[name] for number, row in enumerate(rows) if row.get(name)}
        if truth:
            got = measure(found, truth)
            answer[name] = {
                "labelled": got.labelled, "topics": got.topics, "precision": round(got.precision, 4), "recall": round(got.recall, 4),
                "f1": round(got.f1, 4), "foreign": round(got.foreign, 4),
            }
    return answer
