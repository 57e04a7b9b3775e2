"""What a watchlist file says, as frozen values: the names of one topic and what settles their meaning.

Values only: ``bot.matching.watchlist`` reads the files, ``bot.matching.matcher`` looks for what they say.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """One name of a watchlist's topic.

    ``is_case_exact``: letters must stand as written, never fuzzy. ``is_fuzzy``: misspellings may match.
    ``is_regex``: ``text`` is a regular expression (RE2 syntax) over the text as written.
    ``weight`` in 0..1: how sure this form alone is the topic. ``needs_context``: counts only beside a
    definition, a strong alias or enough other evidence for the topic.
    """

    text: str
    lang: str = ""
    is_case_exact: bool = False
    is_fuzzy: bool = True
    is_regex: bool = False
    weight: float = 1.0
    needs_context: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What settles an ambiguous alias; in all words and phrases a trailing ``*`` leaves the ending open.

    ``any_of``: ``min_different`` of them must stand within ``window_chars`` code points of the alias.
    ``weak``: two different ones make one. ``beside``: words that prove it where they touch the alias.
    ``countries``: ISO 3166-1 alpha-2 codes, lower case, whose outlets mostly mean this topic.
    """

    any_of: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    window_chars: int = 600
    min_different: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """Something else that an alias may mean, and the words that show it.

    ``of``: the aliases that may mean it, as written, ``*`` for all; empty for every ambiguous one. A name
    that is ambiguous to nobody else is so here.
    """

    name: str
    words: tuple[str, ...]
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclude:
    """What is not the topic.

    ``phrases`` void an alias they cover. ``article``: where one stands, the article is about something
    else. ``senses``: other meanings, weighed against the context words.
    """

    phrases: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    senses: tuple[Sense, ...] = ()

    @property
    def sense_words(self) -> tuple[tuple[Sense, str], ...]:
        """The words of all senses with their sense, in the order by which the matcher numbers them."""
        return tuple((sense, word) for sense in self.senses for word in sense.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The topic told without its name: one word of every group, within ``within_chars`` of each other.

    ``name`` is what evidence calls it. No word of ``unless`` may stand there as well.
    """

    name: str
    groups: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...] = ()
    within_chars: int = 160
    weight: float = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text and why it is, or is not, about the topic; ``country`` is its outlet's, or empty."""

    text: str
    reason: str
    body: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each circumstance moves the score, before the logistic function.

    The defaults were chosen on reference documents; ``topicwire tune`` refits them from marks.
    """

    bias: float = -2.2
    title: float = 1.8
    lead: float = 0.8
    density: float = 1.6
    alias: float = 1.6
    variety: float = 0.6
    context: float = 0.6
    fuzzy_loss: float = -1.5
    excluded: float = -2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """One topic: its names in all languages, what settles ambiguity, what is never meant.

    ``threshold`` in 0..1 is the score an alert needs. The examples are texts that must, or must not, match.
    """

    watchlist_id: str
    name: str
    aliases: tuple[Alias, ...]
    threshold: float = 0.5
    context: Context = field(default_factory=Context)
    exclude: Exclude = field(default_factory=Exclude)
    descriptions: tuple[Description, ...] = ()
    must_match: tuple[Example, ...] = ()
    must_not_match: tuple[Example, ...] = ()
    weights: Weights = field(default_factory=Weights)
