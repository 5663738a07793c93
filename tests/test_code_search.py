"""From words to codes over a few categories of the packaged release: what is said decides, and what is not said stays open."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.axes import AxisReader, billable_defaults
from index.code_search import CodeSearch
from index.code_set import CodeSet
from index.code_texts import NOTE, tabular_texts
from index.embed import TermEmbedder
from index.spelling import Speller, words
from index.wording import Meaning, Wordings
from tests.conftest import ROOT

CATEGORIES = ("C50", "E11", "G40", "H66", "I10", "I21", "J45", "K57", "M17", "M25", "N18", "O24", "R07", "S72", "Z85")


@pytest.fixture(scope="module")
def search(code_set: CodeSet) -> CodeSearch:
    texts = [t for t in tabular_texts(code_set) if t.code[:3] in CATEGORIES]
    embedder = TermEmbedder()
    wordings = Wordings(
        {("htn",): [Meaning("hypertension")]}, {("water", "on", "the", "knee"): [Meaning("effusion of knee")]}
    )
    return CodeSearch(code_set, texts, embedder.encode([t.text for t in texts]), embedder, wordings)


def codes(search: CodeSearch, query: str, k: int = 3) -> list[str]:
    return [found.code for found in search.search(query, k)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("hypertension", "I10"),
        ("chronic kidney disease", "N18.9"),
        ("acute myocardial infarction", "I21.9"),
        ("asthma", "J45.909"),
    ],
)
def test_a_plain_term_gives_the_billable_default(search: CodeSearch, query: str, first: str) -> None:
    """No more said than the category says: the unspecified code, never the category."""
    assert codes(search, query)[0] == first


@pytest.mark.parametrize("query", ["hypertenson", "HTN", "hyprtnsn", "Hypertension, essential"])
def test_spelling_short_forms_and_order_are_forgiven(search: CodeSearch, query: str) -> None:
    """A typo, an abbreviation, dropped vowels and another order lead to the same code."""
    assert codes(search, query)[0] == "I10"


def test_a_lay_term_is_read_as_what_it_means(search: CodeSearch) -> None:
    """Replaced as a whole by the term list."""
    assert codes(search, "water on the knee")[0].startswith("M25.46")


@pytest.mark.parametrize(("side", "code"), [("right", "M17.11"), ("left", "M17.12")])
def test_the_side_said_picks_among_siblings(search: CodeSearch, side: str, code: str) -> None:
    """Laterality is an axis, not a bag word."""
    assert codes(search, f"unilateral primary osteoarthritis of {side} knee")[0] == code


def test_the_side_is_added_to_a_code_found_by_another_name(search: CodeSearch) -> None:
    """ "Acute MI 2 weeks ago" is no type 2; a broken left femur is S72.92 though no text says so in these words."""
    assert codes(search, "acute myocardial infarction 2 weeks ago")[0] == "I21.9"
    assert codes(search, "fractured femur, left")[0] == "S72.92"


def test_within_a_family_its_best_member_is_found(search: CodeSearch, code_set: CodeSet) -> None:
    """Z85.- for breast cancer is Z85.3, however far down it stands among all codes."""
    family = code_set.billable_below("Z85")
    found = search.search("breast cancer", 3, within=family)
    assert found[0].code == "Z85.3"
    assert {f.code for f in found} <= set(family)


def test_no_words_no_codes(search: CodeSearch) -> None:
    """An empty query, or one of signs only, has no answer; nor has an empty family."""
    assert search.search("", 5) == [] == search.search(" -- ", 5)
    assert search.search("asthma", 5, within=()) == []


def test_codes_come_once_best_first_and_billable_when_asked(search: CodeSearch, code_set: CodeSet) -> None:
    """k codes without repeats, scores falling; leaves only with billable_only."""
    found = search.search("breast cancer", 10, billable_only=True)
    assert len({f.code for f in found}) == len(found) == 10
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    assert not any(code_set.codes[f.code].children for f in found)


@pytest.mark.parametrize(
    ("code", "default"),
    [
        ("J45", "J45.909"),
        ("E11", "E11.9"),
        ("C50", "C50.919"),
        ("H66.9", "H66.90"),
        ("S72", "S72.90"),
        ("I10", "I10"),
        ("O24.4", "O24.419"),
    ],
)
def test_the_default_of_a_category_says_nothing_narrower(code_set: CodeSet, code: str, default: str) -> None:
    """The unspecified, uncomplicated leaf; where a seventh character is needed, its stem."""
    assert billable_defaults(code_set)[code] == default


def test_a_note_elsewhere_names_what_a_code_is(code_set: CodeSet) -> None:
    """An Excludes note "... (R73.9)" is a text of R73.9, without the number; bare words are none."""
    notes = [t for t in tabular_texts(code_set) if t.kind == NOTE]
    assert any(t.code == "R73.9" and "hyperglycemia" in t.text.lower() for t in notes)
    assert not any("(" + t.code in t.text or not words(t.text) for t in notes)


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("diabtes", "diabetes"),
        ("hyprtnsn", "hypertension"),
        ("daibetes", "diabetes"),
        ("xyzzyq", "xyzzyq"),
        ("ckd", "ckd"),
    ],
)
def test_the_speller_corrects_only_towards_known_words(word: str, right: str) -> None:
    """A letter lost, swapped, or every vowel lost; short and hopeless words are left alone."""
    assert Speller({"diabetes": 9, "hypertension": 5, "cardiac": 3}).correct(word) == right


@pytest.mark.parametrize(
    ("text", "same", "other"),
    [
        ("acute pain, left knee", "LEFT acute", "right acute"),
        ("type 2 diabetes", "type ii", "type 1"),
        ("old infarct", "history of infarct", "infarct"),
    ],
)
def test_axes_are_read_from_words_and_pairs(text: str, same: str, other: str) -> None:
    """The same values give the same bits."""
    reader = AxisReader()
    assert reader.read(text) == reader.read(same) != reader.read(other)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("AC joint", ["AC joint", "acromioclavicular joint"]),
        ("ac tid", ["ac tid", "before meals tid"]),
        ("x (y)", ["x (y)", "x"]),
    ],
)
def test_a_short_form_means_what_stands_beside_it(query: str, expected: Sequence[str]) -> None:
    """Context words choose the meaning; the query as typed always comes first."""
    lists = Wordings({("ac",): [Meaning("acromioclavicular", ("joint",)), Meaning("before meals", ("tid",))]})
    assert lists.of(query)[: len(expected)] == expected


def test_single_words_are_replaced_last_and_a_list_may_know_the_outcome() -> None:
    """ "Hilar adenopathy" is read word for word, then with adenopathy replaced, then as what that whole means."""
    adenopathy, hilar = ("adenopathy",), ("hilar", "enlarged", "lymph", "nodes")
    lists = Wordings(
        {}, {adenopathy: [Meaning("enlarged lymph nodes")], hilar: [Meaning("localized enlarged lymph nodes")]}
    )
    assert lists.of("hilar adenopathy") == [
        "hilar adenopathy",
        "hilar enlarged lymph nodes",
        "localized enlarged lymph nodes",
    ]


def test_the_distal_end_of_a_bone_is_its_lower_end() -> None:
    """The shipped lists name the parts of a bone as the classification does."""
    lists = Wordings.read(ROOT / "guidelines" / "terms")
    assert "fracture right lower end of radius" in lists.of("fx right distal radius")
