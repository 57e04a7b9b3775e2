"""What the parser knows of a feed after one document, and is told again with the next."""

from dataclasses import dataclass

from bot.core.parser_trust import NO_TRUST, ParserTrust


@dataclass(frozen=True, slots=True, kw_only=True)
class ParserKnowledge:
    """``trust`` is what the fast reader has proved.

    ``memory`` is what the parser wrote down of the document's entries, in a form of its own; empty is none,
    and then all of the next document is read.
    """

    trust: ParserTrust = NO_TRUST
    memory: bytes = b""


NO_KNOWLEDGE = ParserKnowledge()
