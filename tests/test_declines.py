"""What is declined: shown on lines of a writer that the classifier never learned from, and on lines that must hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.train_declines import LINES, UNSEEN, read_lines
from index.passage import IndexUnavailable, Malformed
from index.search import Index
from rag.declines import CODING, FILE, KINDS, MONEY, NO_CODING, TREATMENT, Declines
from rag.text_classes import short, words


@pytest.fixture(scope="module")
def reader() -> Declines:
    return Declines.read()


def kind(reader: Declines, index: Index, text: str) -> str:
    return reader.kind(text, index.passage_vectors([short(text)])[0])


def test_most_of_what_an_unseen_writer_asks_is_declined_or_answered_rightly(reader: Declines, index: Index) -> None:
    """Lines of a writer left out of training: at least two of three are declined, at most one coding question in eight."""
    lines = [line for line in read_lines() if line[2] == UNSEEN]
    said = np.array([KINDS.index(kind(reader, index, text)) for text, _, _ in lines])
    asked = np.array([label for _, label, _ in lines])
    assert len(lines) > 200
    assert np.mean(said[asked > 0] > 0) >= 0.67
    assert np.mean(said[asked == 0] > 0) <= 0.125


def test_the_lines_that_must_hold_hold(reader: Declines, index: Index) -> None:
    """Disguised wishes for payment, treatment in a coder's words, and coding questions that only mention either."""
    lines = list(read_lines(LINES / "must_hold"))
    wrong = [text for text, label, _ in lines if KINDS.index(kind(reader, index, text)) != label]
    assert len(lines) > 60 and not wrong


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("What does a CPC with 5 years earn in Texas these days, and is the CIC worth it?", NO_CODING),
        ("which of the two codes reimburses better, 11042 or 97597", MONEY),
        ("should he stay on warfarin or switch to apixaban", TREATMENT),
        ("hypertension", CODING),
        ("E11.9", CODING),
        ("how many units of J3301 for 40 mg of Kenalog?", CODING),
        ("Payer denied 20610 with the visit, modifier 25 was on it. What now?", CODING),
    ],
)
def test_what_is_asked_is_told_apart(reader: Declines, index: Index, text: str, asked: str) -> None:
    """Drugs, doses and payers stand in coding questions too."""
    assert kind(reader, index, text) == asked


def test_of_a_long_text_the_beginning_and_the_end_are_read() -> None:
    """The request stands before or after a pasted note."""
    text = short("Which code? " + "word " * 5_000 + "Thanks")
    assert text.startswith("Which code?") and text.endswith("Thanks") and len(text) < 700


def test_the_last_sentence_is_read_apart() -> None:
    """What is asked stands at the end as a rule; numbers are alike."""
    found = words("Pt got 40 mg. Which code?")
    assert found["|which code ?"] == 1 and "|pt" not in found and found["got # mg"] == 1


def test_missing_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="train_declines"):
        Declines.read(tmp_path / "none.npz")


def test_weights_come_back_as_written(tmp_path: Path, reader: Declines) -> None:
    """Up to the 16 bits in which they are kept."""
    reader.write(tmp_path / "again.npz")
    again = Declines.read(tmp_path / "again.npz")
    assert again.known == reader.known and np.allclose(again.weights, reader.weights, atol=1e-2)
    assert FILE.exists()


def test_a_line_with_an_unknown_label_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("label\twriter\ttext\nmoney\tw\tWhich pays?\n", encoding="utf-8")
    with pytest.raises(Malformed, match=r"x\.tsv:2"):
        list(read_lines(tmp_path))
