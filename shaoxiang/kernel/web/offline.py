"""离线: one set of pages may be opened without a network. Its room says which (`register` in `AppConfig.ready`); this word serves
`/sw.js`, which keeps the shell, its assets and outlines of the map, and `/manifest.webmanifest`, which lets the telephone place it on its screen.

The worker answers for those pages alone, with the network or with the shell: no page with data is ever kept by it. It is registered for
the whole address all the same, because browsers look up the script of a map's own worker by its address under /static/.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import find, get_finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

import shaoxiang
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.templatetags.shaoxiang import asset

ICONS = (("web/icon-192.png", "192x192", "any"), ("web/icon-512.png", "512x512", "any"), ("web/icon-maskable-512.png", "512x512", "maskable"))
THEME = "#17568f"


@dataclass(frozen=True, slots=True)
class OfflinePages:
    """Names of routes, and patterns of static files. `home`: where the pages begin; `shell`: shown without a network; `outlines`: public pictures."""

    name: str
    home: str
    shell: str
    assets: tuple[str, ...]
    outlines: tuple[str, ...] = ()


_pages: OfflinePages | None = None


def register(pages: OfflinePages) -> None:
    """One set of pages a house; the last one registered holds."""
    global _pages
    _pages = pages
    precached.cache_clear()


@lru_cache(maxsize=1)
def precached() -> tuple[tuple[str, str], ...]:
    """(address, digest for `integrity`) of every file the shell needs, read once in a process."""
    if _pages is None:
        return ()
    names = sorted({
        name for finder in get_finders() for name, _storage in finder.list([])
        if not name.endswith(".gz") and any(fnmatchcase(name, pattern) for pattern in _pages.assets)
    })
    return tuple((asset(name), _digest(str(find(name)))) for name in names)


def _digest(path: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(Path(path).read_bytes()).digest()).decode()


@lru_cache(maxsize=1)
def _worker() -> str:
    return Path(str(find("web/sw.js"))).read_text(encoding="utf-8")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """/sw.js: the worker with what it keeps written at its head; another word in either makes browsers take the new one."""
    if _pages is None:
        raise Http404
    kept: dict[str, Any] = {
        "pages": reverse(_pages.home), "shell": reverse(_pages.shell), "static": settings.STATIC_URL,
        "assets": precached(), "outlines": [reverse(name) for name in _pages.outlines],
    }
    version = hashlib.sha256(json.dumps([kept, shaoxiang.__version__, _worker()], default=list).encode()).hexdigest()[:16]
    text = f"const KIT = {json.dumps({'version': version, **kept}, indent=1)};\n{_worker()}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """/manifest.webmanifest."""
    if _pages is None:
        raise Http404
    home = reverse(_pages.home)
    body = {
        "id": home, "name": f"{gettext(_('哨响'))} · {gettext(_pages.name)}", "short_name": gettext(_pages.name), "start_url": home, "scope": home,
        "display": "standalone", "lang": in_words("zh-Hans", "en"), "theme_color": THEME, "background_color": "#ffffff",
        "icons": [{"src": asset(name), "sizes": sizes, "type": "image/png", "purpose": purpose} for name, sizes, purpose in ICONS],
    }
    return JsonResponse(body, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})
