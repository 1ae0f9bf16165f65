"""事项分类: a new one from its page, many from a sheet, those of the standard at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shaoxiang.duties import actions
from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions import TypeChange
from shaoxiang.duties.actions.types import TypeAct
from shaoxiang.duties.forms import LimitFormSet, NewTypeForm, WhyForm
from shaoxiang.duties.forms.sheets import WhySheetForm
from shaoxiang.duties.models import EventType
from shaoxiang.duties.queries import duty_book, forget_books, lists
from shaoxiang.duties.queries.impact import open_of
from shaoxiang.duties.queries.setting_words import told
from shaoxiang.duties.queries.settings import EDITABLE
from shaoxiang.duties.queries.type_sheet import HEADINGS, NewType, cells_of, in_both, standard_types
from shaoxiang.duties.rules import read_words
from shaoxiang.duties.views.editing import departments_on, limits_of, powers_of
from shaoxiang.kernel.access import require
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.asked import ActorRequest, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def type_new(request: ActorRequest) -> HttpResponse:
    """新加一类. Nothing that runs is touched: the page says so, and asks why."""
    require(request.actor, GRANTS["edit_types"])
    form = NewTypeForm(request.POST or None, departments=departments_on(timezone.localdate()))
    steps, why = LimitFormSet(request.POST or None, prefix="limits"), WhyForm(request.POST or None)
    if request.method == "POST" and all([form.is_valid(), steps.is_valid(), why.is_valid()]):
        data = form.cleaned_data
        new = NewType(data["code"].strip().upper(), data["kind"], data["class_code"].strip().upper(), data["class_name"].strip(), data["class_name_en"].strip())

        def create() -> EventType:
            change = TypeChange(
                {name: data[name] for name in EDITABLE if name != "class_code"}, limits_of(steps), read_words(data["words"]),
                powers=powers_of(form) or None, power_department=data["power_department"],
            )
            return actions.create_type(new, change, why=why.cleaned_data["why"], actor=request.actor, at=timezone.now())

        if went(form, create):
            messages.success(request, gettext("已加上。还没有人承接：请编办在清单草案里写由哪一条承接，公布以后照它派。"))
            return redirect("duties:type", code=new.code)
    wrong = bool(form.errors or why.errors or any(steps.errors))
    return render(request, "duties/type_new.html", {"form": form, "steps": steps, "why": why}, status=422 if wrong else 200)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def types_standard(request: ActorRequest) -> HttpResponse:
    """装入国标分类: what it brings, class by class; those whose code stands already are left as they are."""
    require(request.actor, GRANTS["edit_types"])
    standard = standard_types()
    if not standard:
        raise Http404("no standard")
    if request.method == "POST":
        number = actions.load_standard(standard, actor=request.actor, at=timezone.now())
        messages.success(request, ngettext("装入了 %(n)s 类。", "装入了 %(n)s 类。", number) % {"n": number})
        return redirect("duties:types")
    there = set(EventType.objects.values_list("code", flat=True))
    fresh = [new for new, _cells in standard if new.code not in there]
    classes = Counter((new.class_code, new.class_name, new.class_name_en) for new in fresh)
    named = [(f"{code} {in_words(name, english)}", number) for (code, name, english), number in sorted(classes.items())]
    return render(request, "duties/types_standard.html", {"classes": named, "total": len(fresh), "there": len(standard) - len(fresh)})


class TypesSheet(Sheet):
    """The blank sheet is the register: changed and sent back, only what differs changes."""

    code = "duties.types"
    title = _("从表格登记事项分类")
    up = (_("事项分类"), "duties:types")
    form = WhySheetForm
    most = 2000
    head = (_("代码"), _("名称"), _("会怎样"), _("改什么"), _("在办的"))
    hints = (
        _("表样就是现在的分类：改过再导入，只改不一样的；没写进表里的分类和没有的列不动。没有的代码是新加的一类。"),
        _("时限写成“处置 5 工作日（办结时限）、到场 2 小时”；用词写成“井盖 8、渣土 -6”。这两栏空着的不动。"),
        _("停用一类写停用日期，还有条目承接它的写明以后用哪一类；空着的不动，恢复在它的页面上办。"),
        _("由哪一条职责承接，给镇街多派活的这里改不了：请编办在清单草案里改，公布以后生效。"),
    )

    def allow(self, hand: Hand) -> None:
        require(hand.actor, GRANTS["edit_types"])

    def headings(self) -> Sequence[Heading]:
        return in_both(HEADINGS)

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return actions.import_types(rows, why=hand.given["why"], actor=hand.actor, at=hand.at)

    def forget(self) -> None:
        forget_books()

    def line(self, made: TypeAct) -> Sequence[Any]:
        if "name" in made.parts and not made.parts["name"][0]:
            return made.kind.code, made.kind.name, gettext(made.act), _said({"limits": made.parts["limits"]}), gettext("没有")
        waiting = sum(one.total for one in open_of(made.kind.code, frozenset(duty_book().streets)))
        words = ngettext("%(n)s 件，已派出的不动", "%(n)s 件，已派出的不动", waiting) % {"n": waiting} if waiting else gettext("没有")
        return made.kind.code, made.kind.name, gettext(made.act), _said(made.parts), words

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        require(hand.actor, GRANTS["edit_types"])

        def cell(field: str) -> Callable[[dict[str, Any]], Any]:
            return lambda cells: cells[field]

        return [Column(gettext(one.shown), cell(one.field)) for one in HEADINGS], map(cells_of, lists.types(hand.today))


def _said(parts: dict[str, Any]) -> str:
    lines = told(parts, timezone.localdate())
    return gettext("；").join(f"{gettext(one.part)}{gettext('：')}{one.before or '—'} → {one.after or '—'}" for one in lines)


def _types(request: HttpRequest) -> TypesSheet:
    return TypesSheet()


types_import, types_blank = views.page(_types), views.blank(_types)
