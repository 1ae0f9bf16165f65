"""网页: the shell of every page (layout, components, navigation, errors, drafts, the light of the worker). Knows no room."""
