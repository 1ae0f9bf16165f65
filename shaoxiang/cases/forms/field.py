"""现场上报 and what else a telephone sends: the same forms read a page's post and an item of the queue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.cases import rules
from shaoxiang.cases.forms.fields import FilesField, QuickSelect
from shaoxiang.cases.forms.moves import WORDS_MAX, words_field
from shaoxiang.cases.queries.field import my_grids, named
from shaoxiang.cases.rules import DESCRIPTION_MAX, Report
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.rules import TypeLine
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.geo import BadPoint
from shaoxiang.kernel.geo.pin import read_pin

SPOKEN = _("（内容见录音）")


class FieldReportForm(forms.Form):
    """One find. `pictures`, `voices`: how many came along, where they do not come in the form itself."""

    type_code = forms.CharField(label=_("是什么事"), required=False, max_length=16)
    description = forms.CharField(
        label=_("补充一句"), required=False, max_length=DESCRIPTION_MAX, widget=forms.Textarea(attrs={"rows": 2, "data-danger": "1"}),
        help_text=_("类别说得清的可以不写。不要写姓名、电话。"),
    )
    address = forms.CharField(label=_("地点描述"), required=False, max_length=200, help_text=_("门牌、楼栋、店名；有定位可以不写。"))
    grid_id = forms.TypedChoiceField(label=_("在哪个网格"), required=False, coerce=int, empty_value=None, widget=QuickSelect)
    outcome = forms.CharField(
        label=_("已经当场办好：怎么办的"), required=False, max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("填了就是上报并当场办结，一次交上；会有别人核查。没有办的不填。"),
    )
    no_photo = forms.BooleanField(label=_("现在拍不了照片（天黑、不安全等）"), required=False)
    proxy = forms.BooleanField(label=_("替别人上报（代报）"), required=False)
    consent = forms.BooleanField(label=_("本人同意由我代报，并留下联系方式"), required=False)
    name = forms.CharField(label=_("本人称呼"), required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = forms.CharField(label=_("本人电话"), required=False, max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}))
    home = forms.CharField(label=_("本人住址"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    photos = FilesField(label=_("照片"), required=False)

    def __init__(self, *args: Any, actor: Actor, pictures: int = 0, voices: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.pictures, self.voices = actor, pictures, voices
        grids = my_grids(actor)
        self.fields["grid_id"].choices = [("", gettext("（按定位，或不选）")), *((str(grid.id), named(grid)) for grid in grids)]  # type: ignore[attr-defined]
        if len(grids) == 1:
            self.fields["grid_id"].initial = str(grids[0].id)

    @property
    def kind(self) -> TypeLine | None:
        return duty_book().types.get(self.cleaned_data.get("type_code") or "")

    def clean_type_code(self) -> str:
        code: str = self.cleaned_data["type_code"]
        chosen = duty_book().chosen(code)
        if code and not chosen:
            raise forms.ValidationError(gettext("没有这个事项类别：请从列表中选一个。"))
        return chosen

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = self.kind
        try:
            data["pin"] = read_pin(self.data)
        except BadPoint as error:
            self.add_error("address", gettext(str(error)))
        if not data.get("description"):
            data["description"] = self._without_words(kind)
        pictures = self.pictures + len(data.get("photos") or [])
        if kind is not None and kind.needs_photo and kind.photo_reason and not pictures and not data.get("no_photo"):
            reason = gettext(kind.photo_reason)
            self.add_error("photos", gettext("这一类请附一张照片：%(reason)s拍不了的，勾上“现在拍不了照片”。") % {"reason": _sentence(reason)})
        return data

    def _without_words(self, kind: TypeLine | None) -> str:
        """The words left out: the type says it, or the recording does."""
        if kind is not None and rules.says_enough(kind.name):
            return kind.name + (str(SPOKEN) if self.voices else "")
        if self.voices:
            return str(SPOKEN)
        self.add_error("description", gettext("请选一个类别，或者写一句、录一段是什么问题。"))
        return ""

    def report(self, *, client_id: str = "", made_at: Any = None) -> Report:
        """The report as the room takes it. Without a pin the grid stands for the place; the device's own fix stays beside the pin."""
        data = self.cleaned_data
        pin = data.get("pin")
        own = self.actor.grid_ids[0] if len(self.actor.grid_ids) == 1 else None
        proxy = bool(data["proxy"])
        return Report(
            source=Source.PROXY if proxy else Source.PATROL, kind=AppealKind.HELP if proxy else AppealKind.PATROL,
            description=data["description"], type_code=data["type_code"],
            lon=pin.lon if pin else None, lat=pin.lat if pin else None, raw_lon=pin.raw_lon if pin else None, raw_lat=pin.raw_lat if pin else None,
            raw_crs=pin.crs if pin and pin.raw_lon is not None else "", accuracy_m=pin.accuracy_m if pin else None,
            grid_id=None if pin else data["grid_id"] or own, address=data["address"], wants_call_back=proxy, client_id=client_id, found_at=made_at,
            reporter={"name": data["name"], "phone": data["phone"], "address": data["home"]} if proxy else {}, consent=proxy and bool(data["consent"]),
        )


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "；", ".", ";")) else f"{text}。"


class FieldActForm(forms.Form):
    """A move made on the spot: which words it needs, its action says."""

    words = words_field(_("说明"), required=False)
    outcome = words_field(_("怎么处置的，现场现在什么样"), required=False)
    arrived = forms.BooleanField(label=_("已到现场"), required=False)

    def arguments(self, move: str) -> dict[str, Any]:
        """The keywords of the action of that name."""
        data = self.cleaned_data
        if move == "sign":
            return {}
        if move in ("finish", "settle"):
            return {"outcome": data["outcome"] or data["words"]}
        return {"words": data["words"], **({"arrived": data["arrived"]} if move == "progress" else {})}
