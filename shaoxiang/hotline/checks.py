"""What `doctor` reads aloud about tickets of other systems."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from shaoxiang.hotline.models import ExchangeProfile, StatusMessage
from shaoxiang.hotline.vocabulary import Direction, ExchangeForm, MessageState
from shaoxiang.kernel.doctor import Finding, Level

COUNTED_AT_MOST = 1000


def checks() -> Iterator[Finding]:
    """Messages given up, and outward profiles that would push unsigned."""
    dead = StatusMessage.objects.filter(state=MessageState.DEAD)[:COUNTED_AT_MOST].count()
    if dead:
        yield Finding(Level.WARN, _("%(n)d 条工单状态推不到上级系统。") % {"n": dead}, _("在“推送记录”里看原因，修好后重发。"))
    pushing = ExchangeProfile.objects.filter(direction=Direction.OUT, form=ExchangeForm.WEBHOOK, in_use=True)
    for profile in pushing:
        if not profile.sealed_secret:
            words = _("对接方案“%(name)s”没有签名密钥，对方验不了真假。") % {"name": profile.name}
            yield Finding(Level.WARN, words, _("在“热线设置”里打开这个方案，生成签名密钥交给对方。"))
