"""Template words of the house, built in everywhere: nobody writes {% load %} for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from urllib.parse import parse_qsl

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select, Textarea
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

import shaoxiang as house
from shaoxiang.kernel.language import in_words, reads_english
from shaoxiang.kernel.matter import rules
from shaoxiang.kernel.matter.counting import among
from shaoxiang.kernel.matter.vocabulary import Light
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.kernel.web import doors as house_doors
from shaoxiang.kernel.web import names

register = template.Library()

WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


NONE = SafeString('<span class="none">—</span>')


@register.filter
def or_none(value: Any) -> Any:
    """What stands in a cell, or a dash; as a card on a narrow screen a cell that says nothing is not shown: `<td …><div>{{ row.basis|or_none }}</div></td>`."""
    return NONE if value in (None, "") else value


# -- addresses and assets

@register.simple_tag
@cache
def asset(path: str) -> str:
    """The address of a vendored or own file, changing with the version so that browsers may keep it."""
    return f"{static(path)}?v={house.__version__}"


@register.simple_tag
def route(name: str, *args: Any, **kwargs: Any) -> str:
    """Like {% url %}, but "" where the page does not exist: {% route "search" as search_url %}."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """One drawing of the sprite, hidden from screen readers: the words beside it speak."""
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', asset("vendor/tabler-icons/sprite.svg"), name)


# -- words

@cache
def _vocabularies() -> dict[str, list[type[Vocabulary]]]:
    """By bare name and by room and name; several rooms may use one bare name."""
    found: dict[str, list[type[Vocabulary]]] = {}
    for each in Vocabulary.__subclasses__():
        parts = each.__module__.removesuffix(".entries").split(".")  # the kinds of a room's journal may stand in a file of their own
        room = parts[-2] if len(parts) > 1 else ""
        for name in (f"{room}.{each.__name__}", each.__name__):
            found.setdefault(name, []).append(each)
    return found


def vocabulary_named(name: str) -> type[Vocabulary] | None:
    """None for a name no room has. Raises TemplateSyntaxError where two rooms have it: which of them would be shown was chance."""
    known = _vocabularies().get(name, [])
    if len(known) > 1:
        rooms = ", ".join(sorted(each.__module__ for each in known))
        raise template.TemplateSyntaxError(f'"{name}" is a vocabulary of {rooms}: say which, as in "room.{name}"')
    return known[0] if known else None


@register.filter
def label(code: Any, vocabulary: str = "") -> str:
    """A code in words, in the reader's language: `{{ case.status|label:"CaseStatus" }}`; "cases.CaseStatus" where two rooms use one name."""
    if isinstance(code, Vocabulary):
        return gettext(code.label)
    if code in (None, ""):
        return "—"
    known = vocabulary_named(vocabulary)
    return gettext(known.label_of(str(code)) if known else str(code))


@register.filter
def tr(text: str) -> str:
    """Translate a Chinese text that was marked in a pure floor: `{{ move.label|tr }}`."""
    return gettext(text) if text else ""


@register.filter
def named(row: Any) -> str:
    """A row's name in the reader's language: `{{ body|named }}` takes `name_en` for English readers where there is one."""
    if row is None or row == "":
        return "—"
    return in_words(str(row.name), getattr(row, "name_en", ""))


@register.filter
def body_name(key: int | None) -> str:
    return names.name_of("body", key)


@register.filter
def post_name(key: int | None) -> str:
    return names.name_of("post", key)


@register.filter
def assignment_name(key: int | None) -> str:
    """任职: the person and the post."""
    return names.name_of("assignment", key)


@register.filter
def street_name(key: int | None) -> str:
    return names.name_of("street", key)


@register.filter
def community_name(key: int | None) -> str:
    return names.name_of("community", key)


@register.filter
def grid_name(key: int | None) -> str:
    return names.name_of("grid", key)


@register.simple_tag
def sample(shown: bool = True) -> SafeString | str:
    """示例: the mark on composed content. `{% sample row.sample %}`."""
    return _sample(get_language()) if shown else ""


@cache
def _sample(language: str | None) -> SafeString:
    """Stands on every composed row: drawn once for each language, not once for each row."""
    return SafeString(render_to_string("web/components/sample.html"))


# -- dates and clocks

@register.filter
def zh_date(value: date | datetime | None, form: str = "") -> str:
    """2026年3月2日 or 2 Mar 2026, in Asia/Shanghai. Forms: "" day; "time" day and minute; "short" month and day; "week" with the weekday."""
    if value is None or value == "":
        return "—"
    moment = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    if reads_english():
        words = f"{moment.day} {moment:%b}" + ("" if form == "short" else f" {moment.year}")
        words = f"{moment:%a} {words}" if form == "week" else words
    else:
        words = ("" if form == "short" else f"{moment.year}年") + f"{moment.month}月{moment.day}日"
        words = f"{words}（周{WEEKDAYS[moment.weekday()]}）" if form == "week" else words
    return f"{words} {moment:%H:%M}" if form == "time" and isinstance(moment, datetime) else words


