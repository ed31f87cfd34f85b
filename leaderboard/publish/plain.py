"""Text from upstream as text: the one way in which a published name gets into HTML or SVG. Nothing of Streamlit."""

import html
import unicodedata

#: Control and direction marks, and what neither HTML nor XML may hold: halves of a character.
_DROPPED = ("Cc", "Cf", "Cs")
_NO_CHARACTERS = "\ufffe\uffff"


def plain(text: object) -> str:
    """Untrusted text as markup that shows it letter by letter: escaped, without control and direction marks."""
    shown = "".join(
        letter for letter in str(text) if unicodedata.category(letter) not in _DROPPED and letter not in _NO_CHARACTERS
    )
    return html.escape(shown)
