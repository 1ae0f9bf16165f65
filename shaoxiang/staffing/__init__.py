"""编制: how many posts each unit has by type, who is on whose quota, and how a quota changes.

地方各级人民政府机构设置和编制管理条例; 公务员法 for appointments.

The quota of a street is locked: it rises and never falls, which the database itself holds (ADR 0027). Types are never mixed. Where a person
works (任职) and whose quota the person is on (占编) are two views. Stands on institutions.
"""
