"""The shape of what is typed: items, meetings, decisions, tasks, settings."""
