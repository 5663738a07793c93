"""The page in headless Chromium: each tab as a person uses it; nothing from outside, nothing of a note stored."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import app
from rag.answer import Advisor
from rag.llm import ModelSettings
from tests.conftest import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
QUESTION = "HTN and CKD stage 3b, not linked by the provider"
PLANTED = "zebrafinch marigold"
NOTE = f"""HPI: 61 y/o M, {PLANTED}. Denies chest pain. Possible pneumonia on film.
${{1+1}} {{{{value}}}} <b>not bold</b>
A/P
1. Type 2 diabetes, continue metformin.
2. CKD 3b, stable.
3. Pain in left knee.
"""
CODES = "E11.9, N18.32 J18.9 M25.561"


@pytest.fixture(scope="module")
def page_url(advisor: Advisor) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    blocks = app.build_page(advisor, dt.date(2026, 11, 23))
    app.launch(blocks, port, block=False)
    yield f"http://127.0.0.1:{port}"
    blocks.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Playwright's Chromium; skips, or fails where CURBSIDE_BROWSER=required, when none is installed."""
    if CHROMIUM is None:
        if os.environ.get("CURBSIDE_BROWSER") == "required":
            pytest.fail("no Chromium is installed and CURBSIDE_BROWSER=required")
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="module")
def browser(chromium: Any) -> Iterator[Any]:
    opened = chromium.launch(executable_path=CHROMIUM, args=ARGS)
    yield opened
    opened.close()


def open_tab(page: Any, url: str, name: str) -> None:
    page.goto(url)
    page.locator("#question textarea").wait_for(timeout=60_000)
    page.get_by_role("tab", name=name).click()


def holds_note(path: Path) -> bool:
    """True when the planted words stand in a file; Chromium writes form fields of a session in UTF-16."""
    held = path.read_bytes()
    return PLANTED.encode() in held or PLANTED.encode("utf-16-le") in held


def test_the_page_says_what_is_sent_to_a_model_where_one_is_configured(advisor: Advisor) -> None:
    """A remote model is warned of at the head of the page; without a model there is no such line."""
    day, far = dt.date(2026, 11, 23), ModelSettings("https://m.example.org/v1", "large", remote=True)
    shown = json.dumps(app.build_page(advisor, day, model=SimpleNamespace(settings=far)).get_config_file(), default=str)
    assert "questions asked here are sent to m.example.org" in shown
    assert "language model" not in json.dumps(app.build_page(advisor, day).get_config_file(), default=str)


def test_a_model_half_set_up_ends_the_start_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the index is opened, and with status 1."""
    monkeypatch.setenv("CURBSIDE_LLM_MODEL", "small")
    monkeypatch.delenv("CURBSIDE_LLM_URL", raising=False)
    assert app.main() == 1 and "set CURBSIDE_LLM_URL" in capsys.readouterr().err


@pytest.mark.browser
def test_a_coder_asks_clicks_a_citation_and_reads_the_quote(page_url: str, browser: Any, tmp_path: Path) -> None:
    """From question to cited passage, with nothing loaded from outside."""
    page = browser.new_page(viewport={"width": 1500, "height": 1100})
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith((page_url, "data:", "blob:")) else None)
    page.goto(page_url)
    page.locator("#question textarea").wait_for(timeout=60_000)
    assert "No loaded release is in force today" in page.inner_text("body")
    assert page.locator("#setting").is_visible() and page.locator("#date").is_visible()
    page.fill("#question textarea", QUESTION)
    page.click("#ask")
    link = page.locator('#chat a[href*="#cite-0-1"]').first
    link.wait_for(timeout=60_000)
    assert "I12.9" in page.inner_text("#chat")
    link.click()
    mark = page.locator("#passage mark")
    mark.wait_for(timeout=30_000)
    assert "If " in mark.inner_text()
    assert "I.C.9.a.2" in page.inner_text("#passage")
    assert "N18.32" in page.inner_text("#codes")
    page.wait_for_timeout(500)
    page.screenshot(path=os.environ.get("CURBSIDE_SCREENSHOT") or str(tmp_path / "page.png"), full_page=True)
    assert outside == []
    page.close()


@pytest.mark.browser
def test_a_note_leaves_no_trace_on_disk_in_logs_or_in_the_browser(
    page_url: str, browser: Any, curbside_home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A note asked in the chat, or refused there, is in no file, log, address or storage."""
    page = browser.new_page()
    page.goto(page_url)
    page.locator("#question textarea").wait_for(timeout=60_000)
    page.fill("#question textarea", f"{PLANTED}, 54 y/o with HTN and CKD 4, how do I code it?")
    page.click("#ask")
    page.locator('#chat a[href*="#cite-0-"]').first.wait_for(timeout=60_000)
    page.fill("#question textarea", PLANTED + " \x01\x02\x03\x04" * 400)
    page.click("#ask")
    page.get_by_text("I cannot read that").wait_for(timeout=30_000)
    stored = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie")
    assert PLANTED not in stored and PLANTED not in page.url
    page.close()
    out, err = capfd.readouterr()
    assert PLANTED not in out + err
    for folder in (curbside_home, Path(os.environ.get("GRADIO_TEMP_DIR", "/tmp/gradio")), ROOT / ".gradio"):
        for path in folder.rglob("*") if folder.exists() else ():
            assert not path.is_file() or not holds_note(path), path


