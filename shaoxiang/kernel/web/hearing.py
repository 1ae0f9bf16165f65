"""On which file streets were heard: the field of a form, and what a page shows beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.hearing import Asked, Subject, asked_about, way_to_ask

HEARD = "heard_number"


class HeardForm(forms.Form):
    heard_number = forms.CharField(
        label=_("征求街道意见的编号"), max_length=24, required=False, help_text=_("动到的街道都问过、已经提交会议的那一件，JC 开头。"))


@dataclass(frozen=True, slots=True)
class HearingShown:
    """Consultations about a row, newest first, and where one more is begun ("": not this reader). `needed`: before anything is decided; else only before
    what reaches every street."""

    asked: list[Asked]
    way: str
    needed: bool = True

    @property
    def number(self) -> str:
        """Of the newest that went to its meeting; "" none did."""
        return next((one.number for one in self.asked if one.sent), "")


def hearing_of(subject: Subject, actor: Actor) -> HearingShown:
    return HearingShown(asked_about(subject, actor), way_to_ask(subject, actor))
