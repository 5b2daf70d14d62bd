"""errors.md: every reason, what raises it and what it means."""

import importlib
import pkgutil
from collections.abc import Iterator

from google.protobuf import descriptor_pb2

from generator.sources import DOMAINS, MARK, GenerateError, code, comments_of, row
from nightmarket_gateway.problems import SPECIAL, STATUS
from nightmarket_kit.core.errors import DomainError, Kind

PREFIX = "ERROR_REASON_"
KIT = "kit"

# The gateway's own reasons are in no schema: nobody calls the gateway over gRPC.
OF_THE_GATEWAY = {
    "BODY_INVALID": ("The body or a parameter has the wrong shape.", '{"field": "variants.0.sku"}'),
    "BODY_TOO_LARGE": ("The body is larger than 64 KiB.", '{"limit": "65536"}'),
    "CHAT_BANNED": ("Socket: the person may not speak in the shop's rooms.", "{}"),
    "CHAT_BLOCKED_WORD": ("Socket: a word is not wanted in the shop's rooms.", "{}"),
    "CHAT_LINKS_OFF": ("Socket: the shop's rooms take no links.", "{}"),
    "CHAT_MEMBERS_ONLY": ("Socket: only who works for the shop may write now.", "{}"),
    "CHAT_MUTED": (
        "Socket: the person may not speak until then (milliseconds since 1970).",
        '{"until": "1795412900000"}',
    ),
    "CHAT_ROOM_BUSY": (
        "Socket: more is being said in this room than anybody could read; wait.",
        '{"retry_s": "1"}',
    ),
    "CHAT_SLOW_MODE": ("Socket: slow mode is on; wait so many seconds.", '{"retry_s": "8"}'),
    "CHAT_TEXT_INVALID": ("Socket: nothing is left of the text, or too much.", '{"limit": "300"}'),
    "FRAME_INVALID": ("Socket: not a JSON object, or a field is missing or wrong.", "{}"),
    "FRAME_TYPE_UNKNOWN": ("Socket: no such `type`.", "{}"),
    "HOOK_REFUSED": (
        "The media server's secret is wrong, or its question is not one we know.",
        "{}",
    ),
    "IDEMPOTENCY_KEY_MISSING": (
        "A call that changes something came without `Idempotency-Key`.",
        "{}",
    ),
    "MESSAGE_NOT_FOUND": (
        "The room's log holds no such message, or no longer.",
        '{"message_id": "1795412345678-0"}',
    ),
    "METHOD_NOT_ALLOWED": ("The path does not know this method.", "{}"),
    "NOT_JOINED": ("Socket: `send` to a room that this socket has not joined.", '{"room": "…"}'),
    "NOT_READY": ("`/readyz`: the gateway does not take traffic now.", "{}"),
    "ORIGIN_REFUSED": ("A browser's call with a cookie did not come from one of our pages.", "{}"),
    "RATE_LIMITED": ("Too many calls, or too many messages.", '{"limit": "100", "window_s": "10"}'),
    "ROOM_READ_ONLY": ("Socket: nobody speaks in a shop's room.", '{"room": "…"}'),
    "ROUTE_NOT_FOUND": ("No such path.", "{}"),
    "SESSION_REVOKED": ("The session was ended although its token is still fresh.", "{}"),
    "TICKET_INVALID": ("Socket: the ticket was never made, is used up or too old.", "{}"),
    "TOO_MANY_ROOMS": ("Socket: it is in as many rooms as it may be.", '{"limit": "10"}'),
}

