from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.topics import rules
from shaoxiang.topics.rules import SettingRefused, Settings
from shaoxiang.topics.rules.settings import HALF_LIFE_DAYS, LEAST_REPORTERS, WINDOW_DAYS
from shaoxiang.topics.vocabulary import TopicStatus


class StatusForm(forms.Form):
    """Which topics are listed; anything unknown lists the running ones."""

    status = forms.ChoiceField(label=_("状态"), choices=TopicStatus.choices, required=False)

    @property
    def chosen(self) -> str:
        return (self.cleaned_data["status"] if self.is_valid() else "") or TopicStatus.ACTIVE.value


class RenameForm(forms.Form):
    title = forms.CharField(
        label=_("名称"), min_length=2, max_length=60, help_text=_("写明在哪里、什么事；以后每晚汇总都保留这个名称。"),
        error_messages=dict.fromkeys(("required", "min_length", "max_length"), _("名称要 2 到 60 个字，写明在哪里、什么事。")),
    )


class SettingsForm(forms.Form):
    window_days = forms.IntegerField(label=_("看多少天以内的事件"), min_value=WINDOW_DAYS[0], max_value=WINDOW_DAYS[1])
    least_reporters = forms.IntegerField(
        label=_("至少多少人反映才列出"), min_value=LEAST_REPORTERS[0], max_value=LEAST_REPORTERS[1], help_text=_("同一个人反映多次只算一人。")
    )
    half_life_days = forms.IntegerField(
        label=_("多少天热度减半"), min_value=HALF_LIFE_DAYS[0], max_value=HALF_LIFE_DAYS[1], help_text=_("每个反映人按最近一次算，过这么多天热度减半。")
    )
    aliases = forms.CharField(
        label=_("俗称"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("每行一条：俗称、空格、正式名称，例如“大黑楼 示例大厦”。汇总时把俗称当作正式名称。"),
    )

    @classmethod
    def of(cls, settings: Settings) -> SettingsForm:
        said = "\n".join(f"{alias} {name}" for alias, name in settings.aliases.items())
        return cls(initial={
            "window_days": settings.window_days, "least_reporters": settings.least_reporters, "half_life_days": settings.half_life_days, "aliases": said,
        })

    def clean_aliases(self) -> dict[str, str]:
        try:
            return rules.read_aliases(self.cleaned_data["aliases"])
        except SettingRefused as refused:
            raise forms.ValidationError(gettext(refused.sentence)) from None
