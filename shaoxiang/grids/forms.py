from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.grids import queries
from shaoxiang.grids.actions.lists import MOST_DUTIES, DutyLine
from shaoxiang.grids.models import PatrolPlan, WorkerDuty
from shaoxiang.grids.rules import WORKER, RoleLine, Standard, StandardRefused, read_roles
from shaoxiang.grids.vocabulary import AssetKind, Employment, Looked, Rhythm, Season
from shaoxiang.institutions.models import Post
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.places.models import Grid
from shaoxiang.places.queries import place_book, shown_name

UNLISTED = 0


def _day() -> forms.DateInput:
    """A day as browsers want it, whatever the language of the page."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _words(vocabulary: type[Vocabulary]) -> list[tuple[str, str]]:
    return [(code, gettext(label)) for code, label in vocabulary.choices]


def _choose(form: forms.Form, name: str, choices: list[tuple[Any, str]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


def _posts(grid: Grid) -> list[tuple[Any, str]]:
    """Posts of the grid's street, its community's first."""
    street = grid.community.street_id
    rows = Post.objects.filter(Q(body__street_id=street) | Q(body__unit__street_id=street), valid_to=None).values_list("pk", "body__community_id")
    kept = book()
    ordered = sorted(rows, key=lambda row: (row[1] != grid.community_id, row[0]))
    return [("", gettext("不选岗位")), *((pk, kept.post_words(pk)) for pk, _community in ordered)]


class PersonForm(forms.Form):
    role = forms.ChoiceField(label=_("担任"), choices=[])
    post_id = forms.TypedChoiceField(
        label=_("岗位"), choices=[], coerce=int, empty_value=None, required=False, help_text=_("网格员、网格长一般是街道或社区的岗位。"),
    )
    employment = forms.ChoiceField(label=_("用工（网格员填）"), choices=[], required=False)
    name = forms.CharField(label=_("姓名（居民担任的角色填）"), max_length=40, required=False, help_text=_("只写工作用的称呼，不写电话。"))
    covers = forms.CharField(label=_("负责范围"), max_length=60, required=False, help_text=_("例如：3号楼。"))
    valid_from = forms.DateField(label=_("从哪天起"), required=False, widget=_day(), help_text=_("不填就是今天。"))

    def __init__(self, *args: Any, grid: Grid, standard: Standard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(WORKER, gettext("网格员")), *((role.code, _role(role)) for role in standard.roles)]
        _choose(self, "role", roles)
        _choose(self, "employment", [("", gettext("不适用")), *_words(Employment)])
        _choose(self, "post_id", _posts(grid))


def _role(role: RoleLine) -> str:
    return in_words(role.label, role.label_en)


class AssetForm(forms.Form):
    kind = forms.ChoiceField(label=_("种类"), choices=[])
    name = forms.CharField(label=_("名称"), max_length=60)
    where = forms.CharField(label=_("地点"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "kind", list(_words(AssetKind)))


class BranchForm(forms.Form):
    name = forms.CharField(label=_("党支部名称"), max_length=60)
    secretary_id = forms.TypedChoiceField(label=_("书记岗位"), choices=[], coerce=int, empty_value=None, required=False)
    members = forms.IntegerField(label=_("党员数"), min_value=0, max_value=9999, initial=0)

    def __init__(self, *args: Any, grid: Grid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "secretary_id", _posts(grid))


class TaskForm(forms.Form):
    """安排网格员做事: under a duty, or under an admitted number."""

    text = forms.CharField(label=_("要做什么"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    duty = forms.TypedChoiceField(label=_("属于哪一条职责"), choices=[], coerce=int, empty_value=None, required=False, widget=forms.RadioSelect)
    admitted = forms.CharField(label=_("准入编号"), max_length=40, required=False, help_text=_("清单外的事项才填；没有编号的不能安排。"))
    due_on = forms.DateField(label=_("哪天前办完"), widget=_day())

    def __init__(self, *args: Any, duties: list[WorkerDuty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = [(row.pk, f"{row.number} {in_words(row.title, row.title_en)}") for row in duties]
        _choose(self, "duty", [*lines, (UNLISTED, gettext("都不属于，填准入编号"))])

    def clean_duty(self) -> int | None:
        return self.cleaned_data["duty"] or None  # 0: none of them


class MoveForm(forms.Form):
    words = forms.CharField(label=_("补充说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    duty = forms.TypedChoiceField(choices=[], coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, duties: list[WorkerDuty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "duty", [("", ""), *((row.pk, row.title) for row in duties)])


class PlanForm(forms.Form):
    title = forms.CharField(label=_("名称"), max_length=60)
    way = forms.CharField(label=_("路线（用话写）"), max_length=200, required=False, help_text=_("只是提示，系统不记录走到了哪里。"))
    points = forms.CharField(label=_("看什么"), widget=forms.Textarea, max_length=2000, help_text=_("一行一个，例如：东门消防通道。"))
    rhythm = forms.ChoiceField(label=_("多久一次"), choices=[])
    season = forms.ChoiceField(label=_("季节"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "rhythm", list(_words(Rhythm)))
        _choose(self, "season", list(_words(Season)))

    def clean_points(self) -> list[str]:
        return [line.strip() for line in str(self.cleaned_data["points"]).splitlines() if line.strip()]


class PatrolForm(forms.Form):
    on = forms.DateField(label=_("哪天"), widget=_day())
    looked_at = forms.MultipleChoiceField(label=_("看了什么"), choices=[], required=False, widget=forms.CheckboxSelectMultiple)
    found = forms.ChoiceField(label=_("发现"), choices=[], widget=forms.RadioSelect)
    note = forms.CharField(label=_("补充说明"), max_length=200, required=False)
    numbers = forms.CharField(label=_("事件编号"), max_length=200, required=False, help_text=_("上报了事件才填，多个用空格隔开。"))

    def __init__(self, *args: Any, plan: PatrolPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "looked_at", [(point, point) for point in plan.points])
        _choose(self, "found", list(_words(Looked)))

    def clean_numbers(self) -> list[str]:
        return str(self.cleaned_data["numbers"]).replace("，", " ").replace(",", " ").replace("、", " ").split()


class StandardForm(forms.Form):
    """网格建设标准. `cleaned_data["roles"]` is a tuple of RoleLine."""

    roles = forms.CharField(label=_("角色，一行一个"), widget=forms.Textarea, max_length=2000,
                            help_text=_("大写英文代码、空格、中文名，后面可加 | 英文。默认五个，即“五长”。"))
    teams = forms.IntegerField(label=_("每个网格至少几支队伍"), min_value=0, max_value=9)
    places = forms.IntegerField(label=_("每个网格至少几处阵地"), min_value=0, max_value=9)
    supervision_phone = forms.CharField(label=_("公示牌上的监督电话"), max_length=30, required=False, help_text=_("不填就用热线号码。"))
    document = forms.CharField(label=_("依据文件"), max_length=120, required=False)

    def clean_roles(self) -> tuple[RoleLine, ...]:
        try:
            return read_roles(str(self.cleaned_data["roles"]))
        except StandardRefused as refused:
            raise forms.ValidationError(gettext(refused.reason) % refused.facts) from None


class DutiesForm(forms.Form):
    """职责清单, one line a duty: 职责 | 说明 | 依据 | English."""

    duties = forms.CharField(label=_("清单，一行一条"), widget=forms.Textarea, max_length=12_000,
                             help_text=_("职责 | 说明 | 依据 | 英文；后三项可以不写。新加的一条，依据里要写准入编号（ZR…）或者文件的文号。"))

    def clean_duties(self) -> list[DutyLine]:
        lines = [line for line in str(self.cleaned_data["duties"]).splitlines() if line.strip()]
        if not 1 <= len(lines) <= MOST_DUTIES:
            raise forms.ValidationError(gettext("清单要有 1 到 %(most)d 条。") % {"most": MOST_DUTIES})
        cells = [[cell.strip() for cell in (*line.split("|"), "", "", "")][:4] for line in lines]
        if any(not title for title, *_rest in cells):
            raise forms.ValidationError(gettext("每一行都要先写职责。"))
        return [DutyLine(title[:60], text[:200], basis[:160], english[:120]) for title, text, basis, english in cells]


class AdmitForm(forms.Form):
    number = forms.CharField(label=_("准入编号"), max_length=40)
    title = forms.CharField(label=_("事项"), max_length=80)
    street_id = forms.TypedChoiceField(label=_("哪个镇街"), choices=[], coerce=int, empty_value=None, required=False)
    valid_from = forms.DateField(label=_("从哪天起"), widget=_day())
    valid_to = forms.DateField(label=_("到哪天为止（这天不再有效）"), required=False, widget=_day())
    decided_by = forms.CharField(label=_("由谁决定"), max_length=80)
    document = forms.CharField(label=_("决定文件和文号"), max_length=120, required=False,
                               help_text=_("编号不是系统里的准入编号（ZR…）时必须写文号。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        streets = sorted(place_book().streets.values(), key=lambda each: each.code)
        _choose(self, "street_id", [("", gettext("所有镇街")), *((street.id, shown_name(street)) for street in streets)])


class FilterForm(forms.Form):
    """The list of standing: street, community, what is missing. Wrong values fall away."""

    street = forms.CharField(required=False, max_length=9)
    community = forms.CharField(required=False, max_length=12)
    missing = forms.CharField(required=False, max_length=24)

    @property
    def chosen(self) -> dict[str, Any]:
        """`standing_lines` arguments."""
        self.is_valid()
        given, kept = getattr(self, "cleaned_data", {}), place_book()
        street = next((each for each in kept.streets.values() if each.code == given.get("street")), None)
        community = next((each for each in kept.communities.values() if each.code == given.get("community")), None)
        known = {code for code, _words in queries.parts_of(queries.standard(timezone.localdate()))} | {"ANY"}
        missing = given.get("missing", "")
        return {"street_id": street.id if street else None, "community_id": community.id if community else None,
                "missing": missing if missing in known else ""}

