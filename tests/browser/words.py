"""The app's own words: tests press what a person reads, in the person's language."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MESSAGES = Path(__file__).resolve().parents[2] / "mobile" / "src" / "i18n" / "messages"


@cache
def _namespace(language: str, name: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((MESSAGES / language / f"{name}.json").read_text("utf-8"))
    return words


@dataclass(frozen=True, slots=True)
class Words:
    language: str

    def __call__(self, key: str, **values: str) -> str:
        """The text of `show.buy`, its plain placeholders filled; plurals are not for this."""
        namespace, _, name = key.partition(".")
        text = _namespace(self.language, namespace)[name]
        for placeholder, value in values.items():
            text = text.replace(f"{{{placeholder}}}", value)
        return text

    def pattern(self, key: str) -> re.Pattern[str]:
        """The text with anything in the place of its placeholders."""
        parts = re.split(r"\{\w+\}", self(key))
        return re.compile(".+".join(re.escape(part) for part in parts))
