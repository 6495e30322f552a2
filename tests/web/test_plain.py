"""What the client of the tests reads without an HTML parser is what a parser reads; everything else is declined."""

from xml.etree.ElementTree import tostring

import html5lib
import pytest

from tests.support import plain
from tests.support.client import PageClient

PAGE = '<!doctype html>\n<html lang="en">\n<head><title>A &amp; B</title></head>\n<body>\n{}\n</body>\n</html>\n'


@pytest.mark.parametrize("address", ["/en/", "/en/c/sample/first", "/en/settings", "/en/search?q=state", "/en/sign-in"])
def test_pages_of_the_site_are_read_alike(client: PageClient, address: str):
    text = client.get(address).text
    tree = plain.read(text)
    assert tree is not None
    assert tostring(tree) == tostring(html5lib.parse(text))


@pytest.mark.parametrize(
    "body",
    [
        '<p>One <em>word</em> &lt; two<br>and <input type=\'hidden\' name="a" value="b" disabled></p>',
        "<table><caption>T</caption><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        "<dl><div><dt>a</dt><dd>b</dd></div></dl><ul><li>c</li></ul><textarea>\nd</textarea>",
        '<svg viewBox="0 0 1 1"><title>t</title><path d="M0 0"/></svg><select><option selected>o</option></select>',
    ],
)
def test_what_is_written_out_in_full_is_read_alike(body: str):
    tree, parser = plain.read(PAGE.format(body)), html5lib.HTMLParser()
    assert tree is not None
    assert tostring(tree) == tostring(parser.parse(PAGE.format(body)))
    assert not parser.errors


@pytest.mark.parametrize(
    "body",
    [
        "<p>open",
        "<p><div></div></p>",
        "<em><strong></em></strong>",
        "<a href='x'><a href='y'></a></a>",
        "<form action='x'><div><form action='y'></form></div></form>",
        "<button><span><button></button></span></button>",
        "<h2><h3></h3></h2>",
        "<table><tr><td>1</td></tr></table>",
        "<table>text</table>",
        "<div><li>a</li></div>",
        "<ul>a<li>b</li><p>c</p></ul>",
        "<select><p></p></select>",
        "<p id='a' id='b'></p>",
        "<p id=a></p>",
        "<br></br>",
        "<div/>",
        "<p>&copy;</p>",
        "<p>A & B</p>",
        "<p>a < b</p>",
        "<p>\x00</p>",
        "<!-- a comment -->",
        "<script>1</script>",
        "<path d='M0 0'></path>",
        "<unknown></unknown>",
        "</body></html><p>later</p>",
    ],
)
def test_everything_else_is_declined(body: str):
    assert plain.read(PAGE.format(body)) is None
