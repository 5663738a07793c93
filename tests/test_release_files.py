"""Release files are recognised by what they hold; a zip that is cut off or not safe is refused and nothing of it is used."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from index import release_files
from index.passage import Malformed
from index.release_files import Kind, open_release_files
from tests.release_samples import CONVERSION, DRUGS, EXTERNAL, INDEX_XML, NEOPLASMS, ORDER, ORDER_ZIP, official


def zipped(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return out.getvalue()


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def kinds(*paths: Path) -> dict[str, Kind]:
    return {f.name: f.kind for f in open_release_files(list(paths))}


def test_the_real_files_are_recognised_by_content() -> None:
    """Order files out of their zip, tables and indexes by root and heading, the conversion table by its header."""
    found = kinds(*(official(n) for n in (ORDER_ZIP, DRUGS, NEOPLASMS, EXTERNAL, CONVERSION)))
    assert found["icd10cm_order_2025.txt"] == Kind.ORDER
    assert (found[DRUGS], found[NEOPLASMS], found[EXTERNAL]) == (Kind.DRUGS, Kind.NEOPLASM, Kind.EXTERNAL)
    assert found[CONVERSION] == Kind.CONVERSION
    assert found["icd10cm_codes_2025.txt"] == found["icd10OrderFiles.pdf"] == Kind.OTHER


def test_a_misleading_name_does_not_matter(tmp_path: Path) -> None:
    """An order file named .dat and an index named .txt are what they hold."""
    assert kinds(write(tmp_path, "a.dat", ORDER.encode())) == {"a.dat": Kind.ORDER}
    assert kinds(write(tmp_path, "b.txt", INDEX_XML)) == {"b.txt": Kind.INDEX}


def test_a_zip_in_a_zip_is_opened_and_the_names_kept(tmp_path: Path) -> None:
    """The trail names the outer zip first and the file last."""
    inner = zipped({"Table and Index/icd10cm_index_2027.xml": INDEX_XML})
    path = write(tmp_path, "all.zip", zipped({"Table and Index.zip": inner}))
    (file,) = open_release_files([path])
    assert file.trail == (str(path), "Table and Index.zip", "Table and Index/icd10cm_index_2027.xml")
    assert (file.name, file.kind, file.version) == ("icd10cm_index_2027.xml", Kind.INDEX, "2027")


def test_a_zip_with_backslashes_is_opened(tmp_path: Path) -> None:
    """Some Windows programs write them; a colon in a name is no drive."""
    names = {"Table and Index\\icd10cm_index_2027.xml": INDEX_XML, "Note: read me.pdf": b"%PDF-1.7"}
    assert kinds(write(tmp_path, "a.zip", zipped(names))) == {
        "icd10cm_index_2027.xml": Kind.INDEX,
        "Note: read me.pdf": Kind.OTHER,
    }


def test_a_pdf_a_spreadsheet_and_unknown_files_are_named_not_used(tmp_path: Path) -> None:
    """Each says why."""
    for name, data, why in (
        ("g.pdf", b"%PDF-1.7", "PDF"),
        ("c.xlsx", zipped({"[Content_Types].xml": b"<Types/>"}), "save it as CSV"),
        ("n.txt", b"hello", "neither"),
        ("p.xml", b"<ICD10PCS.tabular/>", "ICD-10-PCS"),
        ("addenda.txt", ORDER.encode(), "addendum"),
    ):
        (file,) = open_release_files([write(tmp_path, name, data)])
        assert file.kind == Kind.OTHER and why in file.why


def test_a_truncated_zip_is_refused(tmp_path: Path) -> None:
    """A broken download asks to be fetched again."""
    whole = zipped({"icd10cm_order_2025.txt": ORDER.encode() * 50})
    for size in (len(whole) // 2, len(whole) - 10):
        with pytest.raises(Malformed, match="fetch it again"):
            list(open_release_files([write(tmp_path, "a.zip", whole[:size])]))


def test_damaged_bytes_inside_a_zip_are_refused(tmp_path: Path) -> None:
    """A wrong check sum is not passed over."""
    whole = bytearray(zipped({"icd10cm_order_2025.txt": bytes(range(256)) * 50}))
    whole[60] ^= 0xFF
    with pytest.raises(Malformed, match="cannot be opened"):
        list(open_release_files([write(tmp_path, "a.zip", bytes(whole))]))


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "C:\\evil.txt", "..\\evil.txt"])
def test_a_name_that_points_outside_the_zip_is_refused(tmp_path: Path, name: str) -> None:
    """The whole zip is refused, and nothing is written."""
    path = write(tmp_path, "a.zip", zipped({"icd10cm_order_2025.txt": ORDER.encode(), name: b"x"}))
    with pytest.raises(Malformed, match="points outside"):
        list(open_release_files([path]))
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file over its limit, all files over theirs, and zips nested without end are each refused."""
    monkeypatch.setattr(release_files, "LARGEST", 1_000)
    with pytest.raises(Malformed, match="unpacks to more"):
        list(open_release_files([write(tmp_path, "a.zip", zipped({"a.txt": b"0" * 5_000}))]))
    monkeypatch.setattr(release_files, "LARGEST", 10_000)
    monkeypatch.setattr(release_files, "MOST", 2_000)
    with pytest.raises(Malformed, match="no release is that large"):
        list(open_release_files([write(tmp_path, "b.zip", zipped({f"{i}.txt": ORDER.encode() for i in range(9)}))]))
    nested = b"x"
    for _ in range(6):
        nested = zipped({"a.zip": nested})
    with pytest.raises(Malformed, match="too deep"):
        list(open_release_files([write(tmp_path, "c.zip", nested)]))


def test_xml_that_declares_entities_is_refused(tmp_path: Path) -> None:
    """The "billion laughs" never reach the parser."""
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><ICD10CM.tabular>&b;</ICD10CM.tabular>'
    with pytest.raises(Malformed, match="entities"):
        list(open_release_files([write(tmp_path, "a.xml", bomb)]))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The system's own words say why."""
    with pytest.raises(Malformed, match="No such file"):
        list(open_release_files([tmp_path / "gone.zip"]))
