"""Watchlist files: what they mean, and messages that help the admin who got one wrong."""

from textwrap import dedent

import pytest

from bot.core.watchlist import Description, Example, Exclude, Sense, Weights
from bot.errors import ConfigError
from bot.matching.watchlist import check_together, parse_watchlist
from bot.matching.watchlist_files import parse_watchlists

GOOD = dedent(
    """
    schema = 1
    name = "Kite Festival"
    threshold = 0.6
    alias = [
      { text = "Weifang Kite Festival", lang = "en", also = ["International Kite Festival of Weifang"] },
      { text = "WKF", lang = "en", case = true, needs_context = true, weight = 0.4 },
      { text = "潍坊风筝节", lang = "zh" },
    ]
    [context]
    any = ["kite*", "风筝"]
    weak = ["Shandong"]
    window = 300
    min = 2
    [exclude]
    phrases = ["World Karate Federation"]
    """
)


def problems(text: str, file: str = "watchlists/kites.toml") -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_watchlist(text, file=file)
    return [str(problem) for problem in caught.value.problems]


def with_alias(row: str) -> str:
    return f'name = "Kites"\nalias = [{{ text = "Weifang kites" }}, {row}]'


def test_a_file_becomes_a_watchlist() -> None:
    kites = parse_watchlist(GOOD, file="watchlists/kites.toml")
    assert (kites.watchlist_id, kites.name, kites.threshold) == ("kites", "Kite Festival", 0.6)
    assert [alias.text for alias in kites.aliases] == [
        "Weifang Kite Festival", "International Kite Festival of Weifang", "WKF", "潍坊风筝节",
    ]  # fmt: skip
    acronym = kites.aliases[2]
    assert (acronym.is_case_exact, acronym.needs_context, acronym.weight) == (True, True, 0.4)
    assert (kites.context.any_of, kites.context.weak) == (("kite*", "风筝"), ("Shandong",))
    assert (kites.context.window_chars, kites.context.min_different) == (300, 2)
    assert kites.exclude.phrases == ("World Karate Federation",)


def test_only_long_names_may_be_misspelt() -> None:
    kites = parse_watchlist(GOOD, file="kites.toml")
    assert [alias.is_fuzzy for alias in kites.aliases] == [True, True, False, True]
    short = parse_watchlist('name = "K"\nalias = [{ text = "kites" }, { text = "风筝节" }]', file="k.toml")
    assert [alias.is_fuzzy for alias in short.aliases] == [False, False]
    off = parse_watchlist('name = "K"\nalias = [{ text = "Weifang kites", fuzzy = false }]', file="k.toml")
    assert not off.aliases[0].is_fuzzy


def test_aliases_may_be_written_as_tables() -> None:
    text = 'name = "Kites"\n[[alias]]\ntext = "Weifang kites"\n[[alias]]\ntext = "潍坊风筝"\n'
    assert len(parse_watchlist(text, file="kites.toml").aliases) == 2


def test_an_unknown_key_is_an_error_that_names_the_nearest() -> None:
    assert problems(with_alias('{ text = "dragon kites", wieght = 0.5 }')) == [
        'watchlists/kites.toml: alias[1].wieght: unknown key; did you mean "weight"?'
    ]
    assert 'did you mean "threshold"?' in problems(f"treshold = 0.5\n{GOOD}")[0]
    assert (
        'context.windw: unknown key; did you mean "window"?' in problems(GOOD.replace("window", "windw"))[0]
    )
    assert "exclude.phrase" in problems(GOOD.replace("phrases", "phrase"))[0]
    assert "the keys here are schema, id, name" in problems(f"zzz = 1\n{GOOD}")[0]


