"""Who may see the files of a matter: the room that owns the kind of matter says so. Nobody, until it does."""

from __future__ import annotations

from collections.abc import Callable

from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind

Opens = Callable[[Actor, int], bool]
_rooms: dict[str, Opens] = {}


def register(kind: MatterKind, may_see: Opens) -> None:
    """`may_see(actor, matter_id)`: call in `AppConfig.ready` of the room."""
    _rooms[kind.value] = may_see


def may_see(actor: Actor, attachment: Attachment) -> bool:
    """A resident sees the files shown to the reporter only, even on the own matter."""
    if actor.kind is ActorKind.RESIDENT and not attachment.public:
        return False
    kind = Matter.objects.filter(pk=attachment.matter_id).values_list("kind", flat=True).first()
    room = _rooms.get(kind or "")
    return room is not None and room(actor, attachment.matter_id)
