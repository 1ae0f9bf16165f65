"""Codes of a case in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext

from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.vocabulary import EmergencyNumber
from shaoxiang.kernel.language import in_words


def danger_words(codes: str) -> list[str]:
    """应转接: "110,120" as numbers with what they are for."""
    return [gettext(EmergencyNumber.label_of(code)) for code in codes.split(",") if code]


def type_words(code: str) -> str:
    """The type's name; the bare code where no list in force knows it."""
    line = duty_book().types.get(code)
    if line is None:
        return code
    return in_words(line.name, line.name_en)
