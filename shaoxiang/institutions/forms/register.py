"""Shapes of the register list: many at once, and tables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.institutions.forms.bodies import DecisionForm
from shaoxiang.institutions.vocabulary import BulkBody, BulkPost
from shaoxiang.kernel.sheets.forms import FileForm


class BulkForm(DecisionForm):
    """One attribute, one value, for all that are ticked."""

    needs_document = False
    what = forms.ChoiceField(label=_("改什么"))
    value = forms.CharField(label=_("改成"), max_length=120, required=False)

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = BulkBody if of == "bodies" else BulkPost
        self.fields["what"].choices = [(one.value, _(one.label)) for one in words]  # type: ignore[attr-defined]


class SheetForm(FileForm, DecisionForm):
    """A table, and the decision it carries out."""
