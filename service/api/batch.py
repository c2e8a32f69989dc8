"""Many articles in one request: one JSON object a line, or a document of many items.

Promises
    * Each line stands for itself: one that is refused does not stop the others, and its answer names its line.
    * Bounded: no more than `max_batch_lines` lines, `max_batch_bytes` bytes, and one line in memory per cleaner.
    * A line's answer is what `POST /articles` would have said; committed before it is given. A batch that has to be
      broken off says in its problem what became of the lines before.
"""

from __future__ import annotations

import io
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from copytaster.archive import ArchiveUnavailable, Unstorable
from copytaster.clean import Rejected, Submission
from copytaster.clean.split import MEDIA_TYPES as DOCUMENTS
from service import intake
from service.api.articles import json_submission
from service.api.render import links
from service.errors import Problem, unavailable
from service.operations import Reply, operation
from service.schemas.answers import BatchLine
from service.schemas.requests import BatchParameters
from service.state import State, state

MEDIA_TYPES = ("application/x-ndjson", "application/ndjson", "application/jsonl")


@operation(
    "POST",
    "/articles/batch",
    scope="submit",
    parameters=BatchParameters,
    body={name: {"type": "string"} for name in (*MEDIA_TYPES, *DOCUMENTS)},
    replies={
        200: Reply(
            "One answer a line, or an item, in their order: JSON with `Accept: application/json`, else NDJSON.",
            {"application/x-ndjson": {"type": "string"}, "application/json": list[BatchLine]},
        )
    },
    problems=(400, 413, 415, 422, 503),
)
def submit_batch(parameters: BatchParameters) -> ResponseReturnValue:
    """Submit many articles: one JSON object a line, or a document of many items.

    A document is a feed (RSS, RDF, Atom, an export of WordPress), a NewsML message, a list of ninjs, a mailbox
    (mbox), or a file of ANPA or IPTC 7901 messages. Its items are numbered from 1, as lines are. What the query says of
    all of them goes before what each says of itself.
    """
    s = state()
    if request.mimetype not in (*MEDIA_TYPES, *DOCUMENTS):
        known = ", ".join((MEDIA_TYPES[0], *DOCUMENTS))
        raise Problem(415, "media_type", f"A batch is one of {known}, not {request.mimetype or 'nothing'}.")
    request.max_content_length = s.settings.max_batch_bytes
    answers = _answers(s, parameters.model_dump(exclude_none=True))
    if request.accept_mimetypes.best_match([MEDIA_TYPES[0], "application/json"]) == "application/json":
        return Response(json.dumps(answers), mimetype="application/json")
    return Response("".join(json.dumps(a) + "\n" for a in answers), mimetype=MEDIA_TYPES[0])


def _submissions(s: State) -> Iterator[tuple[int, Callable[[], Submission]]]:
    """(number, what makes the submission) of each line or item."""
    if request.mimetype in MEDIA_TYPES:
        yield from ((number, partial(_of_line, s, line)) for number, line in _lines(s))
        return
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise _too_large(s) from None
    parts = s.cleaners.split(body, request.content_type or request.mimetype)
    del body
    for number, (kind, part) in enumerate(parts, 1):
        yield number, partial(Submission, body=part, media_type=kind)


def _answers(s: State, said: Mapping[str, str]) -> list[BatchLine]:
    answers: list[BatchLine] = []
    limit = max(1, s.settings.cleaners)
    with ThreadPoolExecutor(limit, "batch") as pool:
        running: deque[tuple[int, Future[Any]]] = deque()
        broken: Problem | None = None
        try:
            for number, made in _submissions(s):
                if len(running) >= limit:
                    answers.append(_collect(s, *running.popleft()))
                running.append((number, pool.submit(copy_context().run, _one, s, made, said)))
        except Problem as problem:  # what came before it has its answer all the same
            broken = problem
        while running:
            answers.append(_collect(s, *running.popleft()))
    for answer in answers:
        if "id" in answer:
            answer["links"] = links(answer["id"])
    if broken is not None:
        broken.lines = answers
        raise broken
    if not answers:
        raise Problem(400, "empty_body", "The batch has no lines.")
    return answers


def _lines(s: State) -> Iterator[tuple[int, bytes]]:
    """(number, line) of each line that is not empty; a line too long comes cut, so that it is refused."""
    number = taken = 0
    try:
        stream = io.BufferedReader(request.stream, 65_536)  # type: ignore[type-var]
    except RequestEntityTooLarge:
        raise _too_large(s) from None
    most = s.settings.max_body_bytes
    while True:
        try:
            line = stream.readline(most + 1)
        except RequestEntityTooLarge:
            raise _too_large(s) from None
        if not line:
            return
        number += 1
        if len(line) > most and not line.endswith(b"\n"):
            try:
                while (rest := stream.readline(65_536)) and not rest.endswith(b"\n"):
                    pass
            except RequestEntityTooLarge:
                raise _too_large(s) from None
        if not line.strip():
            continue
        taken += 1
        if taken > s.settings.max_batch_lines:
            raise Problem(
                413, "too_many_lines",
                f"The batch has more than {s.settings.max_batch_lines:,} lines; what became of those is in `lines`.",
                limit="max_batch_lines", maximum=s.settings.max_batch_lines,
            )  # fmt: skip
        yield number, line


def _too_large(s: State) -> Problem:
    most = s.settings.max_batch_bytes
    return Problem(413, "too_large", f"The batch is larger than {most:,} bytes.", limit="max_batch_bytes", maximum=most)


def _of_line(s: State, line: bytes) -> Submission:
    most = s.settings.max_body_bytes
    if len(line) > most:
        detail = f"The line is larger than {most:,} bytes."
        raise Problem(413, "too_large", detail, limit="max_body_bytes", maximum=most)
    return json_submission(line, "The line")


def _one(s: State, made: Callable[[], Submission], said: Mapping[str, Any]) -> Any:
    return intake.submit(s, replace(made(), **said))


def _collect(s: State, number: int, future: Future[Any]) -> BatchLine:
    try:
        accepted = future.result()
    except Rejected as rejected:
        problem = Problem.of(rejected, s.settings)
    except Problem as refused:
        problem = refused
    except Unstorable as error:
        problem = Problem(422, "unstorable", str(error))
    except ArchiveUnavailable:
        problem = unavailable("The archive cannot be reached. This line was not stored; try again.")
    else:
        code = 202 if accepted.created else 200
        return {"line": number, "status_code": code, "id": accepted.article_id, "status": accepted.status}
    return {"line": number, "status_code": problem.status, "problem": problem.document()}
