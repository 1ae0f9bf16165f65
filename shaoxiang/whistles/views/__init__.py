"""Pages of the room: the call, the whistle, the list, the rules, the panel on a case."""
