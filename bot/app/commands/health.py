"""``health``: what the running bot says of itself on its health port.

Asked with the standard library: a container asks every half minute, and loading aiohttp took longer than all
the rest.
"""

import json
from http.client import HTTPConnection, HTTPException

TIMEOUT_S = 5.0


def ask(*, host: str, port: int) -> dict[str, str]:
    """Return ``status`` (ok, failing or unreachable) and, unless ok, ``detail``. Blocks."""
    connection = HTTPConnection(host, port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/healthz")
        answer = json.loads(connection.getresponse().read())
        return {key: str(answer[key]) for key in ("status", "detail") if key in answer}
    except (OSError, HTTPException, ValueError) as error:
        detail = f"nothing answers on {host}:{port} ({type(error).__name__}); is `topicwire run` running?"
        return {"status": "unreachable", "detail": detail}
    finally:
        connection.close()
