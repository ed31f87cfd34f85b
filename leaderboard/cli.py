"""The command line: thin over the public API. Data on standard output, messages on standard error.

A verb loads what only it needs when it is called: half of the time of a quick one would else go into imports.

Exit codes: 0 well (an empty result is a header), 1 done in part, 2 wrong usage or nothing done.
"""

import errno
import gc
import importlib
import io
import json
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pandas as pd

from leaderboard.publish import exports
from leaderboard.questions import catalogue
from leaderboard.questions.catalogue import Parameter, Verb
from leaderboard.records import left_out
from leaderboard.records.files import write_text
from leaderboard.records.paths import begun, place
from leaderboard.records.paths import data_dir as data_folder
from leaderboard.registry import boards

if TYPE_CHECKING:
    from leaderboard.intake import refresh

# What has been loaded stays until the end: to look through it for garbage, last of all when the process ends, would
# take a fifth of a quick verb.
gc.freeze()

_Formats = Mapping[str, Callable[[pd.DataFrame], str]]
_FORMATS: _Formats = {"table": exports.to_text, "csv": exports.to_csv, "json": exports.to_json}
_PARTLY, _NOTHING = 1, 2
#: Outcomes of a refresh, and states of a source, after which a person should look.
_TROUBLE = ("failed", "in part", "quarantined")
_DOUBTFUL = ("late", "failing", "in part", "quarantined")


def _atom(ledger: pd.DataFrame) -> str:
    from leaderboard.publish import feeds

    return feeds.atom(ledger)


#: What two verbs tell by the code with which they exit.
_EXITS = {
    "status": " Exits 1 if one is late, failing, there in part or quarantined.",
    "audit": " Exits 1 if a disagreement is unsettled.",
}
#: Formats that only one verb has.
_MORE_FORMATS: Mapping[str, _Formats] = {"leads": {"atom": _atom}}


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
            _let_go_of_output()
            raise click.ClickException(_of_the_machine(error)) from error
        except click.UsageError as error:
            if error.ctx is None or isinstance(error, click.exceptions.NoArgsIsHelpError):
                raise
            said = error.format_message().rstrip(".")
            wrong = f"{said}. `{error.ctx.command_path} --help` lists what there is."
            raise click.ClickException(wrong) from error


click.ClickException.exit_code = _NOTHING


def _let_go_of_output() -> None:
    """Where the output takes nothing any more, Python is not to try again, and complain, as the process ends."""
    try:
        if sys.stdout is not None:  # None where whoever started this closed it
            sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _of_the_machine(error: OSError) -> str:
    """A full or read-only disk, a folder of somebody else: what and where."""
    told = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
    advice = {
        errno.ENOSPC: "make room",
        errno.EDQUOT: "make room",
        errno.EISDIR: "move the folder away that has the place of a file",
        errno.ENOTDIR: "choose a folder with --data-dir, and none below a file",
        errno.EEXIST: "move away what has the place of a folder, or choose another with --data-dir",
        errno.EROFS: "choose a folder that may be written, for what is stored with --data-dir",
        errno.EACCES: "choose a folder that may be used with --data-dir, or run this as its owner",
        errno.EPERM: "choose a folder that may be used with --data-dir, or run this as its owner",
    }.get(error.errno or 0)
    return f"{told}: {advice}, then try again; what was stored before stands" if advice else told


class _Told(logging.Handler):
    """What a person should know beside the answer, a line each, and each line once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if line not in self._told:
            self._told.add(line)
            click.echo(line, err=True)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="open-model-leaderboard")
def main() -> None:
    """Which nation's developers host the top open-weight AI models, since when, and how sure is that."""
    log = logging.getLogger("leaderboard")
    log.handlers = [_Told()]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal of few letters gets its table all the same


def _on_a_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()  # None where whoever started this closed it


def _data_dir(verb: Callable[..., Any]) -> Callable[..., Any]:
    said = (
        "Where the data lives: a folder, or an address such as s3://bucket/place [default: ./data, or where there is "
        "none, to be read only, the scores that the installed package carries]"
    )
    return click.option("--data-dir", metavar="FOLDER|ADDRESS", help=said)(verb)


def _reading(verb: Callable[..., pd.DataFrame], formats: _Formats = _FORMATS) -> Callable[..., None]:
    """A verb that reads a data directory and prints a table, and on standard error what its reader should be told."""
    return _data_dir(_printing(verb, formats))


