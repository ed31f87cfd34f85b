"""Answers kept in the user's cache folder: what one process has worked out, the next one reads.

An answer is named by the hash of all that it was made of: the question, the day, the stored files, the registry, the
code and the libraries. So none is ever stale, and to delete them costs no more than time. They lie in Arrow's format,
what their readers should be told beside them as JSON: reading one runs no code.
"""

import hashlib
import inspect
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from functools import cache, wraps
from pathlib import Path
from threading import get_ident
from typing import Any, ParamSpec

import numpy as np
import pandas as pd
import pyarrow as pa

import fetchers
from leaderboard.questions.catalogue import VIEW, by_keyword, checked
from leaderboard.records import clock, edition
from leaderboard.records.files import cache_folder, write_bytes
from leaderboard.records.left_out import noting
from leaderboard.records.paths import data_dir
from leaderboard.records.spoken import Form, Listed, Spoken
from leaderboard.registry import boards, tables
from leaderboard.registry.countries import Nations

#: All answers together take no more bytes than this; what nobody asked for longest goes first.
MAX_BYTES = 64 * 2**20
_TOLD = b"told"
#: Before an answer stands the hash of it.
_hash = hashlib.sha256
_SEAL = _hash().digest_size
_KINDS: Mapping[str, type] = {kind.__name__: kind for kind in (Form, Listed, Nations)}
_log = logging.getLogger(__name__)

Asked = ParamSpec("Asked")


def kept(question: Callable[Asked, pd.DataFrame]) -> Callable[Asked, pd.DataFrame]:
    """Work out once, then read: for questions whose arguments are texts, numbers, switches and days.

    What a verb's parameters do not mean at an address, its function does not take either: ValueError.

    Not where a warning was logged meanwhile, which the next to ask should see as well; nor where data changed
    meanwhile, or a source of another package has a part in it, whose code has no name here.
    """
    parameters = inspect.signature(question)
    usual = {one.keyword: one.default for one in VIEW}
    usual |= {one.name: one.default for one in parameters.parameters.values()}
    question = noting(question)

    @checked
    @wraps(question)
    def answered(*asked: Asked.args, **chosen: Asked.kwargs) -> pd.DataFrame:
        arguments = by_keyword(parameters.bind(*asked, **chosen))
        if not _nameable(arguments):
            return question(*asked, **chosen)
        # The usual choice is the same question whether it is said or not.
        said = {word: value for word, value in arguments.items() if value not in (None, usual.get(word))}
        name = _name(question, said)
        found = _read(name)
        if found is None:
            with _warnings() as warned:
                found = question(*asked, **chosen)
            if not warned and _name(question, said) == name:
                _keep(name, found)
        return found

    return answered


def folder() -> Path:
    """Where answers are kept."""
    return cache_folder() / "answers"


def _nameable(arguments: Mapping[str, Any]) -> bool:
    """Whether all that an answer is made of is ours: the registry that ships, and the boards of our sources."""
    if not isinstance(tables.load(), tables.Shipped):
        return False
    board_id = arguments.get("board_id")
    return boards.is_ours(board_id) if board_id else len(boards.every_source()) == len(fetchers.SOURCES)


def _name(question: Callable[..., pd.DataFrame], arguments: Mapping[str, Any]) -> str:
    stored = edition.of(data_dir(arguments.get("data_dir")))  # by whatever words the place is named
    words = (repr(one) for one in sorted(arguments.items()) if one[0] != "data_dir")
    made_of = (question.__module__, question.__qualname__, *words, str(clock.today()), stored, _code())
    return _hash("\n".join(made_of).encode()).hexdigest()


@cache
def _code() -> str:
    """The hash of the registry, of our code, and of the versions of what computes."""
    told = _hash(" ".join(module.__version__ for module in (np, pd, pa)).encode())
    told.update(tables.load().digest.encode())
    for package in (Path(fetchers.__file__).parent, Path(__file__).parents[1]):
        for file in sorted(package.rglob("*.py")):
            told.update(f"{file.name}\n".encode() + file.read_bytes())
    return told.hexdigest()


@contextmanager
def _warnings() -> Iterator[list[logging.LogRecord]]:
    """What this thread warns of meanwhile."""
    heard: list[logging.LogRecord] = []
    thread = get_ident()
    listener = logging.Handler(logging.WARNING)
    listener.emit = lambda record: heard.append(record) if record.thread == thread else None  # type: ignore[method-assign]
    log = logging.getLogger("leaderboard")
    log.addHandler(listener)
    try:
        yield heard
    finally:
        log.removeHandler(listener)


def _read(name: str) -> pd.DataFrame | None:
    """The answer of this name; None where it is not kept, or not whole."""
    path = folder() / name
    try:
        written = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    seal, body = written[:_SEAL], written[_SEAL:]
    if _hash(body).digest() != seal:
        return None
    table = pa.ipc.open_file(body).read_all()
    found: pd.DataFrame = table.to_pandas()
    found.attrs = _spoken(json.loads(table.schema.metadata[_TOLD]))
    return found


def _keep(name: str, answer: pd.DataFrame) -> None:
    bare = answer.copy(deep=False)
    bare.attrs = {}
    table = pa.Table.from_pandas(bare)
    table = table.replace_schema_metadata({**table.schema.metadata, _TOLD: json.dumps(_plain(answer.attrs))})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as file:
        file.write_table(table)
    body = sink.getvalue().to_pybytes()
    try:
        write_bytes(folder() / name, _hash(body).digest() + body)
        _make_room()
    except OSError as error:
        _log.info("an answer is not kept: %s", error)


def _make_room() -> None:
    files = sorted(((file, file.stat()) for file in folder().iterdir()), key=lambda one: one[1].st_mtime_ns)
    taken = sum(told.st_size for _, told in files)
    for file, told in files:
        if taken <= MAX_BYTES:
            return
        file.unlink(missing_ok=True)
        taken -= told.st_size


def _plain(value: Any) -> Any:
    """A value as JSON has it, texts with what they say."""
    match value:
        case Spoken():
            return {"spoken": str(value), "of": _plain(value.of)}
        case pd.Timestamp():
            return {"day": value.isoformat()}
        case Form() | Listed() | Nations():
            told = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
            return {"kind": type(value).__name__, "told": told}
        case tuple():
            return {"tuple": [_plain(one) for one in value]}
        case list():
            return [_plain(one) for one in value]
        case Mapping():
            return {"mapping": {key: _plain(one) for key, one in value.items()}}
    return value


def _spoken(plain: Any) -> Any:
    """What `_plain` wrote."""
    match plain:
        case {"spoken": text, "of": of}:
            return Spoken(text, _spoken(of))
        case {"day": text}:
            return pd.Timestamp(text)
        case {"kind": kind, "told": told}:
            return _KINDS[kind](**{name: _spoken(one) for name, one in told.items()})
        case {"tuple": values}:
            return tuple(_spoken(one) for one in values)
        case list():
            return [_spoken(one) for one in plain]
        case {"mapping": values}:
            return {key: _spoken(one) for key, one in values.items()}
    return plain
