"""Markdown to HTML for feedback and formgrader: the filter that replaces nbconvert's own.

nbconvert passes raw HTML of a Markdown cell on as it is, so a student's ``<script>`` would run
in the browser of whoever marks it. Here raw HTML of a student's cell is shown as the text it
is, raw HTML of our locked cells stays, and what comes out is cleaned with an allow-list in
either case. Mathematics is found by nbconvert's own parser first and is escaped, not cut, so
that ``$a<b$`` arrives whole.
"""

from collections.abc import Mapping
from typing import Any

import nh3
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import (
    InvalidNotebook,
    IPythonRenderer,
    MarkdownWithMath,
)

IMAGES = ("data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,")

TAGS = nh3.ALLOWED_TAGS | {"input", "section", "figure", "figcaption"}

ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    "*": {"class", "title", "lang", "dir"},
    "input": {"type", "checked", "disabled"},
    "td": {"style", "align", "colspan", "rowspan"},
    "th": {"style", "align", "colspan", "rowspan", "scope"},
    "details": {"open"},
    **{f"h{i}": {"id", "class"} for i in range(1, 7)},
}


@pass_context
def markdown_to_html(context: Context, source: str) -> str:
    """Return the HTML of a Markdown cell or comment, safe to show in a browser.

    A cell that is not locked by us, and a text that belongs to no cell (a marker's comment),
    keep none of their raw HTML.
    """
    cell: Mapping[str, Any] = context.get("cell") or {}
    metadata = cell.get("metadata", {}).get("nbgrader", {})
    ours = bool(metadata.get("locked")) and not metadata.get("solution")
    return render(source, cell.get("attachments", {}), keep_html=ours)


def render(
    source: str, attachments: Mapping[str, dict[str, str]], *, keep_html: bool
) -> str:
    """Return clean HTML; `keep_html` lets harmless raw HTML of the source through."""
    renderer = _Renderer(
        escape=not keep_html, allow_harmful_protocols=False, attachments=dict(attachments)
    )
    return nh3.clean(
        MarkdownWithMath(renderer=renderer).render(source),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_allowed,
        url_schemes={"http", "https", "mailto", "data"},
        filter_style_properties={"text-align"},
    )


class _Renderer(IPythonRenderer):
    """nbconvert's renderer; a missing attachment shows its name and does not raise."""

    def _embed_image_or_attachment(self, src: str) -> str:
        try:
            embedded: str = super()._embed_image_or_attachment(src)
        except InvalidNotebook:
            return ""
        return embedded


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    """Keep data: for pictures, and load no picture from elsewhere: that would tell who looks."""
    if attribute == "type" and tag == "input":
        return value if value == "checkbox" else None
    if attribute not in ("src", "href", "cite"):
        return value
    has_scheme = ":" in value.split("/", 1)[0] or value.startswith("//")
    if tag == "img":
        return value if value.startswith(IMAGES) or not has_scheme else None
    return None if value.lower().startswith("data:") else value
