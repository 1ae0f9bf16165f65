from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page of the shell needs."""
    return {"actor": getattr(request, "actor", None)}
