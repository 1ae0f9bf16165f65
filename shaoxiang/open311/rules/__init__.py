"""Open311 without a database: what a caller asked (`params`), the attributes of a service (`attributes`), how it is written (`formats`)."""
