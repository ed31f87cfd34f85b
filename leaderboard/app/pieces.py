"""What pages are put together from. Text from upstream goes into pages through `plain`, and nowhere else.

Pages are written in HTML, not in Markdown: one escape is then enough, and no name can turn into a
link, an image, a formula or an icon.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast
from urllib.parse import urlencode, urlsplit

import pandas as pd
import streamlit as st

from fetchers import Reference, Source
from leaderboard.publish import address, charts, credit, exports, language, markup
from leaderboard.publish.address import Note, Question
from leaderboard.publish.language import COOKIE, N_, PARAMETER, _, figure
from leaderboard.publish.markup import plain as plain  # noqa: PLC0414 (pages take it from here)
from leaderboard.publish.pages import NAME
from leaderboard.publish.pictures import OFFERED, SIZES, Imprint, Scheme, figure_picture, png, written_out
from leaderboard.records.spoken import joined
from leaderboard.registry import boards

_STYLE = Path(__file__).with_name("style.css")
_ABSENT = '<span class="absent">—</span>'


#: What is offered to whoever publishes a picture.
_SIZES = {"article": N_("article"), "social": N_("social"), "slide": N_("slide")}
_SCHEMES = {"light": N_("light"), "dark": N_("dark")}
_PICTURE = N_("Picture (SVG, PNG)")
_GROUNDS = {"light": N_("Light ground, {links}"), "dark": N_("Dark ground, {links}")}


def cell(value: str | float | None) -> str:
    """A table cell of untrusted text, with a dash for what is unknown."""
    return _ABSENT if value is None or pd.isna(value) or value == "" else plain(value)


def absent(said: str) -> str:
    """What stands where something is not known or not there."""
    return f'<span class="absent">{plain(said)}</span>'


def day(stamp: pd.Timestamp | None) -> str:
    """A day as ISO writes it, with a dash for none."""
    return _ABSENT if stamp is None or pd.isna(stamp) else f"<time>{stamp:%Y-%m-%d}</time>"


def speak() -> None:
    """In the reader's language, for as long as this run takes: of a page, or of a part that runs again by itself."""
    accepted = st.context.headers.get("Accept-Language") or st.context.locale or ""
    language.use(language.wanted(st.query_params.get(PARAMETER), st.context.cookies.get(COOKIE), accepted=accepted))


def dress(name: str) -> None:
    """What every page begins with: its style, the name of the site, and the same page in every other language."""
    st.html(_STYLE)
    asked = {key: value for key, value in st.query_params.items() if key != PARAMETER}
    st.html(f'<p class="site">{inside(name, "./")}{markup.languages(asked)}</p>')


def notice(text: str) -> None:
    """A line that must be seen."""
    st.html(markup.notice(text))


def not_there(note: Note) -> None:
    """What the address asks for and does not get, with ways to what may have been meant."""
    st.html(markup.not_there(note.sentence, note.meant))


def headline(answer: str, certainty: str, colors: tuple[str, str]) -> None:
    """The answer, with the colors of the nations it names."""
    sure = f'<p class="certainty">{plain(certainty)}</p>' if certainty else ""
    bar = f'<div class="bar" style="background:linear-gradient(90deg,{colors[0]} 50%,{colors[1]} 50%)"></div>'
    st.html(f'{bar}<h1 class="answer">{plain(answer)}</h1>{sure}')


def since(text: str) -> str:
    """The line under the answer that says since when."""
    return f'<p class="since">{plain(text)}</p>'


def said(text: str) -> None:
    """A line that goes on from the answer."""
    st.html(since(text))


def title(title: str, said: str) -> None:
    """The head of a page that is not an answer."""
    st.html(f'<h1 class="title">{plain(title)}</h1><p class="said">{plain(said)}</p>')


def line(text: str, linked: str, target: str) -> None:
    """A quiet line that ends in a link within the app."""
    st.html(f'<p class="quiet">{plain(text)} {inside(linked, target)}</p>')


