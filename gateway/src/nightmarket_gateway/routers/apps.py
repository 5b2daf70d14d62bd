"""What phones need to open our links in the app, and to come back to it from a browser.

A phone gives links of our site to the app when the site names that app (Apple's association file,
Google's asset links). Whatever comes back from outside (log-in, payment) lands on /app/…: where the
phone did not take that link for the app, the page hands over by the app's own scheme.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, RedirectResponse

# What the app shows as well as the site does; log-in of browsers and everything else stays there.
LINKS: Final = ("/app/*", "/shows/*", "/products/*", "/orders/*")
HOUR: Final = {"Cache-Control": "public, max-age=3600"}
APP_PATH: Final = r"^[a-z]+(/[A-Za-z0-9_-]+)*$"
MAX_PATH: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneApps:
    """The apps that are ours; empty fields: there is none of that kind."""

    scheme: str
    ios: tuple[str, ...]
    android: str
    certificates: tuple[str, ...]

    def apple(self) -> dict[str, Any]:
        components = [{"/": path} for path in LINKS]
        return {"applinks": {"details": [{"appIDs": list(self.ios), "components": components}]}}

    def google(self) -> list[dict[str, Any]]:
        target = {
            "namespace": "android_app",
            "package_name": self.android,
            "sha256_cert_fingerprints": list(self.certificates),
        }
        return [{"relation": ["delegate_permission/common.handle_all_urls"], "target": target}]


def router_for(apps: PhoneApps) -> APIRouter:
    """Only what the settings name exists; the rest is as unknown as any other path."""
    router = APIRouter(include_in_schema=False)
    if apps.ios:

        @router.get("/.well-known/apple-app-site-association")
        async def apple() -> JSONResponse:
            return JSONResponse(apps.apple(), headers=HOUR)

    if apps.android and apps.certificates:

        @router.get("/.well-known/assetlinks.json")
        async def google() -> JSONResponse:
            return JSONResponse(apps.google(), headers=HOUR)

    if apps.scheme:

        @router.get("/app/{path:path}")
        async def to_app(
            path: Annotated[str, Path(pattern=APP_PATH, max_length=MAX_PATH)], request: Request
        ) -> RedirectResponse:
            query = f"?{request.url.query}" if request.url.query else ""
            # A log-in's code may be in it: kept nowhere.
            headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
            return RedirectResponse(f"{apps.scheme}://{path}{query}", 303, headers=headers)

    return router
