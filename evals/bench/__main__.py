"""`python -m evals.bench`: every benchmark, one after the other."""

from __future__ import annotations

import sys

from evals.bench import ask


def main() -> int:
    return ask.main()


if __name__ == "__main__":
    sys.exit(main())
