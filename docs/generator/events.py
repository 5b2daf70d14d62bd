"""events.md: every topic and its message, from topics.yaml and the schemas."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from google.protobuf import descriptor_pb2

from generator.sources import MARK, ROOT, GenerateError, code, comments_of, row

TOPICS = ROOT / "deploy" / "kafka" / "topics.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    message: str
    text: str
    key: str
    sequence: str
    fields: list[tuple[str, str, str]]


EVENTS_HEAD = """# Events

An event is a fact that one service tells and any number may act on. It is written to the teller's outbox in
the transaction of the change, goes to its topic from there, and is applied once by each consumer (its inbox,
or the room log, knows the id). The reasons are in ADR [0006](adr/0006-cloudevents-binary-envelope.md) and
ADR [0009](adr/0009-outbox-and-inbox.md).

The record's value is the bare protobuf message. Its headers are CloudEvents 1.0 in binary mode:

| header | is |
|---|---|
| `ce_specversion` | `1.0` |
| `ce_id` | UUIDv7 of the event; the same when it is sent again |
| `ce_source` | `/nightmarket/<service>` |
| `ce_type` | the full name of the message |
| `ce_subject` | the key |
| `ce_time` | when the change was written |
| `ce_sequence` | version of the aggregate; a consumer that keeps state passes over what is older |
| `content-type` | `application/protobuf` |
| `traceparent` | the trace that the change belongs to |

Order holds within a topic and key. A record that a consumer cannot decode, or that its domain refuses, goes to
`<topic>.<consumer>.dlq` and the partition goes on: see [the runbook](runbooks/dead-letters.md).
"""


def events_page(files: list[descriptor_pb2.FileDescriptorProto]) -> str:
    """The page of topics and messages; each topic has exactly one event of its owner, and no event is without."""
    topics = yaml.safe_load(TOPICS.read_text(encoding="utf-8"))["topics"]
    events = {topic: event for file in files for topic, event in _events(file)}
    names = {topic["name"] for topic in topics}
    if names != set(events):
        raise GenerateError(f"topics.yaml and the schemas differ in {names ^ set(events)}")
    text = MARK + EVENTS_HEAD + "\n## Topics\n\n"
    text += (
        row("topic", "key", "told by", "heard by", "partitions", "kept")
        + "|---|---|---|---|---|---|\n"
    )
    for topic in topics:
        event = events[topic["name"]]
        if event.message.split(".")[1] != topic["owner"]:
            raise GenerateError(f"{topic['name']} belongs to {topic['owner']}, its event does not")
        text += row(
            f"[{topic['name']}](#{topic['name'].replace('.', '')})",
            code(event.key),
            topic["owner"],
            ", ".join(topic["consumers"]) or "nobody yet",
            str(topic["partitions"]),
            f"{topic['retention_hours']} h",
        )
    for topic in topics:
        event = events[topic["name"]]
        text += f"\n## {topic['name']}\n\n{event.text} Type `{event.message}`"
        text += f", sequence: {event.sequence}.\n\n" if event.sequence else ".\n\n"
        text += row("field", "type", "meaning") + "|---|---|---|\n"
        text += "".join(
            row(code(name), code(kind), meaning) for name, kind, meaning in event.fields
        )
    return text


_ADDRESS = re.compile(
    r" Topic (?P<topic>[a-z_.]+), key (?P<key>\w+)(?:, sequence = (?P<sequence>.+))?\."
)


def _events(file: descriptor_pb2.FileDescriptorProto) -> Iterator[tuple[str, Event]]:
    """Topic and event of each message of an events.proto."""
    if not file.name.endswith("/events.proto"):
        return
    comments = comments_of(file)
    for number, message in enumerate(file.message_type):
        text = comments[(4, number)]
        address = _ADDRESS.search(text)
        if address is None:
            raise GenerateError(f"{message.name}: its comment names no `Topic …, key ….`")
        yield (
            address["topic"],
            Event(
                message=f"{file.package}.{message.name}",
                text=text[: address.start()],
                key=address["key"],
                sequence=address["sequence"] or "",
                fields=[
                    (field.name, _type_of(field), comments[(4, number, 2, place)])
                    for place, field in enumerate(message.field)
                ],
            ),
        )


def _type_of(field: descriptor_pb2.FieldDescriptorProto) -> str:
    kind = descriptor_pb2.FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
    name = field.type_name.rpartition(".")[2] or kind
    repeated = field.label == descriptor_pb2.FieldDescriptorProto.LABEL_REPEATED
    return f"repeated {name}" if repeated else name
