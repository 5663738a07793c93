"""A half-built, mismatched, locked or unwritable index is named, never served; the next run works."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from index.build import Manifest, build, check, expected, read_inputs
from index.embed import Vectors
from index.passage import IndexUnavailable, Malformed
from index.rows import row_texts
from index.store import GUIDELINES, Store
from tests.conftest import ROOT


class Counting:
    """An embedder of fixed vectors that counts what it is asked to embed."""

    def __init__(self, name: str = "counting") -> None:
        self.name, self.dim, self.texts = name, 4, 0

    def encode(self, texts: list[str]) -> Vectors:
        self.texts += len(texts)
        return np.array([[len(t), 1, 2, 3] for t in texts], np.float32)


def quiet(what: str, done: int, total: int) -> None:
    return None


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(index folder, its own copy of the guidelines) built once with counting embedders."""
    folder = tmp_path_factory.mktemp("built")
    guidelines = Path(shutil.copytree(ROOT / "guidelines", folder / "guidelines"))
    home = folder / "home"
    build(home, read_inputs(home, guidelines), Counting(), Counting("terms"), quiet)
    return home, guidelines


def rebuild(built: tuple[Path, Path]) -> tuple[int, int]:
    """(views, rows and examples; code texts) embedded by a rebuild."""
    passages, terms, inputs = Counting(), Counting("terms"), read_inputs(*built)
    build(built[0], inputs, passages, terms, quiet)
    return passages.texts, terms.texts


def test_an_unchanged_rebuild_embeds_nothing(built: tuple[Path, Path]) -> None:
    assert rebuild(built) == (0, 0)


def test_an_edited_rule_embeds_only_its_changed_view(built: tuple[Path, Path]) -> None:
    path = built[1] / "official" / "IV.md"
    text = path.read_text()
    rows = sum(e.passage.id == "IV.H" for e, _ in row_texts(read_inputs(*built).guidelines).rows)
    path.write_text(text.replace("## IV.H Uncertain diagnosis", "## IV.H Uncertain diagnosis or finding"))
    assert rebuild(built) == (1 + rows, 0)
    path.write_text(text)
    assert rebuild(built) == (1 + rows, 0)


def test_every_view_is_read_back_with_its_passage(built: tuple[Path, Path]) -> None:
    """One row for each wording of each passage, (n, dim), in one order."""
    passages, vectors = Store(built[0]).read_views()
    guidelines = read_inputs(*built).guidelines
    assert Counter(passages) == {p.id: len(set(p.views)) for p in guidelines.passages()}
    assert vectors.shape == (len(passages), 4) and vectors.dtype == np.float32
    assert passages == Store(built[0]).read_views()[0]


def test_an_added_example_is_a_change_and_the_next_build_takes_it_in(built: tuple[Path, Path]) -> None:
    """Its vector stands among those of the rows; no view of a passage is embedded for it."""
    path = built[1] / "examples" / "chapter_09.tsv"
    text = path.read_text()
    before = len(np.load(built[0] / "rows.npz")["keys"])
    path.write_text(text + text.splitlines()[1].rsplit("\t", 1)[0] + "\tpressure and heart failure, one code?\n")
    assert "does not match (corpus)" in refused(built)
    assert rebuild(built) == (1, 0)
    assert len(np.load(built[0] / "rows.npz")["keys"]) == before + 1
    path.write_text(text)
    assert rebuild(built) == (0, 0)


def test_a_malformed_guideline_changes_nothing(built: tuple[Path, Path]) -> None:
    path = built[1] / "official" / "IV.md"
    text = path.read_text()
    path.write_text(text.replace("release: FY2025", "relaese: FY2025", 1))
    with pytest.raises(Malformed, match=r"IV\.md:\d+"):
        rebuild(built)
    path.write_text(text)
    assert rebuild(built) == (0, 0)


def refused(built: tuple[Path, Path]) -> str:
    inputs = read_inputs(*built)
    with pytest.raises(IndexUnavailable) as error:
        check(built[0], expected(inputs, Counting(), Counting("terms")), Store(built[0]))
    return str(error.value)


def test_a_half_built_index_is_named_and_the_next_build_mends_it(built: tuple[Path, Path]) -> None:
    (built[0] / "building").touch()
    assert "half-built" in refused(built)
    rebuild(built)
    assert not (built[0] / "building").exists()


def test_another_model_is_named(built: tuple[Path, Path]) -> None:
    with pytest.raises(IndexUnavailable, match="passage_model"):
        check(built[0], expected(read_inputs(*built), Counting("other"), Counting("terms")), Store(built[0]))


def test_missing_rows_are_named_and_mended(built: tuple[Path, Path]) -> None:
    Store(built[0]).drop(GUIDELINES)
    assert "holds 0 of" in refused(built)
    passages, terms = rebuild(built)
    assert passages > 3_000 and terms == 0


def test_a_damaged_manifest_is_named(built: tuple[Path, Path]) -> None:
    manifest = built[0] / "manifest.json"
    kept = manifest.read_text()
    manifest.write_text(kept[:40])
    with pytest.raises(IndexUnavailable, match="damaged"):
        Manifest.read(built[0])
    manifest.write_text(kept)


def test_a_folder_that_cannot_be_written_is_named() -> None:
    with pytest.raises(IndexUnavailable, match="cannot be"):
        Store(Path("/proc/curbside"))
    inputs = None
    with pytest.raises(IndexUnavailable, match="set CURBSIDE_HOME"):
        build(Path("/proc/curbside"), inputs, Counting(), Counting(), quiet)  # type: ignore[arg-type]


def test_a_killed_build_is_named_and_the_next_one_works(tmp_path: Path) -> None:
    environment = os.environ | {"CURBSIDE_HOME": str(tmp_path / "home")}
    process = subprocess.Popen(
        [sys.executable, "-m", "index.build"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    )
    marker = tmp_path / "home" / "building"
    deadline = time.monotonic() + 240
    while not marker.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with pytest.raises(IndexUnavailable, match="half-built"):
        Manifest.read(tmp_path / "home")
    again = subprocess.run(
        [sys.executable, "-m", "index.build"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=500
    )
    assert again.returncode == 0, again.stderr
    assert Manifest.read(tmp_path / "home").rows[GUIDELINES] > 3_000
