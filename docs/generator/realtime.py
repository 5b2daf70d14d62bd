"""The socket's frames and entries as JSON Schema, one file each, and the AsyncAPI document of all."""

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from nightmarket_gateway.rooms import entries, frames

CLIENT: tuple[type[BaseModel], ...] = get_args(frames.ClientFrame)
SERVER: tuple[type[BaseModel], ...] = get_args(frames.ServerFrame)
ENTRIES: tuple[type[BaseModel], ...] = get_args(entries.Entry)
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def realtime_pages() -> dict[str, str]:
    """By path below docs/: a schema per frame and per kind of entry, and the AsyncAPI document."""
    files = {
        f"api/realtime/{folder}/{_name_of(model)}.json": _text(
            {"$schema": DIALECT, **_open(model.model_json_schema(mode=_mode(model)))}
        )
        for folder, models in (("client", CLIENT), ("server", SERVER), ("entries", ENTRIES))
        for model in models
    }
    return {**files, "api/asyncapi.json": _text(_asyncapi())}


def _asyncapi() -> dict[str, Any]:
    models = [*CLIENT, *SERVER, *ENTRIES]
    _, schemas = models_json_schema(
        [(model, _mode(model)) for model in models], ref_template="#/components/schemas/{model}"
    )
    unions = {
        "ClientFrame": {"oneOf": [_ref(model) for model in CLIENT]},
        "ServerFrame": {"oneOf": [_ref(model) for model in SERVER]},
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Nightmarket realtime",
            "version": "1",
            "description": "One WebSocket per client for all its rooms. The manual is realtime.md.",
        },
        "channels": {
            "socket": {
                "address": "/ws",
                "messages": {
                    _name_of(model): {
                        "summary": model.__doc__,
                        "contentType": "application/json",
                        "payload": _ref(model),
                    }
                    for model in (*CLIENT, *SERVER)
                },
            }
        },
        "operations": dict(_operations()),
        "components": {"schemas": {**_open(schemas["$defs"]), **unions}},
    }


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """As the gateway sees it: it receives what clients send."""
    channel = {"$ref": "#/channels/socket"}
    for model in CLIENT:
        answer: type[BaseModel] | None = frames.ANSWERS.get(model)
        reply = {"reply": {"channel": channel, "messages": _messages(answer)}} if answer else {}
        yield (
            f"{_name_of(model)}",
            {"action": "receive", "channel": channel, "messages": _messages(model), **reply},
        )
    pushed = [model for model in SERVER if model not in frames.ANSWERS.values()]
    for model in pushed:
        operation = {"action": "send", "channel": channel, "messages": _messages(model)}
        yield f"push_{_name_of(model)}", operation


def _messages(model: type[BaseModel]) -> list[dict[str, str]]:
    return [{"$ref": f"#/channels/socket/messages/{_name_of(model)}"}]


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _mode(model: type[BaseModel]) -> Any:
    """What we say has every field; what we are told may leave out those with a default."""
    return "validation" if model in CLIENT else "serialization"


def _name_of(model: type[BaseModel]) -> str:
    name = re.sub(r"(Frame|Entry)$", "", model.__name__)
    return name[0].lower() + name[1:]


def _open(schema: Any) -> Any:
    """As others may rely on it: more fields may come, what names the shape is always there, and what
    may be absent is absent rather than null.
    """
    if isinstance(schema, list):
        return [_open(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: _open(value)
        for key, value in schema.items()
        if (key, value) not in (("additionalProperties", False), ("default", None))
    }
    names = [name for name, field in kept.get("properties", {}).items() if "const" in field]
    if names:
        kept["required"] = [*dict.fromkeys([*names, *kept.get("required", ())])]
    return kept


def _text(document: Any) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
