from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.interface.queries import bindings
from shaoxiang.kernel.interface.vocabulary import Scope


class KeyForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("系统名称"), max_length=60, help_text=gettext_lazy("例如：12345 热线平台。"))
    bound_to = forms.ChoiceField(
        label=gettext_lazy("代表哪个机构或岗位"), help_text=gettext_lazy("密钥看到的范围、能办的事，就是这个机构或岗位的。"),
        error_messages={"invalid_choice": gettext_lazy("请从列表中选一个机构或岗位。")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("权限"), choices=[(scope.value, gettext_lazy(scope.label)) for scope in Scope], widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("至少选一项权限。")},
    )
    per_minute = forms.IntegerField(
        label=gettext_lazy("每分钟最多多少次"), required=False, min_value=1, max_value=100_000, help_text=gettext_lazy("不填不限。每个网页进程各自计数。"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("到期日"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("从这一天起不能再用；不填长期有效。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bound_to"].choices = [("", _("请选择")), *((each.code, each.label) for each in bindings())]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if ApiKey.objects.filter(name=name, revoked_at__isnull=True).exists():
            raise forms.ValidationError(_("已经有一把在用的密钥叫这个名字：请换个名字，或先停用旧的。"))
        return name

    def clean_ends_on(self) -> Any:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on is not None and ends_on <= timezone.localdate():
            raise forms.ValidationError(_("到期日要在今天以后。"))
        return ends_on

    @property
    def binding(self) -> Any:
        """The chosen body or post, of a valid form."""
        return next(each for each in bindings() if each.code == self.cleaned_data["bound_to"])
