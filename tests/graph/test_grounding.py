"""Grounding of a report: figures in their printed forms, and headings that torn columns print after their text."""

import re

import pyoxigraph as ox
import pytest

from graph import build
from graph.build import BuildFailed
from graph.cite import fill
from graph.documents import Text
from graph.grounding import _forms, _listed
from graph.sealing import seal
from ontology.namespaces import BASE, EDTF, FTZ, STANDARD

REPORT = Text(
    "mini-report",
    """自贸试验区发展报告
截至 2019 年 9 月，东海自贸试验区开出 9 份原产地证书，进出口 1.48 万亿元，占全省 43.6%，通关时间压缩至 3-4 分钟。
一、贸易领域
西山自贸试验区减少三分之一的单证。
二、金融领域
""",
)
DRAFT = """
document:mini-report a ftz:Report ; ftz:heading <cite:自贸试验区发展报告> ; rdfs:label "自贸试验区发展报告"@zh , "Report"@en .
section:mini-report.1 a ftz:Section ; ftz:heading <cite:一、贸易领域> ; rdfs:label "贸易领域"@zh , "Trade"@en .
<cite:一、贸易领域> { section:mini-report.1 ftz:partOf document:mini-report ; ftz:inDomain domain:trade . }
section:mini-report.2 a ftz:Section ; ftz:heading <cite:二、金融领域> ; rdfs:label "金融领域"@zh , "Finance"@en .
<cite:二、金融领域> { section:mini-report.2 ftz:partOf document:mini-report ; ftz:inDomain domain:finance . }
practice:mini-report.1 a ftz:Practice ; rdfs:label "原产地证书"@zh , "Certificates of origin"@en .
observation:mini-report.1 a ftz:Observation ; rdfs:label "证书数"@zh , "Certificates"@en .
observation:mini-report.2 a ftz:Observation ; rdfs:label "进出口额"@zh , "Trade"@en .
observation:mini-report.3 a ftz:Observation ; rdfs:label "通关时间"@zh , "Clearance"@en .
indicator:number a ftz:Indicator ; skos:inScheme <https://w3id.org/ftz-graph/indicator> ; rdfs:label "数"@zh , "number"@en .
<https://w3id.org/ftz-graph/indicator> a skos:ConceptScheme ; rdfs:label "指标"@zh , "Indicators"@en .
<cite:截至2019年9月，东海…分钟> {
  practice:mini-report.1 ftz:partOf section:mini-report.1 ; ftz:implementedIn zone:donghai ; ftz:status status:done .
  observation:mini-report.1 ftz:effectOf practice:mini-report.1 ; ftz:indicator indicator:number ; ftz:value 9 ;
    ftz:period "../2019-09"^^edtf:EDTF ; ftz:year 2019 .
  observation:mini-report.2 ftz:about zone:donghai ; ftz:indicator indicator:number ; ftz:value 1480000000000 .
  observation:mini-report.3 ftz:about zone:donghai ; ftz:indicator indicator:number ; ftz:minValue 3 ; ftz:maxValue 4 .
}
"""


@pytest.fixture
def report(facts):
    """The facts with a report whose headings are printed after their text; a function that changes the draft first."""

    def write(old="", new=""):
        path = facts.root / "graph" / "statements" / REPORT.name / "report.trig"
        path.parent.mkdir()
        kinds = ("document", "domain", "indicator", "observation", "passage", "practice", "section", "status", "zone")
        prefixes = {**STANDARD, "ftz": FTZ, **{kind: f"{BASE}{kind}/" for kind in kinds}}
        head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
        assert old in DRAFT
        path.write_text(head + DRAFT.replace(old, new), encoding="utf-8")
        fill(path, REPORT)
        return seal(facts, REPORT)

    return write


def test_a_passage_stands_in_the_section_that_its_statements_name(report):
    sealed = report().read_text(encoding="utf-8")
    start = REPORT.content.index("截至")
    entry = sealed[sealed.index(f"passage:mini-report.{start}-") :].split("\n\n")[0]
    assert "ftz:inSection <https://w3id.org/ftz-graph/section/mini-report.1>" in entry


@pytest.mark.parametrize(
    ("value", "words", "found"),
    [
        ("2019-09", "2019年9月", True),
        ("2019-01/2019-08", "2019年1-8月", True),
        ("2014-12", "第一批(2014.12)", True),
        ("2014-12", "第一批(2014.11)", False),
        ("2019", "20190元", False),
    ],
)
def test_a_period_is_found_as_texts_write_it(value, words, found):
    period = ox.Literal(value, datatype=ox.NamedNode(EDTF))
    assert all(re.search(form, words) for form in _forms(period)) is found


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [
        ("北京自贸试验区", "北京、天津和河北自贸试验区", True),
        ("山东自贸试验区", "山东、江苏、云南等6个自贸试验区", True),
        ("襄阳片区", "襄阳、宜昌两片区", True),
        ("北京自贸试验区", "北京、天津的企业，自贸试验区", False),
        ("北京市", "北京、天津自贸试验区", False),
    ],
)
def test_a_list_may_leave_the_common_word_to_its_last_member(name, words, found):
    assert _listed(name, words) is found


def test_figures_are_found_in_their_printed_forms(report, facts, mini_text):
    report()
    grounded = build.check(facts, [mini_text, REPORT]).grounded
    assert grounded.failures == [] and grounded.checked > 20


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("ftz:value 1480000000000", "ftz:value 148000000000"),
        ("ftz:value 9 ", "ftz:value 19 "),
        ("ftz:maxValue 4", "ftz:maxValue 5"),
        ('"../2019-09"', '"../2019-08"'),
        ("ftz:year 2019", "ftz:year 2018"),
    ],
)
def test_a_figure_that_is_not_printed_so_is_not_grounded(report, facts, mini_text, right, wrong):
    report(right, wrong)
    with pytest.raises(BuildFailed, match="the passage does not name"):
        build.build(facts, [mini_text, REPORT], facts.root / "out")


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("ftz:minValue 3 ; ", "", "must have a value, a lower and an upper bound, or a printed value"),
        (
            "ftz:about zone:donghai ; ftz:indicator indicator:number ; ftz:minValue",
            "ftz:indicator indicator:number ; ftz:minValue",
            "must say what it is about",
        ),
        ('"../2019-09"', '"2019年9月"', "must have one period in the Extended Date/Time Format"),
        ("ftz:status status:done ", "ftz:concerns zone:donghai ", "must have a status"),
        ("ftz:partOf section:mini-report.1 ; ftz:implementedIn", "ftz:implementedIn", "must be part of one section"),
    ],
)
def test_an_incomplete_figure_or_practice_is_refused(report, facts, right, wrong, problem):
    report(right, wrong)
    with pytest.raises(BuildFailed, match=problem):
        build.build(facts, [], facts.root / "out")
