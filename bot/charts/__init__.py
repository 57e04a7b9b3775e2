"""Trends as pictures; matplotlib is imported with ``bot.charts.draw``, and nowhere else."""

import logging

# It tells of its list of fonts, and of the temporary folder that takes it where HOME cannot be written, which
# is as it should be in a container.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
