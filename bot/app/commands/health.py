"""``health``: what the running bot says of itself on its health port."""

import json

import aiohttp

TIMEOUT_S = 5.0


async def ask(*, host: str, port: int) -> dict[str, str]:
    """Return ``status`` (ok, failing or unreachable) and, unless ok, ``detail``."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=False) as session,
            session.get(f"http://{host}:{port}/healthz") as response,
        ):
            answer = json.loads(await response.text())
            return {key: str(answer[key]) for key in ("status", "detail") if key in answer}
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        detail = f"nothing answers on {host}:{port} ({type(error).__name__}); is `topicwire run` running?"
        return {"status": "unreachable", "detail": detail}