def _printing(verb: Callable[..., pd.DataFrame], formats: _Formats = _FORMATS) -> Callable[..., None]:
    """A verb that prints a table."""

    @click.option(
        "--format", "form", type=click.Choice(list(formats)), help="[default: table on a terminal, csv elsewhere]"
    )
    @wraps(verb)
    def printed(form: str | None, **options: Any) -> None:
        form = form or ("table" if _on_a_terminal() else "csv")
        with left_out.heard() as logged:
            table = verb(**options)
        for note in table.attrs.get("notes", ()):
            if note not in logged:
                click.echo(note, err=True)
        if form == "table" and (columns := exports.too_wide(table)):
            click.echo(f"Cut to fit ({', '.join(columns)}): --format csv has it whole.", err=True)
        text = formats[form](table)
        click.echo(text if form == "table" else text.encode(), nl=False)  # for programs UTF-8, whatever the terminal

    return printed


def _parameter(one: Parameter) -> click.Parameter:
    """A parameter of the catalogue as the command line takes it."""
    if not one.option:
        return click.Argument([one.keyword], metavar=one.metavar or one.keyword.upper())
    told: dict[str, Any] = {"help": one.help, "default": one.default, "show_default": one.default not in (None, "", 0)}
    if one.kind == "switch":
        return click.Option([one.option, one.keyword], is_flag=True, help=one.help)
    if one.choices:
        return click.Option([one.option, one.keyword], type=click.Choice(one.choices), **told)
    if one.kind in ("number", "amount"):
        within = click.IntRange if one.kind == "number" else click.FloatRange
        return click.Option([one.option, one.keyword], type=within(one.least, one.most), **told)
    return click.Option([one.option, one.keyword], metavar=one.metavar or None, **told)


def _command(verb: Verb, ask: Callable[..., pd.DataFrame], more: Sequence[click.Parameter]) -> click.Command:
    """A verb of the catalogue as a command. Its own options come before those that others share; more: of neither."""

    def asked(ids: bool = False, **options: Any) -> pd.DataFrame:
        table = ask(**options)
        if not ids:
            return table
        from leaderboard.questions.as_text import asked_now

        return asked_now(verb, options).named(table)

    formats = {**_FORMATS, **_MORE_FORMATS.get(verb.name, {})}
    command = click.command(verb.name, help=verb.title + _EXITS.get(verb.name, ""))(_reading(asked, formats))
    own = [_parameter(one) for one in verb.parameters if one not in catalogue.VIEW]
    shared = [_parameter(one) for one in verb.parameters if one in catalogue.VIEW]
    if verb.key:
        shared.append(click.Option(["--ids"], is_flag=True, help="Add the id of every row, for `leaderboard why`"))
    command.params = [*more, *own, *shared, *command.params]
    return command


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
    from leaderboard.serve import lean

    lean.in_one_place()
    upstreams = boards.upstreams(source_ids)
    data = place(data_dir)
    if not data.origin and not data.root.exists():
        click.echo(f"{data.root}: {begun(data)}", err=True)
    with _ended_in_order(), _progress() as progress:
        reports = refresh.refresh(upstreams, data, backfill=backfill, jobs=jobs, progress=progress)
    for one in reports:
        for line in one.restored:
            click.echo(line, err=True)
        click.echo(_line(one), err=one.outcome in _TROUBLE)
    if report:
        text = json.dumps([asdict(one) for one in reports], indent=1, ensure_ascii=False) + "\n"
        if report.is_symlink() or report.is_char_device() or report.is_fifo():
            report.write_text(text, encoding="utf-8")  # such as /dev/stdout: no file may take its place
        else:
            write_text(report, text)
    failed = [one for one in reports if one.outcome == "failed"]
    if len(failed) == len(reports) and not any(one.observations for one in failed):
        sys.exit(_NOTHING)
    if any(one.outcome in _TROUBLE for one in reports):
        sys.exit(_PARTLY)


