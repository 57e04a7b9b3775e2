"""A bot that draws nothing does not pay for the library that draws."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_matplotlib_is_not_loaded_before_a_picture_is_drawn():
    code = "import sys, bot.cli, bot.compose, bot.app.commands.trend; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False).returncode == 0
