"""Examples as TOML: on one line for a file, on short ones for a chat, and always the same example."""

import tomllib

from hypothesis import example as such_as
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import clean
from bot.core.watchlist import Example
from bot.matching.example_text import example_lines, example_row
from bot.matching.watchlist import parse_watchlist

TEXT = st.text(max_size=400) | st.text('"\\ \n\tab上سی\u202e\x1b', max_size=800)
EXAMPLES = st.builds(Example, text=TEXT, body=TEXT, country=st.sampled_from(["", "cn"]), reason=TEXT)
LONG = Example(text='"' * 190, body='\\ "a" ' * 100, country="cn", reason="上" * 90)
WIDTH = 250


def read_back(lines: list[str]) -> dict:
    return tomllib.loads("all = [\n" + "\n".join(lines) + "\n]")["all"][0]


def cleaned(example: Example) -> dict:
    told = {"text": example.text, "body": example.body, "country": example.country}
    return {key: clean(value) for key, value in told.items() if value} | {"reason": clean(example.reason)}


@given(EXAMPLES)
@such_as(LONG)
def test_example_is_read_back_from_its_one_line_and_from_its_short_ones(example: Example) -> None:
    assert "\n" not in example_row(example)
    assert read_back([example_row(example)]) == cleaned(example)
    lines = example_lines(example, width=WIDTH)
    assert max(map(len, lines)) <= WIDTH
    assert read_back(lines) == cleaned(example)


@given(EXAMPLES)
@such_as(LONG)
def test_no_line_loses_a_space_at_its_ends(example: Example) -> None:
    # A platform shows each line without the spaces round it.
    lines = [line.strip() for line in example_lines(example, width=WIDTH)]
    assert read_back(lines) == cleaned(example)


def test_short_example_stands_on_one_line_as_admins_write_them() -> None:
    example = Example(text='He said "SCO"', reason="why", country="cn")
    assert example_lines(example, width=WIDTH) == [
        '{ text = "He said \\"SCO\\"", country = "cn", reason = "why" },'
    ]


def test_lines_can_be_pasted_into_a_watchlist_file() -> None:
    lines = "\n".join(example_lines(LONG, width=WIDTH))
    text = f'name = "X"\nalias = [{{ text = "Kite League" }}]\n[examples]\nmust_match = [\n{lines}\n]\n'
    assert parse_watchlist(text, file="x.toml").must_match[0].country == "cn"
