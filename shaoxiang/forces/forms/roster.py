from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from shaoxiang.forces.forms.fields import clock, day, moment, pick
from shaoxiang.forces.models import Shift
from shaoxiang.forces.vocabulary import AbsenceKind, DutyPart, ShiftKind
from shaoxiang.institutions.models import Person


class OfPeople(forms.Form):
    """A form that picks among the people of a body."""

    def __init__(self, *args: Any, people: dict[int, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = [(key, person.shown_name) for key, person in people.items()]


class RotationForm(forms.Form):
    part = forms.ChoiceField(label=gettext_lazy("排什么"), choices=pick(DutyPart), widget=forms.RadioSelect, initial=DutyPart.DUTY.value)
    covers = forms.MultipleChoiceField(
        label=gettext_lazy("排哪些班"), choices=pick(ShiftKind), widget=forms.CheckboxSelectMultiple, initial=[kind.value for kind in ShiftKind],
        help_text=gettext_lazy("节假日和调休按工作日历自动认。"),
    )
    people = forms.CharField(
        label=gettext_lazy("轮值顺序"), widget=forms.Textarea(attrs={"rows": 8}), help_text=gettext_lazy("一行一个人，从上到下轮。"),
    )
    day_from = clock(gettext_lazy("白班从几点开始"), initial="08:30")
    night_from = clock(gettext_lazy("夜班从几点开始"), initial="17:30")

    def __init__(self, *args: Any, people: dict[int, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_name: dict[str, int] = {}
        for key, person in people.items():
            self.by_name.setdefault(person.shown_name, key)
            self.by_name.setdefault(person.name, key)

    def clean_people(self) -> list[int]:
        """Names to keys. Whoever is not of this body is named."""
        names = [line.strip() for line in self.cleaned_data["people"].splitlines() if line.strip()]
        unknown = [name for name in names if name not in self.by_name]
        if unknown:
            raise forms.ValidationError(gettext("名单上没有：%(names)s。请照右边名单上的写法写。") % {"names": "、".join(unknown)})
        return [self.by_name[name] for name in names]


class DrawForm(forms.Form):
    part = forms.ChoiceField(label=gettext_lazy("排什么"), choices=pick(DutyPart), initial=DutyPart.DUTY.value)
    first = day(gettext_lazy("从哪天"))
    last = day(gettext_lazy("到哪天"))


class ShiftForm(OfPeople):
    part = forms.ChoiceField(label=gettext_lazy("排什么"), choices=pick(DutyPart), initial=DutyPart.DUTY.value)
    kind = forms.ChoiceField(label=gettext_lazy("什么班"), choices=pick(ShiftKind))
    person_id = forms.TypedChoiceField(label=gettext_lazy("谁"), coerce=int)
    starts_at = moment(gettext_lazy("从"))
    ends_at = moment(gettext_lazy("到"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = [("", gettext("请选")), *self.people]  # type: ignore[attr-defined]


class AbsenceForm(OfPeople):
    person_id = forms.TypedChoiceField(label=gettext_lazy("谁不在"), coerce=int, empty_value=None, required=False)
    crews = forms.IntegerField(
        label=gettext_lazy("或者：少几组"), min_value=0, max_value=20, initial=0, required=False, help_text=gettext_lazy("装备检修等，整组不能出动。"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("原因"), choices=pick(AbsenceKind), help_text=gettext_lazy("只记种类，不问细节。"))
    starts_at = moment(gettext_lazy("从"))
    ends_at = moment(gettext_lazy("到"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = [("", gettext("（不是人，是整组）")), *self.people]  # type: ignore[attr-defined]

    def clean_crews(self) -> int:
        return self.cleaned_data["crews"] or 0


class SwapForm(OfPeople):
    other_id = forms.TypedChoiceField(label=gettext_lazy("请谁替"), coerce=int)
    offered_id = forms.TypedChoiceField(
        label=gettext_lazy("换他的哪一班"), coerce=int, empty_value=None, required=False, help_text=gettext_lazy("可以不换，只请他替一班。"),
    )

    def __init__(self, *args: Any, shift: Shift, theirs: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = shift.person_id
        self.fields["other_id"].choices = [("", gettext("请选")), *((key, name) for key, name in self.people if key != own)]  # type: ignore[attr-defined]
        self.fields["offered_id"].choices = [("", gettext("不换，只请他替")), *theirs]  # type: ignore[attr-defined]
