"""群机器人: what WeCom and DingTalk want to be sent, and how their answers read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from urllib.parse import quote_plus

TEXT_BYTES = 2000  # WeCom takes 2048
TOO_MANY = frozenset({45009, 45033, 130101, 410100, 660026})  # "too often": the robot rests


def text_body(text: str) -> bytes:
    """The same for both."""
    return json.dumps({"msgtype": "text", "text": {"content": cut(text)}}, ensure_ascii=False).encode()


def cut(text: str, most: int = TEXT_BYTES) -> str:
    """At most so many bytes, never in the middle of a character."""
    raw = text.encode()
    return text if len(raw) <= most else raw[: most - 3].decode(errors="ignore") + "…"


def dingtalk_sign(secret: str, at_ms: int) -> str:
    """加签: HMAC-SHA256 of "timestamp\\nsecret" under the secret, in base64, made fit for an address."""
    mac = hmac.new(secret.encode(), f"{at_ms}\n{secret}".encode(), hashlib.sha256)
    return quote_plus(base64.b64encode(mac.digest()))


def dingtalk_address(address: str, secret: str, at_ms: int) -> str:
    """The robot's address of this moment; without a secret (keyword or address list instead) as it is."""
    if not secret:
        return address
    return f"{address}{'&' if '?' in address else '?'}timestamp={at_ms}&sign={dingtalk_sign(secret, at_ms)}"


def error_code(answer: str) -> int | None:
    """`errcode` of a robot's answer: 0 is taken; None: no robot answered like this."""
    try:
        code = json.loads(answer)["errcode"]
    except (ValueError, KeyError, TypeError):
        return None
    return code if isinstance(code, int) else None
