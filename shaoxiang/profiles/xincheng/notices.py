"""消息渠道（示例）: what channels may look like, none of them in use. Addresses are of nobody; secrets a district fills in itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.notices.actions.channels import connect
from shaoxiang.kernel.notices.models import Channel
from shaoxiang.kernel.notices.vocabulary import ChannelKind

_CHANNELS: tuple[tuple[ChannelKind, str, dict[str, Any]], ...] = (
    (ChannelKind.EMAIL, "区政府邮箱（示例）",
     {"host": "smtp.example.gov.cn", "port": 465, "tls": "TLS", "user": "notice@example.gov.cn", "sender": "notice@example.gov.cn", "sender_name": "哨响"}),
    (ChannelKind.SMS, "政务短信平台（示例）",
     {"method": "POST", "url": "https://sms.example.gov.cn/send", "headers": "Authorization: Bearer {secret}", "form": "JSON",
      "body": '{"mobile": "{phone}", "content": "{text}", "serial": "{id}"}', "answer_path": "code", "answer_values": "0"}),
    (ChannelKind.WECOM, "某街道企业微信群（示例）", {}),
    (ChannelKind.WEBHOOK, "区数据局事件总线（示例）", {"url": "https://bus.example.gov.cn/events"}),
)


def load_sample_channels(*, at: datetime) -> None:
    """Safe to repeat: what is there stays as it is."""
    known = set(Channel.objects.values_list("name", flat=True))
    for kind, name, settings in _CHANNELS:
        if name not in known:
            connect(kind.value, name, settings, {}, actor=SYSTEM, at=at, sample=True)
