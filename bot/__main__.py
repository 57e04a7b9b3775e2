"""``python -m bot`` is ``topicwire``."""

from bot.cli import main

main()
