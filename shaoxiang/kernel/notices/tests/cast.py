"""Who is in these tests, and channels that are connected. Numbers and addresses are nobody's."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from shaoxiang.kernel.access import SYSTEM, Actor, ActorKind
from shaoxiang.kernel.notices import people, wording
from shaoxiang.kernel.notices.actions import channels, notify
from shaoxiang.kernel.notices.actions.own import set_contact
from shaoxiang.kernel.notices.actions.sending import deliver
from shaoxiang.kernel.notices.models import Channel, Delivery
from shaoxiang.kernel.notices.people import Seats

HERE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 23:00 here
MORNING = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)  # 07:00 here
WANG, LI, POST, OFFICE, STREET, OTHER = 70, 71, 7, 50, 5, 6
WANG_MAIL, WANG_PHONE = "wang@example.gov.cn", "13900000000"
CONFIG = Actor(kind=ActorKind.PERSON, roles=frozenset({"CONFIG_ADMIN"}), assignment_id=1, person_id=1)
SYSTEM_ADMIN = Actor(kind=ActorKind.PERSON, roles=frozenset({"SYSTEM_ADMIN"}), assignment_id=2, person_id=2)
STRANGER = Actor(kind=ActorKind.PERSON, roles=frozenset({"STREET_DESK"}), assignment_id=3, person_id=3)
WANG_ACTOR = Actor(kind=ActorKind.PERSON, assignment_id=4, person_id=WANG, post_id=POST)

wording.register({
    "tests.told": wording.Wording("事项 %(number)s 派给了您", "notices:open", ("pk",)),
    "tests.danger": wording.Wording("紧急事项 %(number)s", urgent=True),
})


def seats(post_id: int | None, person_id: int | None) -> Seats:
    """Post 7: Wang and Li, in an office (50) of a street (5)."""
    if post_id == POST:
        return Seats((WANG, LI), (OFFICE, STREET))
    return Seats(() if person_id is None else (person_id,))


def sit(monkeypatch) -> None:
    monkeypatch.setattr(people, "_find", seats)


def channel(kind: str, settings: dict, secrets: dict | None = None, *, wants: str = "ALL", chosen: tuple[str, ...] = (), body_id: int | None = None) -> Channel:
    made = channels.connect(kind, f"示例{kind}{Channel.objects.count()}", settings, secrets or {}, actor=SYSTEM, at=NOON)
    return channels.arrange(made.pk, wants=wants, chosen=chosen, body_id=body_id, in_use=True, actor=SYSTEM, at=NOON)


def mail_channel(port: int, *, tls: str = "NONE", user: str = "", password: str = "", **more) -> Channel:
    settings = {"host": "127.0.0.1", "port": port, "tls": tls, "sender": "notice@example.gov.cn", "sender_name": "哨响", "user": user}
    return channel("EMAIL", settings, {"password": password}, **more)


def sms_channel(address: str, **more) -> Channel:
    settings = {"method": "POST", "url": f"{address}/sms", "headers": "X-Key: {secret}", "form": "JSON",
                "body": '{"mobile": "{phone}", "content": "{text}", "id": "{id}"}', "answer_path": "code", "answer_values": "0"}
    return channel("SMS", settings, {"secret": "k-e-y-sample"}, **more)


def webhook_channel(address: str, **more) -> Channel:
    return channel("WEBHOOK", {"url": f"{address}/in"}, {"secret": "whsec_c2FtcGxlLXNlY3JldC1zYW1wbGU="}, **more)


def dingtalk_channel(address: str, **more) -> Channel:
    return channel("DINGTALK", {"at": "127.0.0.1"}, {"robot": f"{address}/robot/send?access_token=t-o-k-e-n", "secret": "SECsample"}, **more)


def wecom_channel(address: str, **more) -> Channel:
    return channel("WECOM", {"at": "127.0.0.1"}, {"robot": f"{address}/cgi-bin/webhook/send?key=k-e-y"}, **more)


def wang_reads(kind: str = "EMAIL", *, wish: str = "AS_SET") -> None:
    set_contact(WANG, kind, WANG_MAIL if kind == "EMAIL" else WANG_PHONE, wish, actor=WANG_ACTOR, at=NOON)


def tell(code: str = "tests.told", *, at: datetime = NOON, **more):
    return notify(code, at=at, post_id=more.pop("post_id", POST), params={"number": "SJ20260302-0001", "pk": 5}, **more)


def only() -> Delivery:
    return Delivery.objects.get()


def next_turn() -> int:
    """As the worker would, when the row and its channel are due."""
    row = only()
    return deliver(now=max([row.not_before, *filter(None, [row.channel.resting_until])]))
