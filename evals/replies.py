"""Replies of a language model on file: JSON lines keyed by case id, hash of the prompt and repeat. Questions of cases only.

    {"case": "probable-pneumonia-office", "prompt": "9f2c...", "repeat": 1, "model": "small", "reply": "{...}"}

In place of "reply" stands "error" where the model gave none: the product shows the plain answer then, and so is it scored.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from index.passage import Malformed
from rag.llm import Message, Model, ModelProblem, Unavailable
from rag.prompt import prompt_hash

IN_A_ROW = 5  # failed calls after which the model is taken to be gone
Key = tuple[str, str, int]


class NotRecorded(Exception):
    """The file holds no reply to this prompt: the case cannot be scored from it."""


class Gone(ModelProblem):
    """Recording stopped: one call after another failed. What was recorded stays in the file."""


class Replies(Protocol):
    """Where replies come from: a model that is recorded, or a file."""

    @property
    def name(self) -> str: ...

    def reply(self, case: str, messages: Sequence[Message], repeat: int) -> str:
        """Raises Unavailable where the model gave no reply, NotRecorded where none is on file."""


class Replayed:
    """Replies from a file, with no model."""

    def __init__(self, path: Path) -> None:
        """Raises Malformed for a file that is not there or not in form."""
        if not path.is_file():
            raise Malformed(f"{path}:1", "no replies are recorded here; record them with --llm record")
        self.name, self._rows = read_replies(path)

    def reply(self, case: str, messages: Sequence[Message], repeat: int) -> str:
        row = self._rows.get((case, prompt_hash(messages), repeat))
        if row is None:
            raise NotRecorded(case)
        return _said(row)


class Recorded:
    """Asks a model and appends each reply to a file at once. What the file already answers is not asked again."""

    def __init__(self, path: Path, model: Model) -> None:
        """Raises Malformed for a file that is not in form or holds the replies of another model."""
        self.name, self._path, self._model = model.name, path, model
        self._failed = 0
        name, rows = read_replies(path) if path.is_file() else ("", {})
        if rows and name != model.name:
            raise Malformed(
                f"{path}:1", f"holds replies of {name}; record those of {model.name} in a file of their own"
            )
        self._rows = {key: row for key, row in rows.items() if "reply" in row}

    def reply(self, case: str, messages: Sequence[Message], repeat: int) -> str:
        """Raises Gone after several failures in a row, OSError where the file cannot be written."""
        key = (case, prompt_hash(messages), repeat)
        if key not in self._rows:
            self._rows[key] = self._ask(key, messages)
        return _said(self._rows[key])

    def _ask(self, key: Key, messages: Sequence[Message]) -> dict[str, Any]:
        row: dict[str, Any] = {"case": key[0], "prompt": key[1], "repeat": key[2], "model": self.name}
        try:
            row["reply"] = self._model.complete(messages)
            self._failed = 0
        except Unavailable as reason:
            row["error"] = str(reason)
            self._failed += 1
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        if self._failed == IN_A_ROW:
            raise Gone(f"{IN_A_ROW} calls in a row failed, the last with: {row['error']}. What was recorded is kept.")
        return row


def _said(row: dict[str, Any]) -> str:
    if "error" in row:
        raise Unavailable(row["error"])
    return str(row["reply"])


def read_replies(path: Path) -> tuple[str, dict[Key, dict[str, Any]]]:
    """(the model's name, rows by key; of two with one key the later one). Raises Malformed with file:line."""
    rows: dict[Key, dict[str, Any]] = {}
    name = ""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError:
        raise Malformed(f"{path}:1", "the file is not UTF-8 text") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            key = (str(row["case"]), str(row["prompt"]), int(row["repeat"]))
            model, said = str(row["model"]), row.get("reply", row.get("error"))
        except (ValueError, KeyError, TypeError, AttributeError):
            said = None
        if not isinstance(said, str):
            raise Malformed(f"{path}:{number}", 'expected {"case", "prompt", "repeat", "model", "reply" or "error"}')
        if name and model != name:
            raise Malformed(f"{path}:{number}", f"is a reply of {model}, those before are of {name}")
        name, rows[key] = model, row
    return name, rows
