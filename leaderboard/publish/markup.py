"""Text and tables as markup. `plain` is the one way in which a published name gets into HTML or SVG."""

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.publish.language import PARAMETER, _, current, offered, tag, told

#: Control and direction marks, and what neither HTML nor XML may hold: halves of a character.
_DROPPED = ("Cc", "Cf", "Cs")
_NO_CHARACTERS = "\ufffe\uffff"


def plain(text: object) -> str:
    """Untrusted text as markup that shows it letter by letter: escaped, without control and direction marks.

    What was said in English by whoever computed it is told in the reader's language.
    """
    shown = "".join(
        letter for letter in told(text) if unicodedata.category(letter) not in _DROPPED and letter not in _NO_CHARACTERS
    )
    return html.escape(shown)


def coded(text: str) -> str:
    """`plain` for words of our own: what stands between backticks is code."""
    return re.sub("`(.+?)`", r"<code>\1</code>", plain(text))


def definition(name: str) -> str:
    """What a statistic means, at an anchor of its name. name: of analytics.definitions."""
    return f'<p class="definition" id="{name}">{plain(DEFINITIONS[name])}</p>'


def not_there(sentence: str, meant: Mapping[str, Mapping[str, str]]) -> str:
    """A line on what an address asks for and does not get. meant: words, each with the parameters that ask for it."""
    ways = " ".join(
        f'<a href="?{html.escape(urlencode(asked))}" target="_self">{plain(word)}</a>' for word, asked in meant.items()
    )
    offer = plain(_("Ask for:"))
    return f'<p class="notice" role="status">{plain(sentence)}{f" {offer} {ways}" if ways else ""}</p>'


def notice(sentence: str) -> str:
    """A line that must be seen."""
    return f'<p class="notice" role="status">{plain(sentence)}</p>'


def languages(asked: Mapping[str, str]) -> str:
    """Links to a page in every other language. asked: its parameters."""
    return "".join(
        f' · <a href="?{plain(urlencode({**asked, PARAMETER: name}))}" target="_self" lang="{code}" hreflang="{code}">'
        f"{plain(said)}</a>"
        for name, said in offered().items()
        if name != current() and (code := tag(name))
    )


def table(columns: Mapping[str, Sequence[str]], *, numbers: Sequence[str] = (), label: str) -> str:
    """A table of cells that are HTML already. Wide ones scroll by themselves; on a phone each row is a card.

    numbers: columns set flush right. The roles stand for what a browser forgets of a table that it draws as cards.
    """
    kinds = ["number" if name in numbers else "text" for name in columns]
    names = [plain(name) for name in columns]
    head = "".join(
        f'<th role="columnheader" scope="col" class="{kind}">{name}</th>'
        for name, kind in zip(names, kinds, strict=True)
    )
    body = "".join(
        '<tr role="row">'
        + "".join(
            f'<td role="cell" class="{kind}" data-label="{name}"><div>{value}</div></td>'
            if value
            else '<td role="cell"></td>'
            for name, value, kind in zip(names, row, kinds, strict=True)
        )
        + "</tr>"
        for row in zip(*columns.values(), strict=True)
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{plain(label)}">'
        f'<table role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )
