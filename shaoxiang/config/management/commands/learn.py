"""`shaoxiang learn`: train a type suggestion from closed cases or a labelled table; the keyword rules stay until somebody switches it on."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.config.words import both
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.vocabulary import _
from shaoxiang.learning import actions, queries
from shaoxiang.learning.rules import ModelRefused
from shaoxiang.learning.rules.evaluation import figures
from shaoxiang.learning.rules.training import NothingToLearn, Sample, Trained, train
from shaoxiang.learning.vocabulary import Origin

FIELD_AT_MOST = 1_000_000
CONFUSED_SHOWN = 20


class Command(BaseCommand):
    help = "从已办结的事件或带分类的表格学类别建议。 / Learn to suggest types from closed cases or a labelled table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--csv", default="", help="带分类的表格，可 .gz；不给就用已办结的事件 / a labelled CSV (.gz too); without it, the closed cases")
        parser.add_argument("--text", default="text", help="文字列，两列时前一列是标题 / column of the text; of two, the first is the title: topic,detail")
        parser.add_argument("--label", default="label", help="分类列 / column of the label")
        parser.add_argument("--id", default="id", help="编号列，与 --also 的对应 / column that names the same text in --also")
        parser.add_argument("--also", default="", help="只用来学、不用来考的表格 / a second table to learn from, never tested on")
        parser.add_argument("--also-text", default="tokens", help="它的文字列 / its text column")
        parser.add_argument("--also-id", default="raw_id", help="它的编号列 / its column of the id")
        parser.add_argument("--evaluate", action="store_true", help="只看数字，不保存 / figures only, keep nothing")
        parser.add_argument("--json", action="store_true", help="JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        csv.field_size_limit(FIELD_AT_MOST)
        samples, first, last = self._samples(options)
        try:
            trained = train(samples, tell=lambda part: self.stderr.write(f"… {part}"))
        except ImportError as error:
            raise CommandError(both(NO_EXTRA)) from error
        except NothingToLearn as refused:
            raise CommandError(both(str(refused))) from refused
        found = figures(trained)
        if not options["evaluate"]:
            try:
                origin = Origin.FILE if options["csv"] else Origin.CASES
                row = actions.keep(trained.model, found, origin=origin, texts_from=first, texts_to=last, actor=SYSTEM, at=timezone.now())
            except ModelRefused as refused:
                raise CommandError(both(str(refused))) from refused
            found |= {"id": row.pk, "digest": row.digest, "size_bytes": row.size_bytes}
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) if options["json"] else "\n".join(lines(found, trained)))

    def _samples(self, options: dict[str, Any]) -> tuple[list[Sample], Any, Any]:
        if not options["csv"]:
            lessons = list(queries.lessons())
            days = [one.closed_on for one in lessons]
            return [Sample("", one.text, one.type_code) for one in lessons], min(days, default=None), max(days, default=None)
        samples = list(read(Path(options["csv"]), options["text"], options["label"], options["id"], extra=False))
        if options["also"]:
            samples += read(Path(options["also"]), options["also_text"], options["label"], options["also_id"], extra=True)
        return samples, None, None


NO_EXTRA = _("训练需要附加包：请先运行 pip install -r requirements/ml.txt。用模型给建议不需要它。")


def read(path: Path, text: str, label: str, key: str, *, extra: bool) -> Iterator[Sample]:
    """Rows of a labelled CSV. Raises CommandError where the file or a column is not there."""
    columns = [name.strip() for name in text.split(",")]
    try:
        with _opened(path) as file:
            rows = csv.DictReader(file)
            missing = [name for name in (*columns, label) if name not in (rows.fieldnames or ())]
            if missing or len(columns) > 2:
                raise CommandError(f"{path.name} 没有列 {missing or columns}，有的是 {rows.fieldnames}。 / No such columns in {path.name}.")
            for row in rows:
                title, body = ("", row[columns[0]]) if len(columns) == 1 else (row[columns[0]], row[columns[1]])
                if row[label] and (title or body):
                    yield Sample(title or "", body or "", row[label].strip(), row.get(key) or "", extra)
    except OSError as error:
        raise CommandError(f"读不了文件 {path}。 / Cannot read {path}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{path.name} 不是 UTF-8 的 CSV 表格，请另存为 CSV UTF-8。 / {path.name} is not a UTF-8 CSV.") from error


def _opened(path: Path) -> TextIO:
    return gzip.open(path, "rt", encoding="utf-8-sig", newline="") if path.suffix == ".gz" else path.open(encoding="utf-8-sig", newline="")


def lines(found: dict[str, Any], trained: Trained) -> Iterator[str]:
    """The figures for a terminal."""
    yield "   ".join(f"{name.replace('_', ' ')} {found[name]:.4f}" for name in ("macro_f1", "accuracy", "first_two", "calibration_error"))
    yield f"{found['texts']} + {found['extra']} texts, {found['different']} different; {found['features']} features"
    width = max(len(label) for label in trained.labels)
    for row in found["labels"]:
        yield f"  {row['label']:<{width}}  P {row['precision']:.3f}  R {row['recall']:.3f}  F1 {row['f1']:.3f}  n {row['texts']}"
    yield "confusion (truth → said)"
    rows = zip(trained.labels, found["confusion"], strict=True)
    pairs = [(count, truth, said) for truth, row in rows for said, count in zip(trained.labels, row, strict=True) if count and truth != said]
    for count, truth, said in sorted(pairs, reverse=True)[:CONFUSED_SHOWN]:
        yield f"  {truth} → {said}: {count}"
    for row in found["sure"]:
        yield f"  ≥ {row['at']:.2f}: {row['share']:.1%} of texts, right {row['right']:.1%}" if row["right"] is not None else f"  ≥ {row['at']:.2f}: none"
    if found["dropped"]:
        yield f"dropped (too few): {found['dropped']}"
    if "id" in found:
        yield gettext("已保存为第 %(id)s 号模型（%(size)s 字节），由业务管理员在“类别建议”页启用。") % {"id": found["id"], "size": found["size_bytes"]}
