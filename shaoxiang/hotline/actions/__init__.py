"""Every write of the hotline room."""
