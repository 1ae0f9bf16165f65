"""The shape of what is typed: lines of a part, the meeting, the number and days of issue, ticks of an office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from shaoxiang.determinations.rules import EditRow, Line, Naming
from shaoxiang.determinations.rules.versions import WORDS_MAX
from shaoxiang.determinations.vocabulary import PartKind, Share

LINES_POSTED = 450
OF_OFFICES = (PartKind.OFFICES, PartKind.INSTITUTIONS)


class LineForm(forms.Form):
    """One line. Left wholly empty it is not there. Figures are not typed: they are the ledger's."""

    place = forms.IntegerField(label=gettext_lazy("第几行"), min_value=1, max_value=999, required=False)
    office = forms.CharField(label=gettext_lazy("机构"), max_length=40, required=False)
    code = forms.CharField(label=gettext_lazy("编号"), max_length=12, required=False)
    heading = forms.CharField(label=gettext_lazy("标题"), max_length=80, required=False)
    text = forms.CharField(label=gettext_lazy("内容"), max_length=WORDS_MAX, required=False)
    ticked = forms.BooleanField(required=False)

    def row(self) -> EditRow:
        """As it was typed, also where it is wrong."""
        office, code, heading, text = (" ".join(str(self[name].value() or "").split()) for name in ("office", "code", "heading", "text"))
        errors = tuple(str(one) for told in self.errors.values() for one in told)
        return EditRow(Line(office, code, heading, text), bool(self["ticked"].value()), errors)


LineFormSet = forms.formset_factory(LineForm, extra=0, max_num=LINES_POSTED, absolute_max=LINES_POSTED)


def typed_rows(formset: Any) -> list[EditRow]:
    """Office by office as they come, within an office in the order of their numbers; those without a number at the end."""
    offices: dict[str, int] = {}
    found = []
    for at, form in enumerate(formset.forms):
        form.is_valid()
        row = form.row()._replace(at=at)
        place = getattr(form, "cleaned_data", {}).get("place") or 1000
        found.append(((offices.setdefault(row.line.office, len(offices)), place, at), row))
    return [row for _key, row in sorted(found, key=lambda one: one[0])]


class LedgerDayForm(forms.Form):
    """The day whose ledger gives the figures."""

    ledger_on = forms.DateField(
        label=gettext_lazy("按哪天的台账"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("一般是打算施行的那一天；已经批准、以后才生效的调整，从它生效的那天起算。"),
    )


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


class AskRetractionForm(MoveForm):
    reason = forms.CharField(
        label=gettext_lazy("为什么撤回"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}), help_text=gettext_lazy("公开页上一直看得到。"))


class RefuseRetractionForm(MoveForm):
    words = forms.CharField(label=gettext_lazy("为什么不撤回"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


MOVE_FORMS: dict[str, type[MoveForm]] = {
    "adopt": AdoptForm, "issue": IssueForm, "withdraw": WithdrawForm,
    "ask_retraction": AskRetractionForm, "retract": WithdrawForm, "refuse_retraction": RefuseRetractionForm,
}


def typed_ticks(posted: Mapping[str, Any], post_ids: Iterable[int], items: Iterable[tuple[str, str]]) -> list[Naming]:
    """Ticks named LEAD:list:code:post or ASSIST:list:code:post."""
    duties = list(items)
    return [
        Naming(post_id, list_kind, code, share)
        for post_id in post_ids for list_kind, code in duties for share in Share if posted.get(f"{share.value}:{list_kind}:{code}:{post_id}")
    ]
