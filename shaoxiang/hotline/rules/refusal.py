from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one field and how to cure it: a Chinese msgid with %(name)s, put into words when shown. `stops`: the row cannot be taken."""

    field: str
    text: str
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)
    stops: bool = True


class Refused(Exception):
    """Something a person has to put right."""

    def __init__(self, *troubles: Trouble) -> None:
        super().__init__("; ".join(f"{one.field}: {one.text}" for one in troubles))
        self.troubles = troubles
