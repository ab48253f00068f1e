"""What a student wrote in Markdown reaches a browser as text and mathematics, never as code."""

from pathlib import Path
from types import SimpleNamespace

import bs4
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from autograder.nbgrader_plugin import safe_html

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>1</script>'></iframe>",
    "[a](javascript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a]\n\n[a]: java\tscript:alert(1)",
    '[a](http://x "onmouseover=alert(1)")',
    "![a](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href='data:text/html,x'>a</a>",
    "<div>\n<script>alert(1)</script>\n</div>",
    "```mermaid\n<script>alert(1)</script>\n```",
    "$</p><script>alert(1)</script>$",
    "# <b onclick=alert(1)>x</b>",
    "<style>body{display:none}</style>",
    "<form action=//evil><button>x</button></form>",
]


def executes(html):
    """True if anything in the HTML is run or sent when a browser shows it."""
    soup = bs4.BeautifulSoup(html, "html.parser")
    forbidden = {
        "script",
        "style",
        "iframe",
        "svg",
        "form",
        "button",
        "object",
        "embed",
        "link",
    }
    for tag in soup.find_all(True):
        links = [
            str(v).strip().lower() for k, v in tag.attrs.items() if k in ("href", "src")
        ]
        if tag.name in forbidden or any(k.startswith("on") for k in tag.attrs):
            return True
        if any(v.startswith(("javascript:", "vbscript:")) for v in links):
            return True
        if tag.name == "a" and any(v.startswith("data:") for v in links):
            return True
        if tag.name == "img" and any(
            "//" in v for v in links if not v.startswith("data:image")
        ):
            return True
    return False


@pytest.mark.parametrize("keep_html", [False, True])
@pytest.mark.parametrize("source", ATTACKS)
def test_no_markdown_becomes_code_in_the_browser(source, keep_html):
    html = safe_html.render(source, {}, keep_html=keep_html)

    assert not executes(html)


@given(st.text(alphabet="<>/ab$`[](): \n\"'&;#!=\\xscript", max_size=60))
def test_no_jumble_of_markup_becomes_code(source):
    assert not executes(safe_html.render(source, {}, keep_html=False))


def test_the_html_of_a_student_is_shown_as_the_text_it_is():
    html = safe_html.render("so <script>x</script>", {}, keep_html=False)

    assert "&lt;script&gt;x&lt;/script&gt;" in html


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("$a<b$", "$a&lt;b$"),
        ("$$\n\\sum_{i<n} x_i > 0\n$$", "\\sum_{i&lt;n} x_i &gt; 0"),
        ("\\begin{align}a&<b\\\\c&>d\\end{align}", "a&amp;&lt;b\\\\c&amp;&gt;d"),
        ("if $a<b$ and $c>d$", "$a&lt;b$ and $c&gt;d$"),
        (
            "$\\langle x, y \\rangle_{*}$ and $z_{*}$",
            "$\\langle x, y \\rangle_{*}$ and $z_{*}$",
        ),
    ],
)
def test_mathematics_arrives_whole(source, seen):
    assert seen in safe_html.render(source, {}, keep_html=False)


def test_our_own_html_stays_where_it_is_harmless():
    html = safe_html.render("<small>6 points</small>\n\n| a | b |\n|--|--:|\n| 1 | 2 |",
                            {}, keep_html=True)  # fmt: skip

    assert "<small>6 points</small>" in html
    assert "text-align:right" in html


def test_a_photograph_of_a_proof_is_shown_and_a_missing_one_is_not_an_error():
    attachments = {"p.png": {"image/png": "iVBORw0KGgo="}}

    assert 'src="data:image/png;base64,iVBORw0KGgo="' in safe_html.render(
        "![](attachment:p.png)", attachments, keep_html=False
    )
    assert "<img" in safe_html.render("![](attachment:gone.png)", {}, keep_html=False)


@pytest.mark.parametrize("locked", [True, False])
def test_only_locked_cells_are_ours(locked):
    cell = new_markdown_cell("<small>x</small>", metadata={"nbgrader": {"locked": locked}})
    context = {"cell": cell}

    html = safe_html.markdown_to_html(SimpleNamespace(get=context.get), cell.source)

    assert ("<small>" in html) is locked


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_the_filter_knows_the_cell_in_both_templates_of_nbgrader(template):
    config = Config()
    config.HTMLExporter.template_name = template
    formgrader = Path(handlers.template_path)
    css = formgrader.parent / "static" / "node_modules" / "bootstrap" / "dist" / "css"
    config.HTMLExporter.extra_template_basedirs = [str(formgrader)]
    config.HTMLExporter.extra_template_paths = [str(css)]
    config.HTMLExporter.filters = {
        "markdown2html": "autograder.nbgrader_plugin.safe_html.markdown_to_html"
    }
    ours = {
        "nbgrader": {"locked": True, "grade": False, "solution": False, "grade_id": "a"}
    }
    theirs = {"nbgrader": {"locked": False, "grade": True, "solution": True, "grade_id": "b",
                           "points": 1, "score": 1, "comment": "<i>c</i>"}}  # fmt: skip
    notebook = new_notebook(cells=[
        new_markdown_cell("<small>ours</small>", metadata=ours),
        new_markdown_cell("<small>theirs</small> $a<b$", metadata=theirs),
        new_markdown_cell("<small>added</small>"),
    ])  # fmt: skip
    resources = {"nbgrader": {"notebook": "n", "score": 1, "max_score": 1, "late_penalty": 0},
                 "base_url": "", "notebook_path": "", "index": 0, "total": 1}  # fmt: skip

    html, _ = HTMLExporter(config=config).from_notebook_node(notebook, resources=resources)

    assert "<small>ours</small>" in html
    assert "&lt;small&gt;theirs&lt;/small&gt; $a&lt;b$" in html
    assert "&lt;small&gt;added&lt;/small&gt;" in html
