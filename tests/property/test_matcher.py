"""Matching, whatever the text and whatever other watchlists there are."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model import ArticleText
from bot.core.watchlist import Alias, Context, Exclude, Watchlist
from bot.matching.automaton import Automaton, Kind, Owner, pack
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist

SCO = parse_watchlist(
    """
    name = "SCO"
    alias = [
      { text = "Shanghai Cooperation Organisation" }, { text = "SCO", case = true, needs_context = true },
      { text = "上海合作组织" }, { text = "上合", needs_context = true, weight = 0.5 },
      { text = "منظمة شنغهاي للتعاون", lang = "ar" },
      { text = '(?i)^sum\\w+[^.]*組織', regex = true },
      { text = '\\bsco\\b[^s]*sum', regex = true },
    ]
    context.any = ["summit*", "成员国"]
    exclude.phrases = ["SCO Group", "马上合"]
    """,
    file="sco.toml",
)
OTHER = parse_watchlist(
    """
    name = "Other"
    alias = [
      { text = "cooperation summit", fuzzy = true }, { text = "合作" },
      { text = "organisation", needs_context = true },
    ]
    context.any = ["Shanghai"]
    exclude.phrases = ["SCO summit", "上海合作组织"]
    """,
    file="other.toml",
)
ROADS = parse_watchlist(
    """
    name = "Roads"
    alias = [{ text = "Digital Silk Road" }, { text = "Ruta de la Seda Digital" }, { text = "数字丝绸之路" }]
    """,
    file="roads.toml",
)
ALONE, TOGETHER = Matcher([SCO]), Matcher([OTHER, ROADS, SCO])

# Pieces of names, so that most texts nearly or truly hold one.
PIECES = st.sampled_from(
    [
        "Shanghai", "Shangai", "Cooperation", "Coop-\neration", "Organisation", "Org.", "summit", "summits",
        "SCO", "S.C.O.", "SCO Group", "(SCO)", "SHANGHAI", "ＳＣＯ", "of", "the",
        "上海", "合作", "组织", "組織", "上合", "马上合作", "成员国", "منظمة", "شنغهاي", "للتعاون",
        " ", " ", "\n\n", ". ", ", ", "\u200b", "\u00ad", "\ud800", "e\u0301",
        "Digital", "Green and", "Silk Roads", "Silk", "Rutas de la Seda", "Verde y", "Digital,",
        "数字", "绿色、", "健康、", "丝绸之路",
        "http://sco.example ", "a@sco.example", "<b>", "<p>", "<!-- ", "-->", "&amp;", "<script>", "&#83;CO",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=14).map(" ".join) | st.lists(
    PIECES, max_size=14
).map("".join)
ARTICLES = st.builds(ArticleText, title=TEXTS, summary=TEXTS, body=TEXTS)


@given(ARTICLES)
def test_evidence_slices_the_text_to_what_was_found(article: ArticleText) -> None:
    for match in TOGETHER.match(article):
        assert match.evidence
        assert 0 < match.score < 1
        for found in match.evidence:
            assert getattr(article, found.field)[found.start : found.end] == found.text != ""
            assert 0 < found.similarity <= 1


@given(ARTICLES)
def test_another_watchlist_changes_nothing(article: ArticleText) -> None:
    together = [match for match in TOGETHER.match(article) if match.watchlist_id == "sco"]
    assert together == list(ALONE.match(article))


@settings(max_examples=400)
@given(st.lists(ARTICLES, max_size=4))
def test_articles_read_together_match_as_each_alone(articles: list[ArticleText]) -> None:
    assert TOGETHER.match_many(articles) == [TOGETHER.match(article) for article in articles]
    together = TOGETHER.explain_mixed([(article, "") for article in articles])
    assert together == [TOGETHER.explain(article) for article in articles]


@given(st.integers(396, 403), st.sampled_from(["title", "summary", "body"]), ARTICLES)
def test_what_an_article_is_read_with_makes_it_no_longer(chars: int, field: str, other: ArticleText) -> None:
    bare = ArticleText(**{"title": "", field: "SCO ".ljust(chars, "x")})
    for together in ([bare, other], [other, bare], [other, bare, other]):
        at = together.index(bare)
        accounts = TOGETHER.explain_mixed([(article, "") for article in together])
        assert accounts[at] == TOGETHER.explain(bare)


@given(ARTICLES)
def test_a_second_look_finds_the_same(article: ArticleText) -> None:
    assert TOGETHER.match(article) == TOGETHER.match(article)


NAMES = st.lists(st.text("abсд上合 ", min_size=1, max_size=5), min_size=1, max_size=5)


@given(st.text("abсд上合 .-\n", max_size=40), NAMES)
def test_any_watchlist_can_be_matched_with_any_text(text: str, names: list[str]) -> None:
    watchlist = Watchlist(
        watchlist_id="any",
        name="Any",
        aliases=tuple(Alias(text=name, needs_context=len(name) < 3) for name in names),
        context=Context(any_of=tuple(names)),
        exclude=Exclude(phrases=tuple(names[1:2])),
    )
    Matcher([watchlist]).match(ArticleText(title=text, body=text))


@given(
    st.text("ab上 ", max_size=30), st.lists(st.text("ab上 ", min_size=1, max_size=3), min_size=1, unique=True)
)
def test_the_automaton_agrees_with_a_naive_scan(text: str, patterns: list[str]) -> None:
    patterns = [pattern for pattern in patterns if pattern.strip() and "  " not in pattern]
    owners = [Owner(Kind.NAME, 0, number) for number in range(len(patterns))]
    padded = f" {text} "
    expected = set()
    for pattern, owner in zip(patterns, owners, strict=True):
        before, after = len(pattern) - len(pattern.lstrip()), len(pattern) - len(pattern.rstrip())
        for start in range(len(padded)):
            if padded.startswith(pattern, start):
                expected.add((owner, (start + before - 1, start + len(pattern) - after - 1)))
    automaton = Automaton((pattern, pack(*owner)) for pattern, owner in zip(patterns, owners, strict=True))
    found = [
        (owner, automaton.trimmed(hit)) for hit in automaton.scan(text) for owner in automaton.owners(hit[0])
    ]
    assert set(found) == expected
    assert len(found) == len(expected)
