"""What the session holds of whoever is signed in."""

KEPT = "shaoxiang_actor"  # {"stamp", "actor"}: believed while the stamp stays the same
POST = "shaoxiang_post"  # the chosen assignment
SINCE = "shaoxiang_since"  # when it was opened, seconds since 1970