def inside(text: str, target: str) -> str:
    """A link within the app."""
    return f'<a href="{html.escape(target)}" target="_self">{plain(text)}</a>'


def why(row_id: str) -> str:
    """A quiet link to what a row rests on."""
    target = urlencode({"id": row_id})
    return f"<small>{inside(_('why'), f'why?{target}')}</small>"


def entry(kind: str, name: str, id: str) -> str:
    """A registered model or organization, linked to its page."""
    return inside(name, f"{kind}?{urlencode({kind: id})}")


def number(value: float, decimals: int) -> str:
    """A figure in a table, with a dash for none."""
    return _ABSENT if pd.isna(value) else figure(value, f".{decimals}f").replace("-", "−")


def interval(shown: str, spread: str, at: float, low: float, high: float) -> str:
    """A score with its interval, in figures and as a whisker; places are fractions of the scale."""
    left, width = f"{100 * low:.1f}%", f"{100 * (high - low):.1f}%"
    return (
        f'<span class="figure"><b>{plain(shown)}</b> <small>{plain(spread)}</small></span>'
        f'<span class="scale"><i style="left:{left};width:{width}"></i><b style="left:{100 * at:.1f}%"></b></span>'
    )


def heading(title: str, said: str = "") -> None:
    """A section's title and a line under it."""
    below = f'<p class="said">{plain(said)}</p>' if said else ""
    st.html(f'<h2 class="section">{plain(title)}</h2>{below}')


def cards(bodies: Sequence[str]) -> None:
    """Short answers (HTML) side by side, as many as there is room for."""
    st.html(f'<div class="cards">{"".join(f"<section>{body}</section>" for body in bodies)}</div>')


def details(summary: str, paragraphs: Sequence[str]) -> None:
    """Words that open on demand."""
    told = "".join(f"<p>{plain(paragraph)}</p>" for paragraph in paragraphs)
    st.html(f'<details class="more"><summary>{plain(summary)}</summary>{told}</details>')


def caption(text: str) -> None:
    """What a chart shows, in words."""
    st.html(f'<p class="caption">{plain(text)}</p>')


def instruction(text: str) -> None:
    """What to type or to write, in words of our own; what stands between backticks is code."""
    st.html(f'<p class="caption">{markup.coded(text)}</p>')


def linked(text: str) -> str:
    """A text in which each address of the web is a link, under the name of its host."""
    parts = re.split(r"(https?://[^\s;,)]+)", text)
    return "".join(link(urlsplit(part).netloc, part) if at % 2 else plain(part) for at, part in enumerate(parts))


def link(text: str, url: str) -> str:
    """A link to another site; text alone where the address is not one of the web."""
    if not url.startswith(("https://", "http://")):
        return plain(text)
    return f'<a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">{plain(text)}</a>'


def origin(source: Source) -> None:
    """Whose data is shown, and on what terms: stands under everything that is shown of a source."""
    named, terms = link(credit.named(source.attribution), source.homepage), link(_("terms"), source.license_url)
    st.html(f'<p class="origin">{_("Data: {source} · {terms}", source=named, terms=terms)}</p>')


def origins(sources: Iterable[Source | Reference]) -> None:
    """`origin` for many sources, or lists, at once, each named once."""
    named = [
        f"{link(credit.named(source.attribution), source.homepage)} ({link(_('terms'), source.license_url)})"
        for source in {source.id: source for source in sources}.values()
    ]
    st.html(f'<p class="origin">{_("Data: {sources}", sources=joined(named, "; "))}</p>')


def nation(code: object, names: Mapping[str, str], otherwise: str = "") -> str:
    """A country with its dot of color; of joint origin, each."""
    if not isinstance(code, str) or not code:
        return absent(otherwise or _("unknown"))
    return "<br>".join(
        f'<span class="nation"><i style="background:{charts.color(one)}"></i>{plain(names.get(one, one))}</span>'
        for one in code.split(";")
    )


