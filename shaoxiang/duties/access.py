"""Who may change the lists. Everyone may read them: they are public (公开)."""

from __future__ import annotations

from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Grant

GRANTS: dict[str, tuple[Grant, ...]] = {
    "edit_types": (Grant({Role.CONFIG_ADMIN}),),
    "edit_catalogue": (Grant({Role.CONFIG_ADMIN}),),
}
