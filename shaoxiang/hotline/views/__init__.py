"""Pages of the hotline room."""
