"""接听: one call. Only what was said is needed; everything else may follow."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.cases.rules import DESCRIPTION_MAX, Report
from shaoxiang.cases.vocabulary import AppealKind, Source, Urgency
from shaoxiang.hotline.queries.choices import flat, grids, pick, types
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.geo.reporting import ReportingForm

KINDS = tuple(kind for kind in AppealKind if kind != AppealKind.PATROL)


class CallForm(ReportingForm):
    phone = forms.CharField(
        label=_("来电号码"), required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "autofocus": True}),
    )
    name = forms.CharField(label=_("怎么称呼"), required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    home = forms.CharField(label=_("住址"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    description = forms.CharField(
        label=_("说了什么"), max_length=DESCRIPTION_MAX, widget=forms.Textarea(attrs={"rows": 4, "data-hint": "1"}),
        error_messages={"required": _("请先记下来电人说了什么，一两句话就行。")},
    )
    kind = forms.ChoiceField(label=_("诉求种类"), widget=forms.RadioSelect, initial=AppealKind.HELP.value, required=False)
    type_code = forms.ChoiceField(label=_("事项类别"), required=False)
    urgency = forms.ChoiceField(label=_("急缓"), widget=forms.RadioSelect, initial=Urgency.ORDINARY.value, required=False)
    address = forms.CharField(label=_("在哪里"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    grid_id = forms.TypedChoiceField(label=_("网格"), required=False, coerce=int, empty_value=None)
    anonymous = forms.BooleanField(label=_("匿名"), required=False)
    wants_call_back = forms.BooleanField(label=_("愿意接受回访"), required=False, initial=True)
    answer = forms.CharField(label=_("当场答复"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    answer_entry = forms.IntegerField(required=False, widget=forms.HiddenInput)
    call = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.types, self.grids = types(), grids(actor)
        self._fill("kind", [(kind.value, gettext(kind.label)) for kind in KINDS])
        self._fill("urgency", pick(Urgency))
        self._fill("type_code", [("", ""), *flat(self.types)])
        self._fill("grid_id", [("", ""), *flat(self.grids)])

    def report(self) -> Report:
        """The report as the case room takes it. A question answered on the spot is a question, whatever was ticked."""
        data, pin = self.cleaned_data, self.cleaned_data["pin"]
        kind = AppealKind.CONSULT if data["answer"].strip() else AppealKind(data["kind"] or AppealKind.HELP)
        return Report(
            source=Source.COUNTER if self.actor.has_role("COUNTER") and not self.actor.has_role("HOTLINE") else Source.TELEPHONE, kind=kind,
            description=data["description"], type_code=data["type_code"], urgency=data["urgency"], grid_id=data["grid_id"],
            lon=pin.lon if pin else None, lat=pin.lat if pin else None, raw_lon=pin.raw_lon if pin else None, raw_lat=pin.raw_lat if pin else None,
            raw_crs=pin.crs if pin and pin.raw_lon is not None else "", accuracy_m=pin.accuracy_m if pin else None, address=data["address"],
            anonymous=data["anonymous"], wants_call_back=data["wants_call_back"],
            reporter={"name": data["name"], "phone": data["phone"], "address": data["home"]},
        )
