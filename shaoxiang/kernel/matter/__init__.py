"""事项: the one identity row of anything that runs. Rooms keep their own tables and share its key."""
