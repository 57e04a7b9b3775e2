"""The memo: every word of a text is looked up once, whatever its place and whoever else reads."""

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from bot.matching.memo import Entry, Memo
from bot.matching.word_forms import Partner


def memo_of(asked: list[str]) -> Memo:
    """Words that begin with "x" lead to as many names as they have letters."""

    def look_up(word: str) -> Entry | None:
        asked.append(word)
        if not word.startswith("x"):
            return None
        return Entry({word: Partner(word, 1.0)}, np.arange(len(word)), np.array([len(word)], np.uint64))

    return Memo(look_up, rows=1)


def test_each_word_is_looked_up_once_and_found_again() -> None:
    asked: list[str] = []
    memo = memo_of(asked)
    for text in ("a xb a xbc", "xbc xb b"):
        words = memo.words(text)
        assert list(map(list, memo.partners(words.entries))) == [
            [word] if word[0] == "x" else [] for word in text.split(" ")
        ]
    assert sorted(asked) == ["a", "b", "xb", "xbc"]


def test_words_keep_their_places() -> None:
    words = memo_of([]).words("ab 上海 c \ud800")
    assert words.text[slice(*words.span(0, 3))] == "ab 上海 c \ud800"
    assert words.text[slice(*words.span(1, 2))] == "上海 c"
    assert len(words) == 4


def test_names_come_entry_by_entry() -> None:
    memo = memo_of([])
    entries = memo.words("xa a xabc").entries[[2, 0]]
    counts = memo.counts(entries)
    assert counts.tolist() == [4, 2]
    assert memo.names(entries, counts).tolist() == [0, 1, 2, 3, 0, 1]
    assert memo.signs(entries).tolist() == [[4, 2]]


@pytest.mark.parametrize("words", [1, 5_000, 40_000])
def test_a_text_of_any_length_is_read_alike(words: int) -> None:
    memo = memo_of([])
    text = " ".join(f"{'xy'[at % 2]}{at % 3000}" for at in range(words))
    for _ in range(2):
        entries = memo.words(text).entries
        assert [next(iter(partners), None) for partners in memo.partners(entries)] == [
            word if word[0] == "x" else None for word in text.split(" ")
        ]


def test_threads_see_what_one_alone_would_see() -> None:
    memo = memo_of([])
    words = [f"{'xy'[at % 2]}{at}" for at in range(4000)]

    def read(seed: int) -> bool:
        mine = random.Random(seed).sample(words, 3000)
        seen = memo.words(" ".join(mine))
        counts = memo.counts(seen.entries)
        return all(
            list(partners) == ([word] if word[0] == "x" else []) and count == len(word) * len(partners)
            for word, partners, count in zip(mine, memo.partners(seen.entries), counts.tolist(), strict=True)
        )  # fmt: skip

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(24)))


def test_words_that_lead_nowhere_take_no_room() -> None:
    memo = memo_of([])
    memo.words(" ".join(f"y{number}" for number in range(100_000)))
    assert not memo.is_full
    memo.words(" ".join(f"x{number}" for number in range(100_000)))
    assert memo.is_full


def test_words_that_share_a_place_are_looked_up_once_all_the_same() -> None:
    asked: list[str] = []
    memo = memo_of(asked)
    words = [f"y{number}" for number in range(4_000)]
    for word in (*words, *words):  # one by one: among so many some take each other's place
        memo.words(word)
    assert sorted(asked) == sorted(words)


def test_a_word_of_endless_letters_is_not_remembered() -> None:
    asked: list[str] = []
    memo = memo_of(asked)
    assert memo.words("x" * 33).entries.tolist() == [0]
    assert asked == []
