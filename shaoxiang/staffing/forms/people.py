"""The shape of what is typed when people come on a quota, leave it, or are lent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from shaoxiang.institutions.models import Body, Person
from shaoxiang.kernel.dated import in_force
from shaoxiang.staffing import rules
from shaoxiang.staffing.forms.quotas import day
from shaoxiang.staffing.forms.selection import pick
from shaoxiang.staffing.queries import people as reads
from shaoxiang.staffing.vocabulary import QuotaType, Rank


def units() -> list[tuple[int, str]]:
    kinds = sorted(rules.STREET_KINDS | rules.DISTRICT_KINDS)
    return [(body.pk, body.shown_name) for body in Body.objects.filter(in_force(timezone.localdate()), kind__in=kinds).order_by("order", "code")]


class RoomForm(forms.Form):
    """Whose quota, of which type, in which rank: what the preview asks."""

    body = forms.TypedChoiceField(label=gettext_lazy("占哪个单位的编制"), coerce=int, help_text=gettext_lazy("人可以在别处干活，编制只占一处。"))
    quota_type = forms.ChoiceField(label=gettext_lazy("编制类别"), choices=pick(QuotaType))
    rank = forms.ChoiceField(label=gettext_lazy("职务层次"), choices=pick(Rank), help_text=gettext_lazy("单位领导占领导职数；科室负责人不占。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = units()  # type: ignore[attr-defined]

    def room(self) -> reads.Room:
        given = self.cleaned_data
        return reads.room(given["body"], QuotaType(given["quota_type"]), Rank(given["rank"]), timezone.localdate())


class AppointForm(RoomForm):
    person = forms.TypedChoiceField(label=gettext_lazy("谁"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("新来的人，写姓名"), max_length=40, required=False, help_text=gettext_lazy("册子里还没有他；和册子里的人同名的，在姓名后加以区别。"),
    )
    post = forms.TypedChoiceField(label=gettext_lazy("哪个岗位"), coerce=int, help_text=gettext_lazy("空缺的岗位；人已经在岗的，选他自己的岗位。"))
    document = forms.CharField(label=gettext_lazy("任职文号"), max_length=60)
    since = forms.DateField(
        label=gettext_lazy("现任领导：哪天任职"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("只登记本系统启用以前已经在任的领导；别的领导岗位先走干部选配。"),
    )
    field_order = ("person", "name", "post", "body", "quota_type", "rank", "document", "since")

    def __init__(self, *args: Any, unit: Body, found: list[tuple[int, str]], by_cadres: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        if not by_cadres:
            del self.fields["since"]
        self.fields["person"].choices = found  # type: ignore[attr-defined]
        if not found:
            del self.fields["person"]
        posts = reads.posts_for(unit, [key for key, _name in found], timezone.localdate())
        self.fields["post"].choices = [("", gettext("请选择")), *posts]  # type: ignore[attr-defined]
        self.initial.setdefault("body", unit.pk)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name = str(data.get("name") or "").strip()
        if data.get("person") is not None and name:
            self.add_error("name", gettext("选了人，就不要再写姓名：请去掉一样。"))
        elif data.get("person") is None and not name:
            field = "person" if "person" in self.fields else "name"
            self.add_error(field, gettext("请选人，或者写新来的人的姓名。"))
        elif name and Person.objects.filter(name=name).exists():
            self.add_error("name", gettext("册子里已有叫这个名字的人：请按姓名找到他；确是另一个人，请在姓名后加以区别。"))
        return data

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"person_id": given.get("person"), "name": given["name"], "post_id": given["post"], "body_id": given["body"],
                "quota_type": QuotaType(given["quota_type"]),
                "rank": Rank(given["rank"]), "document": given["document"], "since": given.get("since")}


class ReleaseForm(forms.Form):
    document = forms.CharField(label=gettext_lazy("文号"), max_length=60)


class SecondForm(forms.Form):
    to_body = forms.TypedChoiceField(label=gettext_lazy("借到哪个单位"), coerce=int)
    starts = day(gettext_lazy("从哪天起"))
    ends = day(gettext_lazy("到哪天为止"), help_text=gettext_lazy("借调要有期限；到这一天人回来。"))
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    exception_document = forms.CharField(
        label=gettext_lazy("单独批准文号"), max_length=60, required=False, help_text=gettext_lazy("只有从镇街往上借才要：批准这一个人的文号。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_body"].choices = [("", gettext("请选择")), *units()]  # type: ignore[attr-defined]
        self.initial.setdefault("starts", timezone.localdate())


class RecallForm(forms.Form):
    """Nothing to fill in."""
