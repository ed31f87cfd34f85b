"""What can be asked at which address, in words: for machines that read first, and for search engines."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

from leaderboard.publish.pages import NAME, PAGES
from leaderboard.questions.catalogue import ADDRESSED, Parameter, Verb

_HEADING = "| Address | What it answers | Parameters |"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"

#: What a machine must know that reads an answer, wherever it asked.
CAUTION = (
    "A verdict of `tied`, `undetermined`, `uncontested` or `no_interval` is an answer: do not turn it into a leader. "
    "A blank country is unknown. Scores of two boards, or of two days, do not compare. Old data is not of today: "
    "`days.data` of its metadata is the day that a figure speaks of, and `citation` names whom to cite."
)


def llms(site: str) -> str:
    """llms.txt: what this is, and every address with its parameters. site: without a slash at its end."""
    verbs = "\n".join(
        f"- [{verb.name}]({site}/v1/{verb.name}.csv{_example(verb)}): {_said(verb)}" for verb in ADDRESSED.values()
    )
    return f"""# {NAME}

> Which nation's developers host the top open-weight AI models, on which boards, since when, and how sure is that.

{CAUTION}

## Answers

Every answer is there as .csv, .json and .parquet, and .metadata.json says title, unit, definition, sources, license,
citation, days and columns. Parameters are those of the command line, with _ for -.

{verbs}

## More

- [Exported files]({site}/v1/snapshots.json): the days of which there is an export
- [Lead changes]({site}/feeds/leads.atom?board=arena/text): a feed per board
- [New snapshots]({site}/feeds/sources.atom): a feed over all boards
- [Pages]({site}/sitemap.xml)
"""


def llms_of_files(site: str, day: str) -> str:
    """llms.txt of a site without a server. site: where it stands, "" for links that go on from here. day: of it."""
    root = f"{site}/" if site else ""
    return f"""# {NAME}

> Which nation's developers host the top open-weight AI models, on which boards, since when, and how sure is that.

{CAUTION}

These are files as of {day}. `BOARD` stands for an id of `boards.csv`, such as arena/text.

- [Boards]({root}v1/snapshots/latest/boards.csv)
- [Answers]({root}v1/snapshots/latest/answers.csv): a sentence per board, and how sure it is
- [Every table, and what its columns mean]({root}v1/snapshots/latest/datapackage.json)
- [Exported files]({root}v1/snapshots.json)
- [New snapshots]({root}feeds/sources.atom): a feed over all boards
- Of a board: `board/BOARD/`, and in it frontier, leads, top and share as .csv and .json, and leads.atom
"""


def _said(verb: Verb) -> str:
    taken = ", ".join(_parameter(one) for one in verb.parameters)
    return f"{verb.title}{f' Takes {taken}.' if taken else ''}"


def _parameter(one: Parameter) -> str:
    words = "|".join(one.choices) or {"switch": "true|false"}.get(one.kind, "")
    return f"{one.word}={words}" if words else one.word


def _example(verb: Verb) -> str:
    examples = {"a": "CHN", "b": "USA", "sides": "CHN,USA", "id": "ID", "model": "MODEL"}
    needed = {one.word: examples[one.word] for one in verb.arguments}
    return f"?{urlencode(needed)}" if needed else ""


def table() -> str:
    """The verbs as a table of Markdown, for docs/addresses.md."""
    lines = [_HEADING, "|---|---|---|"]
    for verb in ADDRESSED.values():
        taken = ", ".join(f"`{_parameter(one)}`" for one in verb.parameters).replace("|", "\\|")
        lines.append(f"| `/v1/{verb.name}` | {verb.title} | {taken or 'none'} |")
    return "\n".join(lines) + "\n"


def renewed(promise: str) -> str:
    """docs/addresses.md with the table of verbs as it is now."""
    head, _, rest = promise.partition(_HEADING)
    after = rest.partition("\n\n")[2]
    return f"{head}{table()}\n{after}"


def robots(site: str) -> str:
    """Everything may be read; a chain to the evidence of every row is for people, not for crawlers."""
    return f"User-agent: *\nDisallow: /why\nDisallow: /v1/why\n\nSitemap: {site}/sitemap.xml\n"


def pages(boards: Iterable[str], models: Iterable[str]) -> list[str]:
    """Every page that search engines should know: those of the menu, an answer per board, a page per model."""
    listed = [page.path for page in PAGES if page.listed]
    listed += [f"/board?board={quote(board_id, safe='/')}" for board_id in boards]
    return listed + [f"/model?model={quote(model_id, safe='')}" for model_id in models]


def sitemap(site: str, paths: Iterable[str]) -> bytes:
    """The pages of a site for search engines. paths: with a slash at their beginning."""
    root = ET.Element("urlset", xmlns=_SITEMAP)
    for path in paths:
        ET.SubElement(ET.SubElement(root, "url"), "loc").text = f"{site}{path}"
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
