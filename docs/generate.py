"""Write the generated pages: errors.md, events.md, settings.md and everything in api/.

    .venv/bin/python docs/generate.py

The sources are the schemas in proto/, deploy/kafka/topics.yaml, the settings classes, the gateway's
application and its frames. The pages are committed; tests/test_docs.py fails when they are not
current. A schema that contradicts the code (a reason that nobody lists, a topic without an event)
stops the run with a GenerateError that names it.
"""

import json
from pathlib import Path

from generator.errors import errors_page
from generator.events import events_page
from generator.realtime import realtime_pages
from generator.settings import settings_page
from generator.sources import read_schemas

from nightmarket_gateway.app import create_app

DOCS = Path(__file__).resolve().parent


def pages() -> dict[str, str]:
    """Every generated page by its path below docs/."""
    files = read_schemas()
    return {
        "errors.md": errors_page(files),
        "events.md": events_page(files),
        "settings.md": settings_page(),
        "api/openapi.json": openapi_page(),
        **realtime_pages(),
    }


def openapi_page() -> str:
    document = create_app(origins=frozenset()).openapi()
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    for name, text in pages().items():
        file = DOCS / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
