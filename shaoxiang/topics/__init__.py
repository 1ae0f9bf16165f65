"""热点: the same subject at the same place, gathered nightly over text, place and time, so that forty neighbours with one smell are seen
as one matter. A list for the desks; it decides nothing, ranks no people and writes into no case. Stands on cases and below.
"""
