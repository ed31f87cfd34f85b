"""An answer in words as a picture, where a chart would say nothing."""

from collections.abc import Sequence

from leaderboard.publish.look import About
from leaderboard.publish.pictures.letters import wrapped
from leaderboard.publish.pictures.sheet import Imprint, Scheme, Size, finished, laid_out, text


def sentences_picture(
    sentences: Sequence[str], about: About, *, size: Size, imprint: Imprint, scheme: Scheme = "auto"
) -> str:
    """Sentences one below the other, in large letters; what has no room ends in an ellipsis."""
    sheet = laid_out(size, imprint, about.title, about.source, (), left=0, right=0, below=0)
    em, plot = 1.7 * size.letter, sheet.plot
    room = int((plot.bottom - plot.top) / (1.5 * em))
    lines = wrapped(" ".join(sentences), plot.right - plot.left, em, lines=room)
    drawn = [text(line, plot.left, plot.top + (place + 1) * 1.5 * em, em) for place, line in enumerate(lines)]
    return finished(sheet, drawn, name=about.title, told=" ".join(sentences), scheme=scheme)