def chart(figure: charts.Figure, told: str, file_name: str = "", title: str = "") -> None:
    """A chart that keeps still under a finger, and a picture of it to publish.

    told: what it shows, in words. file_name: of the picture; "" where another way to one is offered. title: of a figure
    that has none itself.
    """
    st.plotly_chart(figure, config={"displayModeBar": False}, alt=told)
    if file_name:
        _picture(figure, told, file_name, title)


@st.fragment
def _picture(figure: charts.Figure, told: str, file_name: str, title: str) -> None:
    """The chart in every size and form."""
    speak()
    with st.popover(_(_PICTURE), icon=":material/image:", type="tertiary"):
        size = st.selectbox(
            _("Size"), OFFERED["size"], format_func=lambda name: _(_SIZES[name]), key=f"{file_name} size"
        )
        scheme = st.selectbox(
            _("Ground"), OFFERED["scheme"], format_func=lambda name: _(_SCHEMES[name]), key=f"{file_name} ground"
        )
        where = (st.context.url or "").partition("://")[2]
        asked = urlencode(st.query_params.to_dict())
        imprint = Imprint("", "", NAME, f"{where}?{asked}" if asked else where)

        def svg() -> str:
            drawn = figure.to_plotly_json()
            return figure_picture(drawn, title, told, size=SIZES[size], imprint=imprint, scheme=cast(Scheme, scheme))

        forms = [("svg", "image/svg+xml", lambda: svg().encode()), ("png", "image/png", lambda: png(svg()))]
        pixels = written_out(told)
        for form, mime, made in forms if pixels else forms[:1]:
            st.download_button(
                form.upper(),
                data=made,
                file_name=f"{file_name}_{size}_{scheme}.{form}",
                mime=mime,
                key=f"{file_name} {form}",
                on_click="ignore",
                type="tertiary",
                icon=":material/download:",
            )
        if not pixels:
            st.caption(_("No PNG: the server has no font with these letters. The SVG is shown in the reader's own."))


def pictures(question: Question, today: pd.Timestamp) -> None:
    """Ways to a board's picture to publish, in every size and form."""
    parameters = address.written(question, today)
    board = parameters.pop("board", question.board)
    with st.popover(_(_PICTURE), icon=":material/image:", type="tertiary"):
        for scheme in OFFERED["scheme"]:
            links = []
            for size in OFFERED["size"]:
                asked = urlencode(parameters | {"size": size, "scheme": scheme})
                forms = (inside(form.upper(), f"picture/{board}.{form}?{asked}") for form in ("svg", "png"))
                links.append(_("{size}: {links}", size=_(_SIZES[size]), links=" ".join(forms)))
            st.html(f'<p class="quiet">{_(_GROUNDS[scheme], links=joined(links))}</p>')


def table(columns: Mapping[str, Sequence[str]], *, numbers: Sequence[str] = (), label: str) -> None:
    """A table of cells that are HTML already; see publish.markup.table."""
    st.html(markup.table(columns, numbers=numbers, label=label))


def download(
    label: str, file_name: str, frame: Callable[[], pd.DataFrame], sources: Iterable[Source | Reference] = ()
) -> None:
    """A CSV that a spreadsheet opens safely, made when it is asked for.

    Its last column says whom to name for each row: the source of its board, or of a statistic these sources.
    """
    named = "; ".join(dict.fromkeys(source.attribution for source in sources))

    def written() -> bytes:
        table = frame()
        if "board_id" in table:
            table = table.assign(attribution=[boards.board(name).source.attribution for name in table["board_id"]])
        elif named:
            table = table.assign(attribution=named)
        return exports.to_spreadsheet_csv(table).encode()

    st.download_button(
        label,
        data=written,
        file_name=file_name,
        mime="text/csv",
        key=file_name,
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )
