"""What holds for the whole house, whatever rooms it has."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command, get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {".py", ".md", ".txt", ".in", ".toml", ".html", ".json", ".css", ".js", ".csv", ".yml", ".yaml", ".cfg", ".service", ".conf", ".example", ""}


def files():
    done = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    names = done.stdout.splitlines() if done.returncode == 0 else [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*")]
    return [ROOT / name for name in names if (ROOT / name).is_file() and "vendor" not in name and name != "LICENSE"]


def sources():
    return [path for path in (ROOT / "shaoxiang").rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_room_says_what_it_is():
    silent = []
    for config in apps.get_app_configs():
        if config.name.startswith("shaoxiang."):
            tree = ast.parse((Path(config.path) / "__init__.py").read_text(encoding="utf-8"))
            described = ast.get_docstring(tree) or (config.name == "shaoxiang.config" and type(config).__doc__)
            if not described:
                silent.append(config.name)
    assert silent == []


def test_every_command_of_ours_says_what_it_does_in_both_languages():
    for name, app in get_commands().items():
        if isinstance(app, str) and app.startswith("shaoxiang."):
            words = load_command_class(app, name).help
            assert re.search(r"[\u4e00-\u9fff]", words), name
            assert re.search(r"[a-z]{3}", words), name


def test_no_file_records_a_registry_or_a_machine():
    """Nobody else has our index, our home or our folders."""
    forbidden = re.compile(
        r"(--(?:extra-)?index-url|--find-links|https?://\S+/simple\b|https?://\S+\.(?:tgz|whl)\b|/root/|/home/(?!user\b)\w|file:///\w)"
    )
    here = Path(__file__).resolve()
    found = []
    for path in files():
        if path.suffix in TEXTS and path != here and path.stat().st_size < 2_000_000:
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), start=1):
                if forbidden.search(line):
                    found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


def test_there_is_no_lock_file_of_a_registry():
    assert not {"uv.lock", "poetry.lock", "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "pdm.lock"} & {path.name for path in files()}


def pins(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)((?:.|\n(?=\s))*)", text, flags=re.MULTILINE)
    return {(package, version, "sha256:" in rest) for package, version, rest in blocks}


def test_every_pin_has_its_hash_and_tests_run_on_what_runs():
    run, test = pins("run.txt"), pins("test.txt")
    assert len(run) > 20
    assert all(hashed for _, _, hashed in run | test)
    assert run <= test, run - test


def test_every_requirement_is_pinned():
    asked = {re.split(r"[<>=\[;]", line)[0].strip().lower() for line in (ROOT / "requirements/run.in").read_text().splitlines() if line and line[0] not in "#-"}
    assert asked <= {name.lower() for name, _, _ in pins("run.txt")}


# 行政处罚法 第六十条; 行政处罚法(2021) 60; 《行政许可法》 …
STATUTE = re.compile(r"(?:中华人民共和国)?([\u4e00-\u9fff]{2,12}(?:法|条例))(?=[》(（]?\s*(?:[（(]?\d{4}|》?\s*第[一二三四五六七八九十百]+条))")


def quoted_statutes():
    """Statute -> the files that quote an article of it."""
    quoted: dict[str, set[str]] = {}
    for path in sources():
        for name in STATUTE.findall(path.read_text(encoding="utf-8")):
            quoted.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    return quoted


def test_every_statute_quoted_in_code_has_its_card():
    cards = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "laws").glob("*.md"))
    missing = {name: sorted(places) for name, places in quoted_statutes().items() if name not in cards}
    assert missing == {}, json.dumps(missing, ensure_ascii=False, indent=1)


def test_the_arrows_hold():
    """Rooms and floors point one way (pyproject.toml, tool.importlinter)."""
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0
