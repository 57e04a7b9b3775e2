"""``/watch subscribe``: a topic for this channel, made or changed; and the form to fill in for it."""

from bot.app.commands.watchlists import find_watchlist
from bot.app.desk import Asked, Desk
from bot.core.change import Change
from bot.core.chat import Asker, Choice, Field, FieldKind, Form, Reply, reply
from bot.core.commands import MODES, SUBSCRIBE, WEEKDAYS
from bot.core.feed import OutletKind
from bot.core.model import (
    Channel,
)
from bot.core.subscription import StoredSubscription, Subscription
from bot.core.subscription_text import DAYS, describe
from bot.core.wish import DEFAULT_HOUR, read_wish

CONFIGURED = "This is set in the bot's config.toml; only its admins can change it there."
MODE_LABELS = dict(
    zip(MODES, ("Each alert at once", "A digest every day", "A digest every week"), strict=True)
)


async def answer_subscribe(asked: Asked, desk: Desk) -> Reply:
    """Let the channel have a topic's alerts, in the way that is asked for; it may have had them otherwise.

    Raises: NotFound, QueryError; StoreError, and then nothing has changed.
    """
    channel = asked.asker.channel
    topic = find_watchlist(desk.matcher.watchlists, asked.options["watchlist"])
    before = desk.subscriptions.find(channel, topic.watchlist_id)
    if before is not None and desk.subscriptions.origin(before) is None:
        return reply(f"This channel gets {topic.name}: {describe(before)}.", CONFIGURED)
    wish = read_wish(
        asked.options, watchlist_id=topic.watchlist_id, channel=channel, zone=zone_of(channel, desk)
    )
    wanted = wish.subscription
    if before == wanted:
        return reply(f"Nothing to change: this channel gets {topic.name}: {describe(wanted)}.", *wish.notes)
    now = desk.clock.now()
    change = Change(
        at=now,
        person=asked.asker.person,
        channel=channel,
        action="subscribe" if before is None else "change",
        subject=topic.watchlist_id,
        before="" if before is None else describe(before),
        after=describe(wanted),
    )
    made = StoredSubscription(subscription=wanted, person=asked.asker.person, since_at=now)
    await desk.subscriptions.save(made, change=change, store=desk.store)
    return reply(
        f"This channel now gets {topic.name}: {describe(wanted)}.",
        *([] if before is None else [f"Until now: {describe(before)}."]),
        *wish.notes,
        *([asked.asker.obstacle] if asked.asker.obstacle else []),
    )


def subscribe_form(asker: Asker, desk: Desk) -> Form:
    """Return what ``subscribe`` can be told, to be filled in."""
    zone = zone_of(asker.channel, desk)
    topics = tuple(
        Choice(label=one.name, value=one.watchlist_id)
        for one in sorted(desk.matcher.watchlists, key=lambda one: one.name)
    )
    hours = tuple(Choice(label=f"{hour:02}:00", value=str(hour)) for hour in range(24))
    return Form(
        name=SUBSCRIBE.name,
        title="Subscribe",
        fields=(
            Field(name="watchlist", label="Topic", kind=FieldKind.ONE, choices=topics, is_required=True),
            Field(
                name="mode",
                label="How",
                kind=FieldKind.ONE,
                choices=tuple(Choice(label=label, value=mode) for mode, label in MODE_LABELS.items()),
                initial=MODES[0],
                is_required=True,
            ),
            _optional("at", "Digest at", FieldKind.ONE, f"{DEFAULT_HOUR:02}:00 where left out", hours),
            _optional("day", "Weekly digest on", FieldKind.ONE, "Monday where left out", _days()),
            _optional("zone", "Time zone", FieldKind.TEXT, f"Such as Asia/Karachi; {zone} where left out"),
            _optional("min-score", "Least score", FieldKind.TEXT, "0 to 1, such as 0.7"),
            _optional("lang", "Languages", FieldKind.TEXT, "Such as zh, Russian; all where left out"),
            _optional("kind", "Kinds of outlets", FieldKind.SOME, "All where left out", _kinds()),
            *_mention_field(asker.channel),
        ),
    )


def zone_of(channel: Channel, desk: Desk) -> str:
    """The time zone of the channel's digests; the configured one where it has none yet."""
    zones = (one.digest_at.zone for one in desk.subscriptions.of_channel(channel) if one.digest_at)
    return next(zones, desk.time_zone)


def _optional(name: str, label: str, kind: FieldKind, hint: str, choices: tuple[Choice, ...] = ()) -> Field:
    return Field(name=name, label=label, kind=kind, choices=choices, hint=hint)


def _days() -> tuple[Choice, ...]:
    return tuple(Choice(label=day, value=value) for day, value in zip(DAYS, WEEKDAYS, strict=True))


def _kinds() -> tuple[Choice, ...]:
    return tuple(
        Choice(label=kind.value.replace("-", " ").capitalize(), value=kind.value) for kind in OutletKind
    )


def _mention_field(channel: Channel) -> tuple[Field, ...]:
    hints = {"slack": "A user group's id, such as S0123456789", "discord": "A role's id"}
    if channel.adapter not in hints:
        return ()
    return (_optional("mention", "Whom to call", FieldKind.TEXT, hints[channel.adapter]),)


def origin_text(subscription: Subscription, desk: Desk) -> str:
    """Say where a subscription comes from: the file, or whom and when."""
    made = desk.subscriptions.origin(subscription)
    return "from config.toml" if made is None else f"by {made.person} on {made.since_at:%Y-%m-%d}"
