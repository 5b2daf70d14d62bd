import pytest

from nightmarket_payment.domain.errors import ReturnToInvalid
from nightmarket_payment.domain.site_path import check_return_to


@pytest.mark.parametrize("path", ["/", "/orders/1", "/o?x=1&y=%2F#top", "/a//b"])
def test_a_path_on_our_site(path: str) -> None:
    assert check_return_to(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "orders",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/a\\b",
        "/a b",
        "/a\n",
        "/é",
        "https://evil.example/",
        "javascript:alert(1)",
        "/" + "a" * 500,
    ],
)
def test_what_a_browser_could_read_as_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(ReturnToInvalid):
        check_return_to(path)
