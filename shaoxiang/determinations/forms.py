"""The shape of what is typed: lines of a part, the meeting, the number and days of issue, ticks of an office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from shaoxiang.determinations.rules import Line, Naming
from shaoxiang.determinations.rules.versions import AMOUNT_MAX, WORDS_MAX
from shaoxiang.determinations.vocabulary import PartKind, Share

LINES_POSTED = 450
OF_OFFICES = (PartKind.OFFICES, PartKind.INSTITUTIONS)
COUNTED = (PartKind.QUOTA, PartKind.LEADERS)


class LineForm(forms.Form):
    """One line. Left wholly empty it is not there."""

    place = forms.IntegerField(label=gettext_lazy("第几行"), min_value=1, max_value=999, required=False)
    office = forms.CharField(label=gettext_lazy("机构"), max_length=40, required=False)
    code = forms.CharField(label=gettext_lazy("编号"), max_length=12, required=False)
    heading = forms.CharField(label=gettext_lazy("标题"), max_length=80, required=False)
    text = forms.CharField(label=gettext_lazy("内容"), max_length=WORDS_MAX, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    amount = forms.IntegerField(label=gettext_lazy("数量"), min_value=0, max_value=AMOUNT_MAX, required=False)

    def line(self) -> Line:
        given = self.cleaned_data
        office, code, heading, text = (" ".join(given[name].split()) for name in ("office", "code", "heading", "text"))
        return Line(office, code, heading, text, given["amount"])


LineFormSet = forms.formset_factory(LineForm, extra=0, max_num=LINES_POSTED, absolute_max=LINES_POSTED)


def fields_of(kind: PartKind) -> tuple[str, ...]:
    """Columns worth showing for a part."""
    if kind in OF_OFFICES:
        return ("place", "office", "code", "heading", "text")
    return ("place", "heading", "text", "amount") if kind in COUNTED else ("place", "heading", "text")


def lines_form(lines: Sequence[Line], blank: int) -> Any:
    """A form of these lines and so many blank ones at the end."""
    shown = [{**line._asdict(), "place": at} for at, line in enumerate(lines, start=1)] + [{} for _ in range(blank)]
    return LineFormSet(initial=shown)


def typed_lines(formset: Any) -> list[Line]:
    """Of a valid formset, in the order of their numbers; those without a number at the end. Lines without a word are dropped."""
    placed = [(form.cleaned_data.get("place") or 1000, at, form.line()) for at, form in enumerate(formset.forms) if form.cleaned_data]
    return [line for _place, _at, line in sorted(placed, key=lambda one: one[:2]) if line.heading or line.text or line.code or line.amount is not None]


class MoveForm(forms.Form):
    """A form of one move."""


class AdoptForm(MoveForm):
    meeting = forms.CharField(label=gettext_lazy("哪一次编委会会议"), max_length=80)
    adopted_on = forms.DateField(label=gettext_lazy("通过日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("adopted_on", timezone.localdate())


class IssueForm(MoveForm):
    document_number = forms.CharField(label=gettext_lazy("文号"), max_length=60)
    issued_on = forms.DateField(label=gettext_lazy("印发日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    effective_from = forms.DateField(
        label=gettext_lazy("施行日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text=gettext_lazy("上一版到这一天为止。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("issued_on", timezone.localdate())
        self.initial.setdefault("effective_from", timezone.localdate())


class WithdrawForm(MoveForm):
    """Nothing to fill in."""


MOVE_FORMS: dict[str, type[MoveForm]] = {"adopt": AdoptForm, "issue": IssueForm, "withdraw": WithdrawForm}


def typed_ticks(posted: Mapping[str, Any], post_ids: Iterable[int], items: Iterable[tuple[str, str]]) -> list[Naming]:
    """Ticks named LEAD:list:code:post or ASSIST:list:code:post."""
    duties = list(items)
    return [
        Naming(post_id, list_kind, code, share)
        for post_id in post_ids for list_kind, code in duties for share in Share if posted.get(f"{share.value}:{list_kind}:{code}:{post_id}")
    ]