@register.filter
def due_words(due_at: datetime | None) -> str:
    """A due time as people say it. A clock counted in days ends at 24:00 of its last day (stored as the next midnight) and is shown as that day."""
    if due_at is None:
        return "—"
    local = timezone.localtime(due_at)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return zh_date((local - timedelta(days=1)).date(), "week")
    return zh_date(local, "time")


def left_words(due_at: datetime, now: datetime) -> str:
    """How long is left, or how long it is over."""
    late = now >= due_at
    gap = now - due_at if late else due_at - now
    days, hours = gap.days, gap.seconds // 3600
    if days:
        words = ngettext("已超 %(n)d 天", "已超 %(n)d 天", days) if late else ngettext("还剩 %(n)d 天", "还剩 %(n)d 天", days)
        return words % {"n": days}
    if hours:
        words = ngettext("已超 %(n)d 小时", "已超 %(n)d 小时", hours) if late else ngettext("还剩 %(n)d 小时", "还剩 %(n)d 小时", hours)
        return words % {"n": hours}
    if minutes := gap.seconds // 60:
        words = ngettext("已超 %(n)d 分钟", "已超 %(n)d 分钟", minutes) if late else ngettext("还剩 %(n)d 分钟", "还剩 %(n)d 分钟", minutes)
        return words % {"n": minutes}
    return gettext("刚刚超期") if late else gettext("不到 1 分钟")


def light_mark(code: str, word: str | None = None) -> SafeString:
    """灯: colour, shape and word; never colour alone. `word` "" where the words stand beside it already."""
    shown = gettext(Light.label_of(code)) if word is None else word
    return _drawn_light(str(code), shown)


@lru_cache(maxsize=64)
def _drawn_light(code: str, word: str) -> SafeString:
    """Drawn once for each light and word: a list shows fifty of them."""
    return SafeString(render_to_string("web/components/light.html", {"code": code, "word": word}))


@register.filter
def light(value: Any) -> SafeString:
    """`{{ matter|light }}` (a row with warn_at, due_at, closed_at) or `{{ "RED"|light }}`."""
    if isinstance(value, (str, Light)):
        return light_mark(str(value))
    return light_mark(str(_light_of(value, timezone.now())))


def _light_of(row: Any, now: datetime) -> Light:
    closed = getattr(row, "closed_at", None) or getattr(row, "done_at", None) or getattr(row, "stopped_at", None)
    return rules.light(warn_at=getattr(row, "warn_at", None), due_at=getattr(row, "due_at", None), closed_at=closed, now=now)


@register.simple_tag
def due(row: Any, provisional: bool = False) -> SafeString:
    """Light, date (or time) and what is left: `{% due matter %}` on anything with warn_at, due_at and closed_at / done_at / stopped_at."""
    now = timezone.now()
    code = _light_of(row, now)
    due_at = getattr(row, "due_at", None)
    running = code in (Light.GREEN, Light.YELLOW, Light.RED)
    return SafeString(render_to_string("web/components/due.html", {
        "mark": light_mark(str(code)), "due_at": due_at, "when": due_words(due_at),
        "left": left_words(due_at, now) if due_at and running else "",
        "provisional": provisional or bool(getattr(row, "provisional", False)),
    }))


# -- forms

@register.simple_tag
def field(bound: BoundField, **attributes: Any) -> SafeString:
    """Label, help, errors and control of one form field, tied together for screen readers: `{% field form.title rows=3 %}`."""
    widget = bound.field.widget
    group = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    check = isinstance(widget, CheckboxInput)
    file = isinstance(widget, FileInput)
    described = [f"{bound.auto_id}-help"] if bound.help_text else []
    described += [f"{bound.auto_id}-error"] if bound.errors else []
    attrs: dict[str, Any] = {name.replace("_", "-"): value for name, value in attributes.items()}
    if not group:
        attrs.setdefault("class", "form-check-input" if check else "form-select" if isinstance(widget, Select) else "form-control")
    if isinstance(widget, Textarea):
        attrs.setdefault("rows", 4)
    if described and not group:
        attrs["aria-describedby"] = " ".join(described)
    if file:
        attrs["data-file-list"] = True
    context = {"field": bound, "control": bound.as_widget(attrs=attrs), "group": group, "check": check, "file": file}
    return SafeString(render_to_string("web/components/field.html", context))


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """What is wrong, each line a link to its field. Takes the focus after a failed post."""
    errors: list[dict[str, str]] = []
    for form in forms:
        if not form or not form.is_bound:
            continue
        errors += [{"id": "", "label": "", "text": str(text)} for text in form.non_field_errors()]
        errors += [{"id": form[name].id_for_label or form[name].auto_id, "label": str(form[name].label), "text": str(text)}
                   for name, texts in form.errors.items() if name != "__all__" for text in texts]
    return {"errors": errors}


