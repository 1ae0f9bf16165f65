"""axe-core on a page: what a screen reader, a keyboard or weak eyes would stumble over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SOURCE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN = "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(' | ')))"


def violations(page: Any) -> list[str]:
    """One line per broken rule, with the places. `evaluate` is not held back by the page's CSP."""
    page.evaluate(SOURCE)
    found: list[str] = page.evaluate(RUN)
    return found


def overflow_px(page: Any) -> int:
    """How far the page is wider than the screen."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