@pytest.mark.browser
def test_a_coder_searches_a_code_as_they_type_and_builds_the_seventh_character(page_url: str, browser: Any) -> None:
    """Words and code starts find codes within a tenth of a second; tree, notes and full codes open by clicks."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    open_tab(page, page_url, "Codes")
    search = page.locator("#code-search input, #code-search textarea")
    search.press_sequentially("water on the knee", delay=40)
    page.locator('#code-results a[href="#code-M25.469"]').wait_for(timeout=30_000)
    search.fill("E11.2")
    page.locator('#code-results a[href="#code-E11.22"]').wait_for(timeout=30_000)
    took = page.evaluate(
        "performance.getEntriesByType('resource').filter(e => e.name.includes('run/predict')).map(e => e.duration)"
    )
    assert sorted(took)[len(took) // 2] < 100
    search.press("Enter")  # opens the first one found
    page.get_by_text("Not billable").wait_for(timeout=30_000)
    page.locator('#code-tree a[href="#code-E11.22"]').click()
    page.locator('[data-copy="E11.22"]').wait_for(timeout=30_000)
    assert "Inherited notes" in page.inner_text("#code-view") and "One release is loaded" in page.inner_text(
        "#code-view"
    )
    search.fill("S00.03")
    page.locator('#code-results a[href="#code-S00.03"]').click()
    page.locator('.sevenths a[href="#code-S00.03XD"]').click()
    page.locator('[data-copy="S00.03XD"]').wait_for(timeout=30_000)
    assert "subsequent encounter" in page.inner_text("#code-shown") and "Billable" in page.inner_text("#code-view")
    page.close()


@pytest.mark.browser
def test_a_finding_lights_its_words_and_opens_its_authority_by_keyboard(page_url: str, browser: Any) -> None:
    """Enter on a highlight or a finding lights the same words and shows the rule; the note is shown as pasted."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    open_tab(page, page_url, "Second opinion")
    page.fill("#note textarea", NOTE)
    page.fill("#proposed textarea", CODES)
    page.focus("#review")
    page.keyboard.press("Enter")
    page.locator("#opinion-note .note").wait_for(timeout=60_000)
    assert page.evaluate("document.querySelector('.note').textContent") == NOTE
    assert "outpatient, date of service" in page.inner_text("#opinion-head")
    page.locator("#opinion-findings a.title", has_text="M25.561").focus()
    page.keyboard.press("Enter")
    page.locator("#opinion-passage mark").wait_for(timeout=30_000)
    assert "I.B.13" in page.inner_text("#opinion-passage")
    assert "left knee" in " ".join(page.locator(".note mark.lit").all_inner_texts())
    page.locator('.note mark.finding[data-tag*="J18.9"]').focus()
    page.keyboard.press("Enter")
    page.locator("#opinion-passage h3", has_text="IV.H").wait_for(timeout=30_000)
    assert "J18.9" in page.evaluate("document.activeElement.textContent")
    page.locator('#opinion-codes a[href="#code-E11.22"]').first.click()
    page.locator('[data-copy="E11.22"]').wait_for(timeout=30_000)
    page.close()


