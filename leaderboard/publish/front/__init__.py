"""The page that a browser receives: whole HTML documents that need no script. Nothing is computed or asked here."""

from leaderboard.publish.front.document import Head, Shell, document, embedded, missing, of_a_site, relinked
from leaderboard.publish.front.sections import (
    answer_of_a_board,
    answer_of_all,
    of_a_table,
    of_definitions,
    of_sentences,
    opening,
    rest,
    the_boards,
)

__all__ = [
    "Head",
    "Shell",
    "answer_of_a_board",
    "answer_of_all",
    "document",
    "embedded",
    "missing",
    "of_a_site",
    "of_a_table",
    "of_definitions",
    "of_sentences",
    "opening",
    "relinked",
    "rest",
    "the_boards",
]
