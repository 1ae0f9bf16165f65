"""哨响 Shaoxiang: grassroots governance for a district, its streets and towns.

A matter, under a duty someone holds by a dated list, carried by a named force, against a legal clock, on one record.
"""

__version__ = "0.1.0"
