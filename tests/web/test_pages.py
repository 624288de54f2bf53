"""The pages without a browser: they exist, say what they must, and hold nothing that the policy would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import httpx
import pytest

import mixwise
from mixwise.faces.web.pages.texts import verdict_changes
from tests.serving import Server

PAGES = [
    "/", "/emergency", "/es/emergency", "/help", "/help/US", "/es/help", "/es/help/MX", "/chart", "/substances", "/substance/heroin",
    "/substance/opioid", "/sources", "/sources?page=3", "/sources/fda-2016-opioid-class-ddi", "/accuracy", "/changes", "/about",
    "/privacy", "/intended-use", "/kept", "/docs",
]  # fmt: skip
QUESTION = {"taken": "heroin\nXanax"}


@pytest.fixture(scope="module")
def site(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=60) as client:
        yield client


def every_page(site: httpx.Client) -> Iterator[httpx.Response]:
    for path in PAGES:
        yield site.get(path)
    yield site.post("/check", data={**QUESTION, "country": "US", "already": "1"})
    yield site.post("/check", data={"taken": ""})
    yield site.post("/check", data={"taken": "bars\nlean"})
    yield site.post("/card", data=QUESTION)
    yield site.post("/emergency", data={"seen": "took GHB and will not wake", "sign": "blue_lips", "country": "GB"})
    yield site.get("/no-such-page")


def test_every_page_keeps_the_policy(site: httpx.Client) -> None:
    for page in every_page(site):
        assert page.status_code in (200, 404, 422), page.url
        policy = page.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in page.headers
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", page.text), page.url
        for address in re.findall(
            r"<(?:script|link|img|iframe|source|form|use)\b[^>]*?(?:src|href|action)=\"([^\"]+)\"", page.text
        ):
            assert not urlsplit(address).netloc, (page.url, address)


def test_emergency_is_the_first_link_of_every_page(site: httpx.Client) -> None:
    for page in every_page(site):
        first = re.search(r"<(?:a|button|input|select|textarea)\b[^>]*>", page.text.partition("<body")[2])
        assert first is not None
        assert re.search(r'href="(/es)?/emergency"', first.group()), page.url


def test_every_link_inside_leads_somewhere(site: httpx.Client) -> None:
    seen: dict[str, int] = {}
    for page in every_page(site):
        for address in set(re.findall(r'(?:href|src)="(/[^"#]*)"', page.text)):
            if address.startswith("/substance/") and len([one for one in seen if one.startswith("/substance/")]) > 20:
                continue
            if address not in seen:
                seen[address] = site.get(address).status_code
    assert {address: status for address, status in seen.items() if status not in (200, 303)} == {}


def test_places_inside_a_page_exist_once(site: httpx.Client) -> None:
    for page in every_page(site):
        ids = re.findall(r'\sid="([^"]+)"', page.text)
        assert len(ids) == len(set(ids)), (page.url, {one for one in ids if ids.count(one) > 1})
        for target in re.findall(
            r'href="#([^"]+)"|\sfor="([^"]+)"|aria-(?:labelledby|describedby)="([^"]+)"', page.text
        ):
            for one in " ".join(target).split():
                assert one in ids, (page.url, one)


def test_the_answer_is_the_guide(site: httpx.Client) -> None:
    page = site.post("/check", data={**QUESTION, "country": "US"})
    guide = mixwise.guide(["heroin", "Xanax"], country="US")
    text = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert guide.severity_word in text
    assert guide.first[0].text in text
    for section in guide.sections:
        assert section.title in page.text or section.id == "answer"
        for item in section.items:
            assert item.text.split(".")[0] in page.text.replace("&#39;", "'") or section.id == "help"
    assert "988" in text
    assert mixwise.load().version in text
    for source in guide.sources:
        assert f'id="source-{source.number}"' in page.text


def test_first_page_and_guide_are_light_over_the_wire(site: httpx.Client) -> None:
    def weight(page: httpx.Response) -> int:
        addresses = {
            str(page.url),
            *re.findall(r'<(?:link rel="stylesheet"|script)[^>]*?(?:href|src)="([^"]+)"', page.text),
        }
        return sum(int(site.get(one).headers["content-length"]) for one in addresses if one.startswith("/"))

    home = site.get("/")
    assert int(home.headers["content-length"]) + weight(home) < 60_000
    guide = site.post("/check", data=QUESTION)
    assert int(guide.headers["content-length"]) + weight(guide) < 120_000


def test_what_cannot_be_read_is_said_beside_the_box(site: httpx.Client) -> None:
    empty = site.post("/check", data={"taken": " \n "})
    assert empty.status_code == 422
    assert 'href="#taken"' in empty.text
    many = site.post("/check", data={"taken": "\n".join(map(str, range(31)))})
    assert many.status_code == 422
    assert site.post("/check", data={"taken": "heroin", "age": "1000"}).status_code == 422
    assert site.post("/check", content=b"x" * 70_000).status_code == 413


def test_what_was_typed_is_text_and_nothing_else(site: httpx.Client) -> None:
    page = site.post("/check", data={"taken": '<script>alert(1)</script>\n" onfocus="x\n{{7*7}}'})
    assert "<script>alert" not in page.text
    assert ' onfocus="x' not in page.text
    assert "49" not in re.sub(r"[\d.-]{4,}", "", page.text.partition("<main")[2].partition("Sources, version")[0])


def test_an_ambiguous_name_asks(site: httpx.Client) -> None:
    page = site.post("/check", data={"taken": "bars\nheroin"})
    offered = re.findall(r'name="taken" value="([^"]+)">([^<]+)</button>', page.text)
    assert len(offered) > 1
    for value, _ in offered:
        assert not mixwise.check(value.replace("&#39;", "'").splitlines()).ambiguous


def test_help_numbers_can_be_tapped_and_are_those_of_their_source(site: httpx.Client) -> None:
    for code in mixwise.load().ids("country"):
        page = site.get(f"/help/{code}")
        held = mixwise.helplines(code)
        spoken = " ".join(
            [
                held.emergency["number"],
                *(line.get("voice", "") for line in held.lines),
                *(line.get("text", "") for line in held.lines),
            ]
        )
        digits = re.sub(r"[^\d]", "", spoken)
        for number in re.findall(r'href="(?:tel|sms):\+?(\d+)"', page.text):
            assert number in digits, (code, number)


def test_the_chart_is_a_table_with_a_word_in_every_cell(site: httpx.Client) -> None:
    page = site.get("/chart").text
    rows = re.findall(r'<tr><th scope="row">', page)
    cells = re.findall(r'class="mw-visually-hidden">([^<]+)</span></button>', page)
    assert len(cells) == len(rows) * (len(rows) - 1)
    severities = {"DANGEROUS", "MAJOR", "MODERATE", "MINOR", "UNKNOWN", "NONE KNOWN"}
    assert all(cell.rpartition(": ")[2] in severities for cell in cells)


def test_a_chart_of_one_s_own_is_that_of_the_checks(site: httpx.Client) -> None:
    page = site.post("/chart", data={"taken": "heroin\nxanax\nalcohol"}).text
    assert page.count("cell--dangerous") == 6


def test_sources_list_what_rests_on_them(site: httpx.Client) -> None:
    finding = mixwise.check(["heroin", "xanax"]).findings[0]
    says, source, _ = finding.claims[0]
    assert says.split(",")[0] in site.get(f"/sources/{source}").text


def test_a_cell_of_the_chart_leads_to_its_own_answer(site: httpx.Client) -> None:
    page = site.get("/chart").text
    cells = re.findall(r'name="taken" value="([^"]+)" class="cell cell--(\w+)"', page)
    assert cells
    for taken, severity in cells[::7]:
        asked = taken.replace("&#10;", "\n").splitlines()
        found = mixwise.check(asked)
        assert found.severity == severity
        assert set(found.substances) == {name.replace(" ", "_") for name in asked}


class Nesting(HTMLParser):
    """Every element that is opened is closed, in its turn."""

    EMPTY = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.wrong.append(f"{tag}: an attribute twice")
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of a drawing that closes itself."""

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")


