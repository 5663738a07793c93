"""The page: chat, settings, citations, candidate codes. The door to gradio.

Bound to 127.0.0.1, loads nothing from outside, keeps a conversation in memory for as long as its page is open.
Questions and notes are patient text: they reach no log, no file and no error text.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr

from index.passage import IndexProblem
from index.releases import default_date, newest
from index.search import open_index
from rag.answer import Advisor
from rag.render import as_markdown, as_text, cited, code_rows, passage_html
from rag.types import SETTINGS, Answer, BadQuestion, Citation

EXAMPLES = [
    "Probable pneumonia in an office note: code it?",
    "Can I code R07.9 with I21.4?",
    "Is E11.2 billable?",
    "HTN and CKD stage 3b, provider does not link them",
    "History of breast cancer, still on tamoxifen: current or history?",
    "Screening colonoscopy found a polyp, what is first-listed?",
]
# a link to #cite-<turn>-<n> opens its passage beside the chat: the number goes to Python through a hidden field
HEAD = """<script>
document.addEventListener("click", event => {
  const link = event.target.closest('a[href*="#cite-"]');
  if (!link) return;
  event.preventDefault();
  const field = document.querySelector("#cite-field textarea, #cite-field input");
  field.value = link.getAttribute("href").split("#cite-")[1];
  field.dispatchEvent(new Event("input", {bubbles: true}));
  setTimeout(() => document.querySelector("#cite-go").click(), 60);
}, true);
</script>"""
CSS = """
#cite-field, #cite-go {position: absolute; left: -9999px; height: 1px; overflow: hidden}
.passage .text {max-height: 26rem; overflow-y: auto; line-height: 1.5}
.passage mark {background: #ffe08a; color: #1b1b1b; outline: 2px solid #b58900; padding: 0 .15em}
#banner {border-left: 4px solid #b58900; padding: .4rem .8rem}
"""
SHOWN = "Click a number such as [1] to read the passage it stands on."

Turns = list[list[Citation]]


class Page:
    """Callbacks of the page over one Advisor."""

    def __init__(self, advisor: Advisor) -> None:
        self.advisor = advisor

    def ask(self, text: str, setting: str, date: str, chat: list[dict[str, Any]], turns: Turns) -> tuple[Any, ...]:
        """One turn: (question box, chat, codes, text to copy, citations of all turns)."""
        rows, plain, citations = [], "", []
        try:
            result = self.advisor.ask(text or "", setting=setting, date_of_service=dt.date.fromisoformat(date.strip()))
            said, rows, plain = as_markdown(result, len(turns)), code_rows(result), as_text(result)
            citations = cited(result) if isinstance(result, Answer) else []
        except BadQuestion as bad:
            said = f"**I cannot read that.** {bad}"
        except ValueError:
            said = "**The date of service is not a date.** Write it as 2026-08-01."
        except IndexProblem as problem:
            said = f"**Curbside is not working — this is a fault, not an answer.** {problem}"
        except Exception as error:  # never the text of the error: it may quote the note
            print(f"fault while answering: {type(error).__name__}", file=sys.stderr)
            said = f"**Curbside is not working — this is a fault, not an answer** ({type(error).__name__})."
        chat = [*chat, {"role": "user", "content": text}, {"role": "assistant", "content": said}]
        return "", chat, rows, plain, [*turns, citations]

    def reload(self) -> str:
        """Reads guidelines and releases again and brings the index up to them; what was served goes on if that fails."""
        try:
            self.advisor = Advisor(open_index())
        except IndexProblem as problem:
            return f"**Not reloaded, the guidelines before the change go on.** {problem}"
        return f"Reloaded: {len(self.advisor.index.entries)} rules and notes. {banner(self.advisor, dt.date.today())}"

    def open(self, which: str, turns: Turns) -> str:
        """The passage behind citation "turn-n"."""
        turn, n = (int(part) for part in which.split("-"))
        return passage_html(turns[turn][n - 1])


def banner(advisor: Advisor, today: dt.date) -> str:
    """The release in force, and plainly when today's is not loaded."""
    release = newest(advisor.index.releases).release
    said = f"**Curbside** — a second opinion with citations. Loaded: {release}."
    if not release.covers(today):
        said += (
            f" **No loaded release is in force today ({today})**; answers are for the date of service shown. "
            "The current release is yours to load."
        )
    return said


def build_page(advisor: Advisor, today: dt.date) -> gr.Blocks:
    """The page, not yet served."""
    page = Page(advisor)
    with gr.Blocks(title="Curbside", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as blocks:
        head = gr.Markdown(banner(advisor, today), elem_id="banner")
        turns = gr.State([])
        with gr.Row():
            setting = gr.Radio(list(SETTINGS), value="outpatient", label="Setting", scale=3, elem_id="setting")
            day = str(default_date(advisor.index.releases, today))
            date = gr.Textbox(day, label="Date of service (year-month-day)", scale=1, elem_id="date")
        with gr.Row():
            with gr.Column(scale=3):
                chat = gr.Chatbot(label="Conversation", height=520, feedback_options=None, buttons=[], elem_id="chat")
                question = gr.Textbox(
                    label="Ask, or paste a note with your question",
                    lines=3,
                    max_lines=14,
                    autofocus=True,
                    elem_id="question",
                )
                with gr.Row():
                    go = gr.Button("Ask", variant="primary", elem_id="ask")
                    clear = gr.Button("New conversation")
                    reload = gr.Button("Reload guidelines", elem_id="reload")
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
                plain = gr.Textbox(
                    label="Answer as text", lines=6, buttons=["copy"], interactive=False, elem_id="plain"
                )
        cite_field = gr.Textbox(elem_id="cite-field", show_label=False)
        cite_go = gr.Button(elem_id="cite-go")
        given = [question, setting, date, chat, turns]
        shown = [question, chat, codes, plain, turns]
        gr.on([go.click, question.submit], page.ask, given, shown, api_visibility="private")
        clear.click(lambda: ([], [], "", [], f"<p>{SHOWN}</p>"), None, [chat, codes, plain, turns, passage])
        opened = cite_go.click(
            page.open, [cite_field, turns], passage, api_visibility="private", show_progress="hidden"
        )
        opened.then(None, js="() => document.querySelector('#passage mark')?.scrollIntoView({block: 'nearest'})")
        reload.click(page.reload, None, head, api_visibility="private")
    return blocks


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
        css=CSS,
        head=HEAD,
    )


def main() -> int:
    port = int(os.environ.get("CURBSIDE_PORT", "7860"))
    try:
        blocks = build_page(Advisor(open_index()), dt.date.today())
        print(f"Curbside is at http://127.0.0.1:{port}", file=sys.stderr)
        launch(blocks, port)
    except IndexProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
