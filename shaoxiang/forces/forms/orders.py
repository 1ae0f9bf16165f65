from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.forces.actions.orders import OUTCOME_MAX, TASK_MAX
from shaoxiang.forces.forms.fields import moment, pick


class SendForm(forms.Form):
    """Which force, how urgent, what for. The list shows load and priority before the act."""

    body_id = forms.TypedChoiceField(
        label=gettext_lazy("派哪支力量"), coerce=int, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一支力量。"), "invalid_choice": gettext_lazy("这支力量不服务这个镇街：请从列表里选。")},
    )
    priority = forms.ChoiceField(label=gettext_lazy("多急"), choices=pick(Priority), widget=forms.RadioSelect, initial=Priority.ROUTINE.value)
    task = forms.CharField(
        label=gettext_lazy("请它做什么"), max_length=TASK_MAX, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("已知什么、要带什么、来的人要能决定什么。不要写个人电话。"),
    )
    agreed_at = moment(gettext_lazy("约定到场时间"), required=False, help_text=gettext_lazy("不急的可以约时间；急的不填，就是马上来。"))

    def __init__(self, *args: Any, bodies: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body_id"].choices = bodies  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("说明"), max_length=OUTCOME_MAX, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, move: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if move == "claim_done":
            self.fields["words"].label = gettext("做了什么、现场怎么样")
        elif move == "release":
            self.fields["words"].label = gettext("为什么解除（自己撤回必填）")


class AskReleaseForm(forms.Form):
    priority = forms.ChoiceField(choices=pick(Priority))
    case = forms.CharField(max_length=20, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("为什么现在不能解除"), max_length=200)
