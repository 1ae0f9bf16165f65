"""Shapes of page input."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.institutions.models import Account, Assignment, Person
from shaoxiang.kernel.language import in_words
from shaoxiang.places.queries.areas import areas_on


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("账号"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})
    )
    password = forms.CharField(label=_("密码"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


class PasswordForm(forms.Form):
    old_password = forms.CharField(label=_("现在的密码"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    new_password = forms.CharField(
        label=_("新密码"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少 10 位，不能全是数字，也不要用常见的密码。"),
    )
    again = forms.CharField(label=_("新密码再写一遍"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_old_password(self) -> str:
        old = str(self.cleaned_data["old_password"])
        if not self.account.check_password(old):
            raise forms.ValidationError(_("现在的密码不对，请重新输入。"))
        return old

    def clean_new_password(self) -> str:
        new = str(self.cleaned_data["new_password"])
        password_validation.validate_password(new, self.account)
        return new

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new_password") and data.get("again") and data["new_password"] != data["again"]:
            self.add_error("again", _("两次写的新密码不一样。"))
        if data.get("new_password") and data["new_password"] == data.get("old_password"):
            self.add_error("new_password", _("新密码和现在的一样，请换一个。"))
        return data


class AccountForm(forms.Form):
    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{2,39}$", label=_("账号"), help_text=_("小写字母和数字，3 到 40 位，例如 wang.ming。"),
        error_messages={"invalid": _("账号只能用小写字母、数字、点、横线，3 到 40 位。")}, widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    person = forms.ModelChoiceField(Person.objects.none(), label=_("人员"), help_text=_("先在机构里有任职的人，才能开账号。"), empty_label=_("请选择"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(accounts__isnull=True, assignments__isnull=False).distinct().order_by("name", "pk")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"])
        if Account.objects.filter(username=name).exists():
            raise forms.ValidationError(_("这个账号已有人用，请换一个。"))
        return name


class AreaForm(forms.Form):
    """Which enforcement area a stationed unit serves; none: its own street."""

    area = forms.ChoiceField(label=_("服务的执法片区"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = areas_on(timezone.localdate()).values()
        self.fields["area"].choices = [("", _("不服务片区，只在自己的镇街")), *((row.code, in_words(row.name, row.name_en)) for row in rows)]  # type: ignore[attr-defined]


def _leaver(seat: Assignment) -> str:
    left = seat.valid_to is not None and seat.valid_to <= timezone.localdate()
    return f"{seat.person.shown_name}（{gettext('已离任')}）" if left else seat.person.shown_name


class HandoverForm(forms.Form):
    """Who leaves the post, who takes it, and on which day."""

    leaving = forms.ModelChoiceField(Assignment.objects.none(), label=_("交出人"), empty_label=None)
    successor = forms.ModelChoiceField(Person.objects.none(), label=_("接手人"), help_text=_("本单位在岗的人。"), empty_label=_("请选择"), required=False)
    other = forms.CharField(label=_("接手人不在本单位的，写全名"), max_length=40, required=False)
    planned_on = forms.DateField(
        label=_("交接日"), help_text=_("从这一天起，岗位是接手人的。"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, seats: list[Assignment], near: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaving"].queryset = Assignment.objects.filter(pk__in=[seat.pk for seat in seats]).select_related("person")  # type: ignore[attr-defined]
        self.fields["leaving"].label_from_instance = _leaver  # type: ignore[attr-defined]
        self.fields["successor"].queryset = Person.objects.filter(pk__in=[person.pk for person in near]).order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["successor"].label_from_instance = lambda person: person.shown_name  # type: ignore[attr-defined]
        if seats:
            self.initial.setdefault("leaving", seats[0].pk)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name = str(data.get("other") or "").strip()
        if data.get("successor") is None and not name:
            self.add_error("successor", _("请选接手人，或写他的全名。"))
        elif data.get("successor") is None:
            found = list(Person.objects.filter(name=name)[:2])
            if len(found) == 1:
                data["successor"] = found[0]
            else:
                self.add_error("other", _("没有这个人，请核对全名。") if not found else _("有几个人同名，请先让他在本单位任职再选。"))
        return data
