"""Fields the forms of this room share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from shaoxiang.coordination.queries.choices import Choice, body_groups
from shaoxiang.coordination.rules import WORDS_MAX
from shaoxiang.kernel.vocabulary import Vocabulary


def pick(vocabulary: type[Vocabulary], *, without: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    return [(code, gettext_lazy(label)) for code, label in vocabulary.choices if code not in without]


def words(label: Any, *, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=WORDS_MAX, required=required, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text)


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text=help_text)


def moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )


GROUP = '<details class="ticks"{}><summary>{}{}</summary><div class="tick-grid">{}</div></details>'
TICK = '<label class="tick" for="{0}"><input class="form-check-input" type="checkbox" id="{0}" name="{1}" value="{2}"{3}> {4}</label>'


class ManyBodies(forms.CheckboxSelectMultiple):
    """Units to tick, folded by kind: a long list is opened where it is needed, and what is ticked stays open."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in value or []}
        base = (attrs or {}).get("id", f"id_{name}")
        groups: list[tuple[str, list[Choice]]] = list(self.choices)  # type: ignore[arg-type]
        parts = []
        for group, choices in groups:
            ticked = sum(str(key) in chosen for key, _label in choices)
            boxes = format_html_join("", TICK, (
                (f"{base}_{key}", name, key, SafeString(" checked") if str(key) in chosen else "", label) for key, label in choices
            ))
            opened = SafeString(" open") if ticked or len(groups) == 1 else ""
            parts.append((format_html(GROUP, opened, group, format_html(' <span class="chip">{}</span>', ticked) if ticked else "", boxes),))
        return format_html_join("", "{}", parts)


def grouped(street_id: int | None, first: Iterable[Choice] = ()) -> list[tuple[str, list[Choice]]]:
    """Bodies by kind, those at hand before all others."""
    near = list(first)
    groups = [(gettext(kind.label), choices) for kind, choices in body_groups(street_id)]
    return [(gettext("参会单位"), near), *groups] if near else groups


class BodiesField(forms.TypedMultipleChoiceField):
    """Several bodies."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, required=kwargs.pop("required", False), widget=ManyBodies, **kwargs)

    def fill(self, street_id: int | None, first: Iterable[Choice] = (), *, only_first: bool = False) -> None:
        near = list(first)
        self.choices = [(gettext("参会单位"), near)] if only_first else grouped(street_id, near)


class BodyField(forms.TypedChoiceField):
    """One body."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def fill(self, street_id: int | None, first: Iterable[Choice] = ()) -> None:
        self.choices = [("", gettext("请选")), *grouped(street_id, first)]
