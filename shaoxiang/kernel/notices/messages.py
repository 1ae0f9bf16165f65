"""What a notice says outside the house: the same words as inside, in the reader's language, and a link where the installation has an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from shaoxiang.kernel.notices import wording
from shaoxiang.kernel.notices.models import Delivery
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web import names

MARK = "【哨响】"  # a DingTalk robot may be bound to this keyword
TRIAL = _("这是一条测试消息，收到就说明渠道通了。")


@dataclass(frozen=True, slots=True)
class Message:
    """`text`: the words alone; `link`: "" where there is none; `to`: the body it is for, for groups; `data`: for systems."""

    uid: str
    code: str
    text: str
    link: str
    at: datetime
    urgent: bool = False
    to: str = ""
    language: str = "zh-hans"
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """One line for a telephone or a group."""
        urgent = gettext("紧急：") if self.urgent else ""
        to = gettext("（收件：%(body)s）") % {"body": self.to} if self.to else ""
        return f"{MARK}{urgent}{self.text}{to}"


def message_of(delivery: Delivery, language: str) -> Message:
    """Words in `language`; the data for systems carry both."""
    notice = delivery.notice
    path = wording.address_of(notice.code, notice.params)
    link = f"{settings.ADDRESS}{path}" if settings.ADDRESS and path else ""
    with translation.override(language):
        text = notice.text
        to = names.name_of("body", delivery.body_id) if delivery.person_id is None else ""
    return Message(
        delivery.uid, notice.code, text, link, notice.created_at, delivery.urgent, "" if to == "—" else to, language,
        {"code": notice.code, "urgent": delivery.urgent, "text": _in_both(notice.code, notice.params), "params": notice.params, "link": link or None,
         "matter": notice.matter_id, "post": notice.post_id, "body": delivery.body_id},
    )


def trial(uid: str, at: datetime) -> Message:
    """试发."""
    words = {"zh": TRIAL, "en": ""}
    with translation.override("en"):
        words["en"] = gettext(TRIAL)
    return Message(uid, "notices.trial", gettext(TRIAL), settings.ADDRESS, at, data={"code": "notices.trial", "urgent": False, "text": words, "params": {}})


def _in_both(code: str, params: dict[str, Any]) -> dict[str, str]:
    both = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            both[name] = wording.text_of(code, params)
    return both
