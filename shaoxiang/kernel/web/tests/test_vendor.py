"""Nothing comes from elsewhere at run time, and nothing vendored was touched."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

WEB = Path(__file__).parent.parent
VENDOR = WEB / "static" / "vendor"
PACKAGES = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))["packages"]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda p: p["folder"])
def test_every_vendored_file_is_the_one_of_the_manifest(package):
    folder = VENDOR / package["folder"]
    on_disk = {path.name: "sha256-" + hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.suffix != ".gz"}
    assert on_disk == package["files"]
    assert "LICENSE" in on_disk


def test_the_compressed_twin_of_a_file_is_that_file():
    twins = list(VENDOR.rglob("*.gz"))
    assert len(twins) >= 5
    for twin in twins:
        assert gzip.decompress(twin.read_bytes()) == twin.with_suffix("").read_bytes(), twin


def test_the_server_sends_the_compressed_twin(client):
    answer = client.get("/static/vendor/tabler/tabler.min.css", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) < 90_000


def test_no_folder_is_missing_from_the_manifest():
    assert {path.name for path in VENDOR.iterdir() if path.is_dir()} == {package["folder"] for package in PACKAGES}


def test_templates_use_only_icons_that_the_sprite_has():
    drawn = set(re.findall(r'symbol id="([^"]+)"', (VENDOR / "tabler-icons" / "sprite.svg").read_text(encoding="utf-8")))
    room = WEB.parent.parent
    used = {name for path in room.rglob("*.html") for name in re.findall(r'{%\s*icon "([^"]+)"', path.read_text(encoding="utf-8"))}
    assert used
    assert used <= drawn


def test_no_template_has_inline_script_style_or_handlers():
    room = WEB.parent.parent
    for path in room.rglob("templates/**/*.html"):
        text = re.sub(r"{%.*?%}|{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert not re.search(r"""<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\son[a-z]+\s*=\s*["']|\sstyle\s*=""", text), path
        assert not re.search(r"""(src|href|action)=["']https?://(?!beian\.miit\.gov\.cn)""", text), path
