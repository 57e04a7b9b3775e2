"""Chat platforms, one module or package each; `bot.compose` picks them by name."""
