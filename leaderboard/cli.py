"""The command line: thin over the public API. Data on standard output, messages on standard error.

A verb loads what only it needs when it is called: half of the time of a quick one would else go into imports.

Exit codes: 0 well (an empty result is a header), 1 done in part, 2 wrong usage or nothing done.
"""

import errno
import importlib
import io
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pandas as pd

import leaderboard
from leaderboard.publish import exports
from leaderboard.records import clock
from leaderboard.records.files import write_text
from leaderboard.records.paths import BUNDLED, begun, place
from leaderboard.records.paths import data_dir as data_folder
from leaderboard.registry import boards, tables

if TYPE_CHECKING:
    from leaderboard.intake import refresh
    from leaderboard.questions.as_text import Question

_Formats = Mapping[str, Callable[[pd.DataFrame], str]]
_FORMATS: _Formats = {"table": exports.to_text, "csv": exports.to_csv, "json": exports.to_json}
_PARTLY, _NOTHING = 1, 2
#: Outcomes of a refresh, and states of a source, after which a person should look.
_TROUBLE = ("failed", "in part", "quarantined")
_DOUBTFUL = ("late", "failing", "in part", "quarantined")


def _atom(ledger: pd.DataFrame) -> str:
    from leaderboard.publish import feeds

    return feeds.atom(ledger)


class _Verbs(click.Group):
    """Verbs in the order in which they are written, and one line for what a person can mend."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (ValueError, BlockingIOError) as error:  # another refresh is BlockingIOError: refresh.Busy
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever read this has seen enough: click ends in silence
            raise click.ClickException(_of_the_machine(error)) from error
        except click.UsageError as error:
            if error.ctx is None or isinstance(error, click.exceptions.NoArgsIsHelpError):
                raise
            wrong = f"{error.format_message()} `{error.ctx.command_path} --help` lists what there is."
            raise click.ClickException(wrong) from error


click.ClickException.exit_code = _NOTHING


def _of_the_machine(error: OSError) -> str:
    """A full or read-only disk, a folder of somebody else: what and where."""
    told = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
    advice = {
        errno.ENOSPC: "make room",
        errno.EDQUOT: "make room",
        errno.EROFS: "choose a folder that may be written with --data-dir",
        errno.EACCES: "choose a folder that may be used with --data-dir, or run this as its owner",
        errno.EPERM: "choose a folder that may be used with --data-dir, or run this as its owner",
    }.get(error.errno or 0)
    return f"{told}: {advice}, then try again; what was stored before stands" if advice else told


class _Told(logging.Handler):
    """What a person should know beside the answer, a line each."""

    def emit(self, record: logging.LogRecord) -> None:
        click.echo(self.format(record), err=True)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="open-model-leaderboard")
def main() -> None:
    """Which nation's developers host the top open-weight AI models, since when, and how sure is that."""
    log = logging.getLogger("leaderboard")
    log.handlers = [_Told(logging.WARNING)]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal of few letters gets its table all the same


def _on_a_terminal() -> bool:
    return sys.stdout.isatty()


def _data_dir(verb: Callable[..., Any]) -> Callable[..., Any]:
    said = (
        "Where the data lives: a folder, or an address such as s3://bucket/place [default: ./data, or where there is "
        "none, to be read only, the scores that the installed package carries]"
    )
    return click.option("--data-dir", metavar="FOLDER|ADDRESS", help=said)(verb)


def _reading(verb: Callable[..., pd.DataFrame], formats: _Formats = _FORMATS) -> Callable[..., None]:
    """A verb that prints a table, and on standard error what its reader should be told."""

    @_data_dir
    @click.option(
        "--format", "form", type=click.Choice(list(formats)), help="[default: table on a terminal, csv elsewhere]"
    )
    @wraps(verb)
    def printed(form: str | None, **options: Any) -> None:
        form = form or ("table" if _on_a_terminal() else "csv")
        table = verb(**options)
        for note in table.attrs.get("notes", ()):
            click.echo(note, err=True)
        if form == "table" and (columns := exports.too_wide(table)):
            click.echo(f"Cut to fit ({', '.join(columns)}): --format csv has it whole.", err=True)
        text = formats[form](table)
        click.echo(text if form == "table" else text.encode(), nl=False)  # for programs UTF-8, whatever the terminal

    return printed


