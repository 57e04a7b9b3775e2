"""The proof that a JSON body comes from who knows the webhook's secret, and when it was sent."""

import hashlib
import hmac

VERSION = "v1"


def signature(secret: str, *, timestamp: str, body: bytes) -> str:
    """Return the header's value: HMAC-SHA256 over the timestamp, a dot, and the body byte for byte.

    The time is part of it, so that a receiver can refuse what somebody recorded and sends again later.
    """
    signed = timestamp.encode() + b"." + body
    return f"{VERSION}={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
