"""Official release files as the agencies publish them: opened out of zips in zips, and recognised by what they hold.

Nothing of a zip is written to disk here and no name inside it is used as a path. Limits stop a zip bomb.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path, PurePosixPath

from index.order_file import LINE
from index.passage import Malformed

LARGEST = 200 * 2**20  # bytes of one file; the largest official one is an order file of 15 MB
MOST = 600 * 2**20  # bytes of all files of one call
DEEPEST = 3  # zips in zips
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_ROOT = re.compile(rb"<([A-Za-z][\w.:-]*)")
_CODES = re.compile(r"[A-Z]\d[0-9A-Z]{1,5} +\S.*")
_DRIVE = re.compile(r"[A-Za-z]:/")


class Kind(StrEnum):
    """What a release file is, by the name under which coders know it."""

    TABULAR = "Tabular List"
    INDEX = "Alphabetic Index"
    EXTERNAL = "External Cause Index"
    NEOPLASM = "Table of Neoplasms"
    DRUGS = "Table of Drugs and Chemicals"
    ORDER = "order file"
    CONVERSION = "conversion table"
    OTHER = "not used"


@dataclass(frozen=True)
class ReleaseFile:
    """One file: its kind, what it says of its edition, the names it came under (zip first, itself last), its bytes.

    `why` says why a file of kind OTHER is not used; of it only the `size` in bytes is kept.
    """

    kind: Kind
    trail: tuple[str, ...]
    data: bytes = field(repr=False)
    version: str = ""
    why: str = ""
    size: int = 0

    @property
    def name(self) -> str:
        """Its official name, without folders."""
        return PurePosixPath(self.trail[-1]).name

    @property
    def where(self) -> str:
        return " > ".join(self.trail)


def open_release_files(paths: list[Path]) -> Iterator[ReleaseFile]:
    """Every file in `paths`, zips opened. Raises Malformed for one that cannot be read, is cut off or is not safe."""
    left = MOST
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Malformed(f"{path}:1", f"cannot be read ({error.strerror})") from None
        for file in _opened((str(path),), data, 0):
            left -= file.size
            if left < 0:
                raise Malformed(f"{path}:1", f"more than {MOST >> 20} MB of files; no release is that large")
            yield file


def _opened(trail: tuple[str, ...], data: bytes, depth: int) -> Iterator[ReleaseFile]:
    if not data.startswith(b"PK\x03\x04"):
        yield replace(recognise(trail, data), size=len(data))
        return
    where = " > ".join(trail)
    if depth >= DEEPEST:
        raise Malformed(f"{where}:1", "zips are nested too deep; unpack the outer one first")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if any(m.filename == "[Content_Types].xml" for m in members):
                yield ReleaseFile(Kind.OTHER, trail, b"", why="a spreadsheet or document; save it as CSV to load it")
                return
            if sum(m.file_size for m in members) > MOST:
                raise Malformed(f"{where}:1", f"it unpacks to more than {MOST >> 20} MB; no release is that large")
            for member in members:
                name = _checked_name(member.filename, where)
                yield from _opened((*trail, name), _member(archive, member, where), depth + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Malformed(f"{where}:1", f"the zip cannot be opened ({error}); fetch it again") from None


def _checked_name(name: str, where: str) -> str:
    """The name with forward slashes, as some Windows programs do not write them. Raises Malformed for one that leads out."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(str(path)) or "\0" in name:
        raise Malformed(f"{where}:1", f"it holds the file name {name!r}, which points outside the zip; not opened")
    return str(path)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: str) -> bytes:
    """The bytes, read no further than the limit whatever the header says."""
    with archive.open(member) as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Malformed(f"{where}:1", f"{member.filename} unpacks to more than {LARGEST >> 20} MB; not opened")
    return data


def recognise(trail: tuple[str, ...], data: bytes) -> ReleaseFile:
    """The kind of a file by its content. A file of no known kind comes back as OTHER with the reason."""
    if data.startswith(b"%PDF"):
        return _other(trail, "a PDF is for people to read")
    if re.search(r"addend", trail[-1], re.IGNORECASE):
        return _other(trail, "an addendum lists changes for people to read; the full files hold them all")
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return _xml(trail, data)
    text = data[:20_000].decode("utf-8", errors="replace").lstrip("\ufeff")
    first = next((line.rstrip() for line in text.splitlines() if line.strip()), "")
    if {"path", "code", "is_prefix"} <= set(first.split("\t")):
        return ReleaseFile(Kind.INDEX, trail, data)
    if LINE.fullmatch(first):
        return ReleaseFile(Kind.ORDER, trail, data)
    if "Current code assignment" in text:
        return ReleaseFile(Kind.CONVERSION, trail, data)
    if _CODES.fullmatch(first):
        return _other(trail, "a code list without headers; the order file beside it holds the same codes and more")
    return _other(trail, "neither official XML nor an order file nor a conversion table")


def _xml(trail: tuple[str, ...], data: bytes) -> ReleaseFile:
    if _ENTITY.search(data):
        raise Malformed(f"{' > '.join(trail)}:1", "it declares XML entities, as no official file does; not opened")
    head = data[:20_000]
    root = m[1].decode() if (m := _ROOT.search(re.sub(rb"<[?!][^>]*>", b"", head))) else ""
    version = m[1].decode().strip() if (m := re.search(rb"<version>([^<]*)</version>", head)) else ""
    if root == "ICD10CM.tabular":
        return ReleaseFile(Kind.TABULAR, trail, data, version)
    if root == "ICD10CM.index":
        kind = Kind.INDEX
        if first := re.search(rb"<head col=\"1\">\s*(\w+)", head):
            kind = {b"Neoplasm": Kind.NEOPLASM, b"Substance": Kind.DRUGS}.get(first[1], Kind.INDEX)
        elif re.search(rb"<title>[^<]*external cause", head, re.IGNORECASE):
            kind = Kind.EXTERNAL
        return ReleaseFile(kind, trail, data, version)
    if root.startswith("ICD10PCS"):
        return _other(trail, "ICD-10-PCS is not used by Curbside")
    return _other(trail, f"XML with the root element <{root}>, which is no release file of ICD-10-CM")


def _other(trail: tuple[str, ...], why: str) -> ReleaseFile:
    return ReleaseFile(Kind.OTHER, trail, b"", why=why)
