"""What tells one body, or one entry's text, from another.

Fast, and no secret: whoever writes both texts may find two with one fingerprint, and then only hides the
second from us, as answering "not modified" would.
"""

import xxhash


def fingerprint(data: bytes) -> str:
    """Return 32 hex digits (XXH3, 128 bits), the same in every process and version."""
    return xxhash.xxh3_128_hexdigest(data)
