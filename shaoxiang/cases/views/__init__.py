"""Pages of the case room. `resident` is the public side; everything else asks for a person in a post."""