def test_a_context_word_has_one_grade() -> None:
    twice = GOOD.replace('weak = ["Shandong"]', 'weak = ["Shandong", "KITE*"]')
    (problem,) = problems(twice)
    assert problem.endswith(
        'context.weak: "KITE*" stands in context.any too and would count twice; remove one'
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "Kite Festival"', "name = 5", "name: must be text, not a whole number"),
        ('name = "karate"', "name = 5", "exclude.sense[0].name: must be text, not a whole number"),
        ('["karate*", "dojo"]', "5", "exclude.sense[0].words: must be a list of texts, not a whole"),
        ("near = [[", "near = 5 # [[", "describes[0].near: must be a list of lists of texts, not a whole"),
        ('reason = "the name"', "reason = 5", "examples.must_match[0].reason: must be text, not a whole"),
        (
            "[context]",
            'schema = "1"\n[context]',
            "schema: must be a whole number, written schema = 1, not text",
        ),
        ("[context]", "schema = true\n[context]", "schema: must be a whole number, written schema = 1, not"),
        ("[context]", "schema = 2\n[context]", "schema: 2 is not a format this version reads; it reads 1: "),
    ],
)
def test_what_is_of_the_wrong_kind_is_told_once(old: str, new: str, message: str) -> None:
    assert old in RICH
    (problem,) = problems(RICH.replace(old, new))
    assert problem.startswith(f"watchlists/kites.toml: {message}")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('name = "K"\n# café\n'.encode("latin-1"), "line 2: is not UTF-8 (byte 0xe9)"),
        ("name = 'K'".encode("utf-16"), "line 1: is not UTF-8 (byte 0xff)"),
        (b"\xef\xbb\xbfname = 1\n\n\xf0", "line 3: is not UTF-8 (byte 0xf0)"),
    ],
)
def test_a_file_in_another_encoding_is_told_with_its_line_and_what_to_do(content: bytes, place: str) -> None:
    _, found = parse_watchlists({"a/kites.toml": content})
    assert list(map(str, found)) == [f"a/kites.toml: {place}; save the file with the encoding UTF-8"]


def test_all_problems_of_a_file_come_at_once() -> None:
    found = problems(
        """
        schema = 2
        id = "other"
        threshold = 1.5
        alias = [
          { text = "kites", weight = "high" },
          { lang = "en" },
          "kites",
          { text = "...", case = 1 },
        ]
        [context]
        any = "kite"
        min = 0
        """
    )
    assert [problem.removeprefix("watchlists/kites.toml: ").split(": ")[0] for problem in found] == [
        "schema", "id", "name", "context.any", "context.min", "alias[0].weight", "alias[1].text", "alias[2]",
        "alias[3].case", "alias[3]", "threshold",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            '{ text = "WKF" }',
            '"WKF": three capital letters also name other things; set needs_context = true or',
        ),
        (
            '{ text = "ki" }',
            '"ki": two letters stand for many things; set case = true and needs_context = true',
        ),
        ('{ text = "K", case = true }', '"K": one letter stand'),
        (
            '{ text = "KI", case = true, needs_context = true }',
            '"KI": two letters stand for many things; set a weight of at most 0.88, for with 1',
        ),
        ('{ text = "!?" }', '"!?" has no letters or digits to search for'),
        ('{ text = "the" }', '"the" is an ordinary word'),
        ('{ text = "of the" }', '"of the" is an ordinary word'),
        ('{ text = "summer" }', '"summer" is an ordinary word'),
        ('{ text = "2025" }', '"2025": a number alone names nothing'),
        ('{ text = "Kazposhta*" }', '"Kazposhta*": a * means nothing in a name; most other forms are found'),
        ('{ text = "dragons", also = ["kite* of dragons"] }', 'alias[1].also[0]: "kite* of dragons": a *'),
        ('{ text = "*NSYNC" }', '"*NSYNC": a * means nothing in a name'),
        ('{ text = "北" }', '"北": one letter stand'),
        ('{ text = "ШК" }', '"ШК": two letters stand'),
        ('{ text = "WKF", regex = true, case = true }', "a regex minds case by itself"),
        (r"{ text = '\pL{3,300} kites', regex = true }", "it takes too much memory; let it repeat less"),
        ('{ text = "WEIFANG  Kites" }', '"WEIFANG  Kites" is already there as alias[0]; remove one'),
        ('{ text = "dragons", also = ["Dragons"] }', '"Dragons" is already there as alias[1]'),
        ('{ text = "kite", fuzzy = true }', '"kite" is too short to look for misspellings'),
        ('{ text = "KITE", case = true, fuzzy = true }', "never fuzzy"),
        ('{ text = "dragons", weight = -0.1 }', "-0.1 is outside 0 to 1"),
        ('{ text = "dragons", weight = true }', "must be a number from 0 to 1, not true or false"),
        ("{ text = 3 }", "must be text, not a whole number"),
        ('{ text = "dragons", also = "dragon" }', "must be a list of texts, not text"),
        ('{ text = "dragons", also = [1] }', "alias[1].also[0]: must be text"),
        ('{ text = "" }', "alias[1].text: missing"),
    ],
)
def test_a_name_that_would_not_do_is_refused(row: str, message: str) -> None:
    (problem,) = problems(with_alias(row))
    assert message in problem


