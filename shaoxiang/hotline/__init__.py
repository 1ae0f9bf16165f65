"""热线: the telephone desk, tickets of an upper system in and out, the two rule sets of hotline limits, petitions handed over. Stands on cases and below."""
