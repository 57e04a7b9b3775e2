"""Which of a feed's documents the fast reader may read alone: only those whose shape proved it.

feedparser is the authority. The fast reader is trusted with a feed's documents of one shape (the same
charset, root, elements and attributes) after it gave the same result on three different bodies, is checked on
some of the later ones, and loses all trust for the feed at the first difference. A new version of the reader,
or of feedparser, starts without any. It is not asked about a feed's first body: that comes with those of all
other feeds when the program is new, and reading it twice would take a tenth longer.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

PROOFS = 3
"""Equal results on as many bodies prove a shape."""
SAMPLE = 50
"""Of the bodies of a proven shape one in so many is read by both readers all the same."""
MAX_SHAPES = 4
"""Kept for one feed, the last used: a feed that changes its shape all the time proves nothing."""
DEMOTED_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeProof:
    """``equal``: on how many bodies of this shape both readers gave the same, ``PROOFS`` at most."""

    shape_key: str
    equal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParserTrust:
    """What is known of the fast reader on one feed.

    ``reader`` is the version of the fast reader that all of it is about, ``shapes`` its proofs, the last used
    first. ``entries`` is how many entries the last body had. ``demoted_at`` is when the readers differed, in
    ``difference``: the name of the field.
    """

    reader: str = ""
    shapes: tuple[ShapeProof, ...] = ()
    entries: int = 0
    demoted_at: datetime | None = None
    difference: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether the fast reader is to read the next body at all."""
        return self.demoted_at is None and (self.entries > 0 or bool(self.shapes))


NO_TRUST = ParserTrust()


def trust_in(trust: ParserTrust, reader: str, *, now: datetime) -> ParserTrust:
    """Return what still holds for this version of the reader at this time."""
    is_over = trust.demoted_at is not None and now - trust.demoted_at >= DEMOTED_FOR
    return ParserTrust(reader=reader) if trust.reader != reader or is_over else trust


def may_read_alone(trust: ParserTrust, shape_key: str, *, entries: int, body_fingerprint: str) -> bool:
    """True where the fast reader's result counts without feedparser's.

    Args:
        entries: the fast reader found; less than half of the last body's is looked at twice.
        body_fingerprint: hex; draws the sample, so that the same body is always treated alike.
    """
    is_proven = any(one.shape_key == shape_key and one.equal >= PROOFS for one in trust.shapes)
    is_sample = int(body_fingerprint[:8], 16) % SAMPLE == 0
    return is_proven and trust.demoted_at is None and not is_sample and entries * 2 >= trust.entries


def read_by_feedparser(trust: ParserTrust, *, entries: int) -> ParserTrust:
    """Return the trust after the fast reader was not asked."""
    return trust if trust.demoted_at else replace(trust, entries=entries)


def read_alone(trust: ParserTrust, shape_key: str, *, entries: int) -> ParserTrust:
    """Return the trust after the fast reader read a body alone."""
    return replace(trust, shapes=_used(trust, shape_key, more=0), entries=entries)


def read_equal(trust: ParserTrust, shape_key: str, *, entries: int) -> ParserTrust:
    """Return the trust after both readers gave the same for one more body."""
    return replace(trust, shapes=_used(trust, shape_key, more=1), entries=entries)


def read_unequal(trust: ParserTrust, difference: str, *, now: datetime) -> ParserTrust:
    """Return the trust after the readers differed: none, for the whole feed."""
    return ParserTrust(reader=trust.reader, demoted_at=now, difference=difference)


def _used(trust: ParserTrust, shape_key: str, *, more: int) -> tuple[ShapeProof, ...]:
    known = next((one.equal for one in trust.shapes if one.shape_key == shape_key), 0)
    proof = ShapeProof(shape_key=shape_key, equal=min(known + more, PROOFS))
    return (proof, *(one for one in trust.shapes if one.shape_key != shape_key))[:MAX_SHAPES]
