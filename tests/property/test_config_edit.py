"""Whatever a config file looks like, a feed that is added takes nothing away from it."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from bot.config_edit import with_tables

LINE = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
VALUE = st.one_of(
    LINE.map(lambda text: "'" + text.replace("'", "") + "'"),
    LINE.map(lambda text: '"""\n[[feeds]]\n' + text.replace("\\", "").replace('"', "") + '\n"""'),
    st.integers(0, 9).map(str),
    st.just("[1, # one\n 2]"),
)
COMMENT = LINE.map(lambda text: f"# {text}\n")
FILLING = st.lists(
    st.one_of(COMMENT, st.sampled_from(["\n", "  \n", "#[[feeds]]\n", "# url = 1\n"])), max_size=3
)


@st.composite
def tables(draw, header):
    keys = draw(st.lists(st.sampled_from("abcde"), unique=True, max_size=3))
    lines = [header + draw(st.sampled_from(["", " # why", "   "])) + "\n"]
    for key in keys:
        lines += draw(FILLING)
        lines.append(f"{draw(st.sampled_from(['', '  ']))}{key} = {draw(VALUE)}\n")
    return "".join(lines + draw(FILLING))


@st.composite
def files(draw):
    parts = draw(FILLING)
    for number in range(draw(st.integers(0, 5))):
        header = draw(
            st.sampled_from(["[[feeds]]", "[[ feeds ]]", '[["feeds"]]', f"[other{number}]", "[[subs]]"])
        )
        parts.append(draw(tables(header)))
        if "feeds" in header and draw(st.booleans()):
            parts.append(draw(tables("[feeds.page]")))
    text = "".join(parts)
    text = text.removesuffix("\n") if draw(st.booleans()) else text
    text = text.replace("\n", "\r\n") if draw(st.booleans()) else text
    return draw(st.sampled_from(["", "\ufeff"])) + text


TABLE = st.fixed_dictionaries({"url": LINE, "outlet": LINE, "interval_s": st.floats(0, 1e6)})


@given(text=files(), added=st.lists(TABLE, min_size=1, max_size=3))
def test_every_byte_outside_the_new_tables_stays(text, added):
    new = with_tables(text, "feeds", added)
    assert new is not None
    before = tomllib.loads(text.removeprefix("\ufeff"))
    after = tomllib.loads(new.removeprefix("\ufeff"))
    assert after == before | {"feeds": before.get("feeds", []) + added}
    start = next((at for at, (old, now) in enumerate(zip(text, new, strict=False)) if old != now), len(text))
    # What was put in may begin like what it was put before: some split of the old text must fit.
    assert any(
        new.startswith(text[:at]) and new.endswith(text[at:]) for at in range(max(0, start - 400), start + 1)
    )
