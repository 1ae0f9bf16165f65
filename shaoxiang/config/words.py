"""Sentences for the terminal: whoever installs may read either language, so commands say things in both."""

from __future__ import annotations

from django.utils.translation import gettext, override


def both(text: str, **facts: object) -> str:
    """The Chinese sentence and, on the next line, its English. `text` is a marked msgid with %(name)s places."""
    english = []
    for language in ("zh-hans", "en"):
        with override(language):
            sentence = gettext(text) % facts if facts else gettext(text)
        if sentence not in english:
            english.append(sentence)
    return "\n".join(english)
