"""A new topic by questions and answers: each is asked again, with the reason, until the file can have it.

The reasons are the parser's and the matcher's own: an answer will do where the file with it has no mistake
that it had not before.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from bot.core.filters import find_language
from bot.core.languages import language_name
from bot.core.text import clean, isolated
from bot.core.watchlist import Sense, Watchlist
from bot.matching.draft import Draft, DraftName, draft_problems

_COMMA = re.compile("[,;，；、،؛]")


class Asking(Protocol):
    """Somebody who can be asked."""

    def ask(self, question: str) -> str:
        """Return the answer, a line. Raises: ConfigError where there is nobody any more."""
        ...

    def say(self, line: str) -> None: ...


Change = Callable[[Draft, str], Draft]
"""What a draft is with an answer that is not empty; a ValueError says why it cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """``others`` are the watchlists that the new one will stand beside, by path; ``file`` will be its own.

    ``language_of`` guesses the language of a name, empty where it cannot.
    """

    asking: Asking
    file: str
    others: Mapping[str, Watchlist]
    language_of: Callable[[str], str]

    def hold(self, watchlist_id: str) -> Draft:
        """Ask from the first question to the last. Returns: a draft whose file has no mistake."""
        title = watchlist_id.replace("-", " ").title()
        draft = Draft(watchlist_id=watchlist_id)
        draft = self._need("What is the topic called? Alerts and lists will say so.", draft, _named, title)
        draft = self._names(draft)
        draft = self._acronym(draft)
        near = (
            "Which words stand near its names when the topic is meant: places, bodies, things? Commas between"
        )
        draft = self._ask(near, draft, _with_context, "none")
        example = "A headline that must be found"
        draft = self._ask(example, draft, lambda old, text: replace(old, must_match=text), "none")
        example = "A headline that looks like it and must not be found"
        return self._ask(example, draft, lambda old, text: replace(old, must_not_match=text), "none")

    def _names(self, draft: Draft) -> Draft:
        question = "Its full name, as texts write it; abbreviations come later"
        named = self._need(question, draft, self._with_name, draft.name)
        while named is not draft:
            draft = self._need(
                f"The language of {_shown(named.names[-1].text)}, such as zh or Chinese",
                named,
                _with_language,
                language_name(named.names[-1].lang),
            )
            question = "Another full name, or the name in another language"
            named = self._ask(question, draft, self._with_name, "no more")
        return draft

    def _acronym(self, draft: Draft) -> Draft:
        draft = self._ask("Its abbreviation, such as SCO", draft, self._with_acronym, "none")
        if draft.acronym is None:
            return draft
        acronym = _shown(draft.acronym.text)
        while True:
            asked = self.asking.ask(f"What else may {acronym} mean? (empty: nothing more)")
            sense = clean(asked)
            if not sense:
                return draft
            words = f"Which words show that {acronym} is {_shown(sense)}? Commas between"
            draft = self._need(words, draft, partial(_with_sense, name=sense))

    def _with_name(self, draft: Draft, text: str) -> Draft:
        return replace(draft, names=(*draft.names, DraftName(text=text, lang=self.language_of(text) or "en")))

    def _with_acronym(self, draft: Draft, text: str) -> Draft:
        lang = self.language_of(text) or draft.names[0].lang
        return replace(draft, acronym=DraftName(text=text, lang=lang))

    def _need(self, question: str, draft: Draft, change: Change, default: str = "") -> Draft:
        """Ask until there is an answer; an empty one is the default."""
        shown = f"{question} [{isolated(default)}]:" if default else f"{question}:"
        while True:
            answer = clean(self.asking.ask(shown)) or default
            if not answer:
                self.asking.say("An answer is needed here.")
            elif (changed := self._changed(draft, change, answer)) is not None:
                return changed

    def _ask(self, question: str, draft: Draft, change: Change, empty: str) -> Draft:
        """Ask until an answer will do; without one the draft stays the same."""
        while answer := clean(self.asking.ask(f"{question} (empty: {empty}):")):
            if (changed := self._changed(draft, change, answer)) is not None:
                return changed
        return draft

    def _changed(self, draft: Draft, change: Change, answer: str) -> Draft | None:
        """Return the draft with the answer, or say what is wrong with that."""
        try:
            changed = change(draft, answer)
        except ValueError as error:
            self._refuse(str(error))
            return None
        before = draft_problems(draft, file=self.file, others=self.others)
        problems = draft_problems(changed, file=self.file, others=self.others)
        wrong = [problem for problem in problems if problem not in before]
        for problem in wrong:
            self._refuse(problem.message)
        return None if wrong else changed

    def _refuse(self, reason: str) -> None:
        self.asking.say(f"That cannot be: {clean(reason)}")


def _named(draft: Draft, text: str) -> Draft:
    return replace(draft, name=text)


def _with_language(draft: Draft, text: str) -> Draft:
    *others, last = draft.names
    return replace(draft, names=(*others, replace(last, lang=find_language(text))))


def _with_sense(draft: Draft, words: str, *, name: str) -> Draft:
    named = () if draft.acronym is None else (draft.acronym.text,)
    sense = Sense(name=name, words=_listed(words), of=named)
    return replace(draft, senses=(*draft.senses, sense))


def _with_context(draft: Draft, words: str) -> Draft:
    return replace(draft, context=_listed(words))


def _listed(words: str) -> tuple[str, ...]:
    """Words with commas between, of whatever script, each once."""
    return tuple(dict.fromkeys(word.strip() for word in _COMMA.split(words) if word.strip()))


def _shown(name: str) -> str:
    return f"“{isolated(name)}”"
