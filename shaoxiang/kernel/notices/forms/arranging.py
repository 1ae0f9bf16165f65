"""安排, quiet hours, a test, giving up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.interface.queries import bindings
from shaoxiang.kernel.notices import wording
from shaoxiang.kernel.notices.actions.queueing import OWN
from shaoxiang.kernel.notices.forms.fields import checked_contact, clock_field, pick
from shaoxiang.kernel.notices.rules.quiet import QuietHours
from shaoxiang.kernel.notices.vocabulary import ChannelKind, Wants
from shaoxiang.kernel.web.names import name_of


class ArrangeForm(forms.Form):
    in_use = forms.BooleanField(label=_("启用"), required=False)
    wants = forms.ChoiceField(label=_("哪些消息走这里"), widget=forms.RadioSelect)
    chosen = forms.MultipleChoiceField(label=_("勾选哪些（上面选“只要勾选的”时才算）"), required=False, widget=forms.CheckboxSelectMultiple)
    body_id = forms.TypedChoiceField(
        label=_("只管哪个机构"), required=False, coerce=int, empty_value=None,
        help_text=_("只发给这个机构和它下面科室的消息，例如一个街道自己的群；不选就是全区。"),
    )

    def __init__(self, *args: Any, body_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = {one.body_id: one.label for one in bindings() if one.post_id is None}
        if body_id is not None:  # a body that has ended stays chosen until somebody chooses: it must not turn into the whole district
            bodies.setdefault(body_id, name_of("body", body_id))
        self.fields["wants"].choices = pick(Wants)  # type: ignore[attr-defined]
        self.fields["chosen"].choices = _kinds_of_notices()  # type: ignore[attr-defined]
        self.fields["body_id"].choices = [("", gettext("全区")), *bodies.items()]  # type: ignore[attr-defined]

    def kinds(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """For the page: room by room, each kind of notice and whether it is ticked."""
        ticked = set(self["chosen"].value() or ())
        return [(room, [(code, words, code in ticked) for code, words in kinds]) for room, kinds in _kinds_of_notices()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("wants") == Wants.CHOSEN and not given.get("chosen"):
            self.add_error("chosen", gettext("至少勾一种；都要就选“全部”。"))
        return given


def _kinds_of_notices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Room by room: everything of it, then each kind."""
    rooms: dict[str, list[tuple[str, str]]] = {}
    for code in wording.codes():
        if code.startswith(OWN):
            continue
        room = code.partition(".")[0]
        urgent = gettext("（紧急）") if wording.wording_of(code).urgent else ""
        rooms.setdefault(room, [(f"{room}.", gettext("这一类全部"))]).append((code, wording.kind_of(code) + urgent))
    return [(_room(room), kinds) for room, kinds in rooms.items()]


def _room(label: str) -> str:
    try:
        return gettext(str(apps.get_app_config(label).verbose_name))
    except LookupError:
        return label


class QuietForm(forms.Form):
    start = clock_field(_("从"))
    end = clock_field(_("到"))

    @property
    def hours(self) -> QuietHours:
        return QuietHours(self.cleaned_data["start"], self.cleaned_data["end"])


class TryForm(forms.Form):
    """试发: to an own address, or one typed here."""

    to = forms.CharField(label=_("发给"), max_length=120)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["to"].label = gettext("试发到哪个邮箱") if kind == ChannelKind.EMAIL else gettext("试发到哪个手机号")

    def clean_to(self) -> str:
        return checked_contact(self.kind, self.cleaned_data["to"])


class GiveUpForm(forms.Form):
    reason = forms.CharField(label=_("为什么不再发"), max_length=200)
