"""Documents: the head that search engines and previews read, and the page around what is said."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from leaderboard.publish import language
from leaderboard.publish.language import _
from leaderboard.publish.markup import languages, plain
from leaderboard.publish.pages import NAME, PAGES, Page

#: The style of all that the app has not drawn yet.
_STYLE = Path(__file__).with_name("front.css")
#: The address of the script that takes the first page away once the app has drawn as much.
SCRIPT = Path(__file__).with_name("front.js")
_FORM = re.compile(r"<form .*?</form>", re.DOTALL)
#: A link within the server, with the paragraph around it.
_LINK = re.compile(r'(<p[^>]*>)?<a href="(\./[^"]*)"([^>]*)>(.*?)</a>(</p>)?', re.DOTALL)


@dataclass(frozen=True)
class Head:
    """What stands in the head of a page. address, card: of the page and of its preview, absolute.

    They are relative where nobody knows where the page will stand, which previews cannot follow.
    told: the answer in a sentence or two. card_told: what the preview shows, in words; "" where there is no card.
    """

    title: str
    told: str
    address: str
    card: str = ""
    card_told: str = ""

    def html(self) -> str:
        """The title, the description, and what previews of a link show."""
        named = {"description": self.told, "twitter:card": "summary_large_image" if self.card else "summary"}
        graph = {
            "og:type": "website",
            "og:site_name": _(NAME),
            "og:locale": language.tag(language.current()).replace("-", "_"),
            "og:title": self.title,
            "og:description": self.told,
        }
        if "://" in self.address:
            graph["og:url"] = self.address
        if self.card:
            graph |= {"og:image": self.card, "og:image:width": "1200", "og:image:height": "630"}
            graph |= {"og:image:alt": self.card_told}
        tags = [f'<meta name="{name}" content="{plain(said)}">' for name, said in named.items()]
        tags += [f'<meta property="{name}" content="{plain(said)}">' for name, said in graph.items()]
        title = self.title if self.title == _(NAME) else f"{self.title} · {_(NAME)}"
        return f"<title>{plain(title)}</title>{''.join(tags)}{self._alternates()}"

    def _alternates(self) -> str:
        """The address in this language, which is the canonical one, and in every other that is offered."""
        here, spoken = self.address, language.current()
        canonical = here if spoken == language.ENGLISH else language.addressed(here, spoken)
        links = [f'<link rel="canonical" href="{plain(canonical)}">']
        if "://" in here and len(language.offered()) > 1:
            each = {language.tag(name): language.addressed(here, name) for name in language.offered()}
            links += [
                f'<link rel="alternate" hreflang="{name}" href="{plain(address)}">'
                for name, address in {**each, "x-default": here}.items()
            ]
        return "".join(links)


@dataclass(frozen=True)
class Shell:
    """The page that starts the app, cut into what a head and a first page go between.

    Each part is HTML. assets: the app's scripts and styles. charting: links to those that it asks for only once it has
    something to draw. style: that of the app's own pages.
    """

    before_title: str
    assets: str
    until_root: str
    after_root: str
    charting: str
    style: str

    @classmethod
    def of(cls, page: str, style: str, charting: Sequence[str] = ()) -> "Shell":
        """Cut Streamlit's page up. charting: addresses of scripts. Raises ValueError where it is not as we know it.

        Its inline script goes (it tells prerendering services when to look, and ours needs none), so that a policy
        can forbid inline scripts; so does what it says to those without scripts, who get the whole page instead.
        """
        page, scripts = re.subn(r"<script>\s*window\.prerenderReady = false\s*</script>", "", page)
        page, notes = re.subn(r"<noscript>.*?</noscript>", "", page, flags=re.DOTALL)
        page = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
        parts = re.fullmatch(r"(.*)<title>Streamlit</title>(.*)</head>(.*<div id=\"root\"></div>)(.*)", page, re.DOTALL)
        if parts is None or scripts != 1 or notes != 1 or "<script>" in page:
            raise ValueError("expected Streamlit's index.html as of version 1.67: it has changed, and so must Shell.of")
        before_title, assets, until_root, after_root = (re.sub(r"\s*\n\s*", "\n", part) for part in parts.groups())
        ahead = "".join(f'<link rel="modulepreload" crossorigin href="{plain(script)}">' for script in charting)
        return cls(before_title.strip(), assets, f"</head>{until_root}", after_root, ahead, style)


def document(shell: Shell, head: Head, page: Page, body: str, asked: Mapping[str, str]) -> bytes:
    """The page of the app, with what it is going to say in it already. body: HTML. asked: its parameters.

    The app's scripts and styles lie in a template, from which front.js takes them after the first paint: nothing of
    them stands before it, and who has no scripts loads none. Those that draw charts are asked for with the others, and
    not only when the first chart has been computed.
    """
    style = f"<style>{shell.style}{_STYLE.read_text(encoding='utf-8')}</style>"
    script = '<script src="./front.js" defer></script>'  # ahead of Streamlit's, which reads what it sets
    ahead = shell.charting if page.charts else ""
    before = shell.before_title.replace('<html lang="en">', f'<html lang="{language.tag(language.current())}">')
    opened = f"{before}{script}{head.html()}{style}{shell.until_root}"
    app = f'<template id="app">{shell.assets}{ahead}</template>'
    return f"{opened}{_first(page, PAGES, _site(asked) + body, asked)}{app}{shell.after_root}".encode()


def of_a_site(style: str, head: Head, page: Page, pages: Sequence[Page], body: str) -> str:
    """A page that stands as a file, without an app. pages: that the site has. style: that of the app's pages."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"{head.html()}<style>{style}{_STYLE.read_text(encoding='utf-8')}</style></head><body>"
        f"{_first(page, pages, _site() + body, {})}</body></html>"
    )


