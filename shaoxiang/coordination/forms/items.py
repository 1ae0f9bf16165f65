"""Raising an item, and one small form for each of its moves and each move of a task."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from shaoxiang.coordination import access, rules
from shaoxiang.coordination.forms.fields import BodiesField, BodyField, day, words
from shaoxiang.coordination.models import CoordinationCase, CoordinationTask
from shaoxiang.coordination.queries.choices import meetings_open_to, streets, types
from shaoxiang.coordination.queries.hearing import sent_about, to_hear
from shaoxiang.coordination.vocabulary import CoordinationStatus, MeetingLevel
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.web.hearing import HEARD, HeardForm
from shaoxiang.kernel.web.templatetags.shaoxiang import zh_date


class RaiseForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("要协调什么"), max_length=rules.TITLE_MAX, help_text=gettext_lazy("一句话，例如：某路段路灯由谁维护。"))
    reason = words(gettext_lazy("卡在哪里"), rows=6, help_text=gettext_lazy("现在怎么样、各方怎么说、想请会议定什么。不要写居民的姓名、电话。"))
    level = forms.ChoiceField(label=gettext_lazy("到哪一级协调"), widget=forms.RadioSelect, help_text=gettext_lazy("这一级定不了的，可以再提交上一级。"))
    street_id = forms.TypedChoiceField(label=gettext_lazy("哪个镇街"), coerce=int, empty_value=None, required=False)
    subject_code = forms.ChoiceField(label=gettext_lazy("哪一类事项"), required=False)
    unit_ids = BodiesField(label=gettext_lazy("涉及哪些单位"), help_text=gettext_lazy("列上的单位看得到这一件，开会时会通知它。"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        district = actor.has_role(*access.DISTRICT)
        street = not district and actor.street_id is not None
        levels = rules.levels_of(street=street, district=district)
        self.fields["level"].choices = [(level.value, gettext(level.label)) for level in levels]  # type: ignore[attr-defined]
        self.initial.setdefault("level", levels[0].value)
        own: Any = [] if street else [("", gettext("不在某一个镇街"))]
        self.fields["street_id"].choices = own + streets(actor)  # type: ignore[attr-defined]
        self.fields["subject_code"].choices = [("", gettext("不清楚或不止一类")), *types()]  # type: ignore[attr-defined]
        self.fields["unit_ids"].fill(actor.street_id)  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """A form of one move. `arguments` are what the action of that name takes."""

    def __init__(self, *args: Any, item: CoordinationCase, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.actor = actor

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NoForm(MoveForm):
    """Nothing to fill in."""


class SettleForm(MoveForm):
    words = words(gettext_lazy("怎么协调好的"), help_text=gettext_lazy("哪个单位做什么、什么时候做完。"))


class WithdrawForm(MoveForm):
    words = words(gettext_lazy("为什么撤回"), rows=3)


class EscalateForm(MoveForm):
    words = words(gettext_lazy("为什么提交上一级"), help_text=gettext_lazy("这一级为什么定不了，请上一级定什么。"))


class SuperviseForm(MoveForm):
    words = words(gettext_lazy("督办内容"), rows=3)


class AskStaffingForm(MoveForm):
    words = words(gettext_lazy("各单位的意见"), required=False, help_text=gettext_lazy("部门之间没有谈拢的，写清各自的理由。"))


class OpinionForm(MoveForm):
    words = words(gettext_lazy("编办意见"), rows=5, help_text=gettext_lazy("由谁主责，依据三定规定、职责清单的哪一条。"))
    lead_id = BodyField(label=gettext_lazy("建议由谁主责"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_id"].fill(self.item.matter.street_id)  # type: ignore[attr-defined]


class FileForm(MoveForm):
    reference = forms.CharField(label=gettext_lazy("备案号"), max_length=60)


class EffectForm(MoveForm):
    words = words(gettext_lazy("看了什么，效果怎么样"), help_text=gettext_lazy("最好到现场看过再写。"))


class AddUnitForm(MoveForm):
    unit_ids = BodiesField(label=gettext_lazy("加哪些单位"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_ids"].fill(self.item.matter.street_id)  # type: ignore[attr-defined]


class AgendaForm(HeardForm, MoveForm):
    meeting = forms.ChoiceField(label=gettext_lazy("列到哪次会"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = meetings_open_to(self.item, self.actor)
        self.fields["meeting"].choices = [(one.number, f"{zh_date(one.starts_at, 'time')} {one.matter.title}（{one.place}）") for one in found]  # type: ignore[attr-defined]
        self.empty = not found
        self.order_fields(["meeting"])
        if not to_hear(self.item):
            del self.fields[HEARD]
        else:
            self.initial[HEARD] = self.initial.get(HEARD) or sent_about(self.item)


FORMS: dict[str, type[MoveForm]] = {
    "settle": SettleForm, "put_on_agenda": AgendaForm, "take_off": NoForm, "escalate": EscalateForm, "withdraw": WithdrawForm, "supervise": SuperviseForm,
    "ask_staffing": AskStaffingForm, "give_opinion": OpinionForm, "file_duty": FileForm, "close": EffectForm, "reopen": EffectForm, "add_unit": AddUnitForm,
}

# --- tasks ------------------------------------------------------------------------------------------------------------


class TaskForm(forms.Form):
    def __init__(self, *args: Any, task: CoordinationTask, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.task = task

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NoTaskForm(TaskForm):
    """Nothing to fill in."""


class ClaimForm(TaskForm):
    words = words(gettext_lazy("完成情况"), help_text=gettext_lazy("做了什么、做到什么程度。会上说好怎么算做完的，照着写。"))


class ReturnForm(TaskForm):
    words = words(gettext_lazy("还差什么"), rows=3)


class DropForm(TaskForm):
    words = words(gettext_lazy("为什么不再办理"), rows=3)


class ExtendForm(TaskForm):
    until = day(gettext_lazy("延到哪天"), help_text=gettext_lazy("到期以前才能延；原定日期一直看得到。"))
    reason = words(gettext_lazy("为什么延"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].widget.attrs["min"] = timezone.localdate().isoformat()


TASK_FORMS: dict[str, type[TaskForm]] = {
    "sign_task": NoTaskForm, "claim_task": ClaimForm, "accept_task": NoTaskForm, "return_task": ReturnForm, "extend_task": ExtendForm, "drop_task": DropForm,
}

# --- lists ------------------------------------------------------------------------------------------------------------


class FilterForm(forms.Form):
    """The list's filter: what cannot be read chooses nothing."""

    level = forms.ChoiceField(label=gettext_lazy("层级"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    late = forms.BooleanField(label=gettext_lazy("只看超期的"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s", **kwargs})
        levels = [(level.value, gettext(level.label)) for level in MeetingLevel]
        self.fields["level"].choices = [("", gettext("全部层级")), *levels]  # type: ignore[attr-defined]
        states = [(status.value, gettext(status.label)) for status in CoordinationStatus]
        self.fields["state"].choices = [("", gettext("没办结的")), ("ALL", gettext("全部")), *states]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}