def test_every_page_is_well_nested(site: httpx.Client) -> None:
    for page in every_page(site):
        reader = Nesting()
        reader.feed(page.text)
        assert reader.wrong == [], page.url
        assert reader.open == [], page.url


def test_the_picture_of_time_is_light_and_left_open(site: httpx.Client) -> None:
    taken = "methadone yesterday\nxanax 2h ago\nfluoxetine stopped 2 weeks ago\nheroin 5h ago\ncocaine 1h ago\nalcohol"
    shown = site.post("/check", data={"taken": taken}).text
    picture = shown[shown.index('<figure class="timeline">') : shown.index("</figure>")]
    assert len(picture.encode()) < 50_000
    assert "not known to be over" in picture
    assert picture.count('class="band__area"') >= 6
    assert "What may still be on board" in shown


def test_changes_show_how_verdicts_changed_with_every_count(site: httpx.Client) -> None:
    page = site.get("/changes").text
    versions = verdict_changes()
    assert versions, "docs/changes holds at least one comparison"
    for found in versions:
        assert found["from"] in page
        assert found["to"] in page
        for kind in found["changes"]:
            if kind["count"]:
                assert f"{kind['count']:,} pairs" in page
                assert kind["shown"] <= kind["count"] == sum(step["count"] for step in kind["steps"])
