"""新报: what the counter, the telephone, the patrol or a superior's hand-down types in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.cases.forms.fields import FilesField, QuickSelect, pick, type_groups
from shaoxiang.cases.rules import DESCRIPTION_MAX, Report
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.geo.reporting import ReportingForm
from shaoxiang.places.queries import place_book

SOURCES = (Source.TELEPHONE, Source.COUNTER, Source.PATROL, Source.SUPERIOR)


class IntakeForm(ReportingForm):
    """One report. Only what happened is needed; everything else may follow."""

    description = forms.CharField(
        label=_("说了什么"), max_length=DESCRIPTION_MAX, widget=forms.Textarea(attrs={"rows": 5, "autofocus": True, "data-hint": "1"}),
        help_text=_("照原话记，可以整段粘贴。不要在这里写姓名、电话。"),
    )
    source = forms.ChoiceField(label=_("从哪儿来"), choices=[(one.value, _(one.label)) for one in SOURCES], widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("诉求种类"), choices=pick(AppealKind), initial=AppealKind.HELP.value, widget=QuickSelect(attrs={"data-hint": "1"}))
    type_code = forms.ChoiceField(label=_("事项类别"), required=False, widget=QuickSelect(attrs={"data-hint": "1"}))
    address = forms.CharField(label=_("在哪里"), required=False, max_length=200, help_text=_("路名、门牌、小区、店名，怎么说得清怎么写。"))
    grid_id = forms.TypedChoiceField(label=_("或选网格"), required=False, coerce=int, empty_value=None, widget=QuickSelect(attrs={"data-hint": "1"}))
    name = forms.CharField(label=_("称呼"), required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = forms.CharField(label=_("电话"), required=False, max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}))
    home = forms.CharField(label=_("住址"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    anonymous = forms.BooleanField(label=_("匿名：不留姓名电话"), required=False)
    wants_call_back = forms.BooleanField(label=_("愿意接受回访"), required=False, initial=True)
    photos = FilesField(label=_("照片或附件"), required=False)
    answer = forms.CharField(
        label=_("当场答复"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("咨询当场答清的，写在这里，登记后就此办结。"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fill("type_code", [("", gettext("（先不定，由调度研判）")), *type_groups()])
        self._fill("grid_id", [("", gettext("（不选）")), *_grids(actor)])
        self.fields["source"].initial = _first_source(actor)

    def report(self) -> Report:
        """The report as the room takes it; the pin of the map in WGS-84, and the device's own fix beside it."""
        data = self.cleaned_data
        pin = data["pin"]
        return Report(
            source=Source(data["source"]), kind=AppealKind(data["kind"]), description=data["description"], type_code=data["type_code"],
            lon=pin.lon if pin else None, lat=pin.lat if pin else None, raw_lon=pin.raw_lon if pin else None, raw_lat=pin.raw_lat if pin else None,
            raw_crs=pin.crs if pin and pin.raw_lon is not None else "", accuracy_m=pin.accuracy_m if pin else None,
            address=data["address"], anonymous=data["anonymous"], wants_call_back=data["wants_call_back"], grid_id=data["grid_id"],
            reporter={"name": data["name"], "phone": data["phone"], "address": data["home"]},
        )


def _first_source(actor: Actor) -> str:
    if actor.has_role("COUNTER"):
        return str(Source.COUNTER)
    return str(Source.PATROL) if actor.has_role("GRID_WORKER") else str(Source.TELEPHONE)


def _grids(actor: Actor) -> list[tuple[str, Any]]:
    """Grids by community; of the actor's own street where he has one, of the district otherwise."""
    book = place_book()
    groups: dict[str, list[tuple[str, str]]] = {}
    for grid in book.grids.values():
        if actor.street_id is None or grid.street_id == actor.street_id:
            group = f"{book.streets[grid.street_id].name} · {book.communities[grid.community_id].name}"
            groups.setdefault(group, []).append((str(grid.id), grid.name))
    return list(groups.items())


class HintForm(forms.Form):
    """What has been typed so far; nothing is refused."""

    description = forms.CharField(required=False, max_length=DESCRIPTION_MAX)
    kind = forms.CharField(required=False, max_length=12)
    type_code = forms.CharField(required=False, max_length=16)
    grid_id = forms.IntegerField(required=False)
