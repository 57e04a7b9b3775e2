"""``health``: what the running bot says of itself on its health port.

Asked with the standard library: a container asks every half minute, and loading aiohttp took longer than all
the rest.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

TIMEOUT_S = 5.0
UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """``status`` (ok, failing or unreachable), ``detail`` unless ok, and how it stands with the rules.

    ``rules`` are those of /healthz (docs/reference/metrics.md); empty where nothing answers.
    """

    status: str
    detail: str = ""
    rules: dict[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Return it without what is empty."""
        told = {"status": self.status, "detail": self.detail, "rules": self.rules}
        return {key: value for key, value in told.items() if value}

    def lines(self) -> Iterator[str]:
        """Say it in words."""
        yield f"{self.status}: {self.detail}" if self.detail else self.status
        if not self.rules:
            return
        version, since, by = map(self.rules.get, ("version", "since", "by"))
        yield f"rules: {version}, since {since} by {by}"
        waiting, problems = self.rules.get("waiting"), self.rules.get("problems")
        if isinstance(waiting, dict):
            who = waiting.get("reverted_by")
            why = f"were reverted by {who}" if who else "wait to be applied"
            yield f"the files differ: rules {waiting.get('version')} {why}, {waiting.get('since')}"
        if failure := self.rules.get("failure"):
            yield f"the last reading of the files could not be finished: {failure}"
        if isinstance(problems, list) and problems:
            yield "problems in the files, so that what they say is not in force:"
            yield from map(str, problems)


def ask(*, host: str, port: int) -> Health:
    """Ask a running bot how it is. Blocks."""
    connection = HTTPConnection(host, port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/healthz")
        answer = json.loads(connection.getresponse().read())
        detail, rules = str(answer.get("detail", "")), answer.get("rules", {})
        return Health(status=str(answer["status"]), detail=detail, rules=rules)
    except (OSError, HTTPException, ValueError, KeyError, AttributeError) as error:
        detail = f"nothing answers on {host}:{port} ({type(error).__name__}); is `topicwire run` running?"
        return Health(status=UNREACHABLE, detail=detail)
    finally:
        connection.close()
