"""What Discord takes, and what we ask of it at most; lengths in characters unless a name says otherwise.

Discord's pages count characters. Our budgets hold in UTF-16 units too, where an emoji is two.
"""

from bot.core.pacing import Pace

PACE = Pace(channel_gap_s=0.0, per_s=40.0, burst=10)
"""The library keeps to each channel's own limit; of the 50 requests a second of all together it learns only
by breaking it. The rest of those is for look-ups."""

EMBED_TITLE_UTF16 = 256
EMBED_TOTAL_UTF16 = 6_000
EMBED_LINK_CHARS = 2_048
NONCE_CHARS = 25

TITLE_CHARS = 240
OUTLET_CHARS = 80
LANG_CHARS = 20
EXCERPT_CHARS = 700
WHY_CHARS = 200
WHY_LINES = 5
"""Our budgets. Escaping can double a title, which is cut until it fits, and an excerpt, whose names take four
more characters each: 2,805 at most. With footer and author all stays below the 6,000."""

PLAIN_LINK_CHARS = 500
PLAIN_WHY_CHARS = 100
"""Plain content has a third of an embed's room, and cutting behind the escaping could undo it."""

EMBEDS = 10
ENTRY_TITLE_UTF16 = 200
ENTRY_WHY_CHARS = 80
"""A digest has an embed for each alert: ten of these, with outlet and language, stay below the 6,000."""

CONTENT_UTF16 = 2_000
PLAIN_DIGEST_UTF16 = 1_500
PLAIN_NOTICE_UTF16 = 1_600
"""Of plain content, without its title and its mark."""

SEND_TIMEOUT_S = 40.0
"""For one post with the library's own waiting and repeating, which the nonce makes harmless; it ends before
the lease of a delivery does."""

LOGIN_TIMEOUT_S = 10.0
RATE_LIMIT_WAIT_S = 30.0
"""The library waits out a rate limit up to this long (it takes no less); a longer one goes to the outbox."""

LOOK_UP_MESSAGES = 500
LOOK_BACK_S = 60.0
LOOK_AHEAD_S = 600.0
"""How long before the first attempt the look-up begins, as clocks differ, and how long after the last it
ends."""

OFFLINE_WAIT_S = 30.0
"""How long a channel rests when Discord cannot be reached at all; such a try is no attempt."""

BAN_WAIT_S = 600.0
"""How long a channel rests after a refusal that comes from Discord's network guard, not from its API."""

LONGEST_WAIT_S = 86_400.0

BAD_TOKEN_CLOSE = 4004
"""With this code the gateway says that the token is none."""

BAD_INTENTS_CLOSE, REFUSED_INTENTS_CLOSE = 4013, 4014
"""With these, that it does not know the events we ask for, or does not let the application hear them."""

LAST_ANSWERS_S = 1.0

LINES_UTF16 = 4_000
"""Of a notice's or an answer's lines together; a description may have 4,096."""

FACTS_UTF16 = 256
ANSWER_EXCERPT_UTF16 = 500
"""Of an answer's entry. With their titles five of them take 5,060 of the 6,000; lines have what is left."""

BUTTONS = 25
BUTTON_LABEL_UTF16 = 80
CUSTOM_ID_UTF16 = 100

FILE_NAME_CHARS = 100
FILE_DESCRIPTION_UTF16 = 1_024

CHOICES = 25
CHOICE_UTF16 = 100
"""Of what is suggested for an option, as it is shown and as it is written."""
