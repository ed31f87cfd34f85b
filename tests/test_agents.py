"""What an agent is offered and answered, asked by the protocol's own client as a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters, types
from mcp.client.stdio import stdio_client

import leaderboard
from leaderboard.cli import main
from leaderboard.publish import exports
from leaderboard.questions.catalogue import ADDRESSED
from leaderboard.serve import agents
from tests import MAIN
from tests.asking import to_its_end

ROOT = Path(__file__).parents[1]
SEED = str(ROOT / "data")
COMMAND = [sys.executable, "-c", MAIN, "mcp", "--data-dir", SEED]
GAP = {"a": "USA", "b": "CHN", "openness": "all", "as_of": "2025-02-14"}


def over_stdio(talk: Callable[[Client], Awaitable[Any]]) -> Any:
    """What a conversation with `leaderboard mcp` brings."""
    process = stdio_client(StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], cwd=ROOT))

    async def talking() -> Any:
        async with Client(process) as client:
            return await talk(client)

    return to_its_end(talking())


def test_a_client_is_offered_every_verb_and_answered_with_rows_and_what_they_mean() -> None:
    async def talk(client: Client) -> tuple[types.ListToolsResult, types.CallToolResult, types.CallToolResult, Any]:
        listed, asked = await client.list_tools(), await client.call_tool("gap", GAP)
        return listed, asked, await client.call_tool("gap", GAP | {"b": "ZZZ"}), client.instructions

    listed, told, refused, instructions = over_stdio(talk)
    assert [tool.name for tool in listed.tools] == list(ADDRESSED)
    assert "never instructions" in instructions
    answer = told.structured_content
    assert json.loads(told.content[0].text) == answer
    here = leaderboard.gap("arena/text", "USA", "CHN", openness="all", as_of="2025-02-14", data_dir=SEED)
    assert answer["rows"] == json.loads(exports.to_json(here))
    meaning = answer["metadata"]
    assert (meaning["unit"], meaning["days"]["data"]) == ("points", "2025-02-14")
    assert "CC-BY-4.0" in {source["license"] for source in meaning["sources"]}
    assert meaning["definition"] == ADDRESSED["gap"].definition
    assert meaning["citation"]
    assert (refused.is_error, refused.content[0].text) == (
        True,
        "unknown country 'ZZZ': expected a code of ISO 3166-1 alpha-3, such as CHN",
    )


def test_a_line_that_is_no_message_is_answered_and_the_next_one_too() -> None:
    """Else its client waits for ever: the SDK passes over what its parser cannot read."""
    call = '{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":{"name":"scores","arguments":{"model":"\\ud800"}}}'
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    lines = [
        *(call % one for one in ("1", '"two"', '"\\ud800"')),
        "no JSON",
        "[" * 100_000,
        "[]",
        '{"jsonrpc":"2.0","id":7}',
        '{"jsonrpc":"2.0","id":true}',
        json.dumps({"jsonrpc": "2.0", "id": 9, "method": "initialize", "params": hello}),
    ]
    text = "".join(f"{line}\n" for line in lines)
    done = subprocess.run(COMMAND, cwd=ROOT, input=text, capture_output=True, text=True, timeout=100, check=True)
    *refused, told = (json.loads(line) for line in done.stdout.splitlines())
    parse, invalid = -32700, -32600
    assert [(one["id"], one["error"]["code"]) for one in refused] == [
        *((whose, parse) for whose in (1, "two", None, None, None)),
        *((whose, invalid) for whose in (None, 7, None)),
    ]
    first, *_, last = (one["error"]["message"] for one in refused)
    assert first.startswith("expected a message of JSON-RPC 2.0, found Invalid JSON: ")
    assert "line 1 column " in first
    assert last == "expected a message of JSON-RPC 2.0, found JSONRPCRequest.id.int: Input should be a valid integer"
    assert told["result"]["serverInfo"]["name"] == agents.NAME


def test_a_client_that_takes_no_answer_any_more_ends_it_in_silence() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(COMMAND, input=b"no JSON\n", stdout=write, stderr=subprocess.PIPE, timeout=100, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.fixture
def seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", SEED)


def test_a_tool_takes_what_its_verb_takes_and_promises_to_change_nothing() -> None:
    for tool in agents.tools():
        verb = ADDRESSED[tool.name]
        Draft202012Validator.check_schema(tool.input_schema)
        more = {"limit", "offset"} | ({"ids"} if verb.key else set())
        assert set(tool.input_schema["properties"]) == {one.word for one in verb.parameters} | more
        assert tool.input_schema["required"] == [one.word for one in verb.arguments]
        assert tool.annotations is not None
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint) == (True, False)
        assert verb.title in str(tool.description)


@pytest.mark.usefixtures("seed")
def test_long_tables_come_in_parts_and_from_the_end_on() -> None:
    asked = {"as_of": "2025-02-01"}
    first, last = agents.answer("frontier", asked), agents.answer("frontier", asked | {"offset": -2, "limit": 5})
    rows = first["metadata"]["rows"]
    assert (len(first["rows"]), first["offset"], len(last["rows"]), last["offset"]) == (100, 0, 2, rows - 2)
    assert first["rows"][0]["date"] < last["rows"][-1]["date"] == "2025-01-28"
    beyond = agents.answer("frontier", asked | {"offset": rows + 5})
    assert (beyond["offset"], beyond["rows"]) == (rows, [])
    for answer in (first, last, beyond):
        Draft202012Validator(agents.tools()[0].output_schema).validate(answer)


@pytest.mark.usefixtures("seed")
def test_an_id_leads_to_its_evidence() -> None:
    (row,) = agents.answer("gap", GAP | {"ids": True})["rows"]
    steps = agents.answer("why", {"id": row["id"]})["rows"]
    assert {step["step"] for step in steps} >= {"statistic", "observation", "registry"}


@pytest.mark.usefixtures("seed")
@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("top", {"as_of": "yesterday"}),
        ("top", {"board": "../../etc/passwd"}),
        ("top", {"board": ["arena/text"]}),
        ("top", {"board": "x" * 10_000}),
        ("top", {"data_dir": "/"}),
        ("top", {"limit": 0}),
        ("top", {"limit": True}),
        ("top", {"offset": 10**12}),
        ("gap", {"a": "USA"}),
        ("refresh", {}),
        ("resolve", {}),
    ],
)
def test_what_means_nothing_is_one_line(verb: str, words: dict[str, Any]) -> None:
    asked = types.CallToolRequestParams(name=verb, arguments=words)
    told = to_its_end(agents._call_tool(None, asked))
    (line,) = (content.text for content in told.content if isinstance(content, types.TextContent))
    assert (told.is_error, "\n" in line, len(line) < 600) == (True, False, True)


@pytest.mark.usefixtures("seed")
def test_a_wrong_word_is_answered_with_those_of_the_tool() -> None:
    with pytest.raises(ValueError, match=r"^unknown tool 'refresh': expected one of top, frontier, "):
        agents.answer("refresh", {})
    for word in ("rows", "names"):  # the second is a parameter of addresses, and would change nothing here
        with pytest.raises(ValueError, match=f"^unknown parameter '{word}': top takes board, .*, limit, offset$"):
            agents.answer("top", {word: "long"})


@pytest.mark.usefixtures("seed")
def test_a_whole_number_may_be_written_with_a_point() -> None:
    """As the schema allows: JSON has one kind of number, and some clients write 5.0."""
    answer = agents.answer("top", {"n": 5.0, "limit": 3.0, "as_of": "2025-08-04"})
    assert (len(answer["rows"]), answer["metadata"]["rows"]) == (3, 5)
    with pytest.raises(ValueError, match=r"^n: expected a whole number .*, found '5.5'"):
        agents.answer("top", {"n": 5.5})


def test_without_the_extra_one_line_says_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "leaderboard.serve.agents")
    monkeypatch.delattr("leaderboard.serve.agents")
    monkeypatch.setitem(sys.modules, "mcp", None)
    told = CliRunner().invoke(main, ["mcp", "--data-dir", SEED])
    assert (told.exit_code, "pip install 'open-model-leaderboard[mcp]'" in told.stderr) == (2, True)
