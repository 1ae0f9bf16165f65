"""What a resident fills in. Every refusal says what to write instead; nothing here asks for more than is needed."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shaoxiang.cases.rules import DESCRIPTION_MAX, Report
from shaoxiang.cases.vocabulary import AppealKind, Satisfaction, Source
from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel.geo import FIELDS, BadPoint, Pin, read_pin
from shaoxiang.kernel.identity.rules import BadIdentifier, mobile_number, phone_number

PHOTOS_MAX = 4
WORDS_MAX = 1000
KINDS = (AppealKind.HELP, AppealKind.COMPLAINT, AppealKind.REPORT, AppealKind.CONSULT, AppealKind.SUGGESTION)


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Up to PHOTOS_MAX files; none is fine. What they are is looked at when they are taken."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=ManyFilesInput(attrs={"accept": "image/*", "multiple": True}), **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [each for each in (data if isinstance(data, (list, tuple)) else [data]) if each]
        if len(given) > PHOTOS_MAX:
            raise forms.ValidationError(_("照片最多 %(n)s 张，请去掉几张。") % {"n": PHOTOS_MAX})
        return given


class WholeText(forms.CharField):
    """Text in which what Django refuses without help (a NUL) is simply left out: phones paste strange things."""

    def to_python(self, value: Any) -> str:
        return super().to_python(str(value).replace("\x00", "") if value is not None else value) or ""


class ReportForm(forms.Form):
    """我要反映. Only the words are needed."""

    type_code = WholeText(required=False, max_length=16)
    suggested = WholeText(required=False, max_length=16)  # taken from the hints; a tile chosen by hand outweighs it
    description = WholeText(
        label=gettext_lazy("说一说怎么回事"), max_length=DESCRIPTION_MAX, widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        help_text=gettext_lazy("一两句话就行：什么地方、什么样子、从什么时候开始。"),
        error_messages={
            "required": gettext_lazy("请用一两句话写明是什么问题。"),
            "max_length": gettext_lazy("内容太长：最多 5000 字。请留下要点，其余可作为附件上传。"),
        },
    )
    address = WholeText(
        label=gettext_lazy("地址或附近"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("写路名、小区、单元楼，或旁边的店名。"), error_messages={"max_length": gettext_lazy("地点太长：最多 200 字。")},
    )
    photos = PhotosField(label=gettext_lazy("照片"), help_text=gettext_lazy("有没有都行，最多 4 张。请不要拍到别人的脸和证件。"))
    kind = forms.ChoiceField(label=gettext_lazy("属于哪一种"), required=False, choices=[(each.value, gettext_lazy(each.label)) for each in KINDS])
    name = WholeText(label=gettext_lazy("怎么称呼您"), required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = WholeText(
        label=gettext_lazy("您的电话"), required=False, max_length=30, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("只用来问清情况和回访；办理人员和被反映的人看不到。"),
    )
    no_call_back = forms.BooleanField(label=gettext_lazy("办完不用给我打电话"), required=False)
    anonymous = forms.BooleanField(label=gettext_lazy("不留姓名和电话（匿名）"), required=False)
    public = forms.BooleanField(label=gettext_lazy("同意隐去个人信息后公开这件事的办理结果"), required=False)

    def clean_type_code(self) -> str:
        code: str = self.cleaned_data["type_code"]
        return duty_book().chosen(code)  # an outdated page must not lose a report

    def clean_suggested(self) -> str:
        code: str = self.cleaned_data["suggested"]
        return duty_book().chosen(code)

    def clean_kind(self) -> str:
        return str(self.cleaned_data["kind"] or AppealKind.HELP.value)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["pin"] = self._read_pin()
        if given.get("anonymous"):
            given["name"] = given["phone"] = ""
        elif given.get("phone"):
            try:
                given["phone"] = phone_number(given["phone"])
            except BadIdentifier as error:
                self.add_error("phone", _(str(error)))
        return given

    def _read_pin(self) -> Pin | None:
        """The point of the map, else the typed one; what cannot be read is said under the place."""
        try:
            return read_pin({name: self.data.get(name) for name in FIELDS})
        except BadPoint as error:
            self.add_error("address", _(str(error)))
            return None

    def report(self) -> Report:
        """Of a valid form."""
        given = self.cleaned_data
        pin: Pin | None = given["pin"]
        place: dict[str, Any] = {} if pin is None else {
            "lon": pin.lon, "lat": pin.lat, "raw_lon": pin.raw_lon, "raw_lat": pin.raw_lat, "accuracy_m": pin.accuracy_m,
            "raw_crs": pin.crs if pin.raw_lon is not None else "",
        }
        return Report(
            source=Source.RESIDENT_PAGE, kind=AppealKind(given["kind"]), description=given["description"],
            type_code=given["type_code"] or given["suggested"], **place,
            address=given["address"], anonymous=given["anonymous"], private=not given["public"],
            wants_call_back=bool(given["phone"]) and not given["no_call_back"], reporter={"name": given["name"], "phone": given["phone"]},
        )


class TrackForm(forms.Form):
    number = WholeText(
        label=gettext_lazy("编号"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=gettext_lazy("交上去的时候给您的那一串。"),
        error_messages={"required": gettext_lazy("请填编号。"), "max_length": gettext_lazy("编号太长，请核对。")},
    )
    code = WholeText(
        label=gettext_lazy("查询码"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("8 位数字。"),
        error_messages={"required": gettext_lazy("请填查询码。"), "max_length": gettext_lazy("查询码是 8 位数字，请核对。")},
    )

    def clean_number(self) -> str:
        return plain(self.cleaned_data["number"]).upper()

    def clean_code(self) -> str:
        return plain(self.cleaned_data["code"])


def plain(text: str) -> str:
    """As typed on any keyboard: full width made half width, blanks and dashes of every kind made plain."""
    half = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", "", re.sub(r"[‐-―−－]", "-", half))


class RatingForm(forms.Form):
    satisfaction = forms.ChoiceField(
        label=gettext_lazy("您满意吗"), choices=[(each.value, gettext_lazy(each.label)) for each in Satisfaction], widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一项。"), "invalid_choice": gettext_lazy("请从五项里选一项。")},
    )


class RateForm(RatingForm):
    """The grade, and for whoever wants to: why."""

    words = WholeText(
        label=gettext_lazy("为什么这么评"), required=False, max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("不满意的，写一句能帮我们改；经办的人看不到。"),
        error_messages={"max_length": gettext_lazy("太长：最多 1000 字，请留下要点。")},
    )


class ConsentForm(forms.Form):
    public = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda value: value == "1")


class ConfirmForm(RatingForm):
    """Confirming needs no rating."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["satisfaction"].required = False


