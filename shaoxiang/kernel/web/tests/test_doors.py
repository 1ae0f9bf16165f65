"""Doors: shown to whoever may use them, with what is handed over; nothing for others, and nothing where no room is behind."""

from __future__ import annotations

from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.web import doors
from shaoxiang.kernel.web.doors import Door


def actor(*roles: str, seat: int | None = 1) -> Actor:
    return Actor(kind=ActorKind.PERSON, roles=frozenset(roles), assignment_id=seat)


def test_a_door_is_shown_to_its_roles_with_what_it_takes():
    doors.register("test place", [
        Door("示例门", "web:styleguide", "door", frozenset({"A"}), ("title",), order=2), Door("示例窗", "web:health", "door", order=1),
        Door("没有的房间", "nowhere:page", "door"),
    ])
    given = {"title": "示例 一", "number": "1"}
    assert [shown.label for shown in doors.doors_for("test place", actor("A"), given)] == ["示例窗", "示例门"]
    assert doors.doors_for("test place", actor("A"), given)[1].url.endswith("?title=%E7%A4%BA%E4%BE%8B+%E4%B8%80")
    assert [shown.label for shown in doors.doors_for("test place", actor("B"), given)] == ["示例窗"]
    assert doors.doors_for("test place", actor("A", seat=None), given) == doors.doors_for("test place", None, given) == []
    assert doors.doors_for("another place", actor("A"), given) == []
