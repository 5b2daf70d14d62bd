"""The people who have LINE accounts here. Anyone can be typed in; ten are always on the page."""

from dataclasses import dataclass
from typing import Final

from nightmarket_sandbox.ids import line_user_id

MAX_NAME: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    name: str
    display_name: str

    @property
    def sub(self) -> str:
        """The user id: equal in every channel, since all channels here have one provider."""
        return line_user_id(self.name)

    @property
    def email(self) -> str:
        return f"{self.name if self.name.isascii() and self.name.isalnum() else self.sub}@line.test"


PEOPLE: Final = tuple(
    Person(name=name, display_name=display_name)
    for name, display_name in (
        ("host", "夜市老闆娘 小玉"),
        ("buyer1", "陳怡君"),
        ("buyer2", "น้ำฝน ใจดี"),
        ("buyer3", "さくら🌸"),
        ("buyer4", "Mia W."),
        ("buyer5", "阿豪 🐟"),
        ("buyer6", "สมชาย ตลาดนัด"),
        ("buyer7", "田中 はな"),
        ("buyer8", "Jay Lin 林杰"),
        ("buyer9", "愛買的雯雯媽咪"),
    )
)
_BY_NAME: Final = {person.name: person for person in PEOPLE}


def person_named(name: str) -> Person | None:
    """Return the person behind a typed name; None if LINE could not have such a name."""
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME or not name.isprintable():
        return None
    return _BY_NAME.get(name) or Person(name=name, display_name=name)