class WordsForm(forms.Form):
    words = WholeText(
        label=gettext_lazy("说一说"), max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("请写一两句话。"), "max_length": gettext_lazy("太长：最多 1000 字，请留下要点。")},
    )


class ReopenForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("哪里还没有解决")
        self.fields["words"].error_messages["required"] = _("请说一说哪里还没有解决，方便办理人员上门。")


class WithdrawForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("为什么撤回")
        self.fields["words"].required = False


class EraseForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("想说明的")
        self.fields["words"].required = False


class PhoneForm(forms.Form):
    """我的反映: the telephone one left when reporting."""

    phone = WholeText(
        label=gettext_lazy("手机号"), max_length=30, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("反映的时候留的那个号码。"), error_messages={"required": gettext_lazy("请填手机号。")},
    )

    def clean_phone(self) -> str:
        try:
            return mobile_number(self.cleaned_data["phone"])
        except BadIdentifier as error:
            raise forms.ValidationError(_(str(error))) from None


class CodeForm(forms.Form):
    code = WholeText(
        label=gettext_lazy("验证码"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text=gettext_lazy("6 位数字，10 分钟内有效。"), error_messages={"required": gettext_lazy("请填验证码。")},
    )

    def clean_code(self) -> str:
        return plain(self.cleaned_data["code"])


class AddForm(WordsForm):
    """Words, or a photo, or both."""

    photos = PhotosField(label=gettext_lazy("照片"), help_text=gettext_lazy("最多 4 张。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("补充说明")
        self.fields["words"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("words") and not given.get("photos") and not self.errors:
            self.add_error("words", _("请写一句话，或选一张照片。"))
        return given
