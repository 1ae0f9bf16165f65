"""三定规定的一个部分 as a sheet: out as it stands in the draft, in again as the office has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from shaoxiang.determinations import access
from shaoxiang.determinations.actions.part_sheets import IN_SHEETS, headings, import_part
from shaoxiang.determinations.flows import VERSION_FLOW
from shaoxiang.determinations.models import DeterminationPart
from shaoxiang.determinations.queries.versions import lines_of_part
from shaoxiang.determinations.rules import DiffRow, Line
from shaoxiang.determinations.views.versions import find_version
from shaoxiang.determinations.vocabulary import LineState, PartKind
from shaoxiang.kernel.access import require
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.forms import FileForm
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _


class PartForm(FileForm):
    """The revision the page was opened at goes along with the file."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    present: ClassVar[int] = 1

    @classmethod
    def of(cls, revision: int) -> type[PartForm]:
        return type("PartForm", (cls,), {"present": revision})

    def clean_revision(self) -> int:
        given: int | None = self.cleaned_data["revision"]
        return given or self.present

    def given(self) -> dict[str, Any]:
        return {"revision": self.cleaned_data["revision"]}


class PartSheet(Sheet):
    """One part of a draft. What is tried is of the revision it was tried at: whoever saved meanwhile is not overwritten."""

    code = "determinations.part"
    most = 400
    head = (_("机构"), _("变化"), _("现在稿子里"), _("表里"))
    hints = (_("表里写的就是这一部分：没写进表里的行就没有了。最省事的办法：下载表样，里面是稿子现在的各行，改过再导入。清单里的职责写编号。"),)

    def __init__(self, part: DeterminationPart) -> None:
        self.part, self.version, self.kind = part, part.version, PartKind(part.kind)
        self.of = f"{part.version_id}/{part.kind}"
        self.form = PartForm.of(part.revision)
        self.title = _("从表格写这一部分")
        self.up = (gettext(self.kind.label), "determinations:show")

    @property
    def up_address(self) -> str:
        return f"{reverse('determinations:show', args=[self.version.pk])}#{self.kind.value}"

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.GRANTS["edit"], self.version)
        VERSION_FLOW.take("edit", self.version.status)

    def headings(self) -> Sequence[Heading]:
        return headings(self.kind)

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_part(self.part, rows, revision=hand.given["revision"], actor=hand.actor, at=hand.at)

    def line(self, made: DiffRow) -> Sequence[Any]:
        old, new = (one.words if one else "—" for one in (made.old, made.new))
        return made.line.office or gettext(self.kind.label), gettext(LineState.label_of(made.state)), old, new

    def done(self, taken: Taken) -> str:
        return ngettext("已写入草案：%(n)s 行有变化。", "已写入草案：%(n)s 行有变化。", len(taken.made)) % {"n": len(taken.made)}

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Line]]:
        return [Column(gettext(one.shown), one.field) for one in self.headings()], lines_of_part(self.part)


def _part(request: HttpRequest, pk: int, part: str) -> PartSheet:
    version = find_version(request, pk)  # type: ignore[arg-type]
    if part not in {kind.value for kind in IN_SHEETS}:
        raise Http404
    return PartSheet(get_object_or_404(DeterminationPart.objects.select_related("version__unit"), version=version, kind=part))


part_import, part_blank = views.page(_part), views.blank(_part)
