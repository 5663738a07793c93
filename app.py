"""The page: tabs Ask, Second opinion, Codes, Evals; what they do is in rag/page.py, rag/browse_page.py and evals/page.py.
The door to gradio.

Bound to 127.0.0.1, loads nothing from outside, keeps a conversation or an opinion in memory for as long as its page is open.
Questions and notes are patient text: they reach no log, no file, no address and no error text.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr

from evals.page import EvalsPage
from index.passage import IndexProblem
from index.releases import default_date
from index.search import Index, open_index
from rag.answer import Advisor
from rag.browse_page import CodesPage
from rag.in_browser import HEAD, STYLE
from rag.llm import ChatModel, ModelProblem, open_model, what_is_sent
from rag.page import AskPage, Desk, NotePage, Reviewer, banner
from rag.second_opinion import SecondOpinion
from rag.types import SETTINGS

EXAMPLES = [
    "Probable pneumonia in an office note: code it?",
    "Can I code R07.9 with I21.4?",
    "Is E11.2 billable?",
    "HTN and CKD stage 3b, provider does not link them",
    "History of breast cancer, still on tamoxifen: current or history?",
    "Screening colonoscopy found a polyp, what is first-listed?",
]
# the chat stays where its reader has scrolled to; the turn just asked is what they want to see
TO_LAST = """() => { const asked = [...document.querySelectorAll('#chat [data-testid="user"]')].at(-1);
    const box = asked?.closest('.bubble-wrap');
    if (box) box.scrollTop += asked.getBoundingClientRect().top - box.getBoundingClientRect().top - 8; }"""
SHOWN = "Click a number such as [1] to read the passage it stands on."
NOT_REVIEWED = "<p>Paste a note and press <b>Second opinion</b>.</p>"
Door = tuple[gr.Textbox, gr.Button]
PRIVATE: dict[str, Any] = {"api_visibility": "private"}
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def build_page(
    advisor: Advisor,
    today: dt.date,
    reviewing: Callable[[Index], Reviewer] = SecondOpinion,
    model: ChatModel | None = None,
) -> gr.Blocks:
    """The page, not yet served. `reviewing` opens what gives second opinions; `model` reads answers a second time."""
    desk = Desk(advisor, reviewing)
    with gr.Blocks(title="Curbside", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as blocks:
        head = gr.Markdown(banner(advisor, today), elem_id="banner")
        if model:
            gr.Markdown(what_is_sent(model.settings), elem_id="model")
        with gr.Row():
            setting = gr.Radio(list(SETTINGS), value="outpatient", label="Setting", scale=3, elem_id="setting")
            day = str(default_date(advisor.index.releases, today))
            date = gr.Textbox(day, label="Date of service (year-month-day)", scale=1, elem_id="date")
        cite, opening, code = (
            door("cite"),
            door("open"),
            door("code"),
        )  # outside the tabs: those are made when first shown
        ask, evals = AskPage(desk, model), EvalsPage(desk)
        with gr.Tab("Ask", elem_id="ask-tab"):
            reload = ask_tab(ask, evals, setting, date, cite)
        with gr.Tab("Second opinion", elem_id="opinion-tab"):
            opinion_tab(NotePage(desk), setting, date, opening)
        with gr.Tab("Codes", elem_id="codes-tab"):
            codes_tab(CodesPage(desk), date, code)
        with gr.Tab("Evals", elem_id="evals-tab") as tab:
            evals_tab(evals, tab)
        reload.click(lambda: ask.reload(today), None, head, **PRIVATE)
    return blocks


def patient_text(label: str | None = None, **more: Any) -> gr.Textbox:
    """A box that may hold patient text. Without autocomplete="off" the browser writes it to its session files; some send
    text away to check its spelling.
    """
    return gr.Textbox(label=label, html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False), **more)


def door(name: str) -> Door:
    """The hidden field and button by which a link reaches Python."""
    field = gr.Textbox(elem_id=f"{name}-field", show_label=False, visible="hidden")
    return field, gr.Button(elem_id=f"{name}-go", visible="hidden")


def ask_tab(page: AskPage, evals: EvalsPage, setting: gr.Radio, date: gr.Textbox, cite: Door) -> gr.Button:
    """Gives back the button that reloads the guidelines."""
    turns, last = gr.State([]), gr.State(None)
    with gr.Row():
        with gr.Column(scale=3):
            chat = gr.Chatbot(label="Conversation", height=520, feedback_options=None, buttons=[], elem_id="chat")
            question = patient_text(
                "Ask, or paste a note with your question", lines=3, max_lines=14, elem_id="question", autofocus=True
            )
            with gr.Row():
                go = gr.Button("Ask", variant="primary", elem_id="ask")
                clear = gr.Button("New conversation")
                make = gr.Button("Make this a case", elem_id="make-case")
                reload = gr.Button("Reload guidelines", elem_id="reload")
            with gr.Column(visible=False) as drafting:
                drafted = gr.HTML(elem_id="draft")
                synthetic = gr.Checkbox(label="This is a synthetic note: take its text along", elem_id="synthetic")
                write = gr.Button("Write the draft for the coding lead", elem_id="write-case")
            gr.Examples(EXAMPLES, question, label="Examples", cache_examples=False)
        with gr.Column(scale=2):
            passage = gr.HTML(f"<p>{SHOWN}</p>", label="Passage", elem_id="passage")
            codes = gr.Dataframe(
                headers=["Code", "Role", "Descriptor", "Why"],
                column_widths=["15%", "15%", "35%", "35%"],
                label="Candidate codes",
                interactive=False,
                wrap=True,
                elem_id="codes",
            )
            plain = patient_text("Answer as text", lines=6, buttons=["copy"], interactive=False, elem_id="plain")
    field, opened = cite
    given, shown = [question, setting, date, chat, turns], [question, chat, codes, plain, turns, last]
    asked = gr.on([go.click, question.submit], page.ask, given, shown, **PRIVATE)
    # the passage of the turn before would read as that of this one
    fresh = (gr.update(visible=False), False, f"<p>{SHOWN}</p>")
    asked.then(lambda: fresh, None, [drafting, synthetic, passage], **QUIET).then(None, js=TO_LAST)
    clear.click(
        lambda: ([], [], "", [], f"<p>{SHOWN}</p>", None, gr.update(visible=False)),
        None,
        [chat, codes, plain, turns, passage, last, drafting],
        **PRIVATE,
    )
    into_view = "() => document.querySelector('#passage mark')?.scrollIntoView({block: 'nearest'})"
    opened.click(page.open, [field, turns], passage, **QUIET).then(None, js=into_view)
    make.click(lambda: gr.update(visible=True), None, drafting, **QUIET)
    gr.on([make.click, synthetic.input], evals.preview, [last, synthetic], drafted, **QUIET)
    write.click(evals.write, [last, synthetic], drafted, **QUIET)
    return reload


def opinion_tab(page: NotePage, setting: gr.Radio, date: gr.Textbox, opening: Door) -> None:
    opinion = gr.State(None)
    with gr.Row():
        note = patient_text(
            "Note (several notes of one encounter may follow each other)",
            lines=10,
            max_lines=24,
            elem_id="note",
            scale=3,
        )
        with gr.Column(scale=1):
            codes = patient_text(
                "Your codes, one a line or separated by commas or spaces", lines=5, max_lines=14, elem_id="proposed"
            )
            go = gr.Button("Second opinion", variant="primary", elem_id="review")
            clear = gr.Button("Clear")
    head = gr.HTML(NOT_REVIEWED, elem_id="opinion-head")
    with gr.Row():
        with gr.Column(scale=3):
            shown = gr.HTML(elem_id="opinion-note")
            table = gr.HTML(elem_id="opinion-codes")
        with gr.Column(scale=2):
            findings = gr.HTML(elem_id="opinion-findings")
            passage = gr.HTML(elem_id="opinion-passage")
    with gr.Row():
        quotes = gr.Checkbox(label="Words of the note in what is saved", elem_id="with-quotes")
        csv = gr.Button("Save as CSV", elem_id="save-csv")
        sheet = gr.Button("Save the audit sheet", elem_id="save-sheet")
    plain = patient_text("Opinion as text", lines=4, buttons=["copy"], interactive=False, elem_id="opinion-plain")
    field, opened = opening
    saved, results = patient_text(visible="hidden"), [head, shown, table, findings, plain, opinion]
    go.click(page.review, [note, codes, setting, date], results, **PRIVATE).then(lambda: "", None, passage, **QUIET)
    into_view = "() => document.querySelector('#opinion-passage mark')?.scrollIntoView({block: 'nearest'})"
    opened.click(page.open, [field, opinion], passage, **QUIET).then(None, js=into_view)
    csv.click(page.csv, [opinion, quotes], saved, **QUIET).then(
        None, saved, saved, js=saving("curbside.csv", "text/csv")
    )
    sheet.click(page.sheet, [opinion, quotes], saved, **QUIET).then(
        None, saved, saved, js=saving("curbside-audit.html", "text/html")
    )
    clear.click(
        lambda: ("", "", NOT_REVIEWED, "", "", "", "", None, ""), None, [note, codes, *results, passage], **QUIET
    )


def saving(name: str, kind: str) -> str:
    """JavaScript that saves a text as a file of the person's own and empties the field it came in."""
    return f'text => save("{name}", "{kind};charset=utf-8", text)'


