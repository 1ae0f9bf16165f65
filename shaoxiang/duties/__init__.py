"""职责: duty lists, empowered matters, public services, event types, dispatch catalogue and carriers; `route()` finds who answers.

Serves 权责清单 and 赋权事项 of the district. Stands on institutions and places.
"""
