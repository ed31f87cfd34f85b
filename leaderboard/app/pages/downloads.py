"""Downloads: every table at its address, the dated exports, and how to cite them."""

from urllib.parse import urlencode

from leaderboard.app import asking, pieces
from leaderboard.publish import address
from leaderboard.publish.language import N_, _
from leaderboard.questions.catalogue import ADDRESSED, Verb
from leaderboard.serve import files

_FORMS = ("csv", "json", "parquet", "metadata.json")
#: What an address must be told, so that a link here answers.
_EXAMPLES = {
    "a": "USA",
    "b": "CHN",
    "sides": "CHN,USA,EU27",
    "model": "deepseek-v3",
}
_CITED = N_(
    "Name the source of each row as its column `attribution` or the metadata of the table does, this project as "
    "“The open-model leaderboard by nation”, and the address with `as_of` and `known_at`, under which the same figures "
    "will stand next year."
)


def show() -> None:
    """Draw the page."""
    asking.only("search")
    pieces.title(
        _("Every table can be had, for a spreadsheet, a program or an agent."),
        _("Each stands at an address that takes the parameters of the command line, and lasts for all of version 1."),
    )
    pieces.heading(_("Tables"))
    pieces.instruction(_("As of today; with `as_of` and `known_at` in the address, as of then."))
    typed = asking.search(_("Search for a table")).casefold()
    verbs = [verb for verb in ADDRESSED.values() if "id" not in _needed(verb)]
    found = [verb for verb in verbs if typed in f"{verb.name} {_(verb.title)}".casefold()]
    if not found:
        pieces.caption(_("No table is called like that."))
    pieces.table(
        {
            _("Table"): [f"<b>{pieces.plain(verb.name)}</b>" for verb in found],
            _("What it answers"): [pieces.plain(_(verb.title)) for verb in found],
            _("Take it"): [" ".join(_link(verb, form) for form in _FORMS) for verb in found],
        },
        label=_("Tables"),
    )
    pieces.heading(_("Feeds and pictures"))
    pieces.line(_("Changes of lead as they come:"), "leads.atom", "feeds/leads.atom")
    pieces.line(_("New snapshots of any board:"), "sources.atom", "feeds/sources.atom")
    pieces.line(_("A board's frontier for an iframe:"), _("embed"), f"embed/{address.HOME_BOARD}")
    pieces.line(_("The same as a picture:"), "SVG", f"picture/{address.HOME_BOARD}.svg")
    pieces.heading(_("Dated exports"))
    pieces.instruction(_("Folders of every table that never change: `leaderboard export` writes them."))
    days = files.days()
    if not days:
        pieces.caption(_("None is kept on this server."))
    for day in days:
        pieces.line("", day, f"v1/snapshots/{day}/manifest.json")
    pieces.heading(_("How to cite"))
    pieces.instruction(_(_CITED))


def _needed(verb: Verb) -> list[str]:
    return [one.word for one in verb.arguments]


def _link(verb: Verb, form: str) -> str:
    asked = urlencode({name: _EXAMPLES[name] for name in _needed(verb)}, safe=",")
    target = f"v1/{verb.name}.{form}{f'?{asked}' if asked else ''}"
    return pieces.inside(_("metadata") if form == "metadata.json" else form, target)
