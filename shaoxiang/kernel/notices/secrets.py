"""密文: what a channel must know and nobody is shown. The environment goes first, so that a site may keep its secrets in its own place.

SHAOXIANG_CHANNEL_<number>_<NAME>, or …_FILE with the path of a file: SHAOXIANG_CHANNEL_3_PASSWORD. Only names of this form are read,
so that nobody can have another secret of the installation sent away.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel.identity import seal
from shaoxiang.kernel.notices.models import Channel
from shaoxiang.kernel.notices.vocabulary import ChannelKind

NAMES: dict[str, tuple[str, ...]] = {
    ChannelKind.EMAIL: ("password",), ChannelKind.SMS: ("secret",), ChannelKind.WECOM: ("robot",), ChannelKind.DINGTALK: ("robot", "secret"),
    ChannelKind.WEBHOOK: ("secret",),
}


def variable(channel_id: int, name: str) -> str:
    return f"SHAOXIANG_CHANNEL_{channel_id}_{name.upper()}"


def from_environment(channel: Channel) -> dict[str, str]:
    """Those of this channel's secrets that the environment holds. A file that cannot be read counts as absent: `doctor` tells."""
    found = {name: value for name in NAMES[channel.kind] if (value := _read(variable(channel.pk, name)))}
    return found


def _read(name: str) -> str:
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name, "").strip()
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


@sensitive_variables()
def of(channel: Channel) -> dict[str, str]:
    """Every secret of the channel, "" where there is none. Raises seal.CannotOpen."""
    kept = seal.unseal(bytes(channel.sealed), channel.bound_to, channel.key_version) if channel.sealed else {}
    return dict.fromkeys(NAMES[channel.kind], "") | kept | from_environment(channel)


@sensitive_variables()
def keep(channel: Channel, given: Mapping[str, str]) -> None:
    """Put these beside those already kept (an empty value changes nothing); the caller saves the row, which has its key already."""
    kept = seal.unseal(bytes(channel.sealed), channel.bound_to, channel.key_version) if channel.sealed else {}
    kept |= {name: value for name, value in given.items() if name in NAMES[channel.kind] and value}
    channel.sealed, channel.key_version = seal.seal(kept, channel.bound_to), seal.PRESENT
