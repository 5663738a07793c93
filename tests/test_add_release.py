"""A release is added beside the index in use and takes its place at once; refused, failed or killed, nothing changes."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import index.releases
from index import add_release, release_plan
from index.add_release import add
from index.build import build, check, expected, read_inputs
from index.current import read_current
from index.embed import TermEmbedder, Vectors
from index.passage import IndexUnavailable, Malformed, NoRelease
from index.procedure_files import read_procedure_files
from index.release_files import open_release_files
from index.release_plan import Plan, plan_releases
from index.releases import in_force
from index.rows import RowVectors, row_texts
from index.search import Index
from index.store import Store
from index.stored_release import read_stored
from index.terms import read_terms
from index.wording import Wordings
from tests.conftest import ROOT
from tests.release_samples import INDEX_XML, ORDER, TABULAR, small_guidelines, small_tabular
from tests.test_build import Counting, quiet
from tests.test_release_files import zipped

NEW_CODE = "<diag><name>E11.7</name><desc>Type 2 diabetes mellitus with a new complication</desc></diag>"
OCTOBER = dt.date(2026, 10, 1)
KILLED = """
import os, signal, sys
from pathlib import Path
import index.releases
from index.add_release import add
from index.release_files import open_release_files
from index.release_plan import plan_releases
from tests.test_build import Counting, quiet

class Killing(Counting):
    def encode(self, texts):
        os.kill(os.getpid(), signal.SIGKILL)

