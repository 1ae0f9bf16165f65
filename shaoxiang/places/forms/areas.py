"""Shapes of what is given for enforcement areas: a form, a day, a table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.exchange.reading import Heading, Row, RowError, each, read_table
from shaoxiang.kernel.language import in_words
from shaoxiang.places.forms.shapes import day, tidy_size
from shaoxiang.places.queries import place_book
from shaoxiang.places.rules import StreetPlace
from shaoxiang.places.rules.areas import AreaGiven

AREA_TABLE = (
    Heading("code", ("片区代码", "代码", "code")), Heading("name", ("片区名称", "名称", "name")), Heading("name_en", ("英文名称", "name_en"), required=False),
    Heading("streets", ("镇街代码", "镇街", "streets")), Heading("communities", ("社区代码", "社区", "communities"), required=False),
    Heading("since", ("生效日期", "since", "valid_from")), Heading("document", ("决定文件", "依据", "document")),
)


class AreaForm(forms.Form):
    """One version of an enforcement area."""

    code = forms.CharField(label=_("代码"), max_length=15)
    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=80, required=False)
    streets = forms.TypedMultipleChoiceField(label=_("服务哪些镇街"), coerce=int, widget=forms.CheckboxSelectMultiple)
    communities = forms.CharField(
        label=_("只含其中的社区"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("某个镇街只划进一部分的，一行写一个社区的代码或名称；不写就是整个镇街。"),
    )
    since = day(_("从哪天起生效"))
    document = forms.CharField(label=_("决定文件"), max_length=120)

    def __init__(self, *args: Any, held: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["streets"].choices = [(one.id, in_words(one.name, one.name_en)) for one in _streets()]  # type: ignore[attr-defined]
        if held:
            del self.fields["code"]

    def clean_communities(self) -> list[int]:
        return _communities(self.cleaned_data["communities"].splitlines())

    def given(self, code: str) -> AreaGiven:
        """Of a valid form; `code` of the area whose next version it is."""
        held = self.cleaned_data
        return AreaGiven(code or held["code"], held["name"], held["streets"], held["since"], held["name_en"], held["communities"], held["document"])


class EndAreaForm(forms.Form):
    since = day(_("从哪天起不再用"))


class AreaImportForm(forms.Form):
    """A table of areas. `cleaned_data["file"]` is a list of AreaGiven."""

    file = forms.FileField(label=_("片区表"), help_text=_("CSV 或 XLSX；镇街和社区写代码，几个之间用分号隔开。"))

    def clean_file(self) -> list[AreaGiven]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        tidy_size(file)
        try:
            made, errors = each(read_table(cast("BinaryIO", file), AREA_TABLE), _area)
        except RowError as error:
            raise forms.ValidationError([str(one) for one in error.every[:20]]) from None
        if errors:
            raise forms.ValidationError([str(error) for error in errors])
        return made


def _area(row: Row) -> AreaGiven:
    by_code = {street.code: street.id for street in _streets()}
    codes = [part.strip() for part in row.text("streets", needed=True).replace("；", ";").split(";") if part.strip()]
    unknown = [code for code in codes if code not in by_code]
    if unknown:
        raise row.error("streets", gettext("没有这个镇街代码：%(codes)s。") % {"codes": "、".join(unknown)}, gettext("请写 12 位或 9 位区划代码。"))
    try:
        communities = _communities(row.text("communities").replace("；", ";").split(";"))
    except forms.ValidationError as error:
        raise row.error("communities", "；".join(error.messages), "") from None
    try:
        since = date.fromisoformat(row.text("since", needed=True))
    except ValueError:
        raise row.error("since", gettext("日期读不懂。"), gettext("请写成 2026-03-02 这样。")) from None
    return AreaGiven(row.text("code", needed=True), row.text("name", needed=True), [by_code[code] for code in codes], since, row.text("name_en"), communities,
                     row.text("document"))


def _streets() -> list[StreetPlace]:
    return sorted(place_book().streets.values(), key=lambda one: one.code)


def _communities(lines: Iterable[str]) -> list[int]:
    """Codes or names of communities in force, as keys."""
    known: dict[str, int] = {}
    for one in place_book().communities.values():
        known[one.code] = one.id
        known.setdefault(one.name, one.id)
    words = [line.strip() for line in lines if line.strip()]
    unknown = [word for word in words if word not in known]
    if unknown:
        raise forms.ValidationError(gettext("没有这个社区：%(words)s。请写代码或全名。") % {"words": "、".join(unknown)})
    return [known[word] for word in words]