def test_regexes_that_differ_in_their_letters_case_are_two() -> None:
    rows = r"{ text = 'kite\d', regex = true }, { text = 'kite\D', regex = true }"
    assert len(parse_watchlist(with_alias(rows), file="kites.toml").aliases) == 3


@pytest.mark.parametrize(
    "regex",
    [r"\w+, \w+", "[가-힣]+", r"\p{Hiragana}+", r"\p{Devanagari}+", r"\S{15,}", r"\b[A-Z]{3}\b", r"\d{4}"],
)
def test_a_regex_that_words_of_any_letters_match_is_refused(regex: str) -> None:
    (problem,) = problems(with_alias(f"{{ text = '{regex}', regex = true }}"))
    assert "words of any letters" in problem


@pytest.mark.parametrize(
    "regex", [r"VK\b", r"QZ-?\d*", r"\b7\d{3}\b", r"\b[A-Z]{2}-\d{4}\b", "北斗[一二三]号"]
)
def test_a_regex_of_certain_letters_is_none_of_these(regex: str) -> None:
    assert parse_watchlist(with_alias(f"{{ text = '{regex}', regex = true }}"), file="kites.toml")


def test_a_star_between_letters_is_part_of_a_name() -> None:
    assert parse_watchlist(with_alias('{ text = "A*STAR" }'), file="kites.toml").aliases[1].text == "A*STAR"


def test_every_regex_may_have_a_star_anywhere_and_be_named_by_a_sense() -> None:
    text = with_alias("{ text = 'WKF-? *20', also = ['W *K *F-20'], regex = true }")
    sense = "\n[[exclude.sense]]\nname = 'karate'\nwords = ['dojo']\nof = ['WKF-? *20', 'W *K *F-20']"
    kites = parse_watchlist(text + sense, file="kites.toml")
    assert [alias.text for alias in kites.aliases[1:]] == ["WKF-? *20", "W *K *F-20"]
    assert kites.exclude.senses[0].of == ("WKF-? *20", "W *K *F-20")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "kites.toml: line 1: not valid TOML"),
        (f"threshold = 1{'0' * 5000}", "not valid TOML"),
        (f"x = {'[' * 20000}", "stand inside each other without end"),
        ("name = 'K'\n\nalias = [", "not valid TOML"),
        ('name = "K"', "alias: missing; give at least one name"),
        ('name = "K"\nalias = 3', "alias: must be a list of tables"),
        (
            GOOD.replace("[context]", "[context]\n").replace('any = ["kite*"', 'any = ["ki*te"'),
            "a * may only stand",
        ),
        (GOOD.replace('"风筝"]', '"!"]'), "context.any[1]"),
        (
            'name = "K"\nalias = [{ text = "kites", needs_context = true, weight = 0.5 }]',
            'alias: no name could ever count: "kites" begins with -2.0 points, its context adds +1.5 at most',
        ),
        ("context = 1\n" + with_alias('{ text = "dragons" }'), "context: must be a table"),
    ],
)
def test_a_file_that_would_not_do_is_refused(text: str, message: str) -> None:
    assert message in "\n".join(problems(text))


