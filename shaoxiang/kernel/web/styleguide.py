"""The sample behind /styleguide/: every component once, with the tag that makes it. Rows are made up and are in no table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.matter.vocabulary import Light
from shaoxiang.kernel.web.paging import Page

COLOURS = ("ink", "ink-2", "brand", "brand-soft", "green", "yellow", "red", "violet", "line", "ground")


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A made-up matter."""

    number: str
    title: Any
    office: Any
    opened_at: datetime
    warn_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None = None
    provisional: bool = False


class SampleForm(forms.Form):
    title = forms.CharField(label=_("标题"), max_length=20, help_text=_("一句话说清什么事，最多 20 个字。"))
    detail = forms.CharField(label=_("经过"), widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label=_("种类"), choices=[("a", _("求助")), ("b", _("投诉")), ("c", _("建议"))], widget=forms.RadioSelect)
    street = forms.ChoiceField(label=_("镇街"), choices=[("", _("请选择")), ("1", "东风路街道")], required=False)
    photo = forms.FileField(label=_("照片"), required=False, help_text=_("可有可无；最多 6 张，每张不超过 20 MB。"), widget=forms.FileInput())
    private = forms.BooleanField(label=_("不公开我的诉求"), required=False)


def sample(now: datetime) -> dict[str, Any]:
    """The context of the style guide, round the moment `now`."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = timedelta(days=1)
    rows = [
        SampleRow("SJ20261120-0007", _("小区门口井盖破损（示例）"), "城市管理办公室", now - 3 * days, now - days, midnight - days),
        SampleRow("SJ20261122-0012", _("路灯不亮（示例）"), "平安建设办公室", now - days, now - timedelta(hours=1), now + timedelta(hours=5)),
        SampleRow("SJ20261123-0001", _("楼道堆放杂物（示例）"), "社会事务办公室", now, midnight + 4 * days, midnight + 6 * days, provisional=True),
        SampleRow("SJ20261101-0003", _("已经修好的一件事（示例）"), "城市管理办公室", now - 20 * days, None, now - 15 * days, closed_at=now - 16 * days),
        SampleRow("SJ20261123-0002", _("不设时限的一件事（示例）"), "党政综合办公室", now, None, None),
    ]
    wrong = SampleForm({"title": "", "kind": "x"})
    wrong.is_valid()
    return {
        "rows": rows, "form": SampleForm(auto_id="plain_%s"), "wrong": wrong, "colours": COLOURS, "lights": [str(light) for light in Light],
        "page": Page([], next="x", previous="y"),
    }
