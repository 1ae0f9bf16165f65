"""热点: the same subject at the same place, gathered nightly over text, place and time. Stands on cases and below."""
