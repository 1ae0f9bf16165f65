"""职责准入: no street is given work that is on no list, until it was examined, the street was heard and the means were delivered."""
