"""Rules are read whole or refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.official import Rule, read_folder, read_rules
from index.passage import Malformed, Source, Tier

SOURCE = Source("official", "restated")
GOOD = """# Section I.C.9

cues frozen: liquid nitrogen / cryo*

## I.C.9.a.2 Hypertensive Chronic Kidney Disease
codes: I12.-, N18.-
release: FY2025
check: "CKD should not be coded"
asked: HTN and CKD; hypertension with CKD 3b

The link is presumed.
It needs no words.

- A second thought.

| if | cues | assign | not |
| --- | --- | --- | --- |
| both are documented | hypertens* + ckd / chronic kidney disease | I12.-, N18.- | I10 |
"""


def read(tmp_path: Path, text: str) -> list[Rule]:
    path = tmp_path / "I.C.09.md"
    path.write_text(text)
    return read_rules(path, SOURCE, Tier.GUIDELINE)


def test_a_rule_carries_number_title_codes_phrasings_and_branches(tmp_path: Path) -> None:
    (rule,) = read(tmp_path, GOOD)
    assert rule.passage.locator == "I.C.9.a.2"
    assert rule.passage.heading == "Hypertensive Chronic Kidney Disease"
    assert rule.passage.views == ("Hypertensive Chronic Kidney Disease", "HTN and CKD", "hypertension with CKD 3b")
    assert [i.text for i in rule.branches[0].assign] == ["I12.-", "N18.-"]
    assert rule.passage.text.splitlines() == [
        "The link is presumed. It needs no words.",
        "A second thought.",
        "If both are documented: I12.-, N18.-; not I10.",
    ]


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (("codes: I12.-", "kodes: I12.-"), 6, "expected 'key: value'"),
        (("## I.C.9.a.2 Hyper", "## 9.a.2 Hyper"), 5, "is no guideline number"),
        (("| I12.-, N18.- | I10 |", "| I12.-, N18.- |"), 18, "3 cells where the heading has 4"),
        (("hypertens* + ckd", "hypertens* + + ckd"), 18, "empty wording"),
        (("hypertens* +", "setting: home +"), 18, "unknown setting 'home'"),
        (("hypertens* +", "<froze> +"), 18, "<froze> is not named"),
        (("release: FY2025", "release: FY2025\nrelease: FY2026"), 8, "stands twice"),
        (("release: FY2025", "release: FY2025\nverdict: sure"), 5, "verdict 'sure' is not one of"),
        (("release: FY2025", "release: FY2026\nfrom: October"), 5, "is no date"),
    ],
)
def test_a_malformed_rule_is_refused_with_its_line(
    tmp_path: Path, change: tuple[str, str], where: int, what: str
) -> None:
    with pytest.raises(Malformed) as refused:
        read(tmp_path, GOOD.replace(*change))
    assert refused.value.where == f"{tmp_path / 'I.C.09.md'}:{where}"
    assert what in refused.value.what


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"## I.A.1 \xff\xfe")
    with pytest.raises(Malformed, match="not UTF-8 text"):
        read_rules(path, SOURCE, Tier.GUIDELINE)


def test_a_number_that_stands_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(GOOD)
    (tmp_path / "b.md").write_text(GOOD)
    with pytest.raises(Malformed, match=r"already stands at .*a\.md:5"):
        list(read_folder(tmp_path, SOURCE, Tier.GUIDELINE))


def test_two_editions_of_a_rule_stand_side_by_side_when_their_dates_do_not_meet(tmp_path: Path) -> None:
    old = GOOD.replace("release: FY2025", "release: FY2025\nuntil: 2025-09-30")
    new = GOOD[GOOD.index("## ") :].replace("release: FY2025", "release: FY2026\nfrom: 2025-10-01\nverified: no")
    first, second = read(tmp_path, old + "\n" + new)
    assert first.passage.locator == second.passage.locator and not second.verified
