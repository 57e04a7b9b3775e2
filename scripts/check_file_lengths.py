"""Fail when a source file is longer than 400 lines: it has grown a second noun."""

import sys
from pathlib import Path

LIMIT_LINES = 400

too_long = [
    f"{path}: {lines} lines, more than {LIMIT_LINES}: split it by noun"
    for folder in ("bot", "adapters")
    for path in sorted(Path(folder).rglob("*.py"))
    if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LIMIT_LINES
]
print("\n".join(too_long) or "file lengths: all within the limit")
sys.exit(bool(too_long))
