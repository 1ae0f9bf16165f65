"""代理 (AB岗) on a page: whose post, who stands in, from which day to which, why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.institutions.models import Assignment, Person
from shaoxiang.institutions.queries.deputies import named_person
from shaoxiang.institutions.vocabulary import DeputyReason
from shaoxiang.kernel.web.asked import tried


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def seat_words(seat: Assignment) -> str:
    return f"{seat.post.body.shown_name} {seat.post.shown_title} · {seat.person.shown_name}"


class DeputyForm(forms.Form):
    seat = forms.TypedChoiceField(label=_("代谁"), coerce=int, help_text=_("岗位和在岗的人。"))
    deputy = forms.ModelChoiceField(
        Person.objects.none(), label=_("谁来代"), help_text=_("同单位在岗的人；别的单位的，在下一栏写全名。"), empty_label=_("请选择"), required=False,
    )
    other = forms.CharField(label=_("别的单位的，写全名"), max_length=40, required=False)
    since = _day(_("第一天"))
    last = _day(_("最后一天"), _("这一天还由他代，第二天起自动结束。最长一年。"))
    reason = forms.ChoiceField(label=_("为什么代"), help_text=_("只选一类。病情、家事不用说，也不要写。"))

    def __init__(self, *args: Any, seats: Sequence[Assignment], near: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [("", gettext("请选择")), *((seat.pk, seat_words(seat)) for seat in seats)]  # type: ignore[attr-defined]
        self.fields["deputy"].queryset = near  # type: ignore[attr-defined]
        self.fields["deputy"].label_from_instance = lambda person: person.shown_name  # type: ignore[attr-defined]
        self.fields["reason"].choices = [("", gettext("请选择")), *((one.value, gettext(one.label)) for one in DeputyReason)]  # type: ignore[attr-defined]
        if len(seats) == 1:
            self.initial.setdefault("seat", seats[0].pk)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name = str(data.pop("other", "") or "").strip()
        if data.get("deputy") is None and not name:
            self.add_error("deputy", _("请选谁来代，或写他的全名。"))
        elif data.get("deputy") is None:
            data["deputy"] = tried(self, lambda: named_person(name), lambda form, refused: form.add_error("other", gettext(refused.reason)))
        return data


class EndDeputyForm(forms.Form):
    """The first day it no longer holds."""

    on = _day(_("从哪天起不再代"), _("选今天，马上就不能再代；选明天，今天还由他代完。"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
        self.fields["on"].widget.attrs["min"] = today.isoformat()
