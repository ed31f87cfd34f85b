"""What the first page of an address says, section by section, in the words and the markup of the app."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.analytics.standing import Standing
from leaderboard.publish import address, board_words, credit, news_words, words
from leaderboard.publish.address import Note, Question
from leaderboard.publish.columns import long_name
from leaderboard.publish.frames import rows
from leaderboard.publish.language import _
from leaderboard.publish.look import GRAY, color
from leaderboard.publish.markup import definition, not_there, plain, table
from leaderboard.publish.speaker import Speaker
from leaderboard.questions.domains import Domains
from leaderboard.questions.domains import opening as opening_of
from leaderboard.records.spoken import joined

_LISTED = 10


@dataclass(frozen=True)
class Choices:
    """What a reader may choose: board id -> title, and the categories of the board."""

    boards: Mapping[str, str]
    categories: Sequence[str]


def answer_of_a_board(
    speaker: Speaker,
    said: Standing | None,
    since: str,
    choices: Choices,
    pictures: Sequence[str],
    told: str,
    listed: pd.DataFrame,
    notes: Sequence[Note],
) -> str:
    """The answer to one board. pictures: the frontier in SVG, for wide and narrow screens, none where it would say
    nothing. told: the same in words, or why there is none. listed: of collection.models. notes: what was passed over.
    """
    nations = said.nations or tuple(best.country for best in said.bests[:1]) if said else ()
    headline, certainty = speaker.headline(said), speaker.certainty(said)
    parts = [
        opening(headline, certainty, nations, [since], said.warning if said else "", notes),
        _choices(speaker, choices),
        _quiet_lines(speaker, (headline, certainty, since)),
    ]
    if said is not None and said.bests:
        origin = _origin(speaker)
        asked = address.written(speaker.question, speaker.today)
        parts += [
            _section(_("The national frontier")),
            _pictures(pictures),
            f'<p class="caption">{plain(told)}</p>',
            origin,
            _section(_("The top {nouns} on {day}", nouns=speaker.nouns, day=words.day(said.date))),
            _models(listed.head(_LISTED), speaker),
            origin,
            _data(asked, speaker.question),
        ]
    return "".join(parts)


def opening(
    headline: str, certainty: str, nations: Sequence[str], more: Sequence[str], warning: str, notes: Sequence[Note]
) -> str:
    """What an answer begins with. nations: that lend it their colors. more: sentences that go on from it, "" for none.

    warning: what must be told of its age; notes: what the address asks for and does not get.
    """
    colors = [color(code) for code in nations] or [GRAY]
    bar = f"background:linear-gradient(90deg,{colors[0]} 50%,{colors[-1]} 50%)"
    sure = f'<p class="certainty">{plain(certainty)}</p>' if certainty else ""
    goes_on = "".join(f'<p class="since">{plain(sentence)}</p>' for sentence in more if sentence)
    return (
        f"{_passed_over(notes)}"
        f'<div><div class="bar" style="{bar}"></div><h1 class="answer">{plain(headline)}</h1>{sure}</div>'
        f"{goes_on}{_notice(warning) if warning else ''}"
    )


def answer_of_all(
    speaker: Speaker,
    led: Domains,
    cards: Sequence[tuple[str, Speaker, Standing]],
    of_text: Speaker,
    text: Standing | None,
    pictures: Sequence[str],
    told: str,
    news: pd.DataFrame,
    used: str | None,
    notes: Sequence[Note],
) -> str:
    """The answer over all domains. cards: each one's name, who speaks of its headline board, and what that says.
    of_text, text: of the headline board of text, whose frontier is shown. news: of questions.news, for DAYS days. used:
    whether what leads is what is used, in a sentence.
    pictures, told, notes: as in `answer_of_a_board`.
    """
    first, *more = opening_of(led)
    held = led.held.counted.values()
    nations = [said.leader.country for said in held if said.leader]
    counted = [_domain(name, of_board, said) for name, of_board, said in cards if name in led.answering]
    apart = [_domain(name, of_board, said) for name, of_board, said in cards if name not in led.answering]
    return "".join(
        [
            opening(first, "", nations, [] if led.then else more, more[0] if led.then else "", notes),
            _back_to(led, speaker),
            _form("./", _day(speaker), _counted(speaker), _lens(speaker)),
            _quote("./", (first, *more), [of_board.curated.source.attribution for _, of_board, _ in cards], speaker),
            _section(_("Domain by domain")) if counted else "",
            _cards(counted),
            f'{_section(_("Apart"))}<p class="said">{plain(_(board_words.APART))}</p>' if apart else "",
            _cards(apart),
            f'<p class="quiet"><a href="./boards">{plain(_("Every board"))}</a></p>',
            _used(used, speaker),
            _section(_("The national frontier in text")),
            _pictures(pictures),
            f'<p class="caption">{plain(told)}</p>',
            _origin(of_text),
            f'<p class="quiet"><a href="./board">{plain(of_text.headline(text))}</a></p>',
            _news(news, speaker),
        ]
    )


def _used(used: str | None, speaker: Speaker) -> str:
    """Whether what leads is what is used, and the way to more of it."""
    if not used:
        return ""
    target = address.adoption_page(speaker.question, speaker.today)
    return f'<p class="quiet">{plain(used)} <a href="./{plain(target)}">{plain(_("Whose models are used"))}</a></p>'


def _back_to(led: Domains, speaker: Speaker) -> str:
    """The way to the page of the day of which the answer speaks, where it is an earlier one."""
    if led.then is None:
        return ""
    then = replace(speaker.question, as_of=led.then.day.date())
    target = address.domains_page(then, speaker.today)
    return f'<p class="quiet"><a href="{plain(target)}">{plain(news_words.back_to(led.then.day))}</a></p>'


def _news(news: pd.DataFrame, speaker: Speaker) -> str:
    """What changed lately, each with the way to more of it."""
    said = plain(news_words.summary(news, speaker.as_of))
    feed = f'{plain(_(news_words.FEED))} <a href="./feeds/leads.atom">{plain(_("the feed"))}</a>'
    entries = [(row["date"], *news_words.entry(row, speaker)) for row in rows(news)]
    columns = {
        _("Day"): [f"<time>{day:%Y-%m-%d}</time>" for day, _, _ in entries],
        _("What"): [f'<a href="./{plain(target)}">{plain(told)}</a>' for _, told, target in entries],
    }
    listed = table(columns, label=_("What changed lately")) if entries else ""
    title = _section(_("What changed lately"))
    return f'{title}<p class="said">{said}</p><p class="quiet">{feed}</p>{listed}'


def of_sentences(title: str, sentences: Sequence[str], notes: Sequence[Note]) -> str:
    """A page that is not an answer: its title, and what it is about. notes: what was passed over."""
    told = "".join(f'<p class="said">{plain(sentence)}</p>' for sentence in sentences)
    return f'{_passed_over(notes)}<div><h1 class="title">{plain(title)}</h1>{told}</div>'


def rest() -> str:
    """What stands below an opening for those without scripts: where the tables of the page are."""
    told = plain(_("The rest of this page needs scripts. Its tables stand at addresses of their own:"))
    return f'<noscript><p class="quiet">{told} <a href="./llms.txt">{plain(_("all of them"))}</a></p></noscript>'


def the_boards(listed: pd.DataFrame) -> str:
    """Every board by domain, each leading to its answer. listed: of health.board_list, in order."""
    lists = []
    for domain, boards in listed.groupby("domain"):
        named = ((urlencode({"board": row["board_id"]}), row["title"]) for row in rows(boards))
        links = ", ".join(f'<a href="./board?{plain(asked)}">{plain(title)}</a>' for asked, title in named)
        lists.append(f"<dt>{plain(words.category_name(str(domain)))}</dt><dd>{links}</dd>")
    return f"<dl>{''.join(lists)}</dl>"


def of_a_table(title: str, shown: pd.DataFrame) -> str:
    """A table of the catalogue as it is, its columns named in words."""
    columns = {long_name(name): [plain(words.value(name, value)) for value in shown[name]] for name in shown.columns}
    numbers = [long_name(name) for name in shown.columns if pd.api.types.is_numeric_dtype(shown[name])]
    return table(columns, numbers=numbers, label=title)


def of_definitions() -> str:
    """Every definition, word for word."""
    return "".join(definition(name) for name in DEFINITIONS)


def _domain(name: str, of_board: Speaker, said: Standing) -> str:
    asked = plain(urlencode({"board": of_board.question.board}))
    title = plain(of_board.curated.board.title)
    return (
        f'<h3>{plain(words.category_name(name))}</h3><p class="lead">{plain(of_board.brief(said))}</p>'
        f'<p><small><a href="./board?{asked}">{title}</a></small></p>'
    )


def _cards(bodies: Sequence[str]) -> str:
    cards = "".join(f"<section>{body}</section>" for body in bodies)
    return f'<div class="cards">{cards}</div>' if bodies else ""


def _pictures(pictures: Sequence[str]) -> str:
    return f'<div class="pictures">{"".join(pictures)}</div>' if pictures else ""


def _origin(speaker: Speaker) -> str:
    source = speaker.curated.source
    named, terms = _link(source.attribution, source.homepage), _link(_("terms"), source.license_url)
    return f'<p class="origin">{_("Data: {source} · {terms}", source=named, terms=terms)}</p>'


def _passed_over(notes: Sequence[Note]) -> str:
    return "".join(not_there(note.sentence, note.meant) for note in notes)


def _section(title: str) -> str:
    return f'<h2 class="section">{plain(title)}</h2>'


def _notice(text: str) -> str:
    return f'<p class="notice" role="status">{plain(text)}</p>'


def _form(action: str, *fields: str) -> str:
    """The choices of a question, as the app has them: they work without it."""
    return f'<form action="{action}" method="get">{"".join(fields)}<button>{plain(_("Show"))}</button></form>'


def _choices(speaker: Speaker, choices: Choices) -> str:
    """Everything that can be asked of a board."""
    question, headline = speaker.question, speaker.curated.headline_category
    categories = sorted({question.category, *choices.categories}, key=lambda name: (name != headline, name))
    return _form(
        "./board",
        _hidden("known_at", question.known_at) if question.known_at else "",
        _select(_("Board"), "board", choices.boards, question.board),
        _select(_("Category"), "category", {name: words.category_name(name) for name in categories}, question.category),
        _day(speaker),
        _counted(speaker),
        _lens(speaker),
    )


def _day(speaker: Speaker) -> str:
    bounds = f'min="2022-01-01" max="{speaker.today:%Y-%m-%d}"'
    return (
        f'<label>{plain(_("As of"))}<input type="date" name="as_of" value="{speaker.question.as_of}" {bounds}></label>'
    )


def _counted(speaker: Speaker) -> str:
    openness = speaker.question.openness
    return _select(_("Counted"), "openness", {openness: openness} | _said(words.COUNTED), openness)


def _lens(speaker: Speaker) -> str:
    return _select(_("Nation by"), "lens", _said(address.LENSES), speaker.question.lens)


def _said(options: Mapping[str, str]) -> dict[str, str]:
    return {name: _(said) for name, said in options.items()}


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{plain(value)}">'


def _select(label: str, name: str, options: Mapping[str, str], chosen: str) -> str:
    listed = "".join(
        f'<option value="{plain(value)}"{" selected" if value == chosen else ""}>{plain(said)}</option>'
        for value, said in options.items()
    )
    return f'<label>{plain(label)}<select name="{name}">{listed}</select></label>'


def _quiet_lines(speaker: Speaker, sentences: Sequence[str]) -> str:
    """What counts as open, what to quote, and the way to every domain."""
    question = speaker.question
    counted = board_words.counted(question, speaker.curated.board)
    every = urlencode(address.written(address.of_no_board(question), speaker.today))
    return (
        f'<p class="quiet">{plain(counted)} <a href="./methods">{plain(_("All definitions"))}</a></p>'
        f"{_quote('./board', sentences, [speaker.curated.source.attribution], speaker)}"
        f'<p class="quiet"><a href="./?{plain(every)}">{plain(_("Every domain"))}</a></p>'
    )


def _quote(place: str, sentences: Sequence[str], sources: Sequence[str], speaker: Speaker) -> str:
    """Sentences to quote with their sources, and a link that keeps the day. place: the page that answers."""
    quoted = credit.quoted(sentences, sources)
    asked = address.pinned(speaker.question)
    if place == "./":
        asked = {name: value for name, value in asked.items() if name not in ("board", "category")}
    kept = f'<a href="{place}?{plain(urlencode(asked))}">{plain(_("A link that keeps the day and every choice"))}</a>'
    return (
        f'<details class="quiet"><summary>{plain(_("Link and quote"))}</summary><p>{plain(quoted)}</p>'
        f"<p>{kept}</p></details>"
    )


def _models(listed: pd.DataFrame, speaker: Speaker) -> str:
    lens = {"developer": _("Nation"), "base": _("Base from")}[speaker.question.lens]
    shown = rows(listed)
    columns = {
        "#": [str(row["rank"]) for row in shown],
        _("Model"): [_model(row) for row in shown],
        lens: [_nations(row["country"], speaker) for row in shown],
        _("Score"): [_score(row, speaker) for row in shown],
        _("License"): [_license(row) for row in shown],
    }
    return table(columns, numbers=("#",), label=_("Models"))


def _model(row: dict[str, Any]) -> str:
    name = plain(row["shown"])
    if not pd.isna(row["model_id"]):
        name = f'<a href="./model?{plain(urlencode({"model": row["model_id"]}))}">{name}</a>'
    also = "" if pd.isna(row["organization_name"]) else plain(row["organization_name"])
    return f"<b>{name}</b><br><small>{also}</small>"


def _score(row: dict[str, Any], speaker: Speaker) -> str:
    half = (row["score_high"] - row["score_low"]) / 2
    spread = "" if pd.isna(half) else f" <small>±{plain(speaker.score(half))}</small>"
    return f"<b>{plain(speaker.score(row['score']))}</b>{spread}"


def _license(row: dict[str, Any]) -> str:
    name = "—" if pd.isna(row["license"]) else plain(words.license_name(row["license"]))
    return f"{name}<br><small>{plain(_(words.OPENNESS[row['openness']]))}</small>"


def _nations(codes: object, speaker: Speaker) -> str:
    if not isinstance(codes, str) or not codes:
        return f'<span class="absent">{plain(_("unknown"))}</span>'
    named = ((color(code), speaker.countries.get(code, code)) for code in codes.split(";"))
    return "<br>".join(
        f'<span class="nation"><i style="background:{paint}"></i>{plain(name)}</span>' for paint, name in named
    )


def _data(asked: Mapping[str, str], question: Question) -> str:
    """Where a program finds the same."""
    of_board = urlencode({name: value for name, value in asked.items() if name != "board"})
    query = plain(f"?{urlencode({'board': question.board} | dict(asked))}")
    more = plain(f"?{of_board}" if of_board else "")
    verbs = {
        "frontier": _("the frontier"),
        "leads": _("changes of lead"),
        "top": _("the list"),
        "share": _("shares"),
    }
    links = [
        f'{plain(said)} (<a href="./v1/{verb}.csv{query}">CSV</a>, <a href="./v1/{verb}.json{query}">JSON</a>)'
        for verb, said in verbs.items()
    ]
    board = plain(question.board)
    embed = f'<a href="./embed/{board}{more}">{plain(_("to embed"))}</a>'
    picture = f'<a href="./card/{board}.png{more}">PNG</a>'
    told = _(
        "As data: {links}. As a picture for a page of yours: {embed}, {picture}.",
        links=joined(links, "; "),
        embed=embed,
        picture=picture,
    )
    return f'{_section(_("For others"))}<p class="quiet">{told}</p>'


def _link(text: str, url: str) -> str:
    """A link to another site; text alone where the address is not one of the web."""
    if not url.startswith(("https://", "http://")):
        return plain(text)
    return f'<a href="{plain(url)}" rel="noopener noreferrer">{plain(text)}</a>'
