"""What README.md and CONTRIBUTING.md tell people to type exists."""

import re
import shlex
from pathlib import Path

import click
import pytest
from nbgrader.apps import NbGraderApp

from autograder.cli.main import main
from course_lib.syllabus import SYLLABUS

ROOT = Path(__file__).parents[2]

PAGES = ["README.md", "CONTRIBUTING.md"]


def commands(program):
    """Every command line of a program in the pages, as words."""
    found = set()
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        blocks = "\n".join(re.findall(r"```bash\n(.*?)```", text, re.DOTALL))
        inline = "\n".join(re.findall(r"`([^`\n]+)`", text))
        for line in (blocks + "\n" + inline).splitlines():
            words = line.split("#")[0].strip()
            if words.split(" ")[0] == program and len(words.split()) > 1:
                found.add(words)
    return sorted(found)


@pytest.mark.parametrize("line", commands("mpdl"))
def test_every_mpdl_command_that_is_named_exists_and_takes_these_options(line):
    words = shlex.split(line)[1:]
    command: click.Command = main
    context = click.Context(main)
    while words and isinstance(command, click.Group):
        name = words.pop(0)
        found = command.get_command(context, name)
        assert found is not None, f"{line}: no command {name}"
        command = found
    options = {o for p in command.params for o in p.opts}

    assert [w for w in words if w.startswith("--") and w not in options] == []


@pytest.mark.parametrize("line", commands("nbgrader"))
def test_every_nbgrader_command_that_is_named_exists(line):
    assert shlex.split(line)[1] in NbGraderApp.subcommands


@pytest.mark.parametrize("line", commands("make"))
def test_every_make_target_that_is_named_exists(line):
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert shlex.split(line)[1] in targets


def test_every_topic_that_is_named_is_in_the_syllabus():
    named = {
        stem
        for page in PAGES
        for stem in re.findall(
            r"\bt\d\d_[a-z_]+\b", (ROOT / page).read_text(encoding="utf-8")
        )
    }
    # The topic that CONTRIBUTING.md begins as an example is not one of the course's.
    assert named - {"t14_flow_matching"} <= {t.stem for t in SYLLABUS}


def test_every_folder_and_page_that_is_named_exists_or_is_written_by_a_command():
    written = {"submitted/", "feedback/", "records/", "build/"}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w./-]+(?:/|\.md|\.json|\.lock|\.py))`", text))

    assert {n for n in named - written if not (ROOT / n).exists()} == set()