def codes_tab(page: CodesPage, date: gr.Textbox, code: Door) -> None:
    with gr.Row():
        with gr.Column(scale=2):
            search = patient_text(
                "Search: words, or the start of a code", elem_id="code-search", placeholder="water on the knee, E11.2"
            )
            results = gr.HTML(page.search("", date.value), elem_id="code-results")
            tree = gr.HTML(page.show("", date.value)[0], elem_id="code-tree")
        with gr.Column(scale=3):
            shown = gr.HTML("<p>Choose a code.</p>", elem_id="code-view")
    field, opened = code
    # one search at a time and then the last text typed: no search piles up behind the keys, none comes back late.
    # change, not input: gradio's input event misses a paste and the backspace key
    search.change(page.search, [search, date], results, trigger_mode="always_last", queue=False, **QUIET)
    opened.click(page.show, [field, date], [tree, shown], queue=False, **QUIET).then(None, js="() => toCode()")
    gr.on([date.submit, date.blur], page.show, [field, date], [tree, shown], **QUIET)


def evals_tab(page: EvalsPage, tab: gr.Tab) -> None:
    finished = gr.State(None)
    with gr.Row():
        tags = gr.Dropdown([], multiselect=True, label="Tags (none: all cases)", elem_id="eval-tags", scale=3)
        go = gr.Button("Run", variant="primary", elem_id="run-evals")
        stop = gr.Button("Stop")
        save = gr.Button("Save the report", elem_id="save-report")
    progress = gr.HTML(elem_id="eval-progress")
    history = gr.HTML(elem_id="eval-history")
    with gr.Row():
        with gr.Column():
            tables = gr.HTML(elem_id="eval-tables")
        with gr.Column():
            failures = gr.HTML(elem_id="eval-failures")
    report = gr.Textbox(visible="hidden")
    tab.select(lambda: (gr.update(choices=page.labels()), page.history()), None, [tags, history], **QUIET)
    running = go.click(page.run, tags, [progress, tables, failures, history, finished], **QUIET)
    stop.click(lambda: "<p>Stopped.</p>", None, progress, cancels=[running], **QUIET)
    save.click(page.report, finished, report, **QUIET).then(
        None, report, report, js=saving("curbside-evals.html", "text/html")
    )


def launch(blocks: gr.Blocks, port: int, block: bool = True) -> None:
    """Serves the page on 127.0.0.1; returns at once when not `block`."""
    blocks.launch(
        server_name="127.0.0.1",
        server_port=port,
        share=False,
        run_history=False,
        quiet=True,
        prevent_thread_lock=not block,
        footer_links=[],
        theme=gr.themes.Default(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        css=STYLE,
        head=HEAD,
    )


def main() -> int:
    port = int(os.environ.get("CURBSIDE_PORT", "7860"))
    try:
        model = open_model(os.environ)  # first: a person who has to mend a variable need not wait for the index
        blocks = build_page(Advisor(open_index()), dt.date.today(), model=model)
        print(f"Curbside is at http://127.0.0.1:{port}", file=sys.stderr)
        launch(blocks, port)
    except (IndexProblem, ModelProblem) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
