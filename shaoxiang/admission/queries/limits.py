"""The limits of the room as the district set them, in words."""

from __future__ import annotations

from shaoxiang.kernel.clocks import specs
from shaoxiang.kernel.clocks.wording import amount_text


def limit_words(code: str) -> str:
    """5 个工作日 / 5 working days."""
    spec = specs.spec(code)
    return amount_text(spec.amount, spec.unit, spec.day_type)
