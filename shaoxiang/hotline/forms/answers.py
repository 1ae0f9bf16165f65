from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.cases.vocabulary import AppealKind
from shaoxiang.hotline.models import AnswerEntry
from shaoxiang.hotline.queries.choices import flat, pick, streets, types

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AnswerForm(forms.Form):
    """One answer of the library."""

    question = forms.CharField(label=_("问题"), max_length=200, help_text=_("照来电人的说法写，常说的几个叫法都写上，查得更准。"))
    answer = forms.CharField(
        label=_("答案"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}), help_text=_("能照着念：先说结论，再说怎么办、找谁、带什么。"),
    )
    kind = forms.ChoiceField(label=_("诉求种类"), initial=AppealKind.CONSULT.value)
    type_code = forms.ChoiceField(label=_("事项类别"), required=False)
    street_id = forms.TypedChoiceField(label=_("适用镇街"), required=False, coerce=int, empty_value=None)
    basis = forms.CharField(label=_("依据"), required=False, max_length=200, help_text=_("文件名和条款；没有依据的不要写成规定。"))
    valid_from = forms.DateField(label=_("生效日"), initial=timezone.localdate, widget=_DAY)
    valid_to = forms.DateField(label=_("失效日"), required=False, widget=_DAY, help_text=_("从这一天起不再显示；长期有效就空着。"))
    reviewed_by = forms.CharField(label=_("审核单位"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        filled = {"kind": pick(AppealKind), "type_code": [("", gettext("（不限）")), *flat(types())], "street_id": [("", gettext("（全区）")), *streets()]}
        for name, choices in filled.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end <= start:
            self.add_error("valid_to", gettext("失效日要晚于生效日。"))
        return data

    @classmethod
    def of(cls, entry: AnswerEntry) -> AnswerForm:
        return cls(initial={name: getattr(entry, name) for name in cls.base_fields})
