"""A mark that today's watchlist contradicts -> an example for its file, in the article's own words.

The example fails until the rules change, and then keeps what was learnt. It holds no more of the article than
comes out as the whole does. Where the article is gone, what the mark kept of it is all there is.
"""

from dataclasses import dataclass

from bot.core.mark import Mark
from bot.core.model import ArticleText, Evidence
from bot.core.summary import excerpt
from bot.core.text import clean, truncate
from bot.core.watchlist import Example
from bot.matching.account import Account
from bot.matching.matcher import Matcher

TEXT_CHARS = 200
BODY_CHARS = 600
WHOLE_CHARS = 6_000
"""Of an example that can be short; of either text where only the whole article comes out as it does."""
_NAME_CHARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An example for ``must_match``, or else for ``must_not_match``, and the article that was marked."""

    is_match: bool
    example: Example
    article_id: int

    @property
    def key(self) -> str:
        """The list it belongs to, of a watchlist's ``[examples]``."""
        return "must_match" if self.is_match else "must_not_match"


def propose(mark: Mark, matcher: Matcher, *, text: ArticleText | None, country: str = "") -> Proposal | None:
    """Return the example a mark asks for; None where the article comes out as it is marked.

    Of an article that is gone, what is left says nothing where the rules were right when it was marked.
    A relevant article that is found but weighs too little comes out so: examples ask what is found, not its
    score. One that is not relevant does as well where it weighs too little for an alert.

    Args:
        matcher: has the mark's watchlist.
        text: the marked article's, None where it is gone.
        country: of its outlet, or empty.
    """
    whole = text or _remembered(mark)
    account = _account(mark.watchlist_id, matcher, whole, country)
    is_found = account is not None and account.match is not None
    if is_found is mark.is_relevant or (text and is_found and not _alerts(account, matcher)):
        return None
    if text is None and account is not None and (mark.features is not None) is mark.is_relevant:
        return None  # the rules were right about the whole of it
    extracts = _extracts(whole, account)
    short = next(
        (one for one in extracts if _is_found(mark.watchlist_id, matcher, one, country) is is_found),
        extracts[-1],
    )
    reason = _reason(mark, _name(mark, account))
    example = Example(text=short.title, body=short.body, country=country.lower(), reason=reason)
    return Proposal(is_match=mark.is_relevant, example=example, article_id=mark.article_id)


def _account(watchlist_id: str, matcher: Matcher, text: ArticleText, country: str) -> Account | None:
    accounts = matcher.explain(text, country=country)
    return next((one for one in accounts if one.watchlist_id == watchlist_id), None)


def _is_found(watchlist_id: str, matcher: Matcher, text: ArticleText, country: str) -> bool:
    account = _account(watchlist_id, matcher, text, country)
    return account is not None and account.match is not None


def _alerts(account: Account | None, matcher: Matcher) -> bool:
    if account is None or account.match is None:
        return False
    threshold = next(one.threshold for one in matcher.watchlists if one.watchlist_id == account.watchlist_id)
    return account.match.score >= threshold


def _remembered(mark: Mark) -> ArticleText:
    """What a mark kept of its article: the places of the names, the first one for want of a title."""
    first, *others = [f"{one.before}{one.text}{one.after}" for one in mark.passages] or [""]
    return ArticleText(title=first, body=" ".join(others))


# --- the words ------------------------------------------------------------------------------------------


def _extracts(text: ArticleText, account: Account | None) -> list[ArticleText]:
    """The sentences round what decides, round all that was found, the article's beginning, the article."""
    deciding, whole = _deciding(account), f"{text.summary}\n{text.body}"
    quoted = ("".join(span.text for span in excerpt(text, found)) for found in (deciding[:1], deciding))
    short = [
        _cut(text.title, body, title_chars=TEXT_CHARS, body_chars=BODY_CHARS) for body in (*quoted, whole)
    ]
    return [*short, _cut(text.title, whole, title_chars=WHOLE_CHARS, body_chars=WHOLE_CHARS)]


def _cut(title: str, body: str, *, title_chars: int, body_chars: int) -> ArticleText:
    """One line each; an example must have a title."""
    body = truncate(clean(body), body_chars)
    title = truncate(clean(title) or body, title_chars)
    return ArticleText(title=title, body="" if body == title else body)


def _deciding(account: Account | None) -> list[Evidence]:
    """What was found, or would have been, the surest place first."""
    if account is None:
        return []
    counted = account.match.evidence if account.match else None
    findings = [one for one in account.findings if counted is None or one.evidence in counted]
    return [one.evidence for one in sorted(findings, key=lambda one: -one.confidence)]


def _name(mark: Mark, account: Account | None) -> str:
    deciding = _deciding(account)
    written = deciding[0].text if deciding else next((one.text for one in mark.passages), "")
    return truncate(clean(written), _NAME_CHARS)


def _reason(mark: Mark, name: str) -> str:
    verdict = "relevant" if mark.is_relevant else "not relevant"
    meant = "is" if mark.is_relevant else "is not"
    said = f': "{name}" {meant} the topic here' if name else ""
    return f"marked {verdict} on {mark.marked_at:%Y-%m-%d}{said}"
