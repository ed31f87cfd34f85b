"""What the newest snapshot of a board says, in a few words: a card of a domain, a cell of a table."""

from leaderboard.analytics.standing import Standing
from leaderboard.app import pieces
from leaderboard.publish import address, words
from leaderboard.publish.language import N_, _
from leaderboard.publish.speaker import Speaker

#: What is said of the best model where no nation is named: by the lens, and by whether there is but one nation.
_UNSURE = {
    ("developer", True): N_("of the only nation there, {nation}"),
    ("base", True): N_("on a base of the only nation there, {nation}"),
    ("developer", False): N_("best known, from {nation}"),
    ("base", False): N_("best known, on a base from {nation}"),
}


def domain(speaker: Speaker, name: str, board_id: str, said: Standing) -> str:
    """A card on one domain: nation, model, how sure, where, on which day."""
    of_board = speaker.about(board_id)
    first = leads_or_ties(said)
    best = next((one for one in said.bests if not first or one.country in first), None)
    model = f"<b>{pieces.plain(best.model)}</b> {of_board.score(best.score)}" if best else ""
    if model and not of_board.curated.board.higher_is_better:
        model = f"{model} <small>{pieces.plain(_('lower is better'))}</small>"
    sure = pieces.plain(of_board.verdict(said)) if first else ""
    if best and not first:
        sure = pieces.plain(
            _(_UNSURE[speaker.question.lens, said.kind == "uncontested"], nation=of_board.nation(best.country))
        )
    where = pieces.inside(of_board.curated.board.title, answer(of_board))
    return (
        f"<h3>{pieces.plain(words.category_name(name))}</h3>"
        f'<p class="lead">{nations(speaker, said)}</p>'
        f"<p>{'<br>'.join(filter(None, (model, sure)))}</p>"
        f"<p><small>{where}</small><br>{seen_on(said)}</p>"
    )


def leads_or_ties(said: Standing) -> tuple[str, ...]:
    """The nations that a verdict names; those that stand first where only the order is known."""
    return said.first if said.kind in ("leads", "tied", "no_interval") else ()


def nations(speaker: Speaker, said: Standing | None) -> str:
    """Who stands first, or the verdict where nobody does."""
    if said is None:
        return pieces.cell(None)
    return pieces.nation(";".join(leads_or_ties(said)), speaker.countries, otherwise=_(words.VERDICTS[said.kind]))


def answer(of_board: Speaker) -> str:
    """The address of the page of a board."""
    return address.board_page(of_board.question, of_board.today)


def sureness(speaker: Speaker, said: Standing | None) -> str:
    """How sure it is who stands first; nothing where nobody does."""
    return f"<small>{pieces.plain(speaker.verdict(said))}</small>" if said and leads_or_ties(said) else ""


def seen_on(said: Standing | None) -> str:
    """The day of the snapshot, and whether it is too old to be called today's."""
    if said is None:
        return pieces.day(None)
    return pieces.day(said.date) + (
        f"<br><small>{pieces.plain(_('no newer complete snapshot'))}</small>" if said.warning else ""
    )
