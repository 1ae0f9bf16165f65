"""What a telephone may keep: the list at the head of the worker, and the manifest."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client
from PIL import Image

from shaoxiang.kernel.web import offline

pytestmark = pytest.mark.django_db


def kit(client=None):
    text = (client or Client()).get("/sw.js").content.decode()
    return json.loads(re.match(r"const KIT = ({.*?^});", text, re.S | re.M)[1]), text


def test_the_worker_is_at_the_root_and_asked_for_anew():
    answer = Client().get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"


def test_every_kept_file_is_there_with_its_digest():
    kept = kit()[0]
    names = [address.removeprefix(kept["static"]).partition("?")[0] for address, _digest in kept["assets"]]
    library = {"vendor/maplibre-gl/maplibre-gl.mjs", "vendor/maplibre-gl/maplibre-gl-worker.mjs"}
    assert {"web/shell.js", "web/map.js", "cases/field/field.js", *library} <= set(names)
    for name, (_address, digest) in zip(names, kept["assets"], strict=True):
        assert digest == "sha256-" + base64.b64encode(hashlib.sha256(Path(find(name)).read_bytes()).digest()).decode()


def test_only_the_shell_files_and_outlines_are_kept():
    kept = kit()[0]
    assert kept["pages"] == "/field/"
    assert kept["shell"] == "/field/shell/"
    assert kept["outlines"] == ["/places/outline.json", "/places/picture.svg"]
    assert all(address.startswith("/static/") for address, _digest in kept["assets"])


def test_another_file_makes_another_version(monkeypatch):
    before = kit()[0]["version"]
    assert kit()[0]["version"] == before
    monkeypatch.setattr(offline, "precached", lambda: (("/static/x.js", "sha256-x"),))
    assert kit()[0]["version"] != before


def test_the_worker_answers_gets_only_and_its_own_pages_only():
    text = kit()[1]
    assert 'request.method !== "GET"' in text
    assert "url.pathname.startsWith(KIT.pages)" in text
    assert text.count("cache.put(") == 1  # outlines; all else is the fixed list


def test_the_manifest_makes_it_installable():
    body = Client().get("/manifest.webmanifest").json()
    assert (body["start_url"], body["scope"], body["display"]) == ("/field/", "/field/", "standalone")
    sizes = set()
    for icon in body["icons"]:
        path = find(icon["src"].removeprefix("/static/").partition("?")[0])
        with Image.open(path) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]
            sizes.add((icon["sizes"], icon["purpose"]))
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes


def test_the_manifest_speaks_the_readers_language():
    assert Client().get("/manifest.webmanifest?lang=en").json()["lang"] == "en"


def test_without_offline_pages_there_is_neither(monkeypatch):
    monkeypatch.setattr(offline, "_pages", None)
    assert Client().get("/sw.js").status_code == 404
    assert Client().get("/manifest.webmanifest").status_code == 404
