"""编制: how many posts each unit has by type, who is on whose quota, and how a quota changes (机构编制工作条例; 公务员法 for appointments).

The quota of a street is locked: it rises and never falls, which the database itself holds (ADR 0027). Types are never mixed. Where a person
works (任职) and whose quota the person is on (占编) are two views. Stands on institutions.
"""
