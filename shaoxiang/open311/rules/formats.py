"""JSON and XML of one value. A list under a known name becomes that element with its children; JSON lists stand bare (Spark convention)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

MEDIA_TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
CHILD = {
    "services": "service", "service_requests": "request", "service_request_updates": "request_update", "attributes": "attribute",
    "values": "value", "errors": "error", "endpoints": "endpoint", "formats": "format",
}
# What XML 1.0 has no way to write, not even as a reference.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(form: str, root: str, value: Any) -> bytes:
    """`value` (dicts, lists, texts, numbers, booleans, None) as `json` or `xml`; `root` names the outermost element."""
    if form == "json":
        return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    parts = ['<?xml version="1.0" encoding="utf-8"?>\n']
    _element(parts, root, value)
    return "".join(parts).encode("utf-8")


def _element(parts: list[str], name: str, value: Any) -> None:
    if value is None or value == "":
        parts.append(f"<{name}/>")
        return
    parts.append(f"<{name}>")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _element(parts, key, inner)
    elif isinstance(value, str):
        parts.append(escape(_UNWRITABLE.sub("", value)))
    elif isinstance(value, bool):
        parts.append("true" if value else "false")
    elif isinstance(value, Sequence):
        for inner in value:
            _element(parts, CHILD[name], inner)
    else:
        parts.append(escape(str(value)))
    parts.append(f"</{name}>")
