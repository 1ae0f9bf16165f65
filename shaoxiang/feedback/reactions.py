"""The answer reaches whoever wanted it: a text where a telephone was left, a notice where a member of staff asked. Safe to repeat."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from shaoxiang.feedback.models import ProductFeedback
from shaoxiang.feedback.queries import token_of
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.identity.queries import plain
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices import texts
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.kernel.notices.wording import Wording
from shaoxiang.kernel.notices.wording import register as register_wordings
from shaoxiang.kernel.vocabulary import _

log = logging.getLogger("shaoxiang.feedback")
WORDINGS = {"feedback.answered": Wording(_("您提的意见 %(number)s 有了答复。"), "feedback:mine", ("token",), icon="message-report")}


def register() -> None:
    register_wordings(WORDINGS)
    reactions.register({"feedback.answer_feedback": _tell})


def _tell(entry: Entry) -> None:
    feedback = ProductFeedback.objects.select_related("matter").filter(pk=entry.subject_id).first()
    if feedback is None:
        return
    key = f"feedback.answered:{feedback.pk}"
    if feedback.person_id is not None:
        notify("feedback.answered", at=entry.at, person_id=feedback.person_id, matter_id=feedback.pk, key=key,
               params={"number": feedback.number, "token": token_of(feedback)})
    if feedback.contact_id is not None and texts.is_configured():
        transaction.on_commit(lambda: _text(feedback, key, entry))


def _text(feedback: ProductFeedback, key: str, entry: Entry) -> None:
    """After the commit: a slow gateway holds no lock. One that fails is logged; the answer stands on the page all the same."""
    record = VaultRecord.objects.filter(pk=feedback.contact_id or 0, blurred_at__isnull=True, restricted_at__isnull=True).first()
    phone = plain(record).get("phone", "") if record else ""
    if not phone:
        return
    link = f"{settings.ADDRESS}{reverse('feedback:mine', args=[token_of(feedback)])}" if settings.ADDRESS else ""
    words = gettext("您提的意见 %(number)s 有了答复。%(link)s") % {"number": feedback.number, "link": link}
    try:
        texts.send_once(key, phone, words.strip(), at=entry.at, matter_id=feedback.pk)
    except (texts.NoGateway, texts.NotSent):
        log.warning("feedback %s: the answer could not be texted", feedback.number)
