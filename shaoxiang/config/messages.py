"""词条: the message catalogue. Msgids are Chinese; English comes from `locale/parts/*.json`; Babel compiles, no gettext tools.

A part is `{"中文": "English"}`; `["one", "many"]` for a plural; the key of a text with context is `context|中文`.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
PARTS = PACKAGE / "locale" / "parts"
PO = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]?[\d.]*[a-z]|%[sd]|\{(\w*)[^{}]*\}")
BORN = datetime(2026, 1, 1, tzinfo=UTC)  # fixed: the same texts make the same file

English = str | list[str]


@dataclass(frozen=True, slots=True)
class Text:
    """One text to translate. `many` is the plural msgid, `context` that of pgettext."""

    msgid: str
    many: str = ""
    context: str = ""

    @property
    def key(self) -> str:
        return f"{self.context}|{self.msgid}" if self.context else self.msgid


@dataclass
class Report:
    """What stands between us and a complete catalogue; `notes` do not fail a check."""

    untranslated: list[str] = field(default_factory=list)
    mismatched: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return bool(self.untranslated or self.mismatched or self.stale)


def texts() -> dict[Text, set[str]]:
    """Every text marked in Python sources and templates, with the files it stands in."""
    found: dict[Text, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        place = path.relative_to(PACKAGE)
        if {"tests", "migrations", "node_modules", "vendor"} & set(place.parts):
            continue
        if path.suffix == ".py":
            source = path.read_bytes()
        elif "templates" in place.parts and path.suffix in (".html", ".txt", ".xml"):
            source = _python_of_template(path)
        else:
            continue
        for text in _texts_in(source):
            found.setdefault(text, set()).add(f"shaoxiang/{place.as_posix()}")
    return found


def _python_of_template(path: Path) -> bytes:
    """Django turns the tags into calls; indentation means nothing here and would upset the tokenizer."""
    turned = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return re.sub(r"^[ \t]+", "", turned, flags=re.MULTILINE).encode()


def _texts_in(source: bytes) -> Iterator[Text]:
    for _line, message, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
        one, many = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
        if one:
            yield Text(one, many, context or "")


def read_parts() -> tuple[dict[str, English], list[str]]:
    """All English by key; the first part in alphabetical order wins, and differences are noted."""
    english: dict[str, English] = {}
    notes: list[str] = []
    for path in sorted(PARTS.glob("*.json")):
        for key, value in json.loads(path.read_text(encoding="utf-8")).items():
            if english.setdefault(key, value) != value:
                notes.append(f"{path.name}: {key!r} = {value!r}, but an earlier part says {english[key]!r}")
    return english, notes


def build() -> tuple[Catalog, Report]:
    """The catalogue as it should be, and what is wrong with it."""
    catalog = Catalog(locale="en", project="shaoxiang", domain="django", creation_date=BORN, revision_date=BORN, fuzzy=False,
                      copyright_holder="哨响 Shaoxiang", header_comment="# 由 `shaoxiang messages` 生成 / written by `shaoxiang messages`")
    english, notes = read_parts()
    report = Report(notes=notes)
    found = texts()
    for text in sorted(found, key=lambda text: text.key):
        value = english.get(text.key)
        if not value:
            report.untranslated.append(f"{text.key}  ({sorted(found[text])[0]})")
            continue
        forms = value if isinstance(value, list) else [value, value]
        report.mismatched += [f"{text.key!r} -> {form!r}" for form in forms if not same_placeholders(text, form)]
        places = [(place, 0) for place in sorted(found[text])]
        catalog.add((text.msgid, text.many) if text.many else text.msgid, tuple(forms[:2]) if text.many else forms[-1], locations=places,
                    context=text.context or None)
    unused = sorted(set(english) - {text.key for text in found})
    report.notes += [f"no longer used: {key!r}" for key in unused]
    return catalog, report


def same_placeholders(text: Text, english: str) -> bool:
    """`%(name)s`, `%s` and `{name}` of the English are those of the Chinese; a singular may leave its number out."""
    wanted = Counter(_names(text.msgid))
    given = Counter(_names(english))
    if text.many:
        return set(given) <= set(wanted) | set(_names(text.many))
    return set(given) == set(wanted) and given["%s"] == wanted["%s"]


def _names(text: str) -> list[str]:
    return [match[1] or match[2] or ("{}" if match[0].startswith("{") else match[0]) for match in PLACEHOLDER.finditer(text.replace("%%", ""))]


def po_of(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, include_lineno=False)
    return buffer.getvalue()


def mo_of(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def write() -> Report:
    """Rewrite django.po and django.mo from sources and parts."""
    catalog, report = build()
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(po_of(catalog))
    PO.with_suffix(".mo").write_bytes(mo_of(catalog))
    return report


def check() -> Report:
    """Nothing is written: untranslated texts, wrong placeholders, files that are not what they should be."""
    catalog, report = build()
    for path, wanted in ((PO, po_of(catalog)), (PO.with_suffix(".mo"), mo_of(catalog))):
        if not path.exists() or path.read_bytes() != wanted:
            report.stale.append(path.relative_to(PACKAGE.parent).as_posix())
    return report
