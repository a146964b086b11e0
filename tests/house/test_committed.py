"""What may not stand in the repository: paths of one machine, package hosts, large files."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from house import tree

_LARGEST = 1_000_000
#: Larger files that are meant, and why.
LARGE = {
    "src/khaldun/read/weights/encoder.onnx": "weights, committed once per improvement",
    "src/khaldun/read/weights/heads.npz": "weights, committed once per improvement",
}
_MACHINE = re.compile(r"(?<![\w./~-])/(?:work|root|home|Users|tmp)/[\w.]")
_PACKAGE_HOST = re.compile(r"https?://[\w.-]*(?:pypi|pythonhosted)", re.IGNORECASE)
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
#: Files in which a path of a machine is meant, and why.
MADE_UP_PATHS: dict[str, str] = {}


def _texts() -> Iterator[tuple[str, str]]:
    for path in tree.committed():
        try:
            yield tree.name(path), path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue  # a test's hostile bytes


def test_no_path_of_one_machine_is_committed() -> None:
    assert not [
        f"{name}: {found[0]}"
        for name, text in _texts()
        if name not in MADE_UP_PATHS
        for found in _MACHINE.finditer(text)
    ]


def test_no_package_host_is_committed() -> None:
    assert not [name for name, text in _texts() if _PACKAGE_HOST.search(text)]


def test_no_large_file_is_committed() -> None:
    sizes = {tree.name(path): path.stat().st_size for path in tree.committed()}
    large = {name for name, size in sizes.items() if size > _LARGEST}
    assert large == LARGE.keys()


def test_the_guards_know_what_they_guard_against() -> None:
    assert _MACHINE.search('open("' + "/home" + '/someone/x")')
    assert _PACKAGE_HOST.search("https" + "://files.python" + "hosted.org/x")
    assert not _MACHINE.search("a/home/page or https://example.org/work/1")


def _links() -> list[tuple[str, str]]:
    pages = [
        *sorted(tree.ROOT.glob("*.md")),
        *sorted((tree.ROOT / "docs").rglob("*.md")),
        *sorted((tree.ROOT / "examples").glob("*.md")),
    ]
    return [
        (tree.name(page), target)
        for page in pages
        for target in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8")))
        if not re.match(r"https?:|mailto:", target)
    ]


@pytest.mark.parametrize(("page", "target"), _links())
def test_a_link_leads_somewhere(page: str, target: str) -> None:
    file, _, heading = unquote(target).partition("#")
    path = (tree.ROOT / page).parent / file if file else tree.ROOT / page
    assert path.exists(), f"{page} links to {target}"
    if heading:
        assert heading in _headings(path.read_text(encoding="utf-8"))


def _headings(text: str) -> set[str]:
    """The headings of a page as its links name them."""
    titles = re.findall(r"^#+ +(.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
