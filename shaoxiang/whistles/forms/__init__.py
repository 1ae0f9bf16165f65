"""The shape of what is typed: the call, one small form for each move, the filter, types and numbers."""
