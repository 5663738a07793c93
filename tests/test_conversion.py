"""The official conversion table: new codes and the codes used before them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from index.conversion import read_conversion
from index.passage import Malformed
from tests.release_samples import CONVERSION, official

HEAD = "Current code assignment,Effective,Previous Code(s) Assignment\n"


def test_the_real_table_is_read_whole() -> None:
    """Every row has a code and a date; several codes before it, ranges and "None" are read as such."""
    rows = {r.code: r for r in read_conversion(official(CONVERSION))}
    assert len(rows) > 5_000
    assert rows["A04.71"].previous == ("A04.7",) and rows["A04.71"].effective == dt.date(2017, 10, 1)
    assert rows["G56.03"].previous == ("G56.01", "G56.02")
    assert rows["H02.151"].previous == ("H02.101-H02.106", "H02.109")
    assert rows["M04.8"].previous == ()
    assert {r.effective for r in rows.values() if r.effective.month == 4} >= {dt.date(2023, 4, 1)}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a,b\n", "no column"),
        (HEAD + "what,2024,A04.7\n", "a.csv:2"),
        (HEAD + "A04.71,soon,A04.7\n", "a.csv:2: 'soon'"),
    ],
)
def test_a_malformed_table_is_refused_with_its_place(tmp_path: Path, text: str, what: str) -> None:
    """No header, no code, no date."""
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(Malformed, match=what):
        read_conversion(path)
