"""Names in a 三定 are Chinese text, as it was issued; an English reader is shown the English name of the office or duty where there is one."""

from __future__ import annotations

from collections.abc import Callable

from shaoxiang.determinations.queries import naming
from shaoxiang.duties.models import DutyItem
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.spans import all_names
from shaoxiang.kernel.language import reads_english

Word = Callable[[str], str]


def office_words(unit: Body) -> Word:
    """An office of the unit by any name it has or had -> its name for the reader."""
    if not reads_english():
        return str
    rows = list(Body.objects.filter(parent_id=unit.pk, kind__in=naming.OFFICE_KINDS).exclude(name_en="").order_by("-valid_from", "pk"))
    named = all_names(row.pk for row in rows)
    english: dict[str, str] = {}
    for row in rows:
        for name in named[row.pk]:
            english.setdefault(name, row.name_en)
    return lambda name: english.get(name, name)


def duty_words(unit: Body) -> Word:
    """The words of a duty of the unit's lists -> the same for the reader. Words that were changed stay as they were written."""
    if not reads_english():
        return str
    rows = DutyItem.objects.filter(list_kind__in=naming.list_kinds(unit)).exclude(title_en="").order_by("pk")
    english = dict(rows.values_list("title", "title_en"))
    return lambda words: english.get(words, words)
