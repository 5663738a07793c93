"""A second opinion as HTML: highlights, codes, findings, audit sheet."""

from __future__ import annotations

import datetime as dt
import html
import re
import time
from dataclasses import replace

from rag.opinion_html import audit_sheet, codes_html, findings_html, head_html, note_html
from rag.types import Span
from tests.opinions import NOTE, opinion


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def test_the_note_is_shown_as_pasted_and_escaped() -> None:
    """Without its tags the highlighted note is the note, to the character."""
    page = note_html(opinion())
    assert text_of(page) == NOTE and "<b>" not in page


def test_a_highlight_is_focusable_labelled_in_words_and_tied_to_its_row() -> None:
    """Each highlight can be reached by keyboard and says kind and code without colour."""
    mark = re.search(r"<mark[^>]*>probable ", note_html(opinion()))
    assert mark is not None
    assert 'tabindex="0"' in mark[0] and 'role="button"' in mark[0]
    assert 'data-tag="uncertain dx J18.9 · R05.9"' in mark[0]
    assert 'aria-label="finding: uncertain dx J18.9; support: R05.9; probable"' in mark[0]
    assert 'data-rows="m0 c0"' in mark[0]


def test_what_is_denied_or_a_relatives_is_labelled_so() -> None:
    """Conditions that are not present are marked as such, not as evidence."""
    page = note_html(opinion())
    assert 'class="light context" data-rows="f1" tabindex="0" role="button" data-tag="negated"' in page
    assert 'data-tag="family"' in page


def test_evidence_of_a_code_considered_shows_only_when_opened() -> None:
    """Words behind a code that is not assigned carry its row and no label of their own."""
    found = replace(opinion(marks=False), findings=())
    assert re.search(r'<mark class="light support" data-rows="c0 c1">pneumonia</mark>', note_html(found))


def test_spans_that_overlap_or_pass_the_end_do_not_change_the_text() -> None:
    """Odd spans cost a highlight at most, never a character of the note."""
    odd = opinion()
    wild = (Span(3, 12), Span(8, 400), Span(5, 5))
    mark = replace(odd.marks[0], evidence=wild)
    assert text_of(note_html(replace(odd, marks=(mark,)))) == NOTE


def test_a_long_note_with_many_highlights_is_drawn_at_once() -> None:
    """5,000 words with 600 highlights take less than half a second."""
    text = "pain in the knee " * 1250
    note = replace(opinion().note, text=text)
    spot = opinion().findings[1]
    many = tuple(replace(spot, start=17 * n, end=17 * n + 4) for n in range(600))
    began = time.perf_counter()
    page = note_html(replace(opinion(marks=False), note=note, findings=many, candidates=()))
    assert time.perf_counter() - began < 0.5 and page.count('data-tag="negated"') == 600


def test_a_finding_opens_its_authority_and_names_codes_instead() -> None:
    """A finding is a link that lights and opens; its codes lead to the code browser."""
    page = findings_html(opinion())
    assert 'data-row="m0"' in page and 'href="#open-m0-0"' in page and "[IV.H]" in page
    assert 'href="#code-R05.9"' in page and "What to ask the provider" in page


def test_codes_stand_in_order_with_role_and_evidence() -> None:
    """Assigned codes come first, each with a link to its words in the note."""
    page = codes_html(opinion())
    assert page.index("R05.9") < page.index("J18.9") and "assign 1" in page and 'href="#open-c0-0"' in page


def test_head_says_setting_date_and_release() -> None:
    """What the opinion holds for is always shown with it."""
    assert "outpatient, date of service 2026-08-01, ICD-10-CM April 2026" in head_html(opinion())


def test_the_audit_sheet_quotes_the_note_only_when_asked() -> None:
    """One page with codes, findings and citations; words of the note are in it only with quotes."""
    bare, full = (text_of(audit_sheet(opinion(), q, dt.date(2026, 8, 2))) for q in (False, True))
    for page in (bare, full):
        assert "IV.H" in page and "R05.9" in page and "uncertain dx" in page and "made on 2026-08-02" in page
    assert "“probable pneumonia”" in full
    assert "probable pneumonia" not in bare.replace('Do not code "probable pneumonia"', "")
