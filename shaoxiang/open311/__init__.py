"""Open311: GeoReport v2 and its service-request-updates extension over the case room. Stands on cases and below."""