home, guidelines, packaged, file = map(Path, sys.argv[1:])
index.releases.packaged_tabular = lambda: packaged
add(home, plan_releases(list(open_release_files([file])), ()), guidelines, Counting(), Killing("terms"), quiet)
"""


@dataclass(frozen=True)
class Place:
    """A home with a built index of a small packaged release, and what it was built from."""

    home: Path
    guidelines: Path
    packaged: Path

    def plans(self, *files: Path, effective: dt.date | None = None) -> list[Plan]:
        held = map(read_stored, read_current(self.home).releases)
        return plan_releases(list(open_release_files(list(files))), held, effective)

    def add(self, *files: Path, effective: dt.date | None = None) -> None:
        plans = self.plans(*files, effective=effective)
        add(self.home, plans, self.guidelines, Counting(), Counting("terms"), quiet)

    def write(self, name: str, data: bytes) -> Path:
        path = self.home.parent / name
        path.write_bytes(data)
        return path

    def assert_whole(self) -> None:
        """What is served can be opened: raises IndexUnavailable otherwise."""
        inputs = read_inputs(self.home, self.guidelines)
        served = inputs.current.index
        check(served, expected(inputs, Counting(), Counting("terms")), Store(served))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    packaged = tmp_path / "icd10c-tabular-April-1-2026.xml"
    packaged.write_bytes(small_tabular("2026"))
    for module in (index.releases, release_plan):
        monkeypatch.setattr(module, "packaged_tabular", lambda: packaged)
    made = Place(tmp_path / "home", small_guidelines(tmp_path / "guidelines"), packaged)
    build(made.home, read_inputs(made.home, made.guidelines), Counting(), Counting("terms"), quiet)
    monkeypatch.setenv("CURBSIDE_HOME", str(made.home))
    yield made


def test_the_new_release_serves_its_dates_and_the_old_one_its_own(place: Place) -> None:
    """Date of service chooses; the files keep their official names; April is not lost."""
    place.add(place.write(TABULAR, small_tabular("2027", NEW_CODE)))
    releases = read_inputs(place.home, place.guidelines).releases
    assert in_force(releases, OCTOBER).is_billable("E11.7")
    assert in_force(releases, OCTOBER - dt.timedelta(1)).find("E11.7") is None
    place.assert_whole()
    now = read_current(place.home)
    assert now.index.name == "index-1" and (now.releases[0] / TABULAR).is_file()


def test_an_april_release_ends_the_october_one(place: Place) -> None:
    """October 2026 runs to 31 March 2027 once April 2027 is loaded, and before that to 30 September."""
    place.add(place.write(TABULAR, small_tabular("2027", NEW_CODE)))
    (october, *_) = read_inputs(place.home, place.guidelines).releases
    assert october.release.until == dt.date(2027, 9, 30)
    place.add(place.write("icd10cm-tabular-April-1-2027.xml", small_tabular("2027")))
    releases = read_inputs(place.home, place.guidelines).releases
    assert [str(r.release.until) for r in releases] == ["2027-09-30", "2027-03-31", "2026-09-30"]
    assert in_force(releases, dt.date(2027, 3, 31)).release.name == "October 2026"
    place.assert_whole()


def _same(some: tuple[list[str], Vectors], others: tuple[list[str], Vectors]) -> bool:
    return some[0] == others[0] and bool((some[1] == others[1]).all())


def test_a_reader_goes_on_during_and_after_the_switch(place: Place) -> None:
    """It has the old index open; every search finds what it found."""
    reader = Store(place.home)
    before = reader.read_views()
    during = []

    class Reading(Counting):
        def encode(self, texts: list[str]) -> Vectors:
            during.append(reader.read_views())
            return super().encode(texts)

    plans = place.plans(place.write(TABULAR, small_tabular("2027", NEW_CODE)))
    add(place.home, plans, place.guidelines, Counting(), Reading("terms"), quiet)
    assert during and all(_same(found, before) for found in during)
    assert _same(reader.read_views(), before)
    assert len(reader.read_vectors("icd-10-cm-april-2026")) > 100


def test_only_what_changed_is_embedded(place: Place) -> None:
    """Guideline texts and the other releases are copied."""
    passages, terms = Counting(), Counting("terms")
    plans = place.plans(place.write(TABULAR, small_tabular("2027", NEW_CODE)))
    inputs = add(place.home, plans, place.guidelines, passages, terms, quiet)
    assert (passages.texts, terms.texts) == (0, len(inputs.texts["ICD-10-CM October 2026"]))


def test_a_failed_build_leaves_the_old_index_and_no_leftovers(place: Place) -> None:
    """The fault is told; the folder is as before."""

    class Failing(Counting):
        def encode(self, texts: list[str]) -> Vectors:
            raise MemoryError

    files = sorted(p.name for p in place.home.iterdir())
    plans = place.plans(place.write(TABULAR, small_tabular("2027", NEW_CODE)))
    with pytest.raises(MemoryError):
        add(place.home, plans, place.guidelines, Counting(), Failing("terms"), quiet)
    assert sorted(p.name for p in place.home.iterdir() if p.name != "releases") == files
    assert list((place.home / "releases").iterdir()) == []
    place.assert_whole()


def test_a_killed_build_leaves_the_old_index_and_the_next_run_works(place: Place) -> None:
    """SIGKILL while embedding: what was served opens; the next run clears what was left."""
    file = place.write(TABULAR, small_tabular("2027", NEW_CODE))
    args = [sys.executable, "-c", KILLED, *map(str, (place.home, place.guidelines, place.packaged, file))]
    assert subprocess.run(args, cwd=ROOT, capture_output=True, timeout=300).returncode == -signal.SIGKILL
    assert (place.home / "index-1" / "building").exists()
    assert read_current(place.home).index == place.home
    place.assert_whole()
    with pytest.raises(NoRelease):
        in_force(read_inputs(place.home, place.guidelines).releases, OCTOBER)
    place.add(file)
    place.assert_whole()
    assert [p.name for p in (place.home / "releases").iterdir()] == ["icd-10-cm-october-2026"]


def test_a_damaged_release_is_mended_by_adding_it_again(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """It is named, never served in part, and does not stand in the way of its own repair."""
    file = place.write(TABULAR, small_tabular("2027", NEW_CODE))
    place.add(file)
    (read_current(place.home).releases[0] / TABULAR).unlink()
    with pytest.raises(Malformed, match="add the release again"):
        place.assert_whole()
    add(
        place.home,
        plan_releases(list(open_release_files([file])), ()),
        place.guidelines,
        Counting(),
        Counting("terms"),
        quiet,
    )
    assert "left out, add it again" in capsys.readouterr().err
    place.assert_whole()


def test_books_added_later_join_the_release(place: Place) -> None:
    """Order file first, index after it: both are kept, and the index paths are there."""
    order = place.write("2025-order-april.zip", zipped({"icd10cm_order_2025.txt": ORDER.encode()}))
    place.add(order)
    place.add(place.write("index.xml", INDEX_XML), effective=dt.date(2025, 4, 1))
    inputs = read_inputs(place.home, place.guidelines)
    assert inputs.books["ICD-10-CM April 2025"].paths.to("E11.9") == ("Diabetes, diabetic",)
    assert {p.name for p in inputs.current.releases[0].iterdir()} == {
        "icd10cm_order_2025.txt",
        "index.xml",
        "release.json",
    }
    place.assert_whole()


def test_an_index_answers_paths_and_notices_by_date(place: Place) -> None:
    """Paths, tables and notice are those of the release in force on the date of service."""
    files = [place.write(TABULAR, small_tabular("2027", NEW_CODE)), place.write("icd10cm_index_2027.xml", INDEX_XML)]
    files.append(place.write("2025-order-april.zip", zipped({"icd10cm_order_2025.txt": ORDER.encode()})))
    terms = TermEmbedder()
    inputs = add(place.home, place.plans(*files), place.guidelines, Counting(), terms, quiet)
    words = ROOT / "guidelines" / "terms"
    opened = Index(inputs, Store(inputs.current.index), Counting(), terms, read_terms(words), Wordings.read(words),
                   read_procedure_files(place.home / "procedures"), RowVectors.of(row_texts(inputs.guidelines), Counting()))  # fmt: skip
    april = dt.date(2026, 8, 1)
    path = "Diabetes, diabetic > with > chronic kidney disease"
    assert opened.paths_to("E11.22", OCTOBER) == (path,) and opened.paths_to("E11.22", april) == ()
    assert opened.best_path("E11.22", "diabetes with chronic kidney disease", OCTOBER) == path
    assert opened.paths_to("E11.21", OCTOBER) == ("Disease, diseased > kidney > in diabetes [N08]",)
    assert "order file" in opened.notice(dt.date(2025, 5, 1)) and opened.notice(april) == ""
    assert opened.books(april).drugs is None
    found = opened.find_codes("type 2 diabetes mellitus without complications", 1, dt.date(2025, 5, 1))
    assert [h.code for h in found] == ["E11.9"]


def test_a_full_disk_is_named_before_anything_is_written(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old index is kept, so there must be room for two."""
    monkeypatch.setattr(add_release, "ROOM", 2**60)
    with pytest.raises(IndexUnavailable, match=r"MB free; a second index"):
        place.add(place.write(TABULAR, small_tabular("2027")))
    assert not (place.home / "releases").exists()


