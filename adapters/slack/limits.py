"""What Slack takes, and what we ask of it at most; lengths in characters unless a name says otherwise.

Slack publishes no unit for its lengths. Our budgets are small enough that the count in UTF-16 units, where an
emoji is two, keeps them as well.
"""

from bot.core.pacing import Pace

PACE = Pace(channel_gap_s=1.0, per_s=5.0, burst=20)
"""One message a second to a channel; to a workspace "several hundred" a minute, of which we take 300."""

BLOCKS_PER_MESSAGE = 50
LINK_CHARS = 2_000
"""A button's link may have 3,000; no other limit is published, and ours is what feeds are held to anyway."""

MESSAGE_TEXT_CHARS = 9_000
"""All text of all blocks together. Unpublished: refused as msg_blocks_too_long from about 12,000 on."""

FALLBACK_CHARS = 40_000
"""A longer ``text`` is cut by Slack."""

TITLE_CHARS = 250
OUTLET_CHARS = 80
LANG_CHARS = 20
EXCERPT_CHARS = 1_500
WHY_CHARS = 300
WHY_LINES = 5
"""Our budgets: with two units for every character, a link and the time they stay below MESSAGE_TEXT_CHARS."""

BUTTONS = 10
BUTTON_CHARS = 75
"""How many buttons stand under an answer or a notice, by our budget; what is written on one, by Slack's."""

MODAL_TITLE_CHARS = 24
LABEL_CHARS = 2_000
METADATA_CHARS = 3_000
OPTIONS = 100
OPTION_CHARS = 75
OPTION_VALUE_CHARS = 150
"""A modal's title and what is on its buttons, a field's label and its hint, what a modal carries with it;
what a field offers."""

ALT_CHARS = 1_000
"""What a file says to those who cannot see it."""

FILE_S = 45.0
"""How long a file may take: up to four requests."""

FACTS_S = 1.5
"""How long an answer waits for what Slack says of who asks: half the time in which a form must be shown."""

GROUP_S = 300.0
GROUP_AGAIN_S = 30.0
"""How long a group's members are believed, and how long Slack is not asked again after it could not say."""

REQUEST_TIMEOUT_S = 20.0
"""Two requests, the second one as plain text, end before the lease of a delivery does."""

LOOK_UP_PAGES = 10
LOOK_UP_PAGE = 100
LOOK_BACK_S = 60.0
LOOK_AHEAD_S = 600.0
"""How long before the first attempt the look-up begins, as clocks differ, and how long after the last it
ends."""

OFFLINE_WAIT_S = 30.0
"""How long a channel rests when Slack cannot be reached at all; such a try is no attempt."""

UNSAID_WAIT_S = 30.0
"""How long it rests when Slack asks for patience and does not say how much."""

LONG_WAIT_S = 300.0
"""How long it rests after a limit over minutes or hours, for which Slack gives no Retry-After."""

LONGEST_WAIT_S = 86_400.0

CONNECTIONS = 2
"""Sockets at a time; ten are allowed, and a request comes over any one."""

PING_S = 10.0
"""How often a socket is asked whether it lives; after four silent times it is given up."""

WATCH_S = 5.0
LOOKS_TO_NEW_TICKET = 2
"""A socket that is down at so many looks, ``WATCH_S`` apart, gets a new ticket."""

REQUEST_BYTES = 1_000_000
"""A larger request over HTTP is refused; a button's request carries the message it stands under."""

REQUEST_S = 10.0
"""How long the body of a request may take to come."""

INSTALL_S = 600.0
"""How long somebody may take from the install address to Slack's page and back; the library's number."""

SIGNED_S = 300.0
"""How long before or after its time a signed request is believed, by Slack's advice and by the library."""

CHANNELS_ASKED = 40
"""About so many channels Slack is asked at the start: it answers 50 such questions a minute (Tier 3)."""

REQUESTS_REMEMBERED = 1_000
LAST_ANSWERS_S = 1.0
HANG_UP_S = 1.0
"""How long to wait for Slack to agree to the end of its sockets."""