ERRORS_HEAD = """# Errors

Every refusal has a **reason**: a stable word that programs switch on. Texts may change, reasons do not.

- Over HTTP the answer is `application/problem+json` (RFC 9457) with `type` (`/errors/<reason>`), `title`,
  `status`, `reason`, `metadata` (strings that a screen needs to say it in its language) and `trace_id`.
  429, 503 and 504 carry `Retry-After`.
- On the socket it is a frame `{"type": "error", "reason": …, "metadata": …}`:
  [realtime.md](realtime.md#errors).
- Between services it is a gRPC status with `google.rpc.ErrorInfo`: the same reason and metadata, and the domain
  (`catalog.nightmarket`).
- A log-in that fails in a browser ends at `/login?reason=<reason>`.

The status follows from the error's kind, and the gRPC code too:

| kind | HTTP | gRPC | try again? |
|---|---|---|---|
| invalid | 400 | INVALID_ARGUMENT | no: the request can never work |
| unauthenticated | 401 | UNAUTHENTICATED | after renewing the token, or logging in |
| forbidden | 403 | PERMISSION_DENIED | no |
| not_found | 404 | NOT_FOUND | no |
| already_exists | 409 | ALREADY_EXISTS | no |
| precondition | 409 | FAILED_PRECONDITION | when the state has changed |
| conflict | 409 | ABORTED | yes, after reading again |
| exhausted | 429 | RESOURCE_EXHAUSTED | yes, after a while |
| unavailable | 503 | UNAVAILABLE | yes, with the same `Idempotency-Key` |
| timeout | 504 | DEADLINE_EXCEEDED | yes, with the same `Idempotency-Key` |

Three reasons have a status of their own: `BODY_TOO_LARGE` 413, `METHOD_NOT_ALLOWED` 405, `INTERNAL` 500.
"""


def errors_page(files: list[descriptor_pb2.FileDescriptorProto]) -> str:
    """The page of reasons; a reason that is raised and listed nowhere is an error."""
    listed = dict(_listed(files))
    raised = {name: _raised(name) for name in (*DOMAINS, KIT, "gateway")}
    everywhere = listed.pop("type")
    for domain in DOMAINS:
        missing = set(raised[domain]) - set(listed[domain]) - set(everywhere)
        if missing:
            raise GenerateError(
                f"{domain} raises what its error_reason.proto does not list: {missing}"
            )
    strangers = set(raised[KIT]) - set(everywhere)
    if strangers:
        raise GenerateError(f"type/v1/error_reason.proto does not list {strangers}")
    if unknown := set(raised["gateway"]) ^ set(OF_THE_GATEWAY):
        raise GenerateError(f"OF_THE_GATEWAY and the gateway differ in {unknown}")
    text = MARK + ERRORS_HEAD
    text += _reasons("Every service", everywhere, raised[KIT])
    for domain in DOMAINS:
        text += _reasons(domain, listed[domain], raised[KIT] | raised[domain])
    return text + _reasons("gateway", OF_THE_GATEWAY, raised["gateway"])


def _listed(
    files: list[descriptor_pb2.FileDescriptorProto],
) -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    """Per domain: reason → meaning and example of its metadata."""
    for file in files:
        if not file.name.endswith("/error_reason.proto"):
            continue
        comments = comments_of(file)
        texts = {}
        for number, value in enumerate(file.enum_type[0].value):
            meaning, brace, example = comments[(5, 0, 2, number)].partition(" {")
            texts[value.name.removeprefix(PREFIX)] = (meaning, f"{brace.strip()}{example}" or "{}")
        texts.pop("UNSPECIFIED")
        yield file.package.split(".")[1], texts


def _raised(name: str) -> dict[str, set[Kind]]:
    """What one program's package raises: reason → kinds, mostly one."""
    kinds: dict[str, set[Kind]] = {}
    for error in _errors_in(name):
        kinds.setdefault(error.reason, set()).add(error.kind)
    return kinds


def _errors_in(name: str) -> Iterator[type[DomainError]]:
    package = importlib.import_module(f"nightmarket_{name}")
    folder = f"{package.__name__}.testing"
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if module.name.endswith("__main__") or module.name.startswith(folder):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if (
                isinstance(value, type)
                and issubclass(value, DomainError)
                and value.__module__ == module.name
                and "reason" in vars(value)
                and value is not DomainError
            ):
                yield value


def _reasons(title: str, texts: dict[str, tuple[str, str]], raised: dict[str, set[Kind]]) -> str:
    text = f"\n## {title}\n\n" + row("reason", "HTTP", "kind", "meaning", "metadata")
    text += "|---|---|---|---|---|\n"
    for reason, (meant, example) in texts.items():
        note = "" if reason in raised else " Listed, not raised yet."
        kinds = sorted(raised.get(reason, ()), key=lambda kind: STATUS[kind])
        statuses = dict.fromkeys(str(SPECIAL.get(reason, STATUS[kind])) for kind in kinds)
        text += row(
            code(reason),
            ", ".join(statuses) or "–",
            ", ".join(kinds) or "–",
            meant + note,
            code(example),
        )
    return text
