"""Certificates as PDF: tagged for screen readers, one page, right in Arabic; and pages without the extra.

Whoever changes the look: print one and look at it (docs/certificates.md).
"""

import re
import subprocess
import zlib
from pathlib import Path

import pytest

from emm.rendering import Renderer, Site
from emm.web import paper
from emm.web.issuing import Sheet, qr_code
from tests.support.awards import certificate
from tests.web.holding import NAME, Somebody

pdf = pytest.mark.pdf
LONG = "An objective that is rather long and goes on about what you will be able to do after the course, in many words"
ARABIC = "مُحَمَّدٌ عبد الرَّحمن جالو"


def document(page: str = "en", **changes: object) -> str:
    """Return a certificate as it is made into a PDF."""
    made = certificate(**changes)
    where = f"https://learn.example.org/verify/{made.written_code}"
    sheet = Sheet(made, made.name, "Test NGO", "https://learn.example.org", where, qr_code(where))
    return Renderer(Site("Test", "", "", "0"), {}).render("certificates/paper.html", page, sheet=sheet)


def objects(made: bytes) -> bytes:
    """Return the objects of a PDF, which lie in compressed streams (ISO 32000-1, 7.5.7)."""
    return b"".join(
        zlib.decompressobj().decompress(raw) for raw in re.findall(rb"stream\n(x.*?)\nendstream", made, re.DOTALL)
    )


def told(program: str, file: Path, *options: str) -> str:
    """Return what one of poppler's programs says about a PDF."""
    end = ["-"] if program == "pdftotext" else []
    return subprocess.run([program, *options, str(file), *end], check=True, text=True, capture_output=True).stdout


@pdf
def test_the_extra_is_installed():
    assert paper.is_offered()


@pdf
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": None},
        {"name": "W" * 40 + " " + "M" * 39, "title": LONG + " " + LONG[:30], "objectives": (LONG,) * 4},
        {"language": "ar", "name": ARABIC, "title": "التعاون الدولي في مجال الهجرة", "objectives": ("شرح ما تحققه",)},
    ],
    ids=["usual", "without a name", "long", "Arabic"],
)
def test_it_is_one_tagged_page_with_title_and_language(tmp_path: Path, changes: dict[str, object]):
    language = str(changes.get("language", "en"))
    file = tmp_path / "certificate.pdf"
    file.write_bytes(paper.pdf_of(document(language, **changes)))
    about = told("pdfinfo", file)
    assert re.search(r"^Tagged: +yes$", about, re.MULTILINE)
    assert re.search(r"^Pages: +1$", about, re.MULTILINE)
    width, height = map(float, re.findall(r"Page size: +([\d.]+) x ([\d.]+)", about)[0])
    assert width > height
    assert "Certificate: " in about
    assert 'pdfuaid:part="1"' in told("pdfinfo", file, "-meta")
    assert f"/Lang ({language})".encode() in objects(file.read_bytes())
    assert len(file.read_bytes()) < 100_000


@pdf
def test_its_parts_are_told_in_order_and_the_code_is_described(tmp_path: Path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(paper.pdf_of(document()))
    structure = told("pdfinfo", file, "-struct-text")
    order = ["H1", '"Certificate"', "Amina Diallo", "completed the course", "L (block)", "K7MF-2QXD-9TRB"]
    places = [structure.index(part) for part in order]
    assert places == sorted(places)
    assert b"/Alt (QR code that leads to the page" in objects(file.read_bytes())


@pdf
def test_arabic_letters_are_joined_and_their_marks_are_there(tmp_path: Path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(paper.pdf_of(document("ar", name=ARABIC, language="ar")))
    fonts = told("pdffonts", file)
    assert "Arabic" in fonts
    assert all("yes yes yes" in line for line in fonts.splitlines()[2:]), "embedded, with a map to Unicode"
    letters = set(told("pdftotext", file))
    assert set(ARABIC) <= letters
    assert not [sign for sign in letters if "\ufb50" <= sign <= "\ufefc"], "letters, not their drawn forms"


@pdf
def test_nothing_is_fetched_for_it():
    with pytest.raises(ValueError, match="a certificate asks for"):
        paper._nothing("http://169.254.169.254/")


@pdf
def test_the_page_offers_it_and_sends_it(somebody: Somebody):
    holder = somebody().earns()
    page = holder.makes()
    assert f"{holder.own}.pdf" in page.text
    response = holder.client.client.get(f"{holder.own}.pdf")
    assert response.mimetype == "application/pdf"
    assert response.data.startswith(b"%PDF-1.7")
    assert NAME.encode() not in response.headers["Content-Disposition"].encode()


def test_without_the_extra_nothing_is_offered(somebody: Somebody, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(paper, "weasyprint", lambda: None)
    holder = somebody().earns()
    page = holder.makes()
    assert ".pdf" not in page.text
    assert "use the menu of your browser" in page.text
    holder.client.get(f"{holder.own}.pdf", status=404)


@pytest.mark.parametrize("fault", [ImportError, OSError])
def test_an_extra_that_cannot_be_loaded_is_none(monkeypatch: pytest.MonkeyPatch, fault: type[Exception]):
    def broken(_name: str) -> None:
        raise fault

    monkeypatch.setattr(paper, "import_module", broken)
    paper.weasyprint.cache_clear()
    assert not paper.is_offered()
    paper.weasyprint.cache_clear()
