"""The file, and which column of it is which of ours."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.exchange.reading import Heading, same_label

Likely = Callable[[Heading, str], bool]
SAMPLE = 16  # letters of the first line shown beside a column


class FileForm(forms.Form):
    """A room adds what its lines do not say: from which day, on whose word."""

    file = forms.FileField(label=_("表格"), help_text=_("XLSX、XLS 或 CSV，最多 5 MB；表头前可以有标题，可以有合并的单元格。"))

    def given(self) -> dict[str, Any]:
        """Everything but the file, as it was typed."""
        return {name: self.data[name] for name in self.fields if name != "file" and self.data.get(name)}


class ColumnsForm(forms.Form):
    """对列名: one choice for each of our columns; for those that may be alike on every line, also what to write where the sheet has no such column."""

    insists: ClassVar[bool] = True  # every obligatory column must be told
    like: ClassVar[Mapping[str, Sequence[str]]] = {}  # what else a column may sound like

    def __init__(self, *args: Any, headings: Sequence[Heading], alike: Collection[str], table: Mapping[str, Any], known: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings, self.table = headings, table
        first = table["lines"][0][1] if table["lines"] else []
        choices = [("", gettext("表里没有")), *((str(place), _shown(place, label, first)) for place, label in enumerate(table["head"]) if label)]
        guessed = guesses(headings, table["head"], known.labels if known else {}, self.like)
        for one in headings:
            needed = one.required and self.insists and one.field not in alike
            self.fields[f"place_{one.field}"] = forms.ChoiceField(
                label=gettext(one.shown), choices=choices, required=needed, initial=str(guessed.get(one.field, "")), error_messages={"required": _which(one)},
            )
            if one.field in alike:
                self.fields[f"fixed_{one.field}"] = self.fixed_field(one)
                self.fields[f"fixed_{one.field}"].initial = known.fixed.get(one.field, "") if known else ""

    def fixed_field(self, one: Heading) -> forms.Field:
        return forms.CharField(label=gettext("表里没有“%(name)s”的，每行都写") % {"name": gettext(one.shown)}, required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for one in self.headings:
            if one.required and f"fixed_{one.field}" in self.fields and not data.get(f"place_{one.field}") and not data.get(f"fixed_{one.field}"):
                self.add_error(f"place_{one.field}", _which(one))
        return data

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """For the page: the choice of a column, and beside it what to write without one."""
        return [(self[f"place_{one.field}"], self[f"fixed_{one.field}"] if f"fixed_{one.field}" in self.fields else None) for one in self.headings]

    def places(self) -> dict[str, int]:
        return {one.field: int(self.cleaned_data[f"place_{one.field}"]) for one in self.headings if self.cleaned_data.get(f"place_{one.field}")}

    def fixed(self) -> dict[str, str]:
        """What the lines say of the columns the sheet does not have."""
        told = {name.removeprefix("fixed_"): value.strip() for name, value in self.cleaned_data.items() if name.startswith("fixed_") and value.strip()}
        return {name: value for name, value in told.items() if not self.cleaned_data.get(f"place_{name}")}

    def labels(self) -> dict[str, str]:
        return {field: self.table["head"][place] for field, place in self.places().items()}


def _which(one: Heading) -> str:
    return gettext("每一行都要有“%(name)s”：请说明它是哪一列。") % {"name": gettext(one.shown)}


def _shown(place: int, label: str, first: list[str]) -> str:
    sample = first[place] if place < len(first) else ""
    name = f"{letter(place)} {label}"
    return f"{name}（{sample[:SAMPLE]}{'…' if len(sample) > SAMPLE else ''}）" if sample else name


def letter(place: int) -> str:
    """As a spreadsheet names its columns: A … Z, AA …"""
    return chr(65 + place) if place < 26 else f"{chr(64 + place // 26)}{chr(65 + place % 26)}"


def guesses(headings: Sequence[Heading], head: Sequence[str], known: Mapping[str, str], like: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Field -> column: as this office told last time, else one of our names, else one that sounds like it; no column twice."""
    found: dict[str, int] = {}
    for likely in (_as_told(known), _by_name, _by_sound(like)):
        for one in headings:
            if one.field not in found:
                place = next((place for place, name in enumerate(head) if name and place not in found.values() and likely(one, name)), None)
                found |= {} if place is None else {one.field: place}
    return found


def _as_told(known: Mapping[str, str]) -> Likely:
    return lambda one, name: known.get(one.field) == name


def _by_name(one: Heading, name: str) -> bool:
    return any(same_label(str(label)) == same_label(name) for label in one.labels)


def _by_sound(like: Mapping[str, Sequence[str]]) -> Likely:
    def sounds(one: Heading, name: str) -> bool:
        own = (str(label) for label in one.labels)
        return any(len(word) > 1 and (word in name or (len(name) > 1 and name in word)) for word in (*own, *like.get(one.field, ())))

    return sounds
