"""`shaoxiang simulate`: what would happen to arrivals and finishing times if forces, limits or volumes were other than they are."""

from __future__ import annotations

import html
import json
import os
import unicodedata
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from shaoxiang.institutions.models import Installation
from shaoxiang.simulation.queries import NothingRecorded, drawing, validation, wording, world_now
from shaoxiang.simulation.queries.wording import Table
from shaoxiang.simulation.rules.changes import Change, ChangeRefused, apply, parse
from shaoxiang.simulation.rules.inputs import World
from shaoxiang.simulation.rules.study import Plan, Study, as_data, study

LANGUAGES = {"zh": "zh-hans", "en": "en"}


class Command(BaseCommand):
    help = "推演：力量、时限、来件量变了会怎样。 / What if forces, limits or volumes were other than they are?"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--profile", default="xincheng", help="配置文件夹 / profile folder; must be the one loaded")
        parser.add_argument("--days", type=int, default=30, help="推演多少天 / days (1-365)")
        parser.add_argument("--seed", type=int, default=7, help="随机种子 / random seed")
        parser.add_argument("--replications", type=int, default=10, help="跑几遍 / runs (1-200)")
        parser.add_argument("--back", type=int, default=30, help="来件取最近多少天 / days looked back on (7-730)")
        parser.add_argument("--change", default="", metavar="FILE", help="改动文件 (JSON, docs/simulation.md) / change file")
        parser.add_argument("--validate", action="store_true", help="拿记录检验模型 / hold the model against what was recorded")
        parser.add_argument("--json", action="store_true", help="JSON")
        parser.add_argument("--lang", choices=["zh", "en"], default="", help="语言，默认看 LANG / language, by LANG if not said")
        parser.add_argument("--picture", default="", metavar="FILE", help="画成 .svg 或 .png / draw as .svg or .png")
        parser.add_argument("--html", default="", metavar="FILE", help="存成网页 / save as a page")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = _plan(options)
        if not Installation.objects.filter(profile=options["profile"]).exists():
            raise CommandError(
                f"本机装的不是 {options['profile']}：先运行 shaoxiang prepare，或改 --profile。"
                f" / {options['profile']} is not loaded: run shaoxiang prepare, or name another --profile."
            )
        with translation.override(LANGUAGES[options["lang"] or _by_environment()]):
            try:
                if options["validate"]:
                    self._validate(plan, options)
                    return
                base = world_now(at=timezone.now(), back_days=options["back"])
            except NothingRecorded as nothing:
                raise CommandError(_both(str(nothing))) from nothing
            self._simulate(base, plan, options)

    def _simulate(self, base: World, plan: Plan, options: dict[str, Any]) -> None:
        changes, changed = _changed(base, options["change"])
        found = study(base, changed, plan)
        if options["picture"]:
            _draw(drawing.picture(found, base), Path(options["picture"]))
        tables, words = wording.tables(found, base, changed), wording.changes_words(changes, base)
        if options["html"]:
            _write(Path(options["html"]), page(found, base, tables, words).encode())
        if options["json"]:
            inputs = [{"mark": each.mark.value, "words": wording.assumed(each)} for each in base.assumptions]
            self._json({**as_data(found), "changes": [{"do": each.do.value, **each.said} for each in changes], "inputs": inputs, "note": wording.what_it_is()})
            return
        for line in (*wording.what_it_is(), "", *(f"→ {sentence}" for sentence in words), *(wording.headline(found, base) if changed is not None else [])):
            self.stdout.write(line)
        for table in tables:
            self.stdout.write(f"\n{aligned(table)}")

    def _validate(self, plan: Plan, options: dict[str, Any]) -> None:
        found = validation.validate(at=timezone.now(), back_days=options["back"], replications=plan.replications, seed=plan.seed)
        if options["json"]:
            self._json(asdict(found))
            return
        for line in validation.words(found):
            self.stdout.write(line)
        self.stdout.write(f"\n{aligned(validation.table(found))}")

    def _json(self, data: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))


