"""The shape of what is typed in a selection of cadres: the motion, and one small form for each move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import posts_holding
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.staffing import access, rules
from shaoxiang.staffing.forms.quotas import day
from shaoxiang.staffing.models import CadreSelection, SelectionObjection
from shaoxiang.staffing.queries import selection as reads
from shaoxiang.staffing.queries.selection import CandidateRow
from shaoxiang.staffing.rules.selection import PLACE_MAX, PROBATION_MONTHS, Factors, Vote
from shaoxiang.staffing.vocabulary import CandidateStanding, Education, QuotaType, Rank

PEOPLE_MOST = 99  # in one meeting


def pick(vocabulary: type[Vocabulary]) -> list[tuple[str, Any]]:
    return [(code, gettext_lazy(label)) for code, label in vocabulary.choices]


def words(label: Any, *, rows: int = 4, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=rules.WORDS_MAX, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text)


def people(label: Any, help_text: Any = "", *, least: int = 0, initial: int | None = None) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=least, max_value=PEOPLE_MOST, initial=initial)


class MotionForm(forms.Form):
    post = forms.TypedChoiceField(label=gettext_lazy("哪个空缺的岗位"), coerce=int, help_text=gettext_lazy("有人的岗位不在这里。"))
    body = forms.TypedChoiceField(label=gettext_lazy("占哪个单位的编制"), coerce=int)
    quota_type = forms.ChoiceField(label=gettext_lazy("编制类别"), choices=pick(QuotaType))
    rank = forms.ChoiceField(label=gettext_lazy("职务层次"), choices=pick(Rank), help_text=gettext_lazy("单位领导占领导职数；科室负责人不占。"))
    reason = words(gettext_lazy("为什么动议，对人选有什么要求"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today, kinds = timezone.localdate(), sorted(rules.STREET_KINDS | rules.DISTRICT_KINDS)
        bodies = Body.objects.filter(in_force(today), kind__in=kinds).order_by("order", "code")
        self.vacant = reads.vacant_posts(today)
        self.fields["post"].choices = [("", gettext("请选择")), *self.vacant]  # type: ignore[attr-defined]
        self.fields["body"].choices = [("", gettext("请选择")), *((body.pk, body.shown_name) for body in bodies)]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"post_id": given["post"], "body_id": given["body"], "quota_type": QuotaType(given["quota_type"]), "rank": Rank(given["rank"]),
                "reason": given["reason"]}


class MoveForm(forms.Form):
    """A form of one move. `arguments` are what the action of that name takes. `rows`: the candidates, where the form names them."""

    needs_candidates = needs_objections = False

    def __init__(
        self, *args: Any, selection: CadreSelection, rows: list[CandidateRow], found: list[tuple[int, str]], objections: Sequence[SelectionObjection] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.selection, self.rows, self.found, self.objections = selection, rows, found, objections

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def still_in(self, *standings: CandidateStanding) -> list[tuple[int, str]]:
        wanted = {standing.value for standing in standings}
        return [(row.candidate.pk, f"{row.name} · {row.unit}") for row in self.rows if row.candidate.standing in wanted]


class NoForm(MoveForm):
    pass


class NominateForm(MoveForm):
    person = forms.TypedChoiceField(label=gettext_lazy("提名谁"), coerce=int, widget=forms.RadioSelect)
    birth_year = forms.IntegerField(label=gettext_lazy("出生年份"))
    education = forms.ChoiceField(label=gettext_lazy("学历"), choices=pick(Education))
    grassroots_years = forms.IntegerField(label=gettext_lazy("基层工作年限"), min_value=0, max_value=60)
    origin = forms.CharField(label=gettext_lazy("籍贯"), max_length=PLACE_MAX)
    grew_up = forms.CharField(label=gettext_lazy("成长地"), max_length=PLACE_MAX)
    family = forms.CharField(label=gettext_lazy("家庭所在地"), max_length=PLACE_MAX, help_text=gettext_lazy("这几项封存保管，谁看过都有记录。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = self.found  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        factors = Factors(given["birth_year"], Education(given["education"]), given["grassroots_years"], given["origin"], given["grew_up"], given["family"])
        return {"person": given["person"], "factors": factors}


class DropForm(MoveForm):
    needs_candidates = True
    candidate = forms.TypedChoiceField(label=gettext_lazy("撤下谁"), coerce=int, widget=forms.RadioSelect)
    why = words(gettext_lazy("为什么不再列入"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["candidate"].choices = self.still_in(CandidateStanding.NAMED, CandidateStanding.INSPECTED)  # type: ignore[attr-defined]


class InspectForm(MoveForm):
    needs_candidates = True
    candidates = forms.TypedMultipleChoiceField(
        label=gettext_lazy("列为考察对象"), coerce=int, widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("没有勾选的不再列入，记录保留。"),
    )
    recommended_on = day(gettext_lazy("民主推荐日期"))
    how = words(gettext_lazy("民主推荐的方式和情况"), help_text=gettext_lazy("推荐结果是参考，不当作选举，也不按票取人。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["candidates"].choices = self.still_in(CandidateStanding.NAMED, CandidateStanding.INSPECTED)  # type: ignore[attr-defined]


class SubmitForm(MoveForm):
    inspection = words(gettext_lazy("考察情况"), rows=6, help_text=gettext_lazy("德、能、勤、绩、廉，主要缺点和不足。"))


class AdmitForm(MoveForm):
    posts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("请谁参加讨论"), coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("只在讨论决定这一环节看得到人选，过后就看不到。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = book()
        posts = posts_holding(frozenset(role.value for role in access.DECIDERS))
        self.fields["posts"].choices = [(post, kept.post_words(post)) for post in posts]  # type: ignore[attr-defined]


class DecideForm(MoveForm):
    needs_candidates = True
    candidate = forms.TypedChoiceField(label=gettext_lazy("会议决定的拟任人选"), coerce=int, widget=forms.RadioSelect)
    meeting_on = day(gettext_lazy("会议日期"))
    meeting_number = forms.CharField(label=gettext_lazy("会议文号"), max_length=60)
    due = people(gettext_lazy("应到人数"), gettext_lazy("有表决权的成员，列席的不算。"), least=1)
    present = people(gettext_lazy("实到人数"), gettext_lazy("三分之二以上到会才能讨论决定。"))
    agreed = people(gettext_lazy("同意"), gettext_lazy("超过应到人数的一半才形成决定。"))
    opposed = people(gettext_lazy("不同意"), initial=0)
    deferred = people(gettext_lazy("缓议"), gettext_lazy("只记人数，不记谁怎么表决。"), initial=0)

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {"vote": Vote(*(given.pop(name) for name in ("due", "present", "agreed", "opposed", "deferred"))), **given}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["candidate"].choices = self.still_in(CandidateStanding.INSPECTED, CandidateStanding.CHOSEN)  # type: ignore[attr-defined]


class PublishForm(MoveForm):
    where = forms.CharField(label=gettext_lazy("在哪里公示"), max_length=200, help_text=gettext_lazy("例如：区政府门户网站、本单位公示栏。不少于五个工作日。"))
    opinions_to = forms.CharField(
        label=gettext_lazy("有意见往哪里反映"), max_length=200,
        help_text=gettext_lazy("部门、电话、地址。公示页上照写；公示页只有姓名、现任职务、拟任职务和这一行，期满自动撤下。"),
    )


class ObjectForm(MoveForm):
    said = words(gettext_lazy("反映的情况"), help_text=gettext_lazy("照原话写。不愿留名的可以不写是谁。"))


class AnswerForm(MoveForm):
    needs_objections = True
    objection = forms.TypedChoiceField(label=gettext_lazy("答复哪一条"), coerce=int, widget=forms.RadioSelect)
    words = words(gettext_lazy("核查的情况和答复"))
    upheld = forms.TypedChoiceField(
        label=gettext_lazy("影响任职吗"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("no", gettext_lazy("不影响任职")), ("yes", gettext_lazy("影响任职"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objection"].choices = [(row.pk, row.said[:60]) for row in self.objections if row.answered_at is None]  # type: ignore[attr-defined]


class TakePostForm(MoveForm):
    document = forms.CharField(label=gettext_lazy("任职文号"), max_length=60)
    months = forms.TypedChoiceField(
        label=gettext_lazy("试用期"), coerce=int, initial=PROBATION_MONTHS,
        choices=[(PROBATION_MONTHS, gettext_lazy("一年")), (0, gettext_lazy("没有试用期（平级调任）"))],
    )


class WhyForm(MoveForm):
    why = words(gettext_lazy("理由"))


FORMS: dict[str, type[MoveForm]] = {
    "nominate": NominateForm, "drop_candidate": DropForm, "recommend": NoForm, "inspect": InspectForm, "submit": SubmitForm, "admit": AdmitForm,
    "decide": DecideForm, "publish": PublishForm, "object": ObjectForm, "answer": AnswerForm, "take_post": TakePostForm, "reconsider": WhyForm, "end": WhyForm,
}
