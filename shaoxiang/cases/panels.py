"""For upper rooms: `register([Panel(_("吹哨"), "whistles:panel")])` puts a panel on the case page."""

from shaoxiang.cases.queries.slots import Panel, register

__all__ = ["Panel", "register"]
