"""Any text at all becomes a message that Slack and Discord take, in which nothing of it is markup."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from discord.ui import View
from hypothesis import assume, example, given
from hypothesis import strategies as st

from adapters.discord import limits as discord_limits
from adapters.discord.answers import shown
from adapters.discord.buttons import under_answer, under_message
from adapters.discord.render import embeds, heading, mentions, plain_content
from adapters.hostile import POP_ISOLATE, RIGHT_TO_LEFT_ISOLATE, excerpt_spans, web_link
from adapters.slack import limits as slack_limits
from adapters.slack.answers import answer_blocks, answer_text
from adapters.slack.render import blocks, plain_text, summary
from bot.core.button import ALERT_BUTTONS, VALUE_CHARS, AnswerButton, Button
from bot.core.chat import CODE_CHARS, LINE_CHARS, Attachment, Reply, reply, with_code
from bot.core.digest import fitting
from bot.core.entry import ENTRIES, Entry, Span
from bot.core.model import AlertMessage, Digest, Notice
from bot.core.watchlist import Example
from bot.matching.example_text import example_row
from tests.builders import NOW, make_entry, make_message
from tests.platforms.fakes import discord_rules, slack_rules

KEY = "0123456789abcdef01234567"
MARKS = st.sampled_from("<>&*_~`|[]()@#\\:-+> \n\t\u202e\u2066\u2069\u200b😀سx1.")
REPEATED = st.builds(str.__mul__, st.text(MARKS, min_size=1, max_size=9), st.sampled_from([50, 500]))
PIECES = (
    "http",
    "https",
    "HTTP",
    "steam",
    "://",
    ":",
    "//",
    "/",
    "\\",
    "<",
    ">",
    "(",
    "[",
    "**",
    "\u200b",
    " ",
)
ADDRESSES = st.lists(st.sampled_from([*PIECES, "www.", "evil.example", "7"]), max_size=12).map("".join)
TEXT = st.one_of(st.text(max_size=60), st.text(MARKS, max_size=60), REPEATED, ADDRESSES)
URL = st.one_of(st.text(max_size=80), TEXT.map(lambda text: "https://example.org/" + text), st.just(""))
SPANS = st.lists(st.builds(Span, text=TEXT, is_name=st.booleans()), max_size=8).map(tuple)
MESSAGES = st.builds(
    AlertMessage,
    title=TEXT,
    url=URL,
    outlet=TEXT,
    at=st.just(NOW),
    is_dated=st.booleans(),
    lang=TEXT,
    is_rtl=st.booleans(),
    excerpt=SPANS,
    why=st.lists(TEXT, max_size=30).map(tuple),
)


def fitting_ones(alerts: list[AlertMessage]) -> tuple[AlertMessage, ...]:
    return tuple(alerts[: fitting(alerts)])


DIGESTS = st.builds(Digest, title=TEXT, alerts=st.lists(MESSAGES, min_size=1, max_size=12).map(fitting_ones))
ENTRY = st.builds(
    Entry,
    title=TEXT,
    url=URL,
    at=st.just(NOW),
    is_dated=st.booleans(),
    facts=st.lists(TEXT, max_size=6).map(tuple),
    excerpt=SPANS,
)
ANSWER_BUTTON = st.builds(
    AnswerButton, button=st.sampled_from(Button), label=TEXT, value=st.text(MARKS, max_size=VALUE_CHARS)
)
ANSWER_BUTTONS = st.lists(ANSWER_BUTTON, max_size=30).map(tuple)
NOTICES = st.builds(
    Notice,
    title=TEXT,
    lines=st.lists(TEXT, max_size=30).map(tuple),
    entries=st.lists(ENTRY, max_size=7).map(tuple),
    buttons=ANSWER_BUTTONS,
)
CODE = st.text(max_size=CODE_CHARS) | TEXT.map(lambda text: text[:CODE_CHARS])
PLAIN_REPLIES = st.builds(
    Reply,
    title=TEXT,
    lines=st.lists(TEXT, max_size=30).map(tuple),
    entries=st.lists(ENTRY, max_size=7).map(tuple),
    buttons=ANSWER_BUTTONS,
    file=st.none() | st.builds(Attachment, name=TEXT, data=st.just(b"data"), description=TEXT),
    shared_by=st.one_of(TEXT, st.sampled_from(["slack:U1", "discord:1"])),
)
REPLIES = st.builds(with_code, PLAIN_REPLIES, CODE)
LONGEST = make_message(
    title="*" * 300,
    url="https://example.org/" + "x" * 1_900,
    outlet="😀" * 300,
    lang="😀" * 300,
    excerpt=tuple(Span(text="😀س*" * 100, is_name=number % 2 == 0) for number in range(60)),
    why=("😀" * 400,) * 40,
)
LONGEST_ENTRY = Entry(
    title="😀" * 300,
    url="https://example.org/" + "x" * 1_900,
    at=NOW,
    is_dated=False,
    facts=("😀" * 300,) * 4,
    excerpt=tuple(Span(text="😀س*" * 20, is_name=number % 2 == 0) for number in range(9)),
)
LONGEST_REPLY = Reply(
    title="😀" * 300,
    lines=("😀" * 400,) * 40,
    entries=(LONGEST_ENTRY,) * 5,
    buttons=(AnswerButton(button=Button.PAGE, label="😀" * 90, value="x" * 80),) * 8,
    shared_by="slack:U1",
)
CROWDED_NOTICE = Notice(
    title="😀" * 300,
    lines=("*😀" * 400,) * 40,
    entries=(replace(LONGEST_ENTRY, title="*" * 300),) * 9,
    buttons=tuple(AnswerButton(button=Button.PAGE, label="😀" * 90, value=f"{n:080}") for n in range(26)),
)
SPLIT = make_message(excerpt=tuple(Span(text="*", is_name=number % 2 == 0) for number in range(5_000)))
BLANK = make_message(title=" ", url="", outlet="\n", lang="", excerpt=(Span(text=" \u200b\n"),), why=("",))


@given(MESSAGES)
@example(LONGEST)
@example(SPLIT)
@example(BLANK)
def test_slack_takes_any_message(message):
    payload = {"channel": "C1", "text": summary(message), "blocks": blocks(message)}
    assert slack_rules.refusal(payload) == ""
    assert slack_rules.text_length(payload["blocks"]) <= slack_limits.MESSAGE_TEXT_CHARS
    assert len(payload["blocks"]) <= slack_limits.BLOCKS_PER_MESSAGE


@given(MESSAGES, st.text("0123456789abcdef", min_size=24, max_size=24))
@example(LONGEST, KEY)
def test_slack_takes_any_message_with_its_buttons(message, key):
    payload = {"channel": "C1", "text": summary(message), "blocks": blocks(message, delivery_key=key)}
    assert slack_rules.refusal(payload) == ""
    assert [one["value"] for one in payload["blocks"][-1]["elements"]] == [key] * len(ALERT_BUTTONS)


@given(REPLIES, MESSAGES)
@example(Reply(title="😀" * 300, lines=("😀" * 400,) * 40), LONGEST)
@example(Reply(title=" \u200b", lines=("", "\n")), BLANK)
def test_discord_takes_any_answer_and_any_message_with_its_buttons(said, message):
    nobody = {"allowed_mentions": {"parse": []}}
    assert discord_rules.refusal({"embeds": answer_cards(said), **nobody}) == ""
    under = {"components": to_components(lambda: under_message(message, delivery_key=KEY)), **nobody}
    assert discord_rules.refusal({"embeds": [embeds(message, delivery_key=KEY)[0].to_dict()], **under}) == ""


def answer_cards(said: Reply) -> list[dict]:
    return [card.to_dict() for card in shown(said, most_bytes=0).embeds]


def to_components(make: Callable[[], View | None]) -> list[dict]:
    async def made() -> list[dict]:
        view = make()
        return view.to_components() if view else []

    return asyncio.run(made())


CROWDED_ENTRY = Entry(
    title="*" * 300,
    url="https://example.org/" + "x" * 1_900,
    at=NOW,
    is_dated=False,
    facts=("😀س" * 200,) * 9,
    excerpt=LONGEST.excerpt,
)
CROWDED_REPLY = Reply(
    title="😀" * 300,
    lines=("*😀" * 400,) * 40,
    entries=(CROWDED_ENTRY,) * 9,
    buttons=(
        AnswerButton(button=Button.PAGE, label="", value="😀" * 80),
        *(AnswerButton(button=Button.PAGE, label="😀" * 90, value=f"{n:080}") for n in range(26)),
    ),
    file=Attachment(name="в/" * 90 + ".png", data=b"data", description="😀س" * 600),
    shared_by="discord:7",
)


@given(REPLIES)
@example(CROWDED_REPLY)
@example(with_code(CROWDED_REPLY, "😀" * CODE_CHARS))
@example(with_code(CROWDED_REPLY, "`" * CODE_CHARS))
@example(replace(CROWDED_REPLY, entries=(replace(CROWDED_ENTRY, excerpt=SPLIT.excerpt),) * 5))
@example(Reply(title="", entries=(replace(CROWDED_ENTRY, title="", url="", facts=("", "\n"), excerpt=()),)))
def test_discord_takes_any_answer_with_its_articles_buttons_and_file(said):
    what = shown(said, most_bytes=4)
    payload = {
        "content": what.content,
        "embeds": [card.to_dict() for card in what.embeds],
        "components": to_components(lambda: under_answer(said.buttons)),
        "attachments": [file.to_dict(number) for number, file in enumerate(what.files)],
        "allowed_mentions": {"parse": []},
    }
    assert discord_rules.refusal(payload) == ""
    assert len(what.files) == (said.file is not None)
    assert len(what.embeds) == 1 + min(len(said.entries), ENTRIES)


@given(PLAIN_REPLIES)
@example(Reply(title="", entries=(replace(CROWDED_ENTRY, title=" http://evil.example"),)))
def test_no_text_of_an_answer_on_discord_makes_a_link_or_stays_in_an_isolate(said):
    what = shown(replace(said, shared_by="discord:7"), most_bytes=0)
    assert what.content == "shared by <@7>"
    for card in what.embeds:
        for text in (card.title or "", card.description or "", card.author.name or ""):
            assert text.count(RIGHT_TO_LEFT_ISOLATE) == text.count(POP_ISOLATE)
            assert text == card.author.name or re.findall(r"\w://", text) == []


@given(st.one_of(DIGESTS, NOTICES))
@example(Digest(title="😀" * 300, alerts=fitting_ones([LONGEST] * 10)))
@example(Digest(title="", alerts=(BLANK,) * 10))
@example(Notice(title=" ", lines=("\n", "😀" * 400) * 40))
@example(Notice(title="😀" * 300, lines=("😀" * 400,) * 40, buttons=CROWDED_REPLY.buttons))
@example(CROWDED_NOTICE)
@example(replace(CROWDED_NOTICE, lines=(), title=""))
@example(replace(CROWDED_NOTICE, entries=(CROWDED_ENTRY,) * 9))
@example(Notice(title="", entries=(replace(CROWDED_ENTRY, title="", url="", facts=("", "\n"), excerpt=()),)))
def test_every_platform_takes_any_digest_and_any_notice(message):
    shown = blocks(message, delivery_key=KEY)
    assert slack_rules.refusal({"channel": "C1", "text": summary(message), "blocks": shown}) == ""
    assert slack_rules.text_length(shown) <= slack_limits.MESSAGE_TEXT_CHARS
    assert slack_rules.refusal({"channel": "C1", "text": plain_text(message)}) == ""
    assert not set(plain_text(message)) & set("<>")
    cards = [card.to_dict() for card in embeds(message, delivery_key=KEY)]
    allowed = {"allowed_mentions": mentions(message).to_dict()}
    content = {"content": heading(message), **allowed}
    under = to_components(lambda: under_message(message, delivery_key=KEY))
    assert discord_rules.refusal({"embeds": cards, "components": under, **content}) == ""
    assert discord_rules.refusal({"content": plain_content(message, delivery_key=KEY), **allowed}) == ""


@given(st.lists(ENTRY, max_size=7).map(tuple))
@example((LONGEST_ENTRY,) * 7)
def test_notice_and_answer_show_articles_alike(entries):
    notice = Notice(title="Near misses", lines=("One",), entries=entries)
    said = Reply(title=notice.title, lines=notice.lines, entries=entries)
    assert blocks(notice) == answer_blocks(said)
    assert plain_text(notice) == summary(notice) == answer_text(said)
    cards = embeds(notice, delivery_key=KEY)
    assert cards[-1].footer.text == "ref 01234567"
    cards[-1].remove_footer()
    assert [card.to_dict() for card in cards] == answer_cards(said)


def test_lines_of_a_notice_on_discord_leave_room_for_its_articles_and_its_mark_to_the_last_unit():
    for chars in range(LINE_CHARS):
        notice = replace(CROWDED_NOTICE, lines=(*("x" * 240,) * 5, "x" * chars))
        cards = [card.to_dict() for card in embeds(notice, delivery_key=KEY)]
        assert discord_rules.embeds_length(cards) <= discord_limits.EMBED_TOTAL_UTF16


def test_long_lines_leave_room_for_the_links_of_a_notice_in_plain_content():
    notice = replace(CROWDED_NOTICE, entries=(make_entry(),) * 5)
    assert plain_content(notice, delivery_key=KEY).count("SCO summit <https://example.org/1>") == 5


def test_articles_of_a_notice_can_be_clicked_everywhere_and_lead_to_the_web_alone():
    notice = Notice(title="2", entries=(make_entry(), make_entry(url="javascript:alert(1)", title="Two")))
    links = [text for text in slack_rules.texts(blocks(notice)) if "/" in text or "alert" in text]
    assert links == ["https://example.org/1"]
    assert "SCO summit\nhttps://example.org/1\n" in plain_text(notice)
    assert [card.url for card in embeds(notice, delivery_key=KEY)] == [None, "https://example.org/1", None]
    assert plain_content(notice, delivery_key=KEY).splitlines()[1:3] == [
        "SCO summit <https://example.org/1>",
        "Two",
    ]


@given(DIGESTS)
@example(Digest(title="9", alerts=(make_message(title="x" * 240, url="https://x.example/" + "y" * 100),) * 9))
def test_digest_shows_every_one_of_its_alerts(digest):
    assert len(embeds(digest, delivery_key=KEY)) == len(digest.alerts)
    assert len(blocks(digest)) == 1 + 2 * len(digest.alerts)
    assert slack_rules.text_length(blocks(digest)) <= slack_limits.MESSAGE_TEXT_CHARS


def test_only_the_roles_of_a_subscription_are_called():
    called = make_message(mentions=("77", "78"), title="<@&99> @everyone")
    digest = Digest(title="2 alerts", alerts=(called, make_message(mentions=("78", "79"))))
    for message, roles in ((called, ["77", "78"]), (digest, ["77", "78", "79"])):
        assert [f"<@&{role}>" for role in roles] == heading(message).split()[: len(roles)]
        assert mentions(message).to_dict() == {"parse": [], "roles": [int(role) for role in roles]}
    groups = replace(called, mentions=("S1", "S2"))
    for message in (groups, Digest(title="1", alerts=(groups, groups))):
        elements = blocks(message)[0]["elements"][0]["elements"]
        assert [one["usergroup_id"] for one in elements if one["type"] == "usergroup"] == ["S1", "S2"]
    assert mentions(make_message()).to_dict() == {"parse": [], "roles": []}


@given(REPLIES)
@example(LONGEST_REPLY)
@example(with_code(LONGEST_REPLY, "😀" * CODE_CHARS))
@example(replace(LONGEST_REPLY, lines=()))
@example(replace(LONGEST_REPLY, title="&" * 300, lines=("&" * 300,) * 15))
@example(Reply(title="a", entries=(replace(LONGEST_ENTRY, url="https://example.org/?" + "&" * 1_900),) * 5))
@example(Reply(title=" \u200b", lines=("", "\n"), entries=(replace(LONGEST_ENTRY, title="", url=""),)))
def test_slack_takes_any_answer(said):
    payload = {"channel": "C1", "text": answer_text(said), "blocks": answer_blocks(said)}
    assert slack_rules.refusal(payload) == ""
    assert slack_rules.text_length(payload["blocks"]) <= slack_limits.MESSAGE_TEXT_CHARS
    assert not set(payload["text"].replace("\nShared by <@U1>", "")) & set("<>")


def test_answer_for_which_slack_has_no_room_counts_the_articles_it_leaves_out():
    (*_, more, buttons) = answer_blocks(LONGEST_REPLY)
    assert more["elements"][0]["text"] == "and 5 more, for which there is no room"
    assert buttons["type"] == "actions"
    _, *some, more, _ = answer_blocks(replace(LONGEST_REPLY, lines=(), shared_by=""))
    assert [block["type"] for block in some] == ["rich_text", "context", "rich_text"] * 2
    assert more["elements"][0]["text"] == "and 3 more, for which there is no room"
    lines = ("😀" * 250, "😀" * 137, "x" * 200)
    *_, before, title, facts, more, _ = answer_blocks(replace(LONGEST_REPLY, lines=lines, shared_by=""))
    kinds = [block["type"] for block in (before, title, facts)]
    assert kinds == ["rich_text", "rich_text", "context"]  # the second article, without its excerpt
    assert more["elements"][0]["text"] == "and 3 more, for which there is no room"


@given(REPLIES)
def test_ordinary_answer_shows_each_of_its_articles_with_its_link(said):
    short = tuple(
        replace(one, title=one.title[:50], url=f"https://example.org/{number}", facts=one.facts[:2])
        for number, one in enumerate(said.entries)
    )
    shown = list(slack_rules.texts(answer_blocks(replace(said, lines=said.lines[:2], entries=short))))
    assert [text for text in shown if text.startswith("https://example.org/")] == [
        one.url for one in short[:5]
    ]
    assert ("and 2 more, for which there is no room" in shown) == (len(short) == 7)


@given(MESSAGES)
@example(LONGEST)
@example(SPLIT)
@example(BLANK)
def test_slack_takes_any_message_as_plain_text(message):
    for text in (plain_text(message), summary(message)):
        assert slack_rules.refusal({"channel": "C1", "text": text}) == ""
        assert not set(text) & set("<>")
        assert len(text) <= slack_limits.FALLBACK_CHARS


@given(MESSAGES)
@example(LONGEST)
@example(SPLIT)
@example(BLANK)
def test_discord_takes_any_message(message):
    card = embeds(message, delivery_key=KEY)[0].to_dict()
    assert discord_rules.refusal({"embeds": [card], "allowed_mentions": {"parse": []}}) == ""
    assert discord_rules.embeds_length([card]) <= discord_limits.EMBED_TOTAL_UTF16


@given(MESSAGES)
@example(LONGEST)
@example(SPLIT)
@example(BLANK)
def test_discord_takes_any_message_as_plain_text(message):
    content = plain_content(message, delivery_key=KEY)
    assert discord_rules.refusal({"content": content, "allowed_mentions": {"parse": []}}) == ""
    assert content.endswith("\nref 01234567")


BAIT = "Open https://evil.example/x?y=1 HTTPS://evil.example steam://run/1 http\\://evil.example"


@given(st.one_of(MESSAGES, DIGESTS, NOTICES), PLAIN_REPLIES)
@example(
    make_message(title=BAIT, outlet=BAIT, excerpt=(Span(text=BAIT), Span(text=BAIT, is_name=True))), None
)
@example(make_message(excerpt=(Span(text="https:"), Span(text="//evil.example", is_name=True))), None)
@example(
    Notice(title=BAIT, lines=(BAIT,), entries=(make_entry(title=BAIT, facts=(BAIT,)),)),
    Reply(title=BAIT, lines=(BAIT, BAIT)),
)
@example(
    Digest(title=BAIT, alerts=(make_message(title=BAIT, url="https://a.example/?u=http://b.example"),)), None
)
def test_discord_finds_no_address_in_any_text_to_make_a_link_of(message, said):
    cards = [*embeds(message, delivery_key=KEY), *(shown(said, most_bytes=0).embeds if said else [])]
    texts = [text for card in cards for text in (card.title, card.description) if text]
    for text in (*texts, heading(message), plain_content(message, delivery_key=KEY)):
        assert re.findall(r"\w://", OWN_LINK.sub("", text)) == []


OWN_LINK = re.compile(r"(?<!\\)<https?://[^\s<>\\]+>")
"""An address in angle brackets that stand for themselves."""


def test_what_is_in_front_of_an_address_is_still_read_and_its_own_link_still_leads_there():
    message = make_message(title="See https://evil.example now", url="https://example.org/1")
    (card,) = embeds(message, delivery_key=KEY)
    assert (card.title, card.url) == ("See https\\://evil.example now", "https://example.org/1")
    assert "<https://example.org/1>" in plain_content(message, delivery_key=KEY).splitlines()


URDU = Example(
    text="بیڈو ہوٹل میں مہمانوں کا استقبال", body="یہ ہوٹل بیڈو کے نام سے مشہور ہے۔", reason="ہوٹل"
)
SHORT = TEXT.map(lambda text: text[:200])
EXAMPLES = st.builds(Example, text=SHORT, body=SHORT, country=st.sampled_from(["", "pk"]), reason=SHORT)


@given(EXAMPLES)
@example(URDU)
@example(
    Example(text="```[x](https://evil.example) <@7> @everyone ````", body="``" * 99, reason=":tada: *b*")
)
def test_example_for_a_file_is_copied_from_a_chat_as_it_was_made(made):
    row = example_row(made)
    assume(len(row) <= CODE_CHARS)
    said = with_code(reply("Noted", "An example:"), row)
    (*_, block) = answer_blocks(said)
    assert block["elements"][0]["type"] == "rich_text_preformatted"
    assert list(slack_rules.texts(block)) == [row]
    (card,) = answer_cards(said)
    before, fence, rest = card["description"].partition("```\n")
    assert (before, fence) == ("An example:\n", "```\n")
    code, fence, after = rest.partition("```")
    assert (fence, after) == ("```", "")
    assert code.replace("`\u200b`", "``") == row + "\n"


@given(MESSAGES)
@example(LONGEST)
@example(SPLIT)
@example(BLANK)
def test_no_text_is_left_in_an_isolate(message):
    shown = [summary(message), plain_text(message), plain_content(message, delivery_key=KEY)]
    shown += ["".join(slack_rules.texts(block)) for block in blocks(message)]
    entry = Entry(title=message.title, url=message.url, at=NOW, is_dated=True, facts=message.why)
    said = Reply(title=message.title, entries=(replace(entry, excerpt=message.excerpt),), lines=message.why)
    shown += [answer_text(said), *("".join(slack_rules.texts(block)) for block in answer_blocks(said))]
    card = embeds(message, delivery_key=KEY)[0].to_dict()
    shown += [card["title"], card.get("description", ""), card["author"]["name"], card["footer"]["text"]]
    for text in shown:
        assert text.count(RIGHT_TO_LEFT_ISOLATE) == text.count(POP_ISOLATE)


@given(SPANS, st.integers(min_value=1, max_value=300))
def test_excerpt_keeps_its_length_and_never_shows_half_a_name(spans, limit):
    kept = excerpt_spans(spans, limit)
    assert sum(len(span.text) for span in kept) <= limit
    assert all(span.text for span in kept)
    whole = excerpt_spans(spans, 1_000_000)
    names = [span.text for span in whole if span.is_name]
    assert [span.text for span in kept if span.is_name] == names[: sum(span.is_name for span in kept)]
    assert [one.is_name for one in whole[1:]] == [not one.is_name for one in whole[:-1]]


@given(URL)
@example("https://bank.example@evil.example/")
@example("https://user:pass@evil.example/")
@example("javascript:alert(1)")
@example("https://例え.jp/路径?q=中 文|x>")
def test_link_is_plain_ascii_for_the_web_or_none(url):
    link = web_link(url, 2_000)
    assert link == "" or (link.isascii() and link.startswith(("http://", "https://")))
    assert not set(link) & set("<>|()\"' \\`")
    assert "@evil" not in link


def test_common_links_stay_as_they_are():
    for url in ("https://example.org/a-b_c/?q=1&r=%D0%A8#top", "http://example.org:8080/x"):
        assert web_link(url, 2_000) == url


def test_right_to_left_title_beside_a_left_to_right_outlet_is_isolated():
    message = replace(make_message(), title="سی پیک کا نیا منصوبہ")
    assert summary(message) == f"{RIGHT_TO_LEFT_ISOLATE}سی پیک کا نیا منصوبہ{POP_ISOLATE} · Example News"


def test_right_to_left_excerpt_is_isolated_as_a_whole():
    message = make_message(
        excerpt=(Span(text="نیا "), Span(text="سی پیک", is_name=True), Span(text=" منصوبہ"))
    )
    isolated = f"{RIGHT_TO_LEFT_ISOLATE}نیا **سی پیک** منصوبہ{POP_ISOLATE}"
    assert embeds(message, delivery_key=KEY)[0].description == isolated
    _, _, excerpt, _ = blocks(message)
    assert "".join(slack_rules.texts(excerpt)) == isolated.replace("**", "")


@pytest.mark.parametrize(
    ("limit", "kept"),
    [(3, ["a…"]), (4, ["abc", "…"]), (9, ["abc", "…"]), (10, ["abc", "…"]), (11, ["abc", "Bishkek"])],
)
def test_name_that_does_not_fit_is_left_out_whole(limit, kept):
    spans = excerpt_spans((Span(text="abc"), Span(text="Bishkek", is_name=True)), limit)
    assert [span.text for span in spans] == kept
