"""A person with a browser of their own: what they see is photographed, what goes wrong is kept."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from browser.devices import DEVICES, LANGUAGES
from browser.words import Words
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response
from playwright.async_api import Error as BrowserError

FIRST_REFUSAL = 400
# leaving a page, or a player that changed its mind, is no failure
GIVEN_UP = "net::ERR_ABORTED"
# the browser says in its own words what `response` has told already
TOLD_ALREADY = re.compile(r"^Failed to load resource: the server responded with a status of")
# a guest's app asks who it is, and is told: nobody
GUEST = re.compile(r"^refused: GET \S+/v1/me 401$|^refused: POST \S+/v1/auth/refresh 401$")
PATIENCE_MS = 15_000


@dataclass  # no slots: Playwright keeps its wrappers of our methods on the object
class Complaints:
    """What a browser complained about: errors on the console, failed requests, refusals."""

    allowed: list[re.Pattern[str]] = field(default_factory=lambda: [GUEST])
    heard: list[str] = field(default_factory=list)

    def allow(self, *patterns: str) -> None:
        """From now on, and looking back, this is no fault."""
        self.allowed += [re.compile(pattern) for pattern in patterns]

    def listen(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.heard.append(f"exception: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)
        context.on("page", lambda page: page.on("crash", lambda _: self.heard.append("crash")))

    def left(self) -> list[str]:
        return [one for one in self.heard if not any(known.search(one) for known in self.allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not TOLD_ALREADY.match(message.text):
            self.heard.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != GIVEN_UP:
            self.heard.append(f"failed: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= FIRST_REFUSAL:
            request = response.request
            self.heard.append(f"refused: {request.method} {response.url} {response.status}")


@dataclass(slots=True)
class Visitor:
    name: str
    context: BrowserContext
    page: Page
    album: Path
    """Where this visitor's pictures go; the start of their names."""
    complaints: Complaints
    words: Words
    is_wide: bool
    _taken: int = 0

    async def photograph(self, what: str) -> Path:
        """What the screen shows now."""
        self._taken += 1
        path = self.album.with_name(f"{self.album.name}-{self._taken:02}-{what}.png")
        await self.page.screenshot(path=path, animations="disabled")
        return path


@dataclass(slots=True)
class Visitors:
    """Lets people in, each with cookies and storage of their own."""

    browser: Browser
    home: str
    album: Path
    test: str
    inside: list[Visitor] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Of those who have left."""

    async def enter(
        self,
        device: str = "phone",
        *,
        language: str = "zh_TW",
        name: str = "guest",
        user_agent: str = "",
        scheme: Literal["dark", "light"] = "dark",
        reduced_motion: bool = False,
        permissions: tuple[str, ...] = (),
    ) -> Visitor:
        spoken = LANGUAGES[language]
        options = DEVICES[device] | ({"user_agent": user_agent} if user_agent else {})
        context = await self.browser.new_context(
            **options,
            base_url=self.home,
            locale=spoken.browser,
            timezone_id=spoken.zone,
            color_scheme=scheme,
            reduced_motion="reduce" if reduced_motion else "no-preference",
            permissions=list(permissions),
        )
        context.set_default_timeout(PATIENCE_MS)
        complaints = Complaints()
        complaints.listen(context)
        visitor = Visitor(
            name=name,
            context=context,
            page=await context.new_page(),
            album=self.album / f"{self.test}-{device}-{language}-{name}",
            complaints=complaints,
            words=Words(language),
            is_wide=not DEVICES[device].get("is_mobile", False),
        )
        self.inside.append(visitor)
        return visitor

    async def leave(self, *, has_failed: bool) -> None:
        """Close every browser and keep what they complained about without leave."""
        for visitor in self.inside:
            if has_failed and not visitor.page.is_closed():
                try:
                    await visitor.photograph("when-it-failed")
                except BrowserError as error:
                    self.complaints.append(f"{visitor.name}: no picture: {error}")
            self.complaints += [f"{visitor.name}: {one}" for one in visitor.complaints.left()]
            await visitor.context.close()
        self.inside.clear()
