"""`{% load search %}`: {{ title|marked:question }}."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from shaoxiang.kernel.search import rules

register = template.Library()


@register.filter
def marked(text: object, question: object) -> SafeString:
    """The text with what was asked for in <mark>; everything is escaped."""
    pieces = rules.marked(str(text or ""), str(question or ""))
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", piece) if hit else piece,) for piece, hit in pieces))