def _identified(verb: Callable[..., pd.DataFrame], formats: _Formats = _FORMATS) -> Callable[..., None]:
    """A verb that prints a table, and on demand the id of every row, which `why` follows."""

    @click.option("--ids", is_flag=True, help="Add the id of every row, for `leaderboard why`")
    @wraps(verb)
    def asked(ids: bool, **options: Any) -> pd.DataFrame:
        table = verb(**options)
        return _question(options).named(table) if ids else table

    return _reading(asked, formats)


def _intervals(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Whether a score without an interval borrows its model's last one."""
    kinds = click.Choice(["published", "borrowed"])
    said = "Borrowed: a score without one takes its model's last"
    return click.option("--intervals", type=kinds, default="published", show_default=True, help=said)(verb)


def _nation(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """A country, or a side of a gap that names one: a code that means none would answer with an empty table."""
    code = "" if value in (None, "open", "closed") else str(value).partition(":")[0]
    if code and code not in set(tables.load().countries["country"]):
        raise ValueError(f"unknown country {code!r}: expected a code of ISO 3166-1 alpha-3, such as CHN")
    return value


def _question(options: dict[str, Any]) -> "Question":
    """What this command asks, so that it says the same tomorrow: with its day and moment."""
    from leaderboard.questions.as_text import question
    from leaderboard.questions.why import VERBS

    moment = f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"
    chosen = {
        "board_id" if name == "board" else name: value
        for name, value in options.items()
        if value is not None and value is not False
    }
    verb = VERBS[click.get_current_context().info_name or ""]
    return question(verb, {"as_of": moment[:10], "known_at": moment} | chosen)


def _dated(verb: Callable[..., Any]) -> Callable[..., Any]:
    verb = click.option("--as-of", metavar="DATE", help="The last day that counts, inclusive [default: today]")(verb)
    return click.option("--known-at", metavar="TIME", help="What was known then [default: now]")(verb)


def _counting(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Which models count, and for which country."""
    verb = click.option("--lens", type=click.Choice(["developer", "base"]), default="developer", show_default=True)(
        verb
    )
    return click.option("--openness", default="open", show_default=True, metavar="open|all|TIERS")(verb)


def _analytic(
    verb: Callable[..., pd.DataFrame], formats: _Formats = _FORMATS, board: str | None = "arena/text"
) -> Callable[..., None]:
    """A verb that asks one board a question: the options of leaderboard.questions.View."""
    verb = _counting(verb)
    for option in (
        click.option("--benchmark-version", metavar="RELEASE", help="Pin a question set"),
        click.option("--category", help="[default: the board's headline]"),
        click.option("--board", default=board, show_default=board or "the newest of Epoch's fits"),
    ):
        verb = option(verb)
    return _identified(_dated(verb), formats)


@main.command("refresh")
@click.argument("source_ids", metavar="[SOURCE]...", nargs=-1)
@click.option("--backfill", is_flag=True, help="Read all that upstream can still tell of its past")
@click.option("--jobs", type=click.IntRange(1, 16), default=4, show_default=True, help="Sources at the same time")
@click.option("--report", type=click.Path(path_type=Path), help="Write what happened to this file, as JSON")
@_data_dir
def refresh_verb(
    source_ids: tuple[str, ...], backfill: bool, jobs: int, report: Path | None, data_dir: str | None
) -> None:
    """Bring the stored boards, and the references that the registry is checked against, up to date."""
    from leaderboard.intake import refresh

    upstreams = boards.upstreams(source_ids)
    data = place(data_dir)
    if not data.origin and not data.root.exists():
        click.echo(f"{data.root}: {begun(data)}", err=True)
    with _progress() as progress:
        reports = refresh.refresh(upstreams, data, backfill=backfill, jobs=jobs, progress=progress)
    for one in reports:
        for line in one.restored:
            click.echo(line, err=True)
        click.echo(_line(one), err=one.outcome in _TROUBLE)
    if report:
        write_text(report, json.dumps([asdict(one) for one in reports], indent=1, ensure_ascii=False) + "\n")
    failed = [one for one in reports if one.outcome == "failed"]
    if len(failed) == len(reports):
        sys.exit(_NOTHING)
    if any(one.outcome in _TROUBLE for one in reports):
        sys.exit(_PARTLY)


def _line(report: "refresh.SourceReport") -> str:
    if report.outcome == "failed":
        landed = f"{report.observations:,} observations of its past" if report.observations else "nothing"
        return f"{report.message} ({landed} stored, what was there stands)"
    aside = ", ".join(f"{number} {reason}" for reason, number in report.rejects.items())
    what = f"{report.observations:,} new observations" if report.facts is None else f"{report.facts:,} facts"
    line = f"{report.source_id}: {report.outcome}, {what}"
    line += f"; set aside: {aside}" if aside else ""
    line += f"; {len(report.skipped)} old versions that cannot be read, which `status` names" if report.skipped else ""
    line += f"; {len(report.incomplete)} snapshots hold a part of their boards" if report.incomplete else ""
    return line + (f"; kept back: {report.message}" if report.message else "")


@contextmanager
def _progress() -> Iterator["refresh.Progress"]:
    """One line on a terminal that says what each source is at; nothing where there is no terminal."""
    from rich.console import Console
    from rich.status import Status

    from leaderboard.intake import refresh

    console = Console(stderr=True)
    if not console.is_terminal:
        yield refresh.silent
        return
    at: dict[str, str] = {}
    with Status("starting", console=console) as line:

        def show(source_id: str, doing: str) -> None:
            at[source_id] = doing
            line.update("  ".join(f"{name}: {what[-60:]}" for name, what in at.items()))

        yield show


@main.command()
@_reading
def status(data_dir: str | None) -> pd.DataFrame:
    """Freshness of every source; exits 1 if one is late, failing, there in part or quarantined."""
    from leaderboard.intake import health

    data = data_folder(data_dir)
    table = health.status(data)
    for line in health.troubles(data):
        click.echo(line, err=True)
    if table["state"].isin(_DOUBTFUL).any():
        click.get_current_context().call_on_close(lambda: sys.exit(_PARTLY))
    return table


@main.group("quarantine")
def quarantine_verbs() -> None:
    """Snapshots that are implausible beside their own past: kept out until a person has looked."""


@quarantine_verbs.command("list")
@_reading
def quarantine_list(data_dir: str | None) -> pd.DataFrame:
    """Every snapshot that is kept out, and why."""
    from leaderboard.intake import quarantine

    return quarantine.listed(data_folder(data_dir))


@quarantine_verbs.command("show")
@click.argument("chosen", metavar="ID")
@_reading
def quarantine_show(chosen: str, data_dir: str | None) -> pd.DataFrame:
    """One of them beside the last snapshot that is stored."""
    from leaderboard.intake import quarantine

    return quarantine.shown(data_folder(data_dir), chosen)


def _releasing(verb: str, done: str) -> Callable[..., None]:
    """A verb of leaderboard.intake.quarantine that takes snapshots out of it."""

    @click.argument("chosen", metavar="ID|BOARD|SOURCE...", nargs=-1, required=True)
    @_data_dir
    def released(chosen: tuple[str, ...], data_dir: str | None) -> None:
        from leaderboard.intake import quarantine, refresh

        release = {"accept": quarantine.accept, "drop": quarantine.drop}[verb]
        data = data_folder(data_dir)
        with refresh.alone(data) as held:
            names = release(held, chosen)
        for name in names:
            click.echo(f"{name}: {done}")

    return released


quarantine_verbs.command("accept", help="Store them: they are true.")(_releasing("accept", "stored"))
quarantine_verbs.command("drop", help="Forget them, for good: they are false.")(_releasing("drop", "dropped"))


@main.command("check-source")
@click.argument("module", metavar="MODULE[:NAME]")
@click.option("--history", is_flag=True, help="Check all of its past, instead of what is newest")
def check_source(module: str, history: bool) -> None:
    """Run the contract on the source that a module brings as SOURCE (or NAME), against its true addresses."""
    from fetchers import FetchError, hosts_of, http_get
    from leaderboard.intake import archive, contract

    path, _, name = module.partition(":")
    sys.path.insert(0, "")  # a module of the folder that one stands in
    try:
        source = getattr(importlib.import_module(path), name or "SOURCE")
    except (ImportError, AttributeError) as error:
        raise ValueError(f"{module}: expected a module with a SOURCE, found {error}") from error
    with tempfile.TemporaryDirectory() as folder:
        fetch = partial(http_get, hosts=hosts_of(source))
        get = archive.Recorder(archive.Archive(Path(folder)), {}, fetch, redact=source.redact)
        try:
            problems = contract.problems(source, get, history=history)
        except FetchError as error:
            problems = [str(error)]
    for problem in problems:
        click.echo(f"{source.id}: {problem.removeprefix(f'{source.id}: ')}", err=True)
    if problems:
        sys.exit(_PARTLY)
    click.echo(f"{source.id}: keeps the contract; {len(source.boards)} board{'s' * (len(source.boards) > 1)}")


@main.command("boards")
@_reading
def boards_verb(data_dir: str | None) -> pd.DataFrame:
    """Every board that is stored, with its span."""
    from leaderboard.intake import health

    data = data_folder(data_dir)
    table = health.board_list(data)
    if data.root == BUNDLED:
        said = "The scores that the package carries, only read: `leaderboard refresh` begins ./data with a copy."
        table.attrs["notes"] = (said,)
    return table


@main.command()
@click.argument("names", metavar="FILE|-", type=click.File(encoding="utf-8"))
@_reading
def resolve(names: Any, data_dir: str | None) -> pd.DataFrame:  # noqa: ARG001 (every reading verb takes it)
    """Attribute the names of a CSV: source,model_name[,organization_name][,license_name][,date]."""
    table = pd.read_csv(names, dtype="str", keep_default_na=False)
    if missing := [name for name in ("source", "model_name") if name not in table.columns]:
        raise ValueError(f"{names.name}: expected columns source,model_name, missing {','.join(missing)}")
    return leaderboard.resolve(table)


@main.command()
@click.option("--source", metavar="SOURCE", help="Only this one")
@_reading
def unresolved(source: str | None, data_dir: str | None) -> pd.DataFrame:
    """Spellings that the registry does not know, as alias rows to check and paste."""
    from leaderboard.intake import health

    return health.unresolved(data_folder(data_dir), boards.sources([source])[0].id if source else None)


@main.command("registry")
@click.option("--filled", is_flag=True, help="Instead, the share of each fact that is filled in, among which models")
@_reading
def registry_verb(filled: bool, data_dir: str | None) -> pd.DataFrame:
    """Every registered model: developer, country, base, openness by date, terms, sizes, evidence."""
    if not filled:
        return leaderboard.registry_table()
    from leaderboard.registry import completeness

    return completeness.shares(data_folder(data_dir), tables.load())


@main.command("audit")
@click.option("--all", "settled_too", is_flag=True, help="Also what was settled, with the verdict")
@_reading
def audit_verb(settled_too: bool, data_dir: str | None) -> pd.DataFrame:
    """Where public facts disagree with the registry; exits 1 if a disagreement is unsettled."""
    from leaderboard.registry import audit

    table = audit.audit(data_folder(data_dir), tables.load())
    if not table["settled"].all():
        click.get_current_context().call_on_close(lambda: sys.exit(_PARTLY))
    return table if settled_too else table[~table["settled"]]


@main.command()
@click.option("-n", type=click.IntRange(min=1), default=10, show_default=True, help="How many models")
@click.option("--country", metavar="XXX", callback=_nation, help="Only models of this country")
@click.option("--one-per-organization", is_flag=True)
@click.option("--ranks", is_flag=True, help="Columns more: the board's rank, and the ranks that intervals leave open")
@_analytic
def top(board: str, **options: Any) -> pd.DataFrame:
    """The best models of a board on a date."""
    return leaderboard.top(board, **options)


@main.command()
@click.option("--dates", type=click.Choice(["published", "released"]), default="published", show_default=True)
@_intervals
@_analytic
def frontier(board: str, **options: Any) -> pd.DataFrame:
    """Each nation's best model over time."""
    return leaderboard.frontier(board, **options)


@main.command()
@_intervals
@partial(_analytic, formats={**_FORMATS, "atom": _atom})
def leads(board: str, **options: Any) -> pd.DataFrame:
    """The ledger of lead changes."""
    return leaderboard.leads(board, **options)


@main.command()
@click.argument("a", callback=_nation)
@click.argument("b", callback=_nation)
@click.option("--history", "every_date", is_flag=True, help="Every snapshot instead of the newest")
@click.option("--dates", type=click.Choice(["published", "released"]), default="published", show_default=True)
@click.option("--intervals", is_flag=True, help="Columns more: 95 % intervals of points, lag and waiting")
@_analytic
def gap(a: str, b: str, board: str, **options: Any) -> pd.DataFrame:
    """How far A is ahead of B: CHN, CHN:open, CHN:closed, open or closed."""
    return leaderboard.gap(board, a, b, **options)


@main.command("epoch-lags")
@click.argument("a", callback=_nation)
@click.argument("b", callback=_nation)
@click.option("--released-by", metavar="DATE", help="Only models released by that day, by the scores of the whole fit")
@partial(_analytic, board=None)
def epoch_lags(a: str, b: str, board: str | None, **options: Any) -> pd.DataFrame:
    """How far B is behind A by Epoch AI's own rules, by release date."""
    return leaderboard.epoch_lags(a, b, board, **options)


@main.command()
@click.option("--top", type=click.IntRange(min=1), default=10, show_default=True, help="Among how many models")
@click.option("--whole", is_flag=True, help="Count a joint model wholly for each of its nations")
@click.option("--history", "every_date", is_flag=True, help="Every snapshot instead of the newest")
@_analytic
def share(board: str, **options: Any) -> pd.DataFrame:
    """Which part of the top models is each nation's."""
    return leaderboard.share(board, **options)


@main.command("domains")
@_identified
@_dated
@_counting
def domains_verb(**options: Any) -> pd.DataFrame:
    """Who leads in each domain, on its headline board; and in how many with certainty."""
    return leaderboard.domains(**options)


@main.command()
@click.option("--history", "every_date", is_flag=True, help="The nations' records by release date, in one fit")
@click.option("--sensitivity", is_flag=True, help="What is said without some of the boards")
@click.option("--min-boards", type=click.IntRange(min=2), default=3, show_default=True, help="A listed model's")
@click.option("--min-domains", type=click.IntRange(min=1), default=2, show_default=True, help="A listed model's")
@click.option(
    "--scores", metavar="FILE", type=click.File(encoding="utf-8"), help="Fit this CSV: model,benchmark,performance"
)
@click.option("--anchor", help="The benchmark of FILE that gives unit and origin")
@_identified
@_dated
@_counting
def index(scores: Any, anchor: str | None, **options: Any) -> pd.DataFrame:
    """One ability per model over all boards that compare."""
    if scores is None:
        if options["every_date"]:
            click.echo(
                "One fit of the newest snapshots, read by release date: not what the boards showed then.", err=True
            )
        return leaderboard.index(**options)
    if anchor is None:
        raise click.UsageError("--scores needs --anchor, the benchmark that gives unit and origin")
    return leaderboard.abilities(pd.read_csv(scores), anchor)


@main.command()
@click.option("--board", default="arena/text", show_default=True)
@click.option("--category", help="[default: the board's headline]")
@click.option("--cells", is_flag=True, help="Every combination of choices, instead of what each choice does")
@_identified
@_dated
def robustness(board: str, **options: Any) -> pd.DataFrame:
    """Does the headline survive other defensible choices?"""
    from leaderboard.questions import across_boards

    return across_boards.robustness_table(board, **options)


@main.command("claims")
@_identified
@_dated
def claims_verb(**options: Any) -> pd.DataFrame:
    """What others published, recomputed: whether, when and by whose rule it holds, or that it cannot be checked."""
    return leaderboard.claims(**options)


@main.command("why")
@click.argument("row_id", metavar="ID")
@_reading
def why_verb(row_id: str, data_dir: str | None) -> pd.DataFrame:
    """Follow a number to its evidence: the ID of a row of a table, which --ids adds."""
    return leaderboard.why(row_id, data_dir)


@main.command()
@click.option("--port", type=int, envvar="PORT", default=8501, show_default=True)
@_data_dir
def app(port: int, data_dir: str | None) -> None:
    """Open the app on this machine."""
    from leaderboard.app import run

    run(port, data_folder(data_dir))