@pytest.mark.browser
def test_a_code_of_an_opinion_opens_in_a_narrow_window(page_url: str, browser: Any) -> None:
    """Where the tabs do not fit, a link to a code still leads to it, and nothing is wider than the window."""
    page = browser.new_page(viewport={"width": 400, "height": 800})
    open_tab(page, page_url, "Second opinion")
    page.fill("#note textarea", NOTE)
    page.click("#review")
    page.locator('#opinion-codes a[href="#code-E11.22"]').first.click(timeout=60_000)
    page.locator('[data-copy="E11.22"]').wait_for(timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.close()


@pytest.mark.browser
def test_a_note_of_a_second_opinion_leaves_no_trace(
    page_url: str, chromium: Any, curbside_home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """After a review, an error and both exports no file, log, address, storage or browser profile holds the note."""
    profile = tmp_path / "profile"
    context = chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=ARGS)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    open_tab(page, page_url, "Second opinion")
    page.fill("#proposed textarea", CODES)
    page.fill("#note textarea", PLANTED + " \x01\x02\x03\x04" * 400)
    page.click("#review")
    page.get_by_text("I cannot read that").wait_for(timeout=60_000)
    page.fill("#note textarea", NOTE)
    page.click("#review")
    page.locator("#opinion-note .note").wait_for(timeout=60_000)
    for button, held in (("#save-csv", "uncertain_dx"), ("#save-sheet", "uncertain dx")):
        with page.expect_download() as download:
            page.click(button)
        assert download.value.url.startswith("blob:")
        saved = Path(download.value.path()).read_text(encoding="utf-8-sig")
        assert held in saved and PLANTED not in saved
    stored = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie")
    assert PLANTED not in stored + page.url + " ".join(asked)
    page.get_by_role("tab", name="Ask").click()
    page.fill("#question textarea", f"{PLANTED}, 54 y/o with HTN and CKD 4, how do I code it?")
    page.wait_for_timeout(3000)  # Chromium writes the fields of a page a while after they change
    context.close()
    out, err = capfd.readouterr()
    assert PLANTED not in out + err
    for folder in (curbside_home, profile, Path(os.environ.get("GRADIO_TEMP_DIR", "/tmp/gradio")), ROOT / ".gradio"):
        for path in folder.rglob("*") if folder.exists() else ():
            assert not path.is_file() or not holds_note(path), path


@pytest.mark.browser
def test_a_lead_runs_one_tag_and_a_coder_drafts_a_case(page_url: str, browser: Any, curbside_home: Path) -> None:
    """A tag runs to its table and report; two clicks after an answer write a draft for the lead."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    open_tab(page, page_url, "Evals")
    page.locator("#eval-history h4").wait_for(timeout=60_000)
    page.locator("#eval-tags input").fill("topic-88")
    page.get_by_role("option", name="topic-88").click()
    page.keyboard.press("Escape")
    page.click("#run-evals")
    page.locator("#eval-tables table").first.wait_for(timeout=120_000)
    assert "topic-88" in page.inner_text("#eval-tables") and "newly broken" in page.inner_text("#eval-progress")
    page.locator("#eval-history svg circle").first.wait_for(timeout=30_000)
    with page.expect_download() as download:
        page.click("#save-report")
    assert "Curbside evals" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    page.get_by_role("tab", name="Ask").click()
    page.fill("#question textarea", QUESTION)
    page.click("#ask")
    page.locator('#chat a[href*="#cite-0-1"]').first.wait_for(timeout=60_000)
    page.click("#make-case")
    page.locator("#draft pre").wait_for(timeout=30_000)
    page.click("#write-case")
    page.get_by_text("Written to").wait_for(timeout=30_000)
    assert QUESTION in (curbside_home / "evals" / "drafts.yaml").read_text(encoding="utf-8")
    page.close()
