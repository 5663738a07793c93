"""Small official-looking release files for the tests, cut from the packaged tabular or written out."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest

from index.releases import packaged_tabular
from tests.conftest import ROOT, SHARED

TABULAR = "icd10cm-tabular-October-1-2026.xml"
ORDER_ZIP = "2025-code-descriptions-tabular-order-april.zip"
DRUGS, NEOPLASMS, EXTERNAL = (f"icd10cm-{k}-April-1-2026.xml" for k in ("drug", "neoplasm", "eindex"))
CONVERSION = "conversion_table_fy25.csv"
ALPHABETIC = "alphabetic_index_fy2025.tsv"
INDEX_XML = b"""<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index>
  <version>2027</version>
  <title>ICD-10-CM INDEX TO DISEASES and INJURIES</title>
  <letter><title>D</title>
    <mainTerm><title>Diabetes, diabetic<nemod>(mellitus) (sugar)</nemod></title>
      <code>E11.9</code>
      <term level="1"><title>with</title>
        <term level="2"><title>chronic kidney disease</title><code>E11.22</code></term>
        <term level="2"><title>foot ulcer</title><code>E11.621</code></term>
      </term>
      <term level="1"><title>type 1</title><code>E10.9</code></term>
      <term level="1"><title>range, for the reader</title><code>E08-E13</code></term>
    </mainTerm>
    <mainTerm><title>Disease, diseased</title>
      <term level="1"><title>kidney</title>
        <term level="2"><title>in diabetes</title><code>E11.2-</code><manif>N08</manif></term>
      </term>
    </mainTerm>
  </letter>
</ICD10CM.index>
"""
ORDER = (
    "00001 E11     0 Type 2 diabetes mellitus                                     Type 2 diabetes mellitus\r\n"
    "00002 E119    1 Type 2 diabetes mellitus without complications               Type 2 diabetes mellitus without complications\r\n"
    "00003 S72     0 Fracture of femur                                            Fracture of femur\r\n"
    "00004 S72001  0 Fracture of unsp part of neck of right femur                 Fracture of neck of right femur\r\n"
    "00005 S72001A 1 Fx unsp part of neck of right femur, init                    Fracture of neck of right femur, initial encounter for closed fracture\r\n"
    "00006 S72001D 1 Fx unsp part of neck of right femur, subs                    Fracture of neck of right femur, subsequent encounter\r\n"
)


def official(name: str) -> Path:
    """A real file of the agencies; the test is skipped where it is not at hand."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    return path


@cache
def small_tabular(version: str, added: str = "") -> bytes:
    """Blocks E08-E13 and I10-I1A of the packaged tabular, as release `version`, with `added` XML in category E11."""
    root = ET.parse(packaged_tabular()).getroot()
    root.find("version").text = version
    for chapter in root.findall("chapter"):
        for section in chapter.findall("section"):
            if section.get("id") not in ("E08-E13", "I10-I1A"):
                chapter.remove(section)
        if chapter.find("section") is None:
            root.remove(chapter)
    if added:
        next(d for d in root.iter("diag") if d.findtext("name") == "E11").append(ET.fromstring(added))
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def small_guidelines(folder: Path) -> Path:
    """A guidelines folder of one section, quick to build."""
    for name in ("sources.toml", "official/IV.md", "procedures/codes.tsv", "terms/integral.tsv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "guidelines" / name, folder / name)
    (folder / "forum").mkdir(exist_ok=True)
    return folder
