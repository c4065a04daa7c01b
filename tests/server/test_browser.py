"""The pages in a real Chromium against the real server: JavaScript off, by keyboard, on a phone."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium():
    """A headless Chromium: the system's, else the one that 'make test' has installed."""
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=["zh-CN", "en-GB"])
def page(request, chromium, server):
    """A page with JavaScript off, in each language."""
    context = chromium.new_context(
        base_url=server, locale=request.param, java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(chromium, server):
    """A page on a phone."""
    context = chromium.new_context(base_url=server, locale="zh-CN", viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def test_from_the_home_page_to_the_evidence_in_three_clicks(page):
    page.goto("/")
    page.locator("ul.bars a[href='/strategy/yangtze-river-economic-belt']").click()
    evidence = page.locator("section.stated details.evidence").first
    evidence.locator("summary").click()
    assert evidence.locator("figure.passage figcaption a[href^='/passage/']").is_visible()


def test_search_works_by_keyboard_alone(page):
    page.goto("/")
    for _ in range(3):  # skip link, brand, search field
        page.keyboard.press("Tab")
    page.keyboard.type("yypq")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=yypq")
    assert page.locator("a[href='/subarea/hunan-yueyang']").is_visible()


def test_the_skip_link_comes_first_and_leads_to_the_content(page):
    page.goto("/zone/hunan")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#content"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/zone",
        "/zone/hunan",
        "/strategy/belt-and-road",
        "/policy/guofa-2020-10.hunan",
        "/task/guofa-2020-10.hunan.14",
        "/ontology",
        "/search?q=hn",
        "/sparql",
    ],
)
def test_nothing_is_wider_than_a_phone(phone, address):
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_query_runs_in_the_form(page):
    page.goto("/sparql")
    page.locator("textarea").fill(
        "SELECT ?o { <https://w3id.org/ftz-graph/subarea/hunan-yueyang> <https://w3id.org/ftz-graph/ontology#area> ?o }"
    )
    page.locator("form.query button").click()
    assert page.locator("table td").inner_text() == "19.94"


def test_no_request_leaves_the_server(chromium, server):
    context = chromium.new_context(base_url=server)
    tab = context.new_page()
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    for address in ("/", "/zone/hunan", "/ontology"):
        tab.goto(address)
    context.close()
    assert asked and all(url.startswith(server) for url in asked)


def test_the_real_server_answers_queries(server):
    import json
    import urllib.request

    with urllib.request.urlopen(server + "/sparql?query=ASK%7B%7D") as response:
        assert json.load(response) == {"head": {}, "boolean": True}
