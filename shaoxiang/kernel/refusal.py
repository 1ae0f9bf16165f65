"""What the house says when something cannot be taken or done: one sentence with its cure, at the input it is about."""

from __future__ import annotations


class Refusal(ValueError):
    """`field`: the input it is about, "" for the whole; `reason`: a Chinese msgid that says how to cure it; `facts` fill it once it is translated."""

    def __init__(self, field: str, reason: str, **facts: object) -> None:
        super().__init__(reason % facts if facts else reason)
        self.field, self.reason, self.facts = field, reason, facts
