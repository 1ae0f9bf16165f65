"""对接方案 and 热线设置."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.cases.vocabulary import LimitSet
from shaoxiang.hotline.models import ExchangeProfile
from shaoxiang.hotline.queries.choices import organs, pick
from shaoxiang.hotline.rules.tickets import OURS_IN, OURS_OUT
from shaoxiang.hotline.vocabulary import Direction, ExchangeForm, FieldKind

SPARE_ROWS = 4
COLUMNS = ("theirs", "ours", "kind", "table", "value", "required")


class LimitsForm(forms.Form):
    limit_set = forms.ChoiceField(label=_("热线时限规则"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["limit_set"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = pick(LimitSet)


class OfficeForm(forms.Form):
    petition_office = forms.TypedChoiceField(label=_("信访工作机构"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["petition_office"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = organs()


class UploadForm(forms.Form):
    """A file of tickets by a profile."""

    profile = forms.ModelChoiceField(label=_("对接方案"), queryset=ExchangeProfile.objects.none())
    file = forms.FileField(label=_("文件"), help_text=_("CSV、XLSX 或 JSON；先试导入，看过再导。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["profile"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = ExchangeProfile.objects.filter(direction=Direction.IN, in_use=True)
        field.label_from_instance = lambda obj: f"{obj.name}（{obj.form}）"  # type: ignore[method-assign]


class ProfileForm(forms.Form):
    code = forms.SlugField(label=_("代码"), max_length=32, help_text=_("对方接口里写的名字，定下就不改。"))
    name = forms.CharField(label=_("名称"), max_length=60)
    direction = forms.ChoiceField(label=_("方向"))
    form = forms.ChoiceField(label=_("方式"))
    time_zone = forms.CharField(label=_("时区"), max_length=40, initial="Asia/Shanghai")
    answers_to = forms.ModelChoiceField(
        label=_("状态回到"), required=False, queryset=ExchangeProfile.objects.none(), help_text=_("收工单的方案：办到哪一步，按哪个方案送回去。"),
    )
    target = forms.CharField(label=_("推送地址"), required=False, max_length=300, help_text=_("只推送到这里写的地址；不跟随跳转。"))
    in_use = forms.BooleanField(label=_("启用"), required=False, initial=True)
    tables = forms.CharField(
        label=_("代码对照"), required=False, widget=forms.Textarea(attrs={"rows": 8, "class": "form-control num"}),
        help_text=_("[表名] 另起一行，下面一行一条：左边写收到的（送出时写我们的），右边写对应的，例如 101 = 0103。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, vocabulary in (("direction", Direction), ("form", ExchangeForm)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = pick(vocabulary)
        answers = self.fields["answers_to"]
        assert isinstance(answers, forms.ModelChoiceField)  # noqa: S101
        answers.queryset = ExchangeProfile.objects.filter(direction=Direction.OUT)
        answers.label_from_instance = lambda obj: str(obj.name)  # type: ignore[method-assign]

    def clean_tables(self) -> dict[str, dict[str, str]]:
        return read_tables(self.cleaned_data["tables"])

    def arguments(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        return {**self.cleaned_data, "fields": rows}

    @classmethod
    def of(cls, profile: ExchangeProfile) -> ProfileForm:
        values = {name: getattr(profile, name) for name in cls.base_fields if name != "tables"}
        made = cls(initial={**values, "tables": tables_text(profile.tables)})
        made.fields["code"].disabled = made.fields["direction"].disabled = True
        return made


def read_tables(text: str) -> dict[str, dict[str, str]]:
    """`[type]` and `101 = 0103` lines. Raises ValidationError with the line."""
    tables: dict[str, dict[str, str]] = {}
    name = ""
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if heading := re.fullmatch(r"\[([\w-]+)\]", line):
            name = heading[1]
            tables.setdefault(name, {})
            continue
        left, equals, right = line.partition("=")
        if not equals or not name or not left.strip():
            raise forms.ValidationError(gettext("第 %(n)d 行看不懂：先写 [表名]，下面一行一条“他们的 = 我们的”。") % {"n": number})
        tables[name][left.strip()] = right.strip()
    return tables


def tables_text(tables: dict[str, dict[str, str]]) -> str:
    parts = [f"[{name}]\n" + "\n".join(f"{left} = {right}" for left, right in table.items()) for name, table in tables.items()]
    return "\n\n".join(parts)


def posted_rows(data: Any) -> list[dict[str, Any]]:
    """The field rows of a posted profile; empty ones are passed by."""
    lists = {name: data.getlist(f"row_{name}") for name in COLUMNS}
    rows = []
    for turn in range(max((len(values) for values in lists.values()), default=0)):
        row = {name: values[turn].strip() if turn < len(values) else "" for name, values in lists.items()}
        if row["ours"] or row["theirs"]:
            kind = row["kind"] if row["kind"] in FieldKind._value2member_map_ else FieldKind.TEXT.value
            rows.append({**row, "kind": kind, "required": row["required"] == "1"})
    return rows


def ours_of(direction: str) -> list[tuple[str, str]]:
    known = OURS_IN if direction == Direction.IN else OURS_OUT
    return [(code, gettext(label)) for code, label in known.items()]
