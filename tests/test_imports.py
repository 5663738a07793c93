"""The direction of imports and the doors: parsed from the source, not from what happens to be loaded."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = [p for folder in ("index", "rag", "evals") for p in sorted((ROOT / folder).rglob("*.py"))] + [ROOT / "app.py"]
DOORS = {
    "sentence_transformers": {"index/embed.py"},
    "chromadb": {"index/store.py"},
    "llama_index": {"index/store.py", "rag/llm.py"},
    "openai": {"rag/llm.py"},
    "httpx": {"rag/llm.py"},
    "gradio": {"app.py"},
    "bm25s": {"index/lexical.py", "index/term_bm25.py"},
}
BENCH = "evals/bench/"  # benchmarks run the plain alternative side by side, so they may open every library
BELOW = {"index": {"index"}, "rag": {"rag", "index"}, "evals": {"evals", "rag", "index", "app"}}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_library_is_imported_only_at_its_door(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    for module in imported(path):
        library = module.split(".")[0]
        if library in DOORS and not name.startswith(BENCH):
            assert name in DOORS[library], f"{name} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_flow_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    for module in imported(path):
        top = module.split(".")[0]
        if package in BELOW and top in {"index", "rag", "evals", "app", "tests"}:
            assert top in BELOW[package], f"{path.relative_to(ROOT)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_runs_when_a_module_is_imported(path: Path) -> None:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        assert not isinstance(node, ast.For | ast.While | ast.With), f"{path}:{node.lineno}"
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            call = ast.unparse(node.value.func)
            assert call == "os.environ.setdefault", f"{path}:{node.lineno} calls {call}"
