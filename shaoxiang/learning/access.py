"""The administrator of the district's rules looks at models and switches them on; training is a command of whoever runs the machine."""

from __future__ import annotations

from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Grant, Grants

CONFIGURE: Grants = (Grant({Role.CONFIG_ADMIN}),)
TRAIN: Grants = (Grant({"SYSTEM"}),)
GRANTS: dict[str, Grants] = {"view": CONFIGURE, "activate": CONFIGURE, "set_alone": CONFIGURE, "train": TRAIN}
