"""Speed and memory, by hand: never part of the tests, never failing on time. `./sx bench` prints ratios measured in one run."""
