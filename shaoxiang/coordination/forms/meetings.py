"""A meeting planned or changed, who came, and what is decided on one item."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from shaoxiang.coordination import access, rules
from shaoxiang.coordination.forms.fields import BodiesField, BodyField, day, moment, pick, words
from shaoxiang.coordination.models import CoordinationCase, Meeting
from shaoxiang.coordination.queries.choices import Choice, chair_posts, types
from shaoxiang.coordination.queries.hearing import asks_first
from shaoxiang.coordination.rules import Decision, Dissenting, Planned, TaskGiven
from shaoxiang.coordination.vocabulary import Agreement, Attendance, MeetingLevel, Verdict
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.web.hearing import HEARD, HeardForm
from shaoxiang.kernel.web.names import name_of

TASK_ROWS, TASKS_SHOWN, DISSENT_ROWS = 6, 2, 2


class PlanForm(HeardForm):
    level = forms.ChoiceField(label=gettext_lazy("层级"), widget=forms.RadioSelect)
    title = forms.CharField(label=gettext_lazy("会议名称"), max_length=100)
    starts_at = moment(gettext_lazy("开始"))
    ends_at = moment(gettext_lazy("结束"))
    place = forms.CharField(label=gettext_lazy("地点"), max_length=120)
    chair_post_id = forms.TypedChoiceField(label=gettext_lazy("主持"), coerce=int)
    items = forms.MultipleChoiceField(label=gettext_lazy("议程"), required=False, widget=forms.CheckboxSelectMultiple)
    body_ids = BodiesField(label=gettext_lazy("还请哪些单位"), help_text=gettext_lazy("议程上涉及的单位会自动列上。街道可以请区直部门和派驻机构。"))
    remarks = words(gettext_lazy("会议说明"), rows=3, required=False, help_text=gettext_lazy("带什么材料、线上怎么接入；会写在通知上。"))

    def __init__(self, *args: Any, actor: Actor, waiting: list[CoordinationCase], meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        district = actor.has_role(*access.DISTRICT)
        levels = rules.levels_of(street=not district, district=district)
        self.fields["level"].choices = [(level.value, gettext(level.label)) for level in levels]  # type: ignore[attr-defined]
        unit_id = meeting.unit_id if meeting is not None else command_center() if district else actor.unit_id or 0
        self.fields["chair_post_id"].choices = chair_posts(unit_id)  # type: ignore[attr-defined]
        self.fields["items"].choices = [  # type: ignore[attr-defined]
            (item.number, f"{item.number} {item.matter.title}（{gettext(item.get_level_display())}）") for item in waiting
        ]
        self.fields["body_ids"].fill(actor.street_id)  # type: ignore[attr-defined]
        if meeting is not None:
            del self.fields["level"], self.fields["items"]
        elif not waiting:
            del self.fields["items"]
        if not asks_first(waiting):
            del self.fields[HEARD]
        else:
            self.fields[HEARD].help_text = gettext("不填，就用从那一件上立的、已经提交会议的征求意见。")
        start = (timezone.localtime() + timedelta(days=1)).replace(hour=9, minute=30, second=0, microsecond=0)
        self.initial.setdefault("starts_at", start)
        self.initial.setdefault("ends_at", start + timedelta(hours=1, minutes=30))
        self.initial.setdefault("level", levels[0].value)

    @property
    def heard(self) -> str:
        """Of a valid form: the number, for those items that ask for it."""
        return str(self.cleaned_data.get(HEARD, ""))

    @property
    def planned(self) -> Planned:
        """Of a valid form."""
        given = self.cleaned_data
        return Planned(given["title"], given["place"], given["starts_at"], given["ends_at"], given["chair_post_id"], given["remarks"])

    @property
    def chosen_level(self) -> MeetingLevel:
        level: MeetingLevel = MeetingLevel(self.cleaned_data["level"])
        return level


def initial_of(meeting: Meeting) -> dict[str, Any]:
    return {
        "title": meeting.matter.title, "place": meeting.place, "starts_at": timezone.localtime(meeting.starts_at),
        "ends_at": timezone.localtime(meeting.ends_at),
        "chair_post_id": meeting.chair_post_id, "remarks": meeting.remarks, "body_ids": [row.body_id for row in meeting.members.all()],
    }


class AttendanceForm(forms.Form):
    """One line for each unit summoned."""

    chair_present = forms.BooleanField(label=gettext_lazy("主持人到会"), required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(meeting.members.all())
        self.initial.setdefault("chair_present", meeting.chair_present)
        for row in self.members:
            self.fields[f"b{row.body_id}"] = forms.ChoiceField(label=name_of("body", row.body_id), choices=pick(Attendance), initial=row.attendance)

    @property
    def lines(self) -> list[forms.BoundField]:
        return [self[f"b{row.body_id}"] for row in self.members]

    @property
    def marks(self) -> dict[int, str]:
        return {row.body_id: self.cleaned_data[f"b{row.body_id}"] for row in self.members}


class CancelForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("为什么取消"), max_length=200, help_text=gettext_lazy("参会单位会看到。"))


class DecisionForm(forms.Form):
    """纪要 of one item. Rows of tasks and dissent left empty are passed by."""

    unlisted = False  # refused because no list gives the street this: the page shows the doors

    verdict = forms.ChoiceField(label=gettext_lazy("决定"), choices=pick(Verdict), widget=forms.RadioSelect, initial=Verdict.TASKS.value)
    words = words(gettext_lazy("决定内容"), rows=4, help_text=gettext_lazy("谁、做什么、到什么程度；写进纪要。"))
    lead_id = BodyField(label=gettext_lazy("牵头单位"), required=False)
    cooperating = BodiesField(label=gettext_lazy("配合单位"))
    due_on = day(gettext_lazy("总期限"), required=False)
    type_code = forms.ChoiceField(label=gettext_lazy("定的是哪一类事项"), required=False)
    everywhere = forms.BooleanField(label=gettext_lazy("全区都照此派单"), required=False, help_text=gettext_lazy("不勾就只管本镇街。"))
    agreement = forms.ChoiceField(label=gettext_lazy("部门之间的职责怎么定的"), required=False)

    def __init__(self, *args: Any, item: CoordinationCase, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"d{item.pk}_%s", **kwargs})
        self.item = item
        near: list[Choice] = [(row.body_id, name_of("body", row.body_id)) for row in meeting.members.all()]
        street = item.matter.street_id
        self.fields["lead_id"].fill(street, near)  # type: ignore[attr-defined]
        self.fields["cooperating"].fill(street, near, only_first=True)  # type: ignore[attr-defined]
        self.fields["type_code"].choices = [("", gettext("请选")), *types()]  # type: ignore[attr-defined]
        self.fields["agreement"].choices = [("", gettext("不是部门之间的职责")), *pick(Agreement)]  # type: ignore[attr-defined]
        self.initial.setdefault("type_code", item.matter.subject_code)
        for n in range(1, TASK_ROWS + 1):
            body = BodyField(label=gettext("单位"), required=False)
            body.fill(street, near)
            self.fields[f"task{n}_body"] = body
            self.fields[f"task{n}_what"] = forms.CharField(label=gettext("做什么"), max_length=300, required=False)
            self.fields[f"task{n}_due"] = day(gettext("完成日期"), required=False)
            self.fields[f"task{n}_evidence"] = forms.CharField(label=gettext("怎么算做完"), max_length=200, required=False)
        for n in range(1, DISSENT_ROWS + 1):
            self.fields[f"dissent{n}_body"] = forms.TypedChoiceField(
                label=gettext("哪个单位"), coerce=int, empty_value=None, required=False, choices=[("", gettext("没有")), *near],
            )
            self.fields[f"dissent{n}_words"] = forms.CharField(label=gettext("保留什么意见"), max_length=1000, required=False)

    @property
    def first_tasks(self) -> list[list[forms.BoundField]]:
        return self._task_rows(1, TASKS_SHOWN + 1)

    @property
    def more_tasks(self) -> list[list[forms.BoundField]]:
        return self._task_rows(TASKS_SHOWN + 1, TASK_ROWS + 1)

    @property
    def more_used(self) -> bool:
        return any(one.value() for row in self.more_tasks for one in row)

    def _task_rows(self, first: int, end: int) -> list[list[forms.BoundField]]:
        return [[self[f"task{n}_{name}"] for name in ("body", "what", "due", "evidence")] for n in range(first, end)]

    @property
    def dissent_rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"dissent{n}_{name}"] for name in ("body", "words")] for n in range(1, DISSENT_ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """A row begun is a row to finish."""
        given: dict[str, Any] = super().clean() or {}
        for n in range(1, TASK_ROWS + 1):
            row = {name: given.get(f"task{n}_{name}") for name in ("body", "what", "due")}
            if any(row.values()):
                for name, sentence in (("body", gettext("这项任务由哪个单位做？")), ("what", gettext("这项任务做什么？")), ("due", gettext("什么时候做完？"))):
                    if not row[name] and f"task{n}_{name}" not in self.errors:
                        self.add_error(f"task{n}_{name}", sentence)
        return given

    @property
    def decision(self) -> Decision:
        """Of a valid form."""
        given = self.cleaned_data
        tasks = tuple(
            TaskGiven(given[f"task{n}_body"], given[f"task{n}_what"], given[f"task{n}_due"], given[f"task{n}_evidence"])
            for n in range(1, TASK_ROWS + 1) if given[f"task{n}_body"]
        )
        dissent = tuple(
            Dissenting(given[f"dissent{n}_body"], given[f"dissent{n}_words"]) for n in range(1, DISSENT_ROWS + 1) if given[f"dissent{n}_body"]
        )
        verdict = Verdict(given["verdict"])
        shares = verdict in (Verdict.TASKS, Verdict.RULE_COMPETENCE)
        ruled = verdict == Verdict.RULE_COMPETENCE
        return Decision(
            verdict, given["words"], given["lead_id"] if shares else None, tuple(given["cooperating"]) if shares else (), given["due_on"] if shares else None,
            tasks if shares else (), dissent, given["type_code"] if ruled else "", ruled and given["everywhere"],
            Agreement(given["agreement"]) if ruled and given["agreement"] else None,
        )
