"""Shapes of the changes of the register. Every one carries the decision, and the revision it was opened at."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shaoxiang.institutions.models import Body, Person, Plate, Post
from shaoxiang.institutions.queries.spans import spans_of
from shaoxiang.institutions.rules import Decision, value_on
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force

NOT_PARENTS = (BodyKind.COMMUNITY_COMMITTEE.value, BodyKind.EMERGENCY_TEAM.value)
SEPARATORS = re.compile(r"[、,，;；\n]+")


def parts(text: str) -> list[str]:
    """One after another, as people separate them."""
    return list(dict.fromkeys(part.strip() for part in SEPARATORS.split(text) if part.strip()))


def parents() -> list[tuple[Any, Any]]:
    """Bodies others may stand under, each behind the unit it belongs to."""
    rows = Body.objects.filter(in_force(timezone.localdate())).exclude(kind__in=NOT_PARENTS).select_related("unit").order_by("order", "code")
    return [("", _("没有上级")), *((row.pk, row.shown_name if row.unit in (None, row) else f"{row.unit.shown_name} · {row.shown_name}") for row in rows)]


class DecisionForm(forms.Form):
    """On whose word, from which day, why."""

    on = forms.DateField(label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    document = forms.CharField(label=_("依据的文号"), max_length=80, required=False, help_text=_("例如 新编发〔2026〕3号"))
    message = forms.CharField(label=_("理由"), max_length=200, help_text=_("写一句，让以后查的人看得懂为什么改。"), widget=forms.Textarea(attrs={"rows": 2}))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    needs_document = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", timezone.localdate())
        self.fields["document"].required = self.needs_document
        last = ("on", "document", "message", "revision")
        self.order_fields([name for name in self.fields if name not in last] + list(last))

    def decision(self) -> Decision:
        data = self.cleaned_data
        return Decision(data["on"], data["message"], data.get("document", ""))

    def values(self) -> dict[str, Any]:
        """What is decided, without the decision itself."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("on", "document", "message", "revision")}


class OpenForm(DecisionForm):
    code = forms.CharField(label=_("代码"), max_length=40, help_text=_("大写字母、数字和横线，例如 DEP30；定了不再改。"))
    kind = forms.ChoiceField(label=_("种类"), choices=[(kind.value, _(kind.label)) for kind in BodyKind])
    name = forms.CharField(label=_("名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    short_name = forms.CharField(label=_("简称"), max_length=20, required=False)
    parent_id = forms.TypedChoiceField(label=_("上级机构"), coerce=int, empty_value=None, required=False)
    aliases = forms.CharField(label=_("别称"), max_length=200, required=False, help_text=_("几项之间用顿号隔开"))
    plates = forms.CharField(label=_("挂牌"), max_length=400, required=False, help_text=_("几项之间用顿号隔开"))
    agricultural = forms.BooleanField(label=_("涉农"), required=False)
    phone = forms.CharField(label=_("对外电话"), max_length=30, required=False)
    address = forms.CharField(label=_("对外地址"), max_length=120, required=False)
    open_hours = forms.CharField(label=_("对外时间"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = parents()  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        data = super().values()
        return {**data, "aliases": parts(data["aliases"]), "plates": parts(data["plates"])}


class RenameForm(DecisionForm):
    name = forms.CharField(label=_("新名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    short_name = forms.CharField(label=_("简称"), max_length=20, required=False)


class MoveForm(DecisionForm):
    parent_id = forms.TypedChoiceField(label=_("新的上级机构"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = parents()  # type: ignore[attr-defined]


class PlatesForm(DecisionForm):
    titles = forms.CharField(label=_("改后挂的全部牌子"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
                             help_text=_("一行一块；空着就是都摘下来。"))

    def values(self) -> dict[str, Any]:
        return {"titles": parts(super().values()["titles"])}


class AttributesForm(DecisionForm):
    needs_document = False
    aliases = forms.CharField(label=_("别称"), max_length=200, required=False, help_text=_("几项之间用顿号隔开"))
    agricultural = forms.BooleanField(label=_("涉农"), required=False)
    phone = forms.CharField(label=_("对外电话"), max_length=30, required=False)
    address = forms.CharField(label=_("对外地址"), max_length=120, required=False)
    open_hours = forms.CharField(label=_("对外时间"), max_length=80, required=False)

    def values(self) -> dict[str, Any]:
        data = super().values()
        return {"values": {**data, "aliases": parts(data["aliases"])}}


class PostOpenForm(DecisionForm):
    needs_document = False
    code = forms.CharField(label=_("代码"), max_length=40, help_text=_("机构代码、冒号、岗位，例如 S150102006-C:HANDLER2。"))
    title = forms.CharField(label=_("岗位名称"), max_length=60)
    title_en = forms.CharField(label=_("英文岗位名称"), max_length=80, required=False)
    is_leader = forms.BooleanField(label=_("领导职务"), required=False)
    answers = forms.BooleanField(label=_("责任人：本机构的事默认由这个岗位承接"), required=False)


class PostChangeForm(DecisionForm):
    needs_document = False
    title = forms.CharField(label=_("岗位名称"), max_length=60)
    title_en = forms.CharField(label=_("英文岗位名称"), max_length=80, required=False)
    is_leader = forms.BooleanField(label=_("领导职务"), required=False)
    answers = forms.BooleanField(label=_("责任人：本机构的事默认由这个岗位承接"), required=False)

    def values(self) -> dict[str, Any]:
        return {"values": super().values()}


class PostCloseForm(DecisionForm):
    needs_document = False


class SeatForm(DecisionForm):
    """A person known by full name, or a new one."""

    needs_document = False
    name = forms.CharField(label=_("姓名"), max_length=40)
    new = forms.BooleanField(label=_("是新来的人，册子里还没有他"), required=False)
    name_en = forms.CharField(label=_("英文姓名"), max_length=60, required=False)
    work_phone = forms.CharField(label=_("办公电话"), max_length=30, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["person"] = None
        if data.get("name") and not data.get("new"):
            found = list(Person.objects.filter(name=data["name"])[:2])
            if len(found) == 1:
                data["person"] = found[0]
            else:
                self.add_error("name", _("册子里没有这个人：新来的请勾选下面一项。") if not found else _("有几个人同名，请用表格导入，写明人员编号。"))
        return data

    def values(self) -> dict[str, Any]:
        data = super().values()
        data.pop("new")
        return data


def body_initial(body: Body) -> dict[str, Any]:
    """What the forms start with: as it is today."""
    today = timezone.localdate()
    now = value_on(spans_of(body), today)
    plates = Plate.objects.filter(in_force(today), body=body).order_by("pk").values_list("title", flat=True)
    return {
        **{name: now[name] for name in ("name", "name_en", "short_name", "parent_id", "agricultural")}, "aliases": "、".join(now["aliases"]),
        "titles": "\n".join(plates), "phone": body.phone, "address": body.address, "open_hours": body.open_hours, "revision": body.revision,
    }


def post_initial(post: Post) -> dict[str, Any]:
    return {**{name: getattr(post, name) for name in ("title", "title_en", "is_leader", "answers")}, "revision": post.revision}
