"""推演: a discrete-event model of arrivals, forces and clocks fed with the district's own lists, to ask what a change of forces would do. Writes nothing."""
