"""Two small watchlists for tests of commands: what they find does not change with the shipped ones."""

from pathlib import Path

SCO = """
schema = 1
name = "Shanghai Cooperation Organisation"
alias = [
  { text = "Shanghai Cooperation Organisation", lang = "en" },
  { text = "Шанхайская организация сотрудничества", lang = "ru" },
  { text = "شنگھائی تعاون تنظیم", lang = "ur" },
  { text = "SCO", lang = "en", case = true, needs_context = true, weight = 0.8 },
]
[context]
any = ["summit*", "Bishkek"]
countries = ["kg"]
[exclude]
phrases = ["SCO Group"]
[[examples.must_match]]
text = "SCO summit opens in Bishkek"
reason = "the plain case"
"""

BEIDOU = """
schema = 1
name = "BeiDou"
alias = [ { text = "BeiDou", lang = "en" }, { text = "北斗三号", lang = "zh" } ]
"""


def write_watchlists(folder: Path) -> Path:
    """Write ``sco`` and ``beidou`` into a folder of their own; returns it."""
    target = folder / "topics"
    target.mkdir()
    (target / "sco.toml").write_text(SCO, encoding="utf-8")
    (target / "beidou.toml").write_text(BEIDOU, encoding="utf-8")
    return target