def _line(report: "refresh.SourceReport") -> str:
    if report.outcome == "without a key":
        return report.message
    if report.outcome == "failed":
        landed = f"{report.observations:,} observations of its past" if report.observations else "nothing"
        return f"{report.message} ({landed} stored, what was there stands)"
    aside = ", ".join(f"{number} {reason}" for reason, number in report.rejects.items())
    what = f"{report.observations:,} new observations" if report.facts is None else f"{report.facts:,} facts"
    line = f"{report.source_id}: {report.outcome}, {what}"
    line += f"; set aside: {aside}" if aside else ""
    unread, parts = len(report.skipped), len(report.incomplete)
    line += f"; {unread} old version{'s' * (unread > 1)} that cannot be read: see `status`" if unread else ""
    line += (
        f"; of its past before {report.past_from[:10]} nothing is read but by --backfill" if report.past_from else ""
    )
    line += f"; nothing found of {', '.join(report.absent)}" if report.absent else ""
    line += f"; {parts} snapshot{'s' * (parts > 1)} with only a part of a board" if parts else ""
    return line + (f"; kept back: {report.message}" if report.message else "")


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """SIGTERM, by which `docker stop` and systemd ask a process to end, is what Ctrl-C is: no lock is left behind, and
    nothing half done."""
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


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
    from fetchers import SOURCES, FetchError, hosts_of, http_get
    from leaderboard.intake import archive, contract, state

    path, _, name = module.partition(":")
    sys.path.insert(0, "")  # a module of the folder that one stands in
    try:
        source = getattr(importlib.import_module(path), name or "SOURCE")
    except Exception as error:  # code that is being written may fail in any way
        raise ValueError(f"{module}: expected a module with a SOURCE, found {type(error).__name__}: {error}") from error
    if lacking := state.lacks_key(source):
        raise ValueError(lacking)
    if source in SOURCES:
        boards.board(source.boards[0].id)  # which may have no row in boards.csv yet
    with tempfile.TemporaryDirectory() as folder:
        fetch = partial(http_get, hosts=hosts_of(source), pages=source.pages)
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


