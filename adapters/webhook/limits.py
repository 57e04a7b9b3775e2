"""What we ask of a webhook at most. Lengths are in characters."""

from bot.core.pacing import Pace

PACE = Pace(channel_gap_s=1.0, per_s=20.0, burst=20)
"""One message a second to a webhook, as Slack asks. Discord takes fewer in the long run, and says so: 429."""

REQUEST_TIMEOUT_S = 20.0
"""Two requests, the second one as plain text, end before the lease of a delivery does."""

ANSWER_BYTES = 65_536
"""So much of an answer is read; Discord's to ten full embeds is about half of it."""

OFFLINE_WAIT_S = 30.0
"""How long a channel rests when the address cannot be reached at all; such a try is no attempt."""

UNSAID_WAIT_S = 30.0
"""How long it rests when it is asked for patience and not told how much."""

LONGEST_WAIT_S = 86_400.0

LINK_CHARS = 2_000
TITLE_CHARS = 250
OUTLET_CHARS = 80
LANG_CHARS = 20
EXCERPT_CHARS = 1_500
WHY_CHARS = 300
WHY_LINES = 20
"""Of JSON. An alert comes within smaller budgets; these hold for any message at all."""
