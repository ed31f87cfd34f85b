"""How wide text is, before anybody knows in which font it will be shown."""

import re
from collections.abc import Sequence

#: Widths in ems of DejaVu Sans, one of the widest that a reader may have: what fits in it is cut in no other.
_NARROW, _WIDE, _CAPITAL, _DIGIT, _OTHER, _FULL = 0.34, 0.94, 0.67, 0.64, 0.605, 1.0
_BOLD = 1.12
#: Letters after this one fill a square each.
_SQUARE = 0x2E7F
#: What stays on one line: a word, or a letter that fills a square, with marks that may not begin a line or end one.
_PIECE = re.compile(
    r" *[\uff08\u300a]*(?:[^ \u2e80-\uffff]+|[\u2e80-\uffff]?)[\u3001\u3002\uff01\uff09\uff0c\uff1a\uff1b\uff1f]*"
)


def width(text: str, size: float = 1.0, *, bold: bool = False) -> float:
    """The width of a line of text at a font size, in the unit of that size."""
    return sum(map(_letter, text)) * size * (_BOLD if bold else 1.0)


def _letter(letter: str) -> float:
    if letter in "ijltfr.,:;'|!()[]I/ ":
        return _NARROW
    if letter in "mwMW@%":
        return _WIDE
    if letter.isdigit():
        return _DIGIT
    if fills_a_square(letter):
        return _FULL
    return _CAPITAL if letter.isupper() else _OTHER


def fills_a_square(letter: str) -> bool:
    """Chinese, Japanese, Korean: a line may end after each of their letters."""
    return ord(letter) > _SQUARE


def wrapped(text: str, room: float, size: float = 1.0, *, bold: bool = False, lines: int = 99) -> Sequence[str]:
    """Text in lines that fit, numbers with their %; what is too long for them ends in an ellipsis."""
    done: list[str] = []
    line = ""
    for piece in _PIECE.findall(text.replace(" %", "\u00a0%")):
        longer = f"{line}{piece}".strip(" ")
        if line and width(longer, size, bold=bold) > room:
            done.append(line)
            line = piece.strip(" ")
        else:
            line = longer
    done = [*done, line] if line else done
    if len(done) > lines:
        done = [*done[: lines - 1], " ".join(done[lines - 1 :])]
    return [shortened(one, room, size, bold=bold) for one in done]


def balanced(text: str, room: float, size: float = 1.0, *, bold: bool = False, lines: int = 99) -> Sequence[str]:
    """`wrapped` for what stands large: no more lines than that takes, about as long as each other."""
    found = wrapped(text, room, size, bold=bold, lines=lines)
    for tenths in range(9, 4, -1):
        tighter = wrapped(text, room * tenths / 10, size, bold=bold)
        if len(tighter) > len(found):
            break
        found = tighter
    return found


def shortened(text: str, room: float, size: float = 1.0, *, bold: bool = False) -> str:
    """Text that fits into a line, if need be with an ellipsis at its end."""
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(f"{text}…", size, bold=bold) > room:
        text = text[:-1].rstrip()
    return f"{text}…"