@contextmanager
def _named(file: Any) -> Iterator[None]:
    """What is wrong with a file is said with its name."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{file.name}: {error}") from error


def _resolve(names: Any, data_dir: str | None) -> pd.DataFrame:
    """`resolve` of a CSV."""
    with _named(names):
        table = _read_csv(names, dtype="str", keep_default_na=False)
        return catalogue.VERBS["resolve"].ask(names=table, data_dir=data_dir)


def _read_csv(file: Any, **dtypes: Any) -> pd.DataFrame:
    """A table that a user gives. Raises ValueError where it is none."""
    try:
        table: pd.DataFrame = pd.read_csv(file, **dtypes)
    except ValueError as error:  # UnicodeDecodeError, and those of pandas, are such
        raise ValueError(f"expected a table as CSV in UTF-8, found {str(error).strip().rstrip('.')}") from error
    return table


def _read_parquet(file: Any) -> pd.DataFrame:
    """The same of a table as Parquet."""
    try:
        return pd.read_parquet(file)
    except (ValueError, OSError) as error:  # as which pyarrow tells of bytes that are none
        found = str(error).rpartition(": ")[2].rstrip(".\n")
        raise ValueError(f"expected a table as Parquet, found none ({found})") from error


def _index(scores: Any, anchor: str | None, **options: Any) -> pd.DataFrame:
    """`index`, or that of a CSV of scores."""
    if scores is None:
        return catalogue.VERBS["index"].ask(**options)
    if anchor is None:
        raise click.UsageError("--scores needs --anchor, the benchmark that gives unit and origin")
    with _named(scores):
        return catalogue.VERBS["abilities"].ask(scores=_read_csv(scores), anchor=anchor)


def _status(**options: Any) -> pd.DataFrame:
    table = catalogue.VERBS["status"].ask(**options)
    return _in_part_where(bool(table["state"].isin(_DOUBTFUL).any()), table)


def _audit(**options: Any) -> pd.DataFrame:
    table = catalogue.VERBS["audit"].ask(**options)
    return _in_part_where(not table["settled"].all(), table)


def _in_part_where(doubtful: bool, table: pd.DataFrame) -> pd.DataFrame:
    """The table; where a person should look, the command ends with 1 after it."""
    if doubtful:
        # Where the table could not be written, that ends it.
        click.get_current_context().call_on_close(lambda: sys.exc_info()[0] is None and sys.exit(_PARTLY))
    return table


#: Verbs to which the command line adds something; it has the others as the catalogue says them.
_ASK: Mapping[str, Callable[..., pd.DataFrame]] = {
    "resolve": _resolve,
    "index": _index,
    "status": _status,
    "audit": _audit,
}
_CSV = click.File(encoding="utf-8")
_MORE: Mapping[str, list[click.Parameter]] = {
    "resolve": [click.Argument(["names"], metavar="FILE|-", type=_CSV)],
    "index": [
        click.Option(["--scores"], metavar="FILE", type=_CSV, help="Fit this CSV: model,benchmark,performance"),
        click.Option(["--anchor"], help="The benchmark of FILE that gives unit and origin"),
    ],
}
for _verb in catalogue.VERBS.values():
    if _verb.name != "abilities":  # which is `index --scores`
        main.add_command(_command(_verb, _ASK.get(_verb.name, _verb.ask), _MORE.get(_verb.name, [])))


@main.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--pack", is_flag=True, help="Also DIR/DATE.zip: with rows and raw responses, for `why` without a network"
)
@click.option("--site", "with_site", is_flag=True, help="Also DIR/site: the pages as files, for any file server")
@click.option("--address", default="", help="Where the site will stand: previews, the sitemap and pictures name it")
@_data_dir
def export_verb(folder: Path, pack: bool, with_site: bool, address: str, data_dir: str | None) -> None:
    """Write every table of today to DIR/DATE, as files with their metadata, and DIR/latest."""
    from leaderboard.publish import export
    from leaderboard.serve import site

    if address and not (with_site and address.startswith(("https://", "http://"))):
        raise click.UsageError(f"--address: expected --site and an address of the web, found {address!r}")

    with _ended_in_order(), export.alone(folder):
        if with_site:  # before minutes of work
            site.check_free(folder / "site")
        written = export.export(folder, data_dir)
        what = f"{len(written.files):,} files, {written.bytes / 1e6:,.1f} MB"
        click.echo(f"{written.folder}: {what}{'' if written.fresh else ', as it was'}")
        if pack:
            packed = export.pack(written.folder, data_dir)
            click.echo(f"{packed.path}: with {packed.kept:,} of the {packed.wanted:,} responses behind its rows")
            if packed.kept < packed.wanted:
                click.echo("The others are not kept on this machine: it says where and when they were had.", err=True)
        if with_site:
            from leaderboard.app import STYLE

            style = STYLE.read_text(encoding="utf-8")
            count = site.write(folder / "site", written.folder, data_dir, address.rstrip("/"), style)
            click.echo(f"{folder / 'site'}: {count:,} files")


@main.command("evaluations")
@click.option("--board", "board_id", default="arena/text", show_default=True, help="The board, as `boards` lists them")
@click.option("--as-of", metavar="DATE", help="The last day that counts, inclusive [default: today]")
@click.option(
    "--aliases",
    type=click.File("rb"),
    help="The coalition's table of aliases (Parquet), for its ids of models that are not on the hub",
)
@_data_dir
def evaluations_verb(board_id: str, as_of: str | None, aliases: Any, data_dir: str | None) -> None:
    """The newest scores of a board as documents of Every Eval Ever's schema, one a line (JSON Lines)."""
    from leaderboard.publish import evaluations

    if aliases is None:
        known = evaluations.ids()
    else:
        with _named(aliases):
            known = evaluations.ids(_read_parquet(aliases))
    models = set()
    for document in evaluations.documents(board_id, known, as_of=as_of, data_dir=data_dir):
        models.add(document["model_info"]["additional_details"].get("model_id", ""))
        click.echo(json.dumps(document, ensure_ascii=False).encode())
    click.echo(known.coverage(models - {""}), err=True)


@main.command("diff")
@click.argument("one", metavar="A", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.argument("other", metavar="B", type=click.Path(path_type=Path, file_okay=False, exists=True))
@_printing
def diff_verb(one: Path, other: Path) -> pd.DataFrame:
    """What export B says otherwise than export A: scores, attributions, sentences."""
    from leaderboard.publish import export

    return export.difference(one, other)


@main.command()
@click.option("--address", default="127.0.0.1", show_default=True, help="0.0.0.0 answers everybody who reaches it")
@click.option("--port", type=int, envvar="PORT", default=8501, show_default=True)
@_data_dir
def app(address: str, port: int, data_dir: str | None) -> None:
    """Open the app on this machine."""
    from leaderboard.app import run

    run(address, port, data_folder(data_dir))


@main.command("mcp")
@_data_dir
def mcp_verb(data_dir: str | None) -> None:
    """Answer agents on standard input and output, by the Model Context Protocol (the extra `mcp`)."""
    try:
        from leaderboard.serve import agents
    except ModuleNotFoundError as error:
        if error.name != "mcp":
            raise
        wanted = "this needs the extra `mcp`: pip install 'open-model-leaderboard[mcp]'"
        raise click.ClickException(wanted) from error
    os.environ["LEADERBOARD_DATA_DIR"] = data_folder(data_dir).named
    agents.run()
