"""Examples as TOML: whatever they say, on one line, and read back as the same example."""

import tomllib

from hypothesis import example as such_as
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import clean
from bot.core.watchlist import Example
from bot.matching.example_text import example_row, example_table
from bot.matching.watchlist import parse_watchlist

TEXT = st.text(max_size=400) | st.text('"\\ \n\tab上سی\u202e\x1b', max_size=800)
EXAMPLES = st.builds(Example, text=TEXT, body=TEXT, country=st.sampled_from(["", "cn"]), reason=TEXT)
LONG = Example(text='"' * 190, body='\\ "a" ' * 100, country="cn", reason="上" * 90)


def cleaned(example: Example) -> dict:
    told = {"text": example.text, "body": example.body, "country": example.country}
    return {key: clean(value) for key, value in told.items() if value} | {"reason": clean(example.reason)}


@given(EXAMPLES)
@such_as(LONG)
def test_example_is_read_back_from_its_one_line_and_from_its_table(example: Example) -> None:
    row = example_row(example)
    assert "\n" not in row
    assert tomllib.loads(f"all = [\n{row},\n]") == {"all": [cleaned(example)]}
    assert tomllib.loads(example_table(example)) == cleaned(example)


@given(EXAMPLES)
@such_as(LONG)
def test_cleaning_changes_nothing_of_the_line(example: Example) -> None:
    # Chats show nothing that is not cleaned.
    row = example_row(example)
    assert clean(row) == row


def test_example_is_written_as_admins_write_them() -> None:
    example = Example(text='He said "SCO"', reason="why", country="cn")
    assert example_row(example) == '{ text = "He said \\"SCO\\"", country = "cn", reason = "why" }'


def test_line_can_be_pasted_into_a_watchlist_file() -> None:
    head = 'name = "X"\nalias = [{ text = "Kite League" }]\n[examples]\nmust_match = [\n'
    pasted = f"{head}{example_row(LONG)},\n]\n"
    assert parse_watchlist(pasted, file="x.toml").must_match[0].country == "cn"