def relinked(html: str, lead: Callable[[str], str | None]) -> str:
    """A page of the server for a place where only files are: its links lead elsewhere, its forms go.

    lead: from an address as it stands in a link, such as ./boards, to where it leads now; None is nowhere: the link
    becomes its text, and a paragraph that was nothing but the link goes.
    """

    def led(found: re.Match[str]) -> str:
        opened, address, more, said, closed = found.groups(default="")
        target = lead(unescape(address))
        if target is None:
            return "" if opened and closed else f"{opened}{said}{closed}"
        return f'{opened}<a href="{plain(target)}"{more}>{said}</a>{closed}'

    return _LINK.sub(led, _FORM.sub("", html))


def missing(title: str, line: str) -> bytes:
    """The page for an address at which nothing is answered: why, and where there is something."""
    listed = "".join(
        f'<li><a href="{plain(page.path)}">{plain(_(page.title))}</a>: {plain(_(page.said))}</li>'
        for page in PAGES
        if page.listed
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{plain(title)} · {plain(_(NAME))}</title><style>"
        "html{color-scheme:light dark;font:1rem/1.6 system-ui,sans-serif}"
        "body{max-width:44em;margin:3rem auto;padding:0 1rem;overflow-wrap:anywhere}"
        f'</style></head><body><p><a href="/">{plain(_(NAME))}</a></p><h1>{plain(title)}</h1><p>{plain(line)}</p>'
        f"<ul>{listed}</ul></body></html>"
    ).encode()


def embedded(head: Head, pictures: str) -> bytes:
    """A picture for an iframe, in the sizes that it may have; a click leads to the page. pictures: SVG."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"{head.html()}<style>"
        "html{color-scheme:light dark}body{margin:0}a{display:block}svg{display:block;width:100%;height:auto}"
        "a>svg+svg{display:none}@media(max-width:560px){a>svg{display:none}a>svg+svg{display:block}}"
        f'</style></head><body><a href="{plain(head.address)}" target="_top">{pictures}</a></body></html>'
    ).encode()


def _site(asked: Mapping[str, str] | None = None) -> str:
    """The name of the site, and the same page in every other language. asked: its parameters; none has no other."""
    others = "" if asked is None else languages(asked)
    return f'<p class="site"><a href="./">{plain(_(NAME))}</a>{others}</p>'


def _first(page: Page, pages: Sequence[Page], body: str, asked: Mapping[str, str]) -> str:
    main = f'<main class="stMainBlockContainer">{body}</main>'
    return f'<div id="first" class="stApp stHtml">{_menu(page, pages, asked)}{main}</div>'


def _menu(page: Page, pages: Sequence[Page], asked: Mapping[str, str]) -> str:
    """The pages that are listed, where the app has its menu. asked: the parameters of this page."""
    links = "".join(
        f'<a href="{plain(other.at(page.kept(asked)))}"{" aria-current=page" if other == page else ""}>'
        f"{plain(_(other.title))}</a>"
        for other in pages
        if other.listed
    )
    return f'<nav aria-label="{plain(_("Pages"))}">{links}</nav>'