def run(capsys: pytest.CaptureFixture[str], *args: str | Path) -> tuple[int, str]:
    code = add_release.main([str(a) for a in args])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_check_reports_and_writes_nothing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Kind, dates, counts and what is missing."""
    code, said = run(capsys, "--check", place.write(TABULAR, small_tabular("2027")))
    assert code == 0 and "ICD-10-CM October 2026, in force 2026-10-01 to 2027-09-30" in said
    assert "no Alphabetic Index: index paths are not shown" in said
    assert read_current(place.home).index == place.home and not (place.home / "releases").exists()


def test_a_refused_file_ends_with_status_1_and_changes_nothing(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """A PDF, a cut-off XML, a cut-off zip: one of them refuses the whole call."""
    good = place.write(TABULAR, small_tabular("2027"))
    pdf = place.write("guidelines.pdf", b"%PDF-1.7")
    cut = place.write("icd10cm-tabular-April-1-2027.xml", small_tabular("2027")[:9_000])
    broken = place.write("a.zip", zipped({TABULAR: small_tabular("2027")})[:500])
    for bad, why in ((pdf, "a PDF"), (cut, "2027.xml:"), (broken, "fetch it again")):
        code, said = run(capsys, good, bad)
        assert code == 1 and "refused, nothing was changed" in said and why in said
    assert read_current(place.home).index == place.home and not (place.home / "releases").exists()


def test_the_same_release_twice_does_nothing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said, and nothing is built; changed content replaces it."""
    file = place.write(TABULAR, small_tabular("2027"))
    place.add(file)
    code, said = run(capsys, file)
    assert code == 0 and "nothing to do" in said and read_current(place.home).index.name == "index-1"
    place.add(place.write(TABULAR, small_tabular("2027", NEW_CODE)))
    assert in_force(read_inputs(place.home, place.guidelines).releases, OCTOBER).is_billable("E11.7")
    assert [p.name for p in read_current(place.home).releases] == ["icd-10-cm-october-2026-2"]
