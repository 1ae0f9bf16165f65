"""待办: one open row per awaited act on a matter. Inbox, counters and "what must be decided today" read only this."""
