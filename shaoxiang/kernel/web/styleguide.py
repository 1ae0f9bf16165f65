"""The sample behind /styleguide/."""

from __future__ import annotations

from typing import Any


def sample() -> dict[str, Any]:
    return {}
