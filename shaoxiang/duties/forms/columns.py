"""对列名: which column of a sheet is which of ours; built for the list and for the sheet that waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.duties.rules.fields import Field
from shaoxiang.kernel.exchange.reading import Heading

SAMPLE = 16  # letters of the first line shown beside a column
LIKE = {
    "code": ("编号", "序号", "编码"), "title": ("事项", "职责"), "name": ("事项", "名称"), "office_name": ("科室", "机构", "承办"), "basis": ("依据",),
}


class ColumnsForm(forms.Form):
    """One choice for each of our columns; for those every new item needs, also what to write where the sheet has no such column."""

    prefix_of_codes = forms.CharField(label=_("编号前面加"), max_length=8, required=False,
                                      help_text=_("例如 D-N：序号 1 就成 D-N1。同名的现有条目用现有编号。"))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, headings: Iterable[Heading], columns: Iterable[Field], table: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings, own = list(headings), {one.name: one for one in columns}
        first = table["lines"][0][1] if table["lines"] else []
        choices = [("", gettext("表里没有")), *((str(place), _shown(place, label, first)) for place, label in enumerate(table["head"]) if label)]
        taken: set[int] = set()
        for one in self.headings:
            guess = _guess(one, table["head"], taken)
            taken |= {guess} if guess is not None else set()
            self.fields[f"place_{one.field}"] = forms.ChoiceField(label=one.shown, choices=choices, required=False, initial="" if guess is None else str(guess))
            if one.required and one.field in own:
                self.fields[f"fixed_{one.field}"] = _fixed(own[one.field])

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """For the page: the choice of a column, and beside it what to write without one."""
        return [(self[f"place_{one.field}"], self[f"fixed_{one.field}"] if f"fixed_{one.field}" in self.fields else None) for one in self.headings]

    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        places = {one.field: int(data[f"place_{one.field}"]) for one in self.headings if data.get(f"place_{one.field}")}
        fixed = {name.removeprefix("fixed_"): data[name].strip() for name in data if name.startswith("fixed_") and data[name]}
        return {"places": places, "fixed": fixed, "prefix": data["prefix_of_codes"].strip().upper()}


def _fixed(one: Field) -> forms.Field:
    label = gettext("表里没有“%(name)s”的，新条目都写") % {"name": gettext(one.label)}
    if one.words is not None:
        return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *((member.value, gettext(member.label)) for member in one.words)])
    return forms.CharField(label=label, required=False, max_length=one.most)


def _shown(place: int, label: str, first: list[str]) -> str:
    sample = first[place] if place < len(first) else ""
    name = f"{_letter(place)} {label}"
    return f"{name}（{sample[:SAMPLE]}{'…' if len(sample) > SAMPLE else ''}）" if sample else name


def _letter(place: int) -> str:
    """As a spreadsheet names its columns: A … Z, AA …"""
    return chr(65 + place) if place < 26 else f"{chr(64 + place // 26)}{chr(65 + place % 26)}"


def _guess(one: Heading, head: list[str], taken: set[int]) -> int | None:
    """The column with one of our names, else one that sounds like it."""
    exact = next((place for label in one.labels for place, name in enumerate(head) if name == label and place not in taken), None)
    if exact is not None:
        return exact
    return next((place for word in LIKE.get(one.field, ()) for place, name in enumerate(head) if word in name and place not in taken), None)
