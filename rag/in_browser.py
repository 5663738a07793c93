"""What runs in the browser: a script and a style sheet. Nothing is loaded from outside.

A link "#cite-", "#code-" or "#open-" goes to Python through a hidden field and button of that name. What is saved goes
through a Blob, so that no text of a note stands in an address or in a file of the server.
"""

HEAD = """<script>
function send(door, value) {
  const field = document.querySelector(`#${door}-field textarea, #${door}-field input`);
  field.value = value;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  setTimeout(() => document.querySelector(`#${door}-go`).click(), 60);
}
function light(row) {
  for (const old of document.querySelectorAll(".lit")) old.classList.remove("lit");
  const words = document.querySelectorAll(`mark[data-rows~="${row}"]`);
  for (const one of [...words, ...document.querySelectorAll(`[data-row="${row}"]`)]) one.classList.add("lit");
  words[0]?.scrollIntoView({block: "nearest"});
}
function toRow(mark) {
  const row = mark.dataset.rows.split(" ").find(r => r[0] !== "f");
  if (!row) return;
  light(row);
  document.querySelector(`[data-row="${row}"]`)?.focus();
  send("open", row + "-0");
}
function save(name, type, text) {
  if (!text) return "";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\\ufeff", text], {type}));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 5000);
  return "";
}
function codesTab() {  // in a narrow window it stands in the menu of tabs, without its id
  const menu = [...document.querySelectorAll(".overflow-dropdown button")];
  return document.querySelector("#codes-tab-button") ?? menu.find(one => one.textContent.trim() === "Codes");
}
function toCode() {
  const tree = document.querySelector(".tree"), here = tree?.querySelector("[aria-current]");
  if (here) tree.scrollTop = here.offsetTop - tree.offsetTop - tree.clientHeight / 2;
  document.querySelector("#code-shown")?.focus({preventScroll: innerWidth > 900});
}
document.addEventListener("click", event => {
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => copy.textContent = "Copied " + copy.dataset.copy);
  const mark = event.target.closest(".note mark[tabindex]");
  if (mark) toRow(mark);
  const link = event.target.closest('a[href*="#cite-"], a[href*="#code-"], a[href*="#open-"]');
  if (!link) return;
  event.preventDefault();
  const [, door, value] = /#(cite|code|open)-(.*)$/.exec(link.getAttribute("href"));
  if (door === "open") light(value.replace(/-\\d+$/, ""));
  if (door === "code" && !link.closest("#codes-tab")) codesTab()?.click();
  send(door, value);
}, true);
document.addEventListener("keydown", event => {
  const mark = event.target.closest(".note mark[tabindex]");
  if (mark && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); toRow(mark); }
  if (event.key === "Enter" && event.target.closest("#code-search")) document.querySelector("#code-results a")?.click();
}, true);
</script>"""
STYLE = """
.passage .text {max-height: 26rem; overflow-y: auto; line-height: 1.5}
.passage mark, .note mark.lit {background: #ffe08a; color: #1b1b1b; outline: 2px solid #b58900; padding: 0 .15em}
#banner, .notice {border-left: 4px solid #b58900; padding: .4rem .8rem}
.note {white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.9; max-height: 34rem; overflow-y: auto; padding: .5rem}
.note, .tree, #code-results ul {border: 1px solid var(--border-color-primary); border-radius: 4px}
mark.light {background: none; color: inherit; border-bottom: 2px solid transparent}
mark.finding {border-bottom: 4px double #c0392b}
mark.support {border-bottom: 2px solid #1a7f37}
mark.context {border-bottom: 2px dotted #7a7f87}
mark.light[data-tag]::before {content: attr(data-tag); font-size: .72em; border: 1px solid; border-radius: 3px;
  padding: 0 .3em; margin-right: .3em; vertical-align: 1px}
mark.light[tabindex] {cursor: pointer}
mark.light:focus-visible, a:focus-visible, .copy:focus-visible {outline: 3px solid #1f6feb; outline-offset: 1px}
[data-row].lit {box-shadow: inset 4px 0 0 #b58900; padding-left: .6rem}
.wide {overflow-x: auto}
.long {max-height: 36rem; overflow-y: auto}
.wide table {border-collapse: collapse; width: 100%}
.wide td, .wide th {border: 1px solid var(--border-color-primary); padding: .25rem .5rem; text-align: left; vertical-align: top}
ul.lines {list-style: none; padding-left: .8rem; margin: .2rem 0}
ul.lines li {padding: .1rem 0}
.tree, #code-results ul {max-height: 34rem; overflow-y: auto; padding: .5rem}
.tree ul ul {border-left: 1px solid var(--border-color-primary)}
[aria-current] {font-weight: 600}
ul.lines, ul.lines li, .one-code li, .findings li {font-size: var(--text-md)}
.one-code a, .lines a, .findings a, .wide a {padding: 0}
.findings-box {max-height: 24rem; overflow-y: auto}
.tag {white-space: nowrap; font-size: .75em; border: 1px solid; border-radius: 3px; padding: 0 .3em; opacity: .8}
a.code {white-space: nowrap; font-family: var(--font-mono)}
.copy {border: 1px solid var(--border-color-primary); border-radius: 4px; padding: .1rem .5rem}
@media (max-width: 700px) {
  .codes-table thead {display: none}
  .codes-table tr, .codes-table td {display: block; border: 0}
  .codes-table tr {border-top: 1px solid var(--border-color-primary)}
}
ol.findings > li {margin: .6rem 0}
.said {opacity: .85}
svg.history {max-width: 46rem; width: 100%}
progress {width: min(24rem, 60%)}
"""