def _plan(options: dict[str, Any]) -> Plan:
    for name, low, high in (("days", 1, 365), ("replications", 1, 200), ("back", 7, 730)):
        if not low <= options[name] <= high:
            raise CommandError(f"--{name} 要在 {low} 到 {high} 之间。 / --{name} lies between {low} and {high}.")
    return Plan(options["days"], options["replications"], options["seed"])


def _by_environment() -> str:
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if said.lower().startswith("en") else "zh"


def _changed(base: World, name: str) -> tuple[list[Change], World | None]:
    if not name:
        return [], None
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"读不了改动文件 {name}：要是 UTF-8 的 JSON。 / Cannot read {name}: it should be JSON in UTF-8.") from error
    try:
        changes = parse(text)
        return changes, apply(base, changes)
    except ChangeRefused as refused:
        said = refused  # the name after `as` is gone when the lambda is looked at
        raise CommandError("\n".join(f"{name}: {sentence}" for sentence in _in_both(lambda: wording.refusal(said)))) from refused


def _in_both(say: Callable[[], str]) -> list[str]:
    sentences = []
    for language in LANGUAGES.values():
        with translation.override(language):
            sentences.append(say())
    return sentences


def _both(msgid: str) -> str:
    return " / ".join(_in_both(lambda: translation.gettext(msgid)))


def _draw(drawn: str, path: Path) -> None:
    if path.suffix.lower() not in (".svg", ".png"):
        raise CommandError("--picture 要以 .svg 或 .png 结尾。 / --picture ends in .svg or .png.")
    _write(path, drawing.png(drawn) if path.suffix.lower() == ".png" else drawn.encode())


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"写不了 {path}：请检查文件夹和权限。 / Cannot write {path}: check the folder and its rights.") from error


def aligned(table: Table) -> str:
    """Columns under one another, a Chinese character as wide as two; numbers to the right, the last column of words to the left."""
    lines = [table.columns, *table.rows]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(table.columns))]
    right = [all(_is_number(row[column]) for row in table.rows) and column > 0 for column in range(len(widths))]
    drawn = [
        "  ".join(_padded(cell, width, flush) for cell, width, flush in zip(line, widths, right, strict=True)).rstrip() for line in lines
    ]
    drawn.insert(1, "─" * (sum(widths) + 2 * (len(widths) - 1)))
    return "\n".join([f"【{table.title}】", *drawn, *([table.note] if table.note else [])])


def _is_number(cell: str) -> bool:
    return not cell or cell == "—" or cell[0].isdigit() or cell[0] in "+−-"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks


def page(found: Study, base: World, tables: list[Table], changes: list[str]) -> str:
    """A page that stands alone, without script and without anything from elsewhere."""
    parts = [f"<p>{html.escape(line)}</p>" for line in wording.what_it_is()]
    parts += [f"<p><b>→ {html.escape(sentence)}</b></p>" for sentence in changes]
    parts.append(drawing.picture(found, base))
    for table in tables:
        head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in table.columns)
        body = "".join(
            f'<tr><th scope="row">{html.escape(row[0])}</th>' + "".join(f"<td>{html.escape(cell)}</td>" for cell in row[1:]) + "</tr>" for row in table.rows
        )
        parts.append(f"<h2>{html.escape(table.title)}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{html.escape(table.note)}</p>")
    title = html.escape(translation.gettext("推演"))
    style = (
        "body{font:16px/1.6 system-ui,sans-serif;max-width:1000px;margin:2rem auto;padding:0 1rem;color:#1f2933}svg{max-width:100%;height:auto}"
        "table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #dfe4ea;padding:.35rem .6rem;text-align:left}"
    )
    head = f'<!doctype html><html lang="{translation.get_language()}"><meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    return f'{head}<h1>{title}</h1>{"".join(parts)}</html>'

