"""Fields the forms of this room share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel.language import reads_english
from shaoxiang.kernel.vocabulary import Vocabulary

MAX_FILES = 10
ACCEPTED = "image/jpeg,image/png,image/webp,.pdf,.ofd,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.mp3,.m4a,.wav"
Choices = list[tuple[str, Any]]


def pick(vocabulary: type[Vocabulary]) -> Choices:
    """The list as choices, its labels translated when shown."""
    return [(code, gettext_lazy(label)) for code, label in vocabulary.choices]


def type_groups(*, keeps: str = "", past: bool = False) -> Choices:
    """事项类别 in groups by class, named in the reader's language. `keeps`: what a case has, though it is offered no more; `past`: those as well."""
    book = duty_book()
    english = reads_english()
    groups: dict[str, Choices] = {}
    for line in sorted(book.types.values(), key=lambda one: one.code):
        if line.ended and not past and line.code != keeps:
            continue
        group = line.class_name_en if english and line.class_name_en else line.class_name
        name = line.name_en if english and line.name_en else line.name
        groups.setdefault(group, []).append((line.code, f"{line.code} {name}"))
    return list(groups.items())


class QuickSelect(forms.Select):
    """A select of hundreds of choices, written out at once: Django's own renders a template per choice (100 ms for our filters)."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in (value if isinstance(value, (list, tuple)) else [value]) if one is not None}
        parts: list[str] = [format_html("<select name=\"{}\"{}>", name, flatatt(self.build_attrs(self.attrs, attrs)))]
        for key, label in self.choices:
            if isinstance(label, (list, tuple)):
                parts += [format_html("<optgroup label=\"{}\">", key), *(_option(one, words, chosen) for one, words in label), "</optgroup>"]
            else:
                parts.append(_option(key, label, chosen))
        return mark_safe("".join([*parts, "</select>"]))


def _option(key: Any, label: Any, chosen: set[str]) -> str:
    mark = " selected" if str(key) in chosen else ""
    return f'<option value="{escape(key)}"{mark}>{escape(label)}</option>'


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; what they are is judged by the file word, not by their names."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", _Files(attrs={"accept": ACCEPTED, "data-paste": "1"}))
        kwargs.setdefault("help_text", gettext_lazy("可以一次选几张，也可以直接粘贴截图；照片里的位置信息会去掉。"))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not files:
            super().clean(None, initial)  # says that one is needed, where it is
            return []
        if len(files) > MAX_FILES:
            raise forms.ValidationError(gettext("一次最多上传 %(n)d 个文件，请分几次传。") % {"n": MAX_FILES})
        return [super(FilesField, self).clean(one, initial) for one in files]
