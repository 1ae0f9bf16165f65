"""Closed lists of words: a code for the database, a Chinese label for people."""

from __future__ import annotations

from enum import Enum, EnumMeta
from typing import Any


def _(text: str) -> str:
    """Mark a Chinese text for the message catalogue without translating it; pure floors may not know Django."""
    return text


class _VocabularyMeta(EnumMeta):
    @property
    def choices(cls) -> list[tuple[str, str]]:
        """(code, 中文) pairs, as Django model fields want them."""
        return [(member.value, member.label) for member in cls]  # type: ignore[var-annotated]


class Vocabulary(str, Enum, metaclass=_VocabularyMeta):  # noqa: UP042 (StrEnum refuses members with a label)
    """An enum whose members are their code and carry a label: `OPEN = "OPEN", _("未结")`."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Any:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label or code
        return member

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def label_of(cls, code: str) -> str:
        """The Chinese label of a stored code; the code itself where the list no longer knows it."""
        try:
            return str(cls(code).label)
        except ValueError:
            return code