def test_the_file_name_is_the_id() -> None:
    assert parse_watchlist(f'id = "kites"\n{GOOD}', file="C:\\w\\kites.toml").watchlist_id == "kites"
    assert "use lower-case letters" in problems(GOOD, file="watchlists/My Kites.toml")[0]


def test_the_same_spelling_may_stand_under_two_languages() -> None:
    text = 'name = "K"\nalias = [{ text = "بيدو", lang = "ar" }, { text = "بيدو", lang = "fa" }]'
    assert len(parse_watchlist(text, file="k.toml").aliases) == 2


def test_two_files_of_one_id_are_a_problem() -> None:
    kites = parse_watchlist(GOOD, file="kites.toml")
    assert [str(problem) for problem in check_together({"a/kites.toml": kites, "b/kites.toml": kites})] == [
        'b/kites.toml: id: the id "kites" is taken by a/kites.toml; rename one of the files'
    ]


def test_files_of_different_names_may_be_used_together() -> None:
    other = parse_watchlist('name = "L"\nalias = [{ text = "lantern fair" }]', file="lanterns.toml")
    assert (
        check_together({"kites.toml": parse_watchlist(GOOD, file="kites.toml"), "lanterns.toml": other}) == ()
    )


@pytest.mark.parametrize(("one", "other"), [("BeiDou", "Bei Dou"), ("AIIB", "A.I.I.B."), ("LMC", "lmc")])
def test_spellings_of_one_name_are_one_name(one: str, other: str) -> None:
    files = {
        f"{at}.toml": parse_watchlist(
            f'name = "N"\nalias = [{{ text = "{name}", case = {case}, needs_context = true }}]\n'
            'context.any = ["x"]',
            file=f"{at}.toml",
        )
        for at, name, case in (("a", one, "true"), ("b", other, "false"))
    }
    assert len(check_together(files)) == 1


@pytest.mark.parametrize(
    ("name", "other", "is_one"),
    [
        ("World Kite Organisation", "World Kite Organization", True),
        ("International Kite Centre", "Intl. Kite Centre", True),
        ("WeifangKites Guild", "Weifang Kites Guild", True),
        ("WKFA", "WKFAS", False),
    ],
)
def test_a_spelling_of_a_name_is_the_name(name: str, other: str, *, is_one: bool) -> None:
    files = {
        f"{stem}.toml": parse_watchlist(
            f'name = "N"\nalias = [{{ text = "{text}" }}, {{ text = "{stem} guild" }}]', file=f"{stem}.toml"
        )
        for stem, text in (("kites", name), ("lanterns", other))
    }
    found = [problem.where for problem in check_together(files)]
    assert found == ([f'alias "{other}"'] if is_one else [])


def test_a_name_of_two_files_is_a_problem() -> None:
    kites = parse_watchlist(GOOD, file="kites.toml")
    other = parse_watchlist('name = "L"\nalias = [{ text = "weifang KITE-festival" }]', file="lanterns.toml")
    (problem,) = check_together({"k.toml": kites, "l.toml": other})
    assert (problem.file, problem.where) == ("l.toml", 'alias "weifang KITE-festival"')
    assert 'is also a name in k.toml ("Weifang Kite Festival")' in problem.message


RICH = dedent(
    """
    name = "Kite Festival"
    alias = [{ text = "Weifang kites" }, { text = 'W\\.?K\\.?F\\d*', regex = true }]
    [context]
    beside = ["opens"]
    countries = ["cn"]
    [exclude]
    article = ["Karate1"]
    sense = [{ name = "karate", words = ["karate*", "dojo"], of = ["Weifang kites"] }]
    [[describes]]
    name = "the sky over the dragon city"
    near = [["festival", "fair"], ["paper dragons", "kites"]]
    unless = ["Beijing"]
    within = 90
    weight = 0.5
    [examples]
    must_match = [{ text = "Weifang kites rise", reason = "the name" }]
    must_not_match = [{ text = "WKF belts", reason = "karate", body = "In the dojo", country = "jp" }]
    [weights]
    title = 2.5
    """
)


