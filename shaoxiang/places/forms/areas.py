"""Shapes of what is given for enforcement areas: a form, a day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.web.hearing import HEARD, HeardForm
from shaoxiang.places.forms.shapes import day
from shaoxiang.places.queries import place_book
from shaoxiang.places.queries.area_sheet import NO_COMMUNITY, communities_of
from shaoxiang.places.rules import StreetPlace
from shaoxiang.places.rules.areas import AreaGiven


class AreaForm(HeardForm):
    """One version of an enforcement area."""

    code = forms.CharField(label=_("代码"), max_length=15)
    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=80, required=False)
    streets = forms.TypedMultipleChoiceField(label=_("服务哪些镇街"), coerce=int, widget=forms.CheckboxSelectMultiple)
    communities = forms.CharField(
        label=_("只含其中的社区"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("某个镇街只划进一部分的，一行写一个社区的代码或名称；不写就是整个镇街。"),
    )
    since = day(_("从哪天起生效"))
    document = forms.CharField(label=_("决定文件"), max_length=120)

    def __init__(self, *args: Any, held: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["streets"].choices = [(one.id, in_words(one.name, one.name_en)) for one in _streets()]  # type: ignore[attr-defined]
        self.order_fields([name for name in self.fields if name != HEARD])
        if held:
            del self.fields["code"]
        else:
            del self.fields[HEARD]  # a new area takes nothing from anybody

    def clean_communities(self) -> list[int]:
        return _communities(self.cleaned_data["communities"].splitlines())

    def given(self, code: str) -> AreaGiven:
        """Of a valid form; `code` of the area whose next version it is."""
        held = self.cleaned_data
        return AreaGiven(
            code or held["code"], held["name"], held["streets"], held["since"], held["name_en"], held["communities"], held["document"], held.get(HEARD, ""))


class EndAreaForm(HeardForm):
    since = day(_("从哪天起不再用"))
    field_order = ("since", HEARD)


def _streets() -> list[StreetPlace]:
    return sorted(place_book().streets.values(), key=lambda one: one.code)


def _communities(lines: Iterable[str]) -> list[int]:
    """Codes or names of communities in force, as keys."""
    keys, unknown = communities_of(lines)
    if unknown:
        raise forms.ValidationError(gettext(NO_COMMUNITY) % {"words": "、".join(unknown)})
    return keys
