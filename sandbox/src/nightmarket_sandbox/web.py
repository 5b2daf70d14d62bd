"""Reading requests and writing pages, the same way for both twins."""

import json
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

FORM_TYPE: Final = "application/x-www-form-urlencoded"
MAX_BODY: Final = 2 * 1024 * 1024
MAX_FIELDS: Final = 200
PAGE_HEADERS: Final = {"cache-control": "no-store", "x-frame-options": "DENY"}

_PAGES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class MalformedBodyError(Exception):
    """The body is not what its endpoint reads; the text says why."""


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields exactly as sent, empty ones too; a field named twice is refused."""
    if not is_form(request):
        raise MalformedBodyError(f"Content-Type is not {FORM_TYPE}")
    body = await read_body(request)
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError as error:
        raise MalformedBodyError("not form data in UTF-8") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise MalformedBodyError("a field came twice")
    return fields


async def read_json(request: Request) -> dict[str, object]:
    """Return the JSON object of the body; an empty body reads as `{}`."""
    body = await read_body(request)
    try:
        value = json.loads(body) if body else {}
    except ValueError as error:
        raise MalformedBodyError("not JSON") from error
    if not isinstance(value, dict):
        raise MalformedBodyError("not a JSON object")
    return value


async def read_body(request: Request) -> bytes:
    """Read at most `MAX_BODY` bytes."""
    chunks = bytearray()
    async for chunk in request.stream():
        chunks += chunk
        if len(chunks) > MAX_BODY:
            raise MalformedBodyError("body over 2 MB")
    return bytes(chunks)


def is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").split(";")[0].strip().lower() == FORM_TYPE


def wants_json(request: Request) -> bool:
    """Tell a program from a person: programs say `Accept: application/json`."""
    return "application/json" in request.headers.get("accept", "")


def page(template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    text = _PAGES.get_template(template).render(**values)
    return HTMLResponse(text, status_code=status, headers=PAGE_HEADERS)
