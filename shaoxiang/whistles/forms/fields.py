"""Fields the forms of this room share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel.language import in_words, reads_english
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.whistles.rules import WORDS_MAX

Choices = list[tuple[str, Any]]
LOCAL_TIME = "%Y-%m-%dT%H:%M"


def pick(vocabulary: type[Vocabulary], *, only: tuple[str, ...] = ()) -> Choices:
    """The list as choices, its labels translated when shown."""
    return [(code, gettext_lazy(label)) for code, label in vocabulary.choices if not only or code in only]


def words(label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    box = forms.Textarea(attrs={"rows": rows, "maxlength": WORDS_MAX})
    return forms.CharField(label=label, max_length=WORDS_MAX, required=required, widget=box, help_text=help_text)


def moment(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateTimeField:
    box = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME)
    return forms.DateTimeField(label=label, required=required, widget=box, input_formats=[LOCAL_TIME, "%Y-%m-%d %H:%M"], help_text=help_text)


def subject_groups() -> Choices:
    """哪一类问题, in groups by class, named in the reader's language."""
    groups: dict[str, Choices] = {}
    for line in sorted(duty_book().types.values(), key=lambda one: one.code):
        group = line.class_name_en if reads_english() and line.class_name_en else line.class_name
        groups.setdefault(group, []).append((line.code, f"{line.code} {in_words(line.name, line.name_en)}"))
    return list(groups.items())


def urgent_subjects() -> Choices:
    """Those whose very nature is dangerous: offered as large buttons for an emergency."""
    return [(line.code, in_words(line.name, line.name_en)) for line in duty_book().offered.values() if line.numbers]
