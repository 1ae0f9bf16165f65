"""Reads of places: the compiled book every room uses, places in words, outlines as files and pictures, the browsing pages."""

from shaoxiang.places.queries.book import current_version, forget_places, place_book
from shaoxiang.places.queries.drawing import outline_file, outlines_in_force, picture
from shaoxiang.places.queries.words import flaw_words, found_facts, found_sentence, place_name, shown_name

__all__ = [
    "current_version",
    "flaw_words",
    "forget_places",
    "found_facts",
    "found_sentence",
    "outline_file",
    "outlines_in_force",
    "picture",
    "place_book",
    "place_name",
    "shown_name",
]
