"""tau2-bench: agents that serve customers with tools and by the rules, one board per line of business."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

from fetchers._optional import optional
from fetchers._parts import in_parts
from fetchers._source import GITHUB, Board, Get, History, Hole, LayoutChanged, NotFound, RawResponse, ScoreTable, Source
from fetchers._text import json_of, laid_out, rows_of

_SUBMISSIONS = "https://raw.githubusercontent.com/sierra-research/tau2-bench/main/web/leaderboard/public/submissions"
_Submission = tuple[RawResponse, list[dict[str, object]]]
#: Domain -> its number of tasks.
_DOMAINS = {"airline": 50, "retail": 114, "telecom": 114, "banking_knowledge": 97}


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:  # noqa: ARG001 (part of Source.tables)
    """The board as it stands. Its past is not told: scores are graded anew in place, and only the list has dates.

    Of the manifest's lists only that of text submissions counts: upstream compares them in one table, whatever
    version each names, and moves to the legacy list what an update left behind.
    """
    manifest = get(f"{_SUBMISSIONS}/manifest.json")
    with laid_out(manifest, "a list of submissions as JSON"):
        names = list(json_of(manifest)["submissions"])
    submissions: list[_Submission] = []
    whole = True
    for told in in_parts(get, (((), partial(_submission, name)) for name in names)):
        if isinstance(told, Hole):
            whole = False
            yield told
        else:
            submissions.append(told)
    if not submissions:
        raise NotFound(f"{manifest.url}: expected submissions, found none of the {len(names)} that it lists")
    if manifest.changed or any(response.changed for response, _ in submissions):
        rows = rows_of(manifest, (row for _, rows in submissions for row in rows))
        for domain in _DOMAINS if whole else ():
            if f"tau2_bench/{domain}" not in set(rows["board_id"]):
                message = f"{manifest.url}: expected submissions with results of {domain}, found none"
                yield Hole(message, (manifest.url,), (f"tau2_bench/{domain}",), absent=True)
        yield ScoreTable(manifest, rows, complete=whole)


def _submission(name: str, get: Get) -> Iterator[_Submission]:
    if response := optional(get, f"{_SUBMISSIONS}/{quote(name, safe='')}/submission.json"):
        yield response, _rows(response)


def _rows(response: RawResponse) -> list[dict[str, object]]:
    """A row per domain: the share of tasks solved at the first of its trials (pass^1)."""
    with laid_out(response, "a submission with model_name, methodology and results by domain as JSON"):
        submission = json_of(response)
        methodology, own = submission["methodology"], submission.get("submission_type") == "custom"
        return [
            {
                "board_id": f"tau2_bench/{domain}",
                "model_name": submission["model_name"],
                "setting": _setting(submission, result),
                "organization_name": submission["model_organization"],
                "score": result["pass_1"],
                "sample_size": tasks,
                "scored_on": methodology.get("evaluation_date") or submission["submission_date"],
                "released_on": (submission.get("model_release") or {}).get("release_date"),
                "set_aside": "a scaffold of its own" if own else None,
            }
            for domain, tasks in _DOMAINS.items()
            if (result := submission["results"].get(domain)) and result["pass_1"] is not None
        ]


def _setting(submission: dict[str, Any], result: dict[str, Any]) -> str:
    effort, retrieval = submission.get("reasoning_effort"), result.get("retrieval_config")
    return ", ".join(filter(None, (effort and f"effort {effort}", retrieval and f"retrieval {retrieval}")))


def _without_contacts(url: str, body: bytes) -> bytes:
    """A submission without the name and the e-mail address of whoever submitted it."""
    if not url.endswith("/submission.json"):
        return body
    try:
        submission = json.loads(body)
        del submission["contact_info"]
    except KeyError:
        return body
    except (ValueError, TypeError, RecursionError) as error:
        raise LayoutChanged(f"{url}: expected a submission as JSON, found {error!r:.100}") from error
    return json.dumps(submission, indent=2).encode()


SOURCE = Source(
    id="tau2_bench",
    title="tau2-bench",
    homepage="https://taubench.com",
    license="MIT",
    license_url="https://github.com/sierra-research/tau2-bench/blob/main/LICENSE",
    attribution="tau2-bench leaderboard (Sierra), MIT",
    boards=tuple(
        Board(f"tau2_bench/{domain}", f"tau2-bench: {title}", "pass^1", "percent", score_min=0, score_max=100)
        for domain, title in (
            ("airline", "airline"),
            ("retail", "retail"),
            ("telecom", "telecom"),
            ("banking_knowledge", "banking with a knowledge base"),
        )
    ),
    tables=_tables,
    redact=_without_contacts,
    expected_every=timedelta(days=90),
    hosts=GITHUB,
)
