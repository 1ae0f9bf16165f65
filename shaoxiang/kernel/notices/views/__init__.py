"""Pages: the notices themselves; one's own addresses and hours; the channels, their log and what could not be sent."""
