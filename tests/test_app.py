"""The page in headless Chromium: ask, click a citation, read the quoted passage; nothing from outside, nothing stored."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import app
from rag.answer import Advisor
from tests.conftest import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUESTION = "HTN and CKD stage 3b, not linked by the provider"
PLANTED = "zebrafinch marigold"


@pytest.fixture(scope="module")
def page_url(advisor: Advisor) -> Iterator[str]:
    import datetime as dt

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    blocks = app.build_page(advisor, dt.date(2026, 11, 23))
    app.launch(blocks, port, block=False)
    yield f"http://127.0.0.1:{port}"
    blocks.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        if os.environ.get("CURBSIDE_BROWSER") == "required":
            pytest.fail("no Chromium is installed and CURBSIDE_BROWSER=required")
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                  "--disable-sync", "--no-first-run"],
        )  # fmt: skip
        yield chromium
        chromium.close()


@pytest.mark.browser
def test_a_coder_asks_clicks_a_citation_and_reads_the_quote(page_url: str, browser: Any, tmp_path: Path) -> None:
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
            assert not path.is_file() or PLANTED.encode() not in path.read_bytes(), path


class Broken:
    """An advisor whose index is down; its error quotes the question, as a careless library would."""

    def ask(self, text: str, **_: Any) -> None:
        raise RuntimeError(f"cannot embed: {text}")


def test_a_fault_never_looks_like_an_abstention_nor_quotes_the_question(capsys: pytest.CaptureFixture[str]) -> None:
    page = app.Page(Broken())  # type: ignore[arg-type]
    _, chat, rows, _, _ = page.ask(PLANTED, "outpatient", "2026-08-01", [], [])
    said = chat[-1]["content"]
    assert "not working" in said and "No answer" not in said and PLANTED not in said
    assert rows == []
    captured = capsys.readouterr()
    assert PLANTED not in captured.out + captured.err


def test_a_date_that_is_none_is_said(advisor: Advisor) -> None:
    _, chat, *_ = app.Page(advisor).ask("is E11.2 billable", "outpatient", "soon", [], [])
    assert "not a date" in chat[-1]["content"]
