"""Pages: items, meetings, tasks, settings."""
