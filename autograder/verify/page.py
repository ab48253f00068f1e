"""The report as one HTML page that needs nothing else: no script, no font, no network."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from autograder.verify.findings import (
    MAX_CHANCE,
    PARTS,
    SCHEMA_VERSION,
    VerificationReport,
    grouped,
)
from autograder.verify.report import COLUMNS

HERE = Path(__file__).parent


def page(report: VerificationReport) -> str:
    """Return the page of a report."""
    return _template().render(
        report=report,
        parts=PARTS,
        columns=COLUMNS,
        grouped=grouped,
        max_chance=MAX_CHANCE,
        schema_version=SCHEMA_VERSION,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")
