"""Slack and Discord on loopback ports that keep their rate limits strictly and fail one request in ten.

The limits are those their pages name: one message a second to a Slack channel and 300 a minute to a workspace
(what "several hundred" is taken for); five messages in five seconds to a Discord channel and 50 requests a
second in all. A request that comes too fast is refused and counted.
"""

import json
import random
import time
from collections import defaultdict, deque

from aiohttp import web

from tests.platforms.fakes.discord_server import DiscordServer, refuses, slow_down
from tests.platforms.fakes.moods import Mood, answers, drops
from tests.platforms.fakes.slack_server import SlackServer, says, too_many_requests

ONE_IN = 10


class Window:
    """At most ``most`` events in ``seconds``, for each key."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._taken: defaultdict[str, deque[float]] = defaultdict(deque)

    def wait_s(self, key: str) -> float:
        """How long an event has to wait; 0 takes its place."""
        now, taken = time.monotonic(), self._taken[key]
        while taken and now - taken[0] >= self._seconds:
            taken.popleft()
        if len(taken) >= self._most:
            return self._seconds - (now - taken[0])
        taken.append(now)
        return 0.0

    def left(self, key: str) -> int:
        return self._most - len(self._taken[key])

    def reset_after_s(self, key: str) -> float:
        taken = self._taken[key]
        return max(0.0, self._seconds - (time.monotonic() - taken[0])) if taken else 0.0


class Faults:
    """Draws how one request in ten goes wrong."""

    def __init__(self, moods: tuple[Mood, ...], seed: int) -> None:
        self._moods = moods
        self._drawn = random.Random(seed)
        self.count = 0

    def draw(self) -> Mood | None:
        if self._drawn.randrange(ONE_IN):
            return None
        self.count += 1
        return self._drawn.choice(self._moods)


class LimitedSlack(SlackServer):
    """``refused`` counts posts that came too fast."""

    def __init__(self, channels: tuple[str, ...], seed: int) -> None:
        super().__init__(channels=channels)
        self._channels, self._workspace = Window(1, 1.0), Window(320, 60.0)
        self.faults = Faults(
            (
                answers(500, "<html>oops</html>", "text/html"),
                answers(503, ""),
                answers(200, "{}", is_stored=True),
                says("internal_error"),
                drops(is_stored=True),
                drops(is_stored=False),
                too_many_requests("1"),
            ),
            seed,
        )
        self.posts: defaultdict[str, int] = defaultdict(int)
        """Channel -> posts it was asked for."""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path != "/api/chat.postMessage":
            return await super().handle(request)
        channel = str((await request.json())["channel"])
        self.posts[channel] += 1
        wait_s = self._channels.wait_s(channel) or self._workspace.wait_s("")
        if wait_s:
            self.refused += 1
            body = '{"ok":false,"error":"ratelimited"}'
            return web.Response(status=429, text=body, headers={"Retry-After": str(int(wait_s) + 1)})
        if mood := self.faults.draw():
            self.next("chat.postMessage", mood)
        return await super().handle(request)

    def _next_ts(self) -> str:
        # The real time: what was posted since an attempt has to be little.
        return f"{time.time():.6f}"


class LimitedDiscord(DiscordServer):
    """``refused`` counts requests that came too fast."""

    def __init__(self, channels: tuple[str, ...], seed: int) -> None:
        super().__init__(channels=channels)
        self._channels, self._all = Window(5, 5.0), Window(50, 1.0)
        self.faults = Faults(
            (
                refuses(500, 0),
                answers(503, "<html>oops</html>", "text/html"),
                answers(200, '{"id": "1', is_stored=True),
                drops(is_stored=True),
                drops(is_stored=False),
                slow_down(1.0),
            ),
            seed,
        )
        self.refused = 0
        self.posts: defaultdict[str, int] = defaultdict(int)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.method != "POST" or not request.path.endswith("/messages"):
            return await super().handle(request)
        channel = request.path.split("/")[-2]
        self.posts[channel] += 1
        everywhere_s = self._all.wait_s("")
        wait_s = everywhere_s or self._channels.wait_s(channel)
        if wait_s:
            self.refused += 1
            body = {"message": "slow down", "retry_after": wait_s, "global": bool(everywhere_s)}
            headers = {"Content-Type": "application/json", "Via": "1.1 google", **self._limits(channel)}
            return web.Response(status=429, body=json.dumps(body).encode(), headers=headers)
        if mood := self.faults.draw():
            self.next("POST", mood)
        answer = await super().handle(request)
        answer.headers.update(self._limits(channel))
        return answer

    def _limits(self, channel: str) -> dict[str, str]:
        reset_after_s = self._channels.reset_after_s(channel)
        return {
            "X-RateLimit-Bucket": "messages",
            "X-RateLimit-Limit": "5",
            "X-RateLimit-Remaining": str(self._channels.left(channel)),
            "X-RateLimit-Reset-After": f"{reset_after_s:.3f}",
            "X-RateLimit-Reset": f"{time.time() + reset_after_s:.3f}",
        }
