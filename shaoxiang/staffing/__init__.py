"""编制: quotas by type that only rise after the lock, who works on whose quota, and the selection of cadres. Stands on institutions (L9, L10)."""
