"""A response's raw bytes -> the body, decompressed within limits while it streams.

We decompress ourselves: a bomb of 200 kB that unfolds to 200 MB must stop at the limit, not after the first
chunk has been unfolded whole.
"""

import zlib

RATIO_LIMIT = 100
"""Decoded bytes per byte they were read from, above RATIO_FROM_BYTES. Real feeds stay under 20."""
RATIO_FROM_BYTES = 1 << 20

MAX_MEMBERS = 1_000
"""Of one gzip body. Programs that compress in parallel write one per 64 kB; empty ones cost only time."""

_MEMBER_MAGIC = b"\x1f\x8b"

STEP_BYTES = 1 << 18
"""Unfolded at a time: a bomb is noticed after a few steps, in half a millisecond of the event loop's."""

ACCEPT_ENCODING = "gzip, deflate"


class BodyTooLarge(Exception):
    """More decoded bytes than allowed."""


class BodyBomb(Exception):
    """A suspicious ratio of decoded to transferred bytes, or of pieces to them."""


class BodyCorrupt(Exception):
    """The compressed stream cannot be read; the message says how."""


class BodyCollector:
    """Collects chunks of one response.

    Args:
        coding: its Content-Encoding header.
        declared_bytes: its Content-Length, 0 if unknown.

    Raises: BodyTooLarge or BodyCorrupt where the headers alone say so.
    """

    def __init__(self, *, coding: str, max_bytes: int, declared_bytes: int = 0) -> None:
        if declared_bytes > max_bytes:
            raise BodyTooLarge
        names = [name for part in coding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
        if len(names) > 1 or not {"gzip", "x-gzip", "deflate"}.issuperset(names):
            raise BodyCorrupt(f"it is compressed as {coding[:40]!r}, which was not asked for")
        self._coding = names[0] if names else ""
        self._unzip = self._new_decompressor(b"") if self._coding else None
        self._max_bytes = max_bytes
        self._received_bytes = 0
        self._pieces: list[bytes] = []
        self._size = 0
        self._members = 1
        self._is_first = True
        self._rest = b""

    def add(self, chunk: bytes) -> None:
        """Take the next raw chunk. Raises: BodyTooLarge, BodyBomb or BodyCorrupt."""
        self._received_bytes += len(chunk)
        if self._received_bytes > self._max_bytes:
            raise BodyTooLarge
        if not self._coding:
            self._keep(chunk)
            return
        if self._is_first and chunk:
            self._is_first = False
            self._unzip = self._new_decompressor(chunk)
        try:
            self._decompress(chunk)
        except zlib.error as error:
            raise BodyCorrupt(f"its compressed data is damaged ({error})") from error

    def finish(self) -> bytes:
        """Return the whole body. Raises: BodyCorrupt where the compressed stream ends too early."""
        if self._unzip is not None and self._received_bytes and not self._unzip.eof:
            raise BodyCorrupt("its compressed data ends too early")
        return b"".join(self._pieces)

    def _decompress(self, chunk: bytes) -> None:
        unzip = self._unzip
        chunk, self._rest = self._rest + chunk, b""
        while unzip is not None and chunk:
            if unzip.eof:
                if chunk == _MEMBER_MAGIC[:1]:
                    self._rest = chunk  # the next chunk tells whether another member begins
                    return
                if self._coding == "deflate" or not chunk.startswith(_MEMBER_MAGIC):
                    return  # padding after the stream
                self._members += 1
                if self._members > MAX_MEMBERS:
                    raise BodyBomb
                unzip = self._unzip = self._new_decompressor(chunk)
            piece = unzip.decompress(chunk, STEP_BYTES)
            chunk = unzip.unconsumed_tail or unzip.unused_data
            self._keep(piece, unread_bytes=len(chunk))

    def _keep(self, piece: bytes, *, unread_bytes: int = 0) -> None:
        self._pieces.append(piece)
        self._size += len(piece)
        read_bytes = self._received_bytes - unread_bytes
        if self._size > RATIO_FROM_BYTES and self._size > RATIO_LIMIT * read_bytes:
            raise BodyBomb
        if self._size > self._max_bytes:
            raise BodyTooLarge

    def _new_decompressor(self, start: bytes) -> "zlib._Decompress":
        if self._coding == "deflate":
            # "deflate" means a zlib stream, and some servers send a bare one: its first byte gives it away.
            return zlib.decompressobj(zlib.MAX_WBITS if start[:1] == b"\x78" else -zlib.MAX_WBITS)
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
