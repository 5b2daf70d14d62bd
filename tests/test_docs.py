"""The manual is true: links lead somewhere, lists are whole, generated pages are current."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from generate import pages
from generator.settings import settings_class, variables_of
from generator.sources import DOMAINS, PROGRAMS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SCHEMAS = DOCS / "api" / "realtime"
ADRS = sorted((DOCS / "adr").glob("*.md"))
FENCE = re.compile(r"^(`{3,})(\w*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
DIAGRAMS = {"flowchart", "sequenceDiagram", "stateDiagram-v2", "classDiagram", "erDiagram"}
OTHERS = "node_modules/"
LOCKS = {"uv.lock", "package-lock.json"}  # they say where packages came from
# put together here, so that this file does not hold them itself
FORBIDDEN = [
    "/" + "work/",
    "/" + "root/",
    *(
        f"{name}.{ending}"
        for name, ending in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("repo.maven.apache", "org"),
            ("repo1.maven", "org"),
            ("proxy.golang", "org"),
            ("crates", "io"),
        )
    ),
]
# a cache folder inside an image, whose build runs as root
EXCUSED = {("deploy/docker/Dockerfile", FORBIDDEN[1])}


@cache
def tracked() -> tuple[Path, ...]:
    """Files that are, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = {name for name in listed.stdout.split("\0") if name and OTHERS not in name}
    return tuple(sorted(ROOT / name for name in names if (ROOT / name).is_file()))


PAGES = [file for file in tracked() if file.suffix == ".md"]


@cache
def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """The page without its code."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", read(page)))


@cache
def anchors(page: Path) -> frozenset[str]:
    """As GitHub makes them: lower case, no punctuation, blanks to hyphens, doubles numbered."""
    found: dict[str, int] = {}
    for heading in HEADING.findall(FENCE.sub("", read(page))):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        found[slug] = found.get(slug, -1) + 1
    return frozenset(
        f"{slug}-{number}" if number else slug
        for slug, most in found.items()
        for number in range(most + 1)
    )


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Targets inside the repository, with their anchors."""
    for link in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        yield (page.parent / path).resolve() if path else page, anchor


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@cache
def manual() -> str:
    """All of docs/, and the README."""
    pages = [page for page in PAGES if page.is_relative_to(DOCS) or page == ROOT / "README.md"]
    return "\n".join(read(page) for page in pages)


def says(word: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", manual()) is not None


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_and_anchors_lead_somewhere(page: Path) -> None:
    for target, anchor in links(page):
        assert target.exists(), f"no {target}"
        if anchor:
            assert target.suffix == ".md", f"an anchor in {target}"
            assert anchor in anchors(target), f"no #{anchor} in {name_of(target)}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_diagrams_have_a_known_kind_and_something_in_them(page: Path) -> None:
    for _, language, body in FENCE.findall(read(page)):
        if language == "mermaid":
            head, *lines = [line.strip() for line in body.splitlines() if line.strip()]
            assert head.split()[0] in DIAGRAMS, head
            assert len(lines) > 1, head
            if head == "sequenceDiagram":  # there a semicolon ends the statement
                assert not [line for line in lines if ";" in line]


def test_every_page_of_the_manual_is_reached_from_its_map() -> None:
    reached, ahead = set(), [DOCS / "README.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached and page.suffix == ".md":
            reached.add(page)
            ahead += [target for target, _ in links(page)]
    assert {page for page in PAGES if page.is_relative_to(DOCS)} <= reached


def test_generated_pages_are_current() -> None:
    stale = [
        name
        for name, text in pages().items()
        if not (DOCS / name).exists() or read(DOCS / name) != text
    ]
    assert not stale, "run .venv/bin/python docs/generate.py"
    written = {str(file.relative_to(DOCS)) for file in tracked() if file.parent.parent == SCHEMAS}
    assert written <= set(pages()), "a frame that is no more"


def test_every_service_and_console_script_is_in_the_manual() -> None:
    members = tomllib.loads(read(ROOT / "pyproject.toml"))["tool"]["uv"]["workspace"]["members"]
    files = [file for member in members for file in ROOT.glob(f"{member}/pyproject.toml")]
    projects = [tomllib.loads(read(file))["project"] for file in files]
    scripts = {script for project in projects for script in project.get("scripts", {})}
    services = {folder.name for folder in (ROOT / "services").iterdir() if folder.is_dir()}
    assert services == set(DOMAINS)
    containers = read(DOCS / "architecture" / "containers.md")
    assert {service for service in services if f"| `{service}` |" not in containers} == set()
    assert {script for script in scripts if not says(script)} == set()


def test_every_topic_is_in_the_manual() -> None:
    topics = yaml.safe_load(read(ROOT / "deploy" / "kafka" / "topics.yaml"))["topics"]
    assert {topic["name"] for topic in topics if not says(topic["name"])} == set()


def test_every_setting_is_in_the_manual_and_says_what_it_is() -> None:
    for program in PROGRAMS:
        for name, field in variables_of(settings_class(program)).items():
            assert says(name), name
            assert field.description, f"{name} has no description"


def test_every_event_field_and_reason_says_what_it_is() -> None:
    for name in ("errors.md", "events.md"):
        assert "|  |" not in read(DOCS / name)


def test_decisions_are_numbered_without_gap_and_listed() -> None:
    numbers = [int(file.name[:4]) for file in ADRS]
    assert numbers == list(range(1, len(ADRS) + 1))
    listed = read(DOCS / "README.md")
    for file in ADRS:
        assert f"(adr/{file.name})" in listed, file.name


@pytest.mark.parametrize("file", ADRS, ids=name_of)
def test_a_decision_has_its_parts_and_fits_a_page(file: Path) -> None:
    text = read(file)
    assert text.startswith(f"# {file.name[:4]}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(text.splitlines()) <= 60


def test_the_first_screen_of_the_readme_says_how_to_start() -> None:
    first = "\n".join(read(ROOT / "README.md").splitlines()[:40])
    assert "make up" in first
    assert "make demo" in first
    assert "```mermaid" in first


def test_make_verbs_that_pages_name_exist() -> None:
    verbs = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", manual(), re.MULTILINE))
    assert named <= verbs


def test_no_file_holds_a_path_of_this_machine_or_a_package_registry() -> None:
    found = []
    for file in tracked():
        name = name_of(file)
        if file.name in LOCKS:
            continue
        text = file.read_bytes().decode(errors="replace")
        found += [
            f"{name}: {word}" for word in FORBIDDEN if word in text and (name, word) not in EXCUSED
        ]
    assert not found
