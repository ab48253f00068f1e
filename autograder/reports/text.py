"""Text of a student made harmless, wherever it is shown.

Three things can go wrong with text somebody else wrote: it can be *obeyed* (HTML, templates,
formulas, terminal escapes), it can *lie* about what it says (direction overrides, invisible
characters), and it can *flood*. `clean` deals with the last two and with terminals; autoescape
deals with HTML; `csv_cell` with spreadsheets.
"""

import ast
import base64
import binascii
import builtins
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

TEMPLATES = Path(__file__).parent / "templates"

ANSI = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)"  # OSC and its kin: titles, links, clipboard
    r"|\x1b[ -/]*[0-~]?"  # every other escape
    r"|\x9b[0-?]*[ -/]*[@-~]",  # CSI as one character
    re.DOTALL,
)

INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters but \t \n \r
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # invisible, direction
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"  # annotations, tags
)

HALVES = re.compile("[\ud800-\udfff\ufffe\uffff]")
MARKS_IN_A_ROW = 2
FORMULA_STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"  # the last four: full-width = + - @
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_FIGURE = 2 << 20


def clean(text: str, limit: int = 2000) -> str:
    """Return text without what deceives a reader or drives a terminal, at most `limit` long.

    Removed: escape sequences, control characters but tab and newline, direction marks and
    overrides, invisible characters, halves of surrogate pairs, towers of combining marks.

    >>> clean("\\x1b[31mred\\x1b[0m \\u202etxt.exe")
    'red txt.exe'
    """
    # Cut first, so that megabytes cost nothing; then again, to the promised length.
    whole = text
    text = ANSI.sub("", text[: 4 * limit + 1000])
    text = re.sub("\r\n?|[\u2028\u2029\x85]", "\n", text)
    text = HALVES.sub("\ufffd", INVISIBLE.sub("", text))
    if not text.isascii():
        text = "".join(_without_towers(text))
    if len(text) <= limit and len(whole) <= 4 * limit + 1000:
        return text
    return f"{text[:limit].rstrip()} …"


def _without_towers(text: str) -> Iterator[str]:
    """Yield the characters, leaving out combining marks that would climb over other lines."""
    height = 0
    for c in text:
        height = height + 1 if unicodedata.combining(c) else 0
        if height <= MARKS_IN_A_ROW:
            yield c


def one_line(text: str, limit: int = 200) -> str:
    """Return cleaned text on one line."""
    return " ".join(clean(text, limit).split())


def csv_cell(text: str, limit: int = 500) -> str:
    """Return text that no spreadsheet takes for a formula.

    >>> csv_cell("=1+1"), csv_cell("Ada")
    ("'=1+1", 'Ada')
    """
    raw = clean(text, limit)
    # Some programs skip leading blanks before they look for a formula.
    starts = (text[:1], raw[:1], raw.lstrip()[:1])
    return f"'{raw}" if any(c and c in FORMULA_STARTS for c in starts) else raw


def png_data_uri(figure: str) -> str:
    """Return a data URI if the text is base64 of a PNG of reasonable size, else nothing."""
    if not figure or len(figure) > 2 * MAX_FIGURE:
        return ""
    try:
        raw = base64.b64decode(figure, validate=True)
    except (binascii.Error, ValueError):
        return ""
    whole = raw.startswith(PNG_SIGNATURE) and raw[12:16] == b"IHDR" and b"IEND" in raw[-12:]
    if not whole or len(raw) > MAX_FIGURE:
        return ""
    return "data:image/png;base64," + base64.b64encode(raw).decode("ascii")


# ---- Python that can be pasted
HARMLESS = (
    ast.Module, ast.Expr, ast.Assign, ast.Call, ast.keyword, ast.Attribute, ast.Name, ast.Load,
    ast.Store, ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.BinOp, ast.UnaryOp, ast.USub,
    ast.UAdd, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow,
)  # fmt: skip

BUILTINS = frozenset(dir(builtins)) - {"float"}
"""None of these is ever offered to be pasted, but for float('nan')."""

LINE = 84
MODULES = {"np": "import numpy as np", "torch": "import torch"}


def replay(source: str) -> str:
    """Return `source` with the imports it needs if it is plain Python, else nothing.

    Plain are calls with numbers, strings, arrays, lists and the like; an oracle, a shortened
    array or a remote object has no plain Python, and nothing else is offered to be pasted.

    >>> print(replay("relu(np.array([-1.]))"))
    import numpy as np
    relu(np.array([-1.]))
    """
    if not source or len(source) > 8000:
        return ""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    nodes = list(ast.walk(tree))
    names = {n.id for n in nodes if isinstance(n, ast.Name)}
    if not tree.body or not all(_is_harmless(n) for n in nodes):
        return ""
    lines = [_broken_up(source, statement) for statement in tree.body]
    return "\n".join(
        [*(line for module, line in MODULES.items() if module in names), *lines]
    )


def _is_harmless(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id not in BUILTINS and not node.id.startswith("_")
    if isinstance(node, ast.Attribute):
        return not node.attr.startswith("_")
    return isinstance(node, HARMLESS) and getattr(node, "value", None) is not ...


def _broken_up(source: str, statement: ast.stmt) -> str:
    """Return one statement; a long call has each of its arguments on a line of its own."""
    text = ast.get_source_segment(source, statement) or ""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if len(text) <= LINE or not isinstance(call, ast.Call):
        return text
    function = ast.get_source_segment(source, call.func)
    parts: list[ast.AST] = [*call.args, *call.keywords]
    inner = "".join(f"    {ast.get_source_segment(source, part)},\n" for part in parts)
    return f"{function}(\n{inner})"


# ---- templates
def inline_code(text: str) -> Markup:
    """Return our own prose as HTML: escaped, and what stands in backticks set as code."""
    parts = escape(clean(text)).split("`")
    if len(parts) % 2 == 0:
        return Markup("`").join(parts)
    style = "color:inherit;background:none;padding:0;font-size:.95em;overflow-wrap:anywhere"
    code = Markup('<code class="tex2jax_ignore mathjax_ignore" style="{}">{}</code>')
    return Markup("").join(
        code.format(style, p) if i % 2 else p for i, p in enumerate(parts)
    )


def environment() -> Environment:
    """Return the Jinja environment of the reports: escapes everything, excuses nothing."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["clean"] = clean
    made.filters["one_line"] = one_line
    made.filters["prose"] = inline_code
    made.filters["num"] = number
    return made


def number(x: float | None, digits: int = 2) -> str:
    """Return a number as people write it: at most `digits` decimals, no trailing zeros.

    >>> number(2.50), number(14.0), number(None), number(-0.001)
    ('2.5', '14', '–', '0')
    """
    if x is None:
        return "–"
    text = f"{x:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "−")
