"""Names of rows the kernel holds only as keys (ADR 0002). The room that owns them registers how a key is put into words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Namer = Callable[[int], str]
_namers: dict[str, Namer] = {}


def register(namers: Mapping[str, Namer]) -> None:
    """Add `{"body": book.name_of}`."""
    _namers.update(namers)


def name_of(kind: str, key: int | None) -> str:
    """The name, or "—" for no key; the bare key where nobody registered (a half-built house, a test of one room)."""
    if key is None or not str(key):
        return "—"
    namer = _namers.get(kind)
    return namer(int(key)) if namer else f"{kind} {key}"
