"""Two administrators share the channels (ADR 0019): one connects the line, the other says what goes over it."""

from shaoxiang.kernel.access import Grant, Grants

GRANTS: dict[str, Grants] = {
    "see": (Grant({"CONFIG_ADMIN", "SYSTEM_ADMIN"}),),
    "connect": (Grant({"SYSTEM_ADMIN", "SYSTEM"}),),  # 接线: where it leads, the secrets
    "arrange": (Grant({"CONFIG_ADMIN", "SYSTEM"}),),  # 安排: what goes there, for whom, when it is quiet, on or off
    "test": (Grant({"CONFIG_ADMIN", "SYSTEM_ADMIN"}),),
    "settle": (Grant({"CONFIG_ADMIN", "SYSTEM_ADMIN", "SYSTEM"}),),  # 死信: again, or given up
}


def roles(name: str) -> frozenset[str]:
    """For the navigation."""
    return frozenset(role for grant in GRANTS[name] for role in grant.roles)