# -- components

@register.inclusion_tag("web/components/breadcrumbs.html")
def breadcrumbs(*parts: str) -> dict[str, Any]:
    """`{% breadcrumbs "机构" institutions_url body.name %}`: label, address, label, address, …; the last label has none."""
    return {"crumbs": [(parts[i], parts[i + 1] if i + 1 < len(parts) else "") for i in range(0, len(parts), 2)]}


@register.inclusion_tag("web/components/empty.html", name="empty")
@register.inclusion_tag("web/components/empty.html", name="nothing")  # the name to use inside {% for %}, which takes "empty" for itself
def empty(title: str, text: str = "", url: str = "", action: str = "", icon: str = "inbox") -> dict[str, str]:
    """Nothing here, why, and what can be done about it."""
    return {"title": title, "text": text, "url": url, "action": action, "icon": icon}


@register.inclusion_tag("web/components/uncounted.html")
def uncounted(*matters: int | None) -> dict[str, Any]:
    """Said on the page of work that a street refused: it counts in no assessment. The matter, and what it came from."""
    return {"uncounted": bool(among(key for key in matters if key))}


@register.inclusion_tag("web/components/doors.html", takes_context=True)
def doors(context: template.Context, place: str, **given: Any) -> dict[str, Any]:
    """The ways on from here, for whoever may use them: `{% doors "unlisted" title=task.text %}`."""
    actor = getattr(context.get("request"), "actor", None)
    return {"doors": house_doors.doors_for(place, actor, {name: str(value)[:80] for name, value in given.items() if value})}


@register.inclusion_tag("web/components/alert.html")
def alert(kind: str, text: str, title: str = "") -> dict[str, str]:
    """kind: info, success, warning, danger."""
    return {"kind": kind, "text": text, "title": title}


@register.inclusion_tag("web/components/masked.html")
def masked(value: str, url: str = "", mask_id: str = "masked") -> dict[str, str]:
    """A masked personal value; with `url`, a button that asks for the reason there and shows the whole (logged)."""
    return {"value": value, "url": url, "mask_id": mask_id}


@register.inclusion_tag("web/components/pager.html", takes_context=True)
def pager(context: template.Context, page: Any) -> dict[str, Any]:
    """Previous and next of a `paging.Page`, keeping the other parameters; no counts."""
    request: HttpRequest = context["request"]

    def address(cursor: str | None) -> str:
        query = request.GET.copy()
        query["cursor"] = cursor or ""
        return f"?{query.urlencode()}"

    return {"page": page, "previous_url": address(page.previous), "next_url": address(page.next)}


@register.inclusion_tag("web/components/saved_filters.html", takes_context=True)
def saved_filters(context: template.Context, page: str) -> dict[str, Any]:
    """The account's saved filters of a list, and a small form to keep the present one: `{% saved_filters "cases" %}`."""
    from shaoxiang.kernel.web import filters

    request: HttpRequest = context["request"]
    actor = context.get("actor")
    query = request.GET.copy()
    for name in filters.NOT_KEPT:
        query.pop(name, None)
    present = {name: value for name, value in query.items() if value}
    rows = list(filters.filters_of(actor.account_id, page)) if actor and actor.account_id is not None else []
    return {
        "rows": [(row, dict(parse_qsl(row.query)) == present) for row in rows], "page": page, "filtered": bool(present),
        "here": request.get_full_path(), "path": request.path, "csrf_token": context.get("csrf_token"), "signed_in": actor and actor.account_id is not None,
    }


@register.simple_tag(takes_context=True)
def once_token(context: template.Context) -> SafeString:
    """A hidden field; with `@once` on the view, the same form posted twice acts once."""
    from shaoxiang.kernel.web import once

    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, context.get("once_token_value") or once.new_token())


@register.simple_tag
def opened_at(mark: str) -> SafeString | str:
    """A hidden field: the record as it stood when the form was opened (`kernel.journal.queries.as_read`), so that two who edit it do not undo each other."""
    return format_html('<input type="hidden" name="seen" value="{}">', mark) if mark else ""


@register.simple_tag
def kept_draft(draft: Any) -> SafeString | str:
    """The line above a form that was filled again from a draft: `{% kept_draft draft %}`."""
    if not draft:
        return ""
    return SafeString(render_to_string("web/components/kept_draft.html", {"draft": draft}))


@register.filter
def choices_of(vocabulary: str) -> Sequence[tuple[str, str]]:
    """`{% for code, words in "CaseStatus"|choices_of %}`."""
    known = vocabulary_named(vocabulary)
    return [(code, gettext(words)) for code, words in known.choices] if known else []


@register.simple_tag
def setting(name: str) -> Any:
    """A shell setting by name: telephone, counter, filing."""
    return settings.SHELL.get(name, "")