def test_senses_descriptions_examples_and_weights_are_read() -> None:
    kites = parse_watchlist(RICH, file="kites.toml")
    assert (kites.aliases[1].is_regex, kites.aliases[1].is_fuzzy) == (True, False)
    assert (kites.context.beside, kites.context.countries) == (("opens",), ("cn",))
    assert kites.exclude == Exclude(
        article=("Karate1",), senses=(Sense(name="karate", words=("karate*", "dojo"), of=("Weifang kites",)),)
    )
    assert kites.descriptions == (
        Description(
            name="the sky over the dragon city",
            groups=(("festival", "fair"), ("paper dragons", "kites")),
            unless=("Beijing",),
            within_chars=90,
            weight=0.5,
        ),
    )
    assert kites.must_match == (Example(text="Weifang kites rise", reason="the name"),)
    assert kites.must_not_match == (
        Example(text="WKF belts", reason="karate", body="In the dojo", country="jp"),
    )
    assert kites.weights == Weights(title=2.5)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("W\\.?K", "(W", 'alias[1]: "(W\\.?F\\d*" is no regular expression that RE2 can use: missing )'),
        ("'W\\.?K\\.?F\\d*'", "'(WKF)*'", "also matches a single letter or nothing"),
        ("regex = true", "regex = true, fuzzy = true", "a regex is never fuzzy"),
        ("'W\\.?K\\.?F\\d*'", "'.'", "also matches a single letter"),
        ("'W\\.?K\\.?F\\d*'", "'k'", "also matches a single letter"),
        *(
            ("'W\\.?K\\.?F\\d*'", f"'{pattern}'", f'alias[1]: "{pattern}" also matches a single letter or')
            for pattern in (
                "..",
                "\\w\\w",
                ".{200}",
                "\\pL+ \\pL+",
                "\\b[A-Z]{3}\\b",
                "[A-Z][a-z]+",
                "\\d{4}",
                "[一-龥]{2}",
            )
        ),
        ('article = ["Karate1"]', 'phrases = ["weifang Kites"]', "is a name of this file, which could never"),
        ('["cn"]', '["China"]', '"China" is not a two-letter country code'),
        ('name = "karate", ', "", "exclude.sense[0].name: missing"),
        (
            'of = ["Weifang kites"]',
            'of = ["Weifang"]',
            'exclude.sense[0].of[0]: "Weifang" is not the text of',
        ),
        ('["karate*", "dojo"]', "[]", "exclude.sense[0].words: missing"),
        (', ["paper dragons", "kites"]]', "]", "describes[0].near: needs two or more groups"),
        ('[["festival", "fair"], ["paper dragons", "kites"]]', '["festival"]', "must be a list of lists"),
        ('["festival", "fair"],', '["festival", "fair"],' * 10, "has 11 groups; at most 10"),
        ("within = 90", "withn = 90", 'describes[0].withn: unknown key; did you mean "within"?'),
        (', reason = "the name"', "", "examples.must_match[0].reason: missing"),
        ('text = "WKF belts", ', "", "examples.must_not_match[0].text: missing"),
        ("title = 2.5", "titel = 2.5", 'weights.titel: unknown key; did you mean "title"?'),
        ("title = 2.5", "title = nan", "weights.title: must lie between"),
        ("title = 2.5", f"title = 1{'0' * 400}", "weights.title: must lie between"),
    ],
)
def test_what_is_wrong_in_the_newer_tables_is_told_with_its_place(old: str, new: str, message: str) -> None:
    assert old in RICH
    assert message in "\n".join(problems(RICH.replace(old, new)))
