"""The shape of what is typed: the application, and one small form for each move."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.identity.queries import masked_by_id
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.mediation import queries, rules
from shaoxiang.mediation.models import MediationCase
from shaoxiang.mediation.rules import Application, PartyGiven
from shaoxiang.mediation.vocabulary import AgreementForm, ChosenBy, Consent, DisputeKind, Origin, PoliceTold, Remedy, Said, Side, TurnEnd
from shaoxiang.places.queries import place_book, shown_name

SHORT = {"attrs": {"autocomplete": "off"}}


def pick(vocabulary: type[Vocabulary], *, without: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    return [(code, gettext_lazy(label)) for code, label in vocabulary.choices if code not in without]


def words(label: Any, *, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=rules.WORDS_MAX, required=required, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text)


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text=help_text)


class ApplicationForm(forms.Form):
    dispute = forms.ChoiceField(label=gettext_lazy("纠纷种类"), choices=pick(DisputeKind))
    origin = forms.ChoiceField(label=gettext_lazy("怎么来的"), choices=pick(Origin))
    community_id = forms.TypedChoiceField(label=gettext_lazy("在哪个社区"), coerce=int, empty_value=None, required=False)
    facts = words(gettext_lazy("纠纷情况"), rows=6, help_text=gettext_lazy("口头说的，照着记下来就行。"))
    demands = words(gettext_lazy("希望怎么解决"), rows=3, required=False)
    first_name = forms.CharField(label=gettext_lazy("甲方怎么称呼"), max_length=40)
    first_phone = forms.CharField(label=gettext_lazy("甲方电话"), max_length=30, required=False)
    second_name = forms.CharField(label=gettext_lazy("乙方怎么称呼"), max_length=40)
    second_phone = forms.CharField(label=gettext_lazy("乙方电话"), max_length=30, required=False)
    open_to_others = forms.BooleanField(
        label=gettext_lazy("双方要求公开进行"), required=False, help_text=gettext_lazy("不勾就不公开：只有调解员、本社区受理和街道司法所看得到。"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        book = place_book()
        if actor.community_id is not None:
            wanted = [book.communities[actor.community_id]] if actor.community_id in book.communities else []
        else:
            wanted = book.communities_of(actor.street_id) if actor.street_id is not None else []
        own: Any = [] if actor.community_id is not None else [("", _("不在某个社区里"))]
        self.fields["community_id"].choices = own + [(one.id, shown_name(one)) for one in wanted]  # type: ignore[attr-defined]

    def application(self, case_id: int | None) -> Application:
        """Of a valid form."""
        given = self.cleaned_data
        parties = [
            PartyGiven(side, {"name": given[f"{name}_name"], "phone": given[f"{name}_phone"]})
            for side, name in ((Side.FIRST, "first"), (Side.SECOND, "second"))
        ]
        return Application(
            DisputeKind(given["dispute"]), given["facts"], parties, given["demands"], Origin(given["origin"]), given["community_id"], case_id,
            given["open_to_others"],
        )


class MoveForm(forms.Form):
    """A form of one move. `arguments` are what the action of that name takes."""

    def __init__(self, *args: Any, mediation: MediationCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mediation = mediation

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NoForm(MoveForm):
    """Nothing to fill in."""


class ConsentForm(MoveForm):
    party_id = forms.TypedChoiceField(label=gettext_lazy("哪一方"), coerce=int)
    given = forms.ChoiceField(label=gettext_lazy("意愿"), choices=pick(Consent, without=("WAITING",)), widget=forms.RadioSelect)
    said = forms.ChoiceField(label=gettext_lazy("怎么表示的"), choices=pick(Said))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = list(self.mediation.parties.all())
        masked = masked_by_id(party.vault_id for party in parties)
        self.fields["party_id"].choices = [  # type: ignore[attr-defined]
            (party.pk, f"{_(party.get_side_display())} {masked.get(party.vault_id, {}).get('name', '')}") for party in parties
        ]


class NameMediatorForm(MoveForm):
    post_id = forms.TypedChoiceField(label=gettext_lazy("调解员"), coerce=int, help_text=gettext_lazy("与双方有利害关系的不要选；已经回避过的不在列表里。"))
    chosen_by = forms.ChoiceField(label=gettext_lazy("怎么定的"), choices=pick(ChosenBy), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aside = set(self.mediation.turns.filter(end__in=("CONFLICT", "REFUSED")).values_list("post_id", flat=True))
        self.fields["post_id"].choices = queries.mediator_choices(self.mediation.matter, aside)  # type: ignore[attr-defined]


class StepAsideForm(MoveForm):
    why = forms.ChoiceField(label=gettext_lazy("为什么换"), choices=pick(TurnEnd), widget=forms.RadioSelect)


class HoldForm(MoveForm):
    words = words(gettext_lazy("调解记录"), rows=7, help_text=gettext_lazy("谁到场、各自说了什么、提了什么办法、下次什么时候。"))
    place = forms.CharField(label=gettext_lazy("在哪里"), max_length=100, required=False)


class AgreeForm(MoveForm):
    form = forms.ChoiceField(
        label=gettext_lazy("协议形式"), choices=pick(AgreementForm), widget=forms.RadioSelect,
        help_text=gettext_lazy("双方认为不用写的，可以口头，内容照样记下来。"),
    )
    agreement = words(gettext_lazy("协议内容"), rows=7, help_text=gettext_lazy("谁、在什么时候、做什么、怎么做。"))
    effective_on = day(gettext_lazy("生效日"), help_text=gettext_lazy("书面：双方签字、调解员签字并盖章的那天；口头：说定的那天。"))
    performance_on = day(gettext_lazy("履行期限"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("effective_on", timezone.localdate())


class WordsForm(MoveForm):
    words = words(gettext_lazy("情况"))


class OptionalWordsForm(MoveForm):
    words = words(gettext_lazy("说明"), rows=3, required=False)


class RemediesForm(OptionalWordsForm):
    remedies = forms.MultipleChoiceField(
        label=gettext_lazy("已经告知的途径"), choices=pick(Remedy), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请勾选已经告知的途径：不能因为调解不成就让人没有去处。")},
    )
    field_order = ["remedies", "words"]


class ConfirmationForm(MoveForm):
    court = forms.CharField(label=gettext_lazy("向哪个法院"), max_length=60)
    applied_on = day(gettext_lazy("申请日"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("applied_on", timezone.localdate())


class PoliceForm(OptionalWordsForm):
    told = forms.ChoiceField(label=gettext_lazy("报给谁"), choices=pick(PoliceTold), widget=forms.RadioSelect, initial=PoliceTold.EMERGENCY.value)
    field_order = ["told", "words"]


class RevealForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("为什么要看"), max_length=200, help_text=gettext_lazy("例如：联系双方约时间。会留下记录。"))


FORMS: dict[str, type[MoveForm]] = {
    "consent": ConsentForm, "name_mediator": NameMediatorForm, "step_aside": StepAsideForm, "accept": NoForm, "hold": HoldForm, "agree": AgreeForm,
    "follow_up": WordsForm, "perform": OptionalWordsForm, "apply_confirmation": ConfirmationForm, "court_valid": NoForm, "court_invalid": WordsForm,
    "breach": RemediesForm, "fail": RemediesForm, "withdraw": OptionalWordsForm, "tell_police": PoliceForm,
}
