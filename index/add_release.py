"""Loads official release files: `python -m index.add_release FILE...` (zips as published, XML, order files).

Every file is recognised and read in full first; then the new index is built in a folder beside the one in use and takes
its place in one rename. A call that is refused, fails or is killed leaves what was served as it was.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from index.build import ROOT, Inputs, bar, build, check, expected, home, read_inputs, writing
from index.current import INDEX_PARTS, Current, next_index, read_current, remove_unserved, switch
from index.embed import Embedder, TermEmbedder
from index.passage import IndexProblem, IndexUnavailable, Malformed
from index.passage_model import PassageModel
from index.release_files import Kind, ReleaseFile, open_release_files
from index.release_plan import Plan, plan_releases
from index.store import Progress, Store, collection_name
from index.stored_release import StoredRelease, read_stored, write_stored

ROOM = 300 * 2**20  # bytes wanted free beside a second copy of the index


def add(
    folder: Path, plans: Sequence[Plan], guidelines: Path, passages: Embedder, terms: Embedder, progress: Progress
) -> Inputs:
    """Stores the files of `plans`, builds beside the index of `folder` and switches over. Returns what is served then.

    Raises Malformed or IndexUnavailable; what was served is served on.
    """
    with contextlib.ExitStack() as locks:
        locks.enter_context(writing(folder))
        now = read_current(folder)
        if now.index != folder:  # a rebuild of the index in use must not write while it is copied
            locks.enter_context(writing(now.index))
        remove_unserved(folder)
        _check_room(folder, now)
        index = next_index(folder)
        try:
            stored = _store(folder, now, plans)
            _copy_index(now.index, index)
            staged = Current(index, tuple(s.folder for s in stored))
            inputs = read_inputs(folder, guidelines, staged)
            build(index, inputs, passages, terms, progress)
            check(index, expected(inputs, passages, terms), Store(index))
        except BaseException:
            remove_unserved(folder)
            raise
        switch(folder, index, staged.releases)
        remove_unserved(folder)
        return inputs


def _store(home: Path, now: Current, plans: Sequence[Plan]) -> list[StoredRelease]:
    """The added releases with those of `plans` in their place, each of these in a new folder."""
    releases = {s.release.id: s for s in whole(now.releases)}
    for plan in plans:
        name = collection_name(plan.release.id)
        spare = (home / "releases" / (f"{name}-{n}" if n > 1 else name) for n in range(1, 1_000))
        free = next(f for f in spare if not f.exists())
        held = releases.pop(plan.release.id, None)
        releases[plan.release.id] = write_stored(free, plan.release, plan.files.values(), held)
    return list(releases.values())


def whole(folders: Sequence[Path]) -> list[StoredRelease]:
    """The added releases that can be read. A damaged one is named and left out: adding it again is the way to mend it."""
    found = []
    for folder in folders:
        try:
            found.append(read_stored(folder))
        except Malformed as fault:
            print(f"left out, add it again: {fault}", file=sys.stderr)
    return found


def _copy_index(old: Path, new: Path) -> None:
    """Copies a whole index, so that only what changed is embedded; a half-built one is not copied."""
    new.mkdir(parents=True)
    if (old / "building").exists() or not (old / "manifest.json").exists():
        return
    for part in INDEX_PARTS:
        if (old / part).is_dir():
            shutil.copytree(old / part, new / part)
        elif (old / part).exists():
            shutil.copy2(old / part, new / part)


def _check_room(home: Path, now: Current) -> None:
    size = sum(
        p.stat().st_size
        for part in INDEX_PARTS
        for p in [now.index / part, *(now.index / part).glob("**/*")]
        if p.is_file()
    )
    free = shutil.disk_usage(home).free
    if free < size + ROOM:
        raise IndexUnavailable(
            f"{home} has {free >> 20} MB free; a second index beside the one in use needs {(size + ROOM) >> 20} MB"
        )


def describe(plans: Sequence[Plan], others: Sequence[ReleaseFile]) -> str:
    """What would be loaded, what each release still lacks, and what is not used, for people to read."""
    lines: list[str] = []
    for plan in plans:
        dates = f", in force {plan.release.effective} to {plan.release.until}"
        lines.append(plan.release.id + ("" if set(plan.files) == {Kind.CONVERSION} else dates))
        for kind, file in plan.files.items():
            lines.append(f"  {kind}: {file.name} ({plan.counts[kind]})")
        lines += [f"  check: {warning}" for warning in plan.warnings]
        lines += [f"  still {lack}" for lack in plan.lacks]
        if not plan.changed:
            lines.append("  the same files are loaded already")
    lines += [f"not used: {file.where}: {file.why}" for file in others]
    return "\n".join(lines)


def served(inputs: Inputs) -> str:
    """The releases that answer from now on, newest first."""
    return "\n".join(f"loaded: {s.release}" for s in inputs.releases)


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m index.add_release", description=__doc__)
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="zip, XML or order file, official name kept"
    )
    parser.add_argument(
        "--effective", type=dt.date.fromisoformat, help="first day in force, where the name does not say"
    )
    parser.add_argument(
        "--until", type=dt.date.fromisoformat, help="last day in force (default: end of the fiscal year)"
    )
    parser.add_argument("--check", action="store_true", help="read and report only, load nothing")
    args = parser.parse_args(argv)
    if args.until and args.effective and args.until < args.effective:
        parser.error("--until is before --effective")
    try:
        return _run(args.files, args.effective, args.until, args.check)
    except IndexProblem as problem:
        print(f"refused, nothing was changed: {problem}", file=sys.stderr)
        return 1


def _run(paths: list[Path], effective: dt.date | None, until: dt.date | None, only_check: bool) -> int:
    files = list(open_release_files(paths))
    others = [f for f in files if f.kind == Kind.OTHER]
    for path in paths:
        mine = [f for f in files if f.trail[0] == str(path)]
        if all(f.kind == Kind.OTHER for f in mine):
            why = "; ".join(dict.fromkeys(f.why for f in mine)) or "an empty zip"
            raise Malformed(f"{path}:1", f"nothing in it can be loaded: {why}")
    plans = plan_releases(files, whole(read_current(home()).releases), effective, until)
    print(describe(plans, others), flush=True)
    if only_check:
        return 0
    if not any(p.changed for p in plans):
        print("nothing to do")
        return 0
    changed = [p for p in plans if p.changed]
    inputs = add(home(), changed, ROOT / "guidelines", PassageModel(home()), TermEmbedder(), bar())
    print(served(inputs))
    print("A page that is open answers from the releases before until you press Reload guidelines or restart it.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
