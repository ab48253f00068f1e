"""Whatever comes back, our cells are ours again and the student's answers are found."""

import copy
import json
import os

import nbformat
import pytest
import t99_toy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder import normalise as module
from autograder.errors import UsageError
from autograder.normalise import normalise, segments
from autograder.notebook import MAX_BYTES, as_node, notebook_text, read_submission
from autograder.released import fill_notebook

MEAN = "def mean(x):\n    return sum(x) / len(x)"

ANSWERS = {
    "mean": MEAN,
    "q99a": "q99a = 5.0",
    "proof_median": "Clear.",
    "distances": "def distances(x, cs):\n    return [sum(abs(x - c)) for c in cs]",
}


def at(notebook, grade_id):
    """Return the position of the first cell with this grade id."""
    return next(
        k
        for k, c in enumerate(notebook.cells)
        if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def source(notebook, grade_id):
    return notebook.cells[at(notebook, grade_id)].source


@pytest.fixture
def sent(handed_out):
    """Ann's notebook with every question answered."""
    notebook = copy.deepcopy(handed_out)
    for name, text in ANSWERS.items():
        notebook.cells[at(notebook, name)].source = text
    return notebook


def test_an_honest_submission_comes_through_as_it_is(handed_out, sent):
    result = normalise(handed_out, sent)

    assert result.notes == ()
    assert [c.source for c in result.notebook.cells] == [c.source for c in sent.cells]
    assert [c.metadata for c in result.notebook.cells] == [
        c.metadata for c in handed_out.cells
    ]
    nbformat.validate(result.notebook)


def test_an_untouched_notebook_is_the_release(handed_out):
    assert normalise(handed_out, copy.deepcopy(handed_out)).notebook == handed_out


def test_outputs_tags_attachments_flags_and_kernels_are_dropped(handed_out, sent):
    plain = normalise(handed_out, sent)
    for cell in sent.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
        cell.metadata["nbgrader"].update(
            points=100, grade=True, solution=True, locked=False
        )
        cell.metadata["collapsed"] = True
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text="x" * 1000)]
            cell.execution_count = 7
        else:
            cell["attachments"] = {"a.png": {"image/png": "AAAA"}}
    sent.metadata["kernelspec"] = {"name": "evil", "display_name": "x", "language": "bash"}
    sent.metadata["widgets"] = {"a": 1}

    result = normalise(handed_out, sent)

    assert result == plain
    assert result.digest == plain.digest


def test_changed_text_of_ours_is_restored_and_named(handed_out, sent):
    sent.cells[at(sent, "mean_tests")].source = "pass"
    sent.cells[at(sent, "q99a_statement")].source = "What is 1 + 1?"

    result = normalise(handed_out, sent)

    assert source(result.notebook, "mean_tests") == source(handed_out, "mean_tests")
    assert source(result.notebook, "q99a_statement") == source(handed_out, "q99a_statement")
    assert result.notes == (
        "our text was changed and is restored: mean_tests, q99a_statement",
    )


def test_an_import_added_to_our_setup_cell_still_counts(handed_out, sent):
    changed = source(handed_out, "setup_code") + "\nimport torch"
    sent.cells[at(sent, "setup_code")].source = changed

    result = normalise(handed_out, sent).notebook

    assert source(result, "setup_code") == source(handed_out, "setup_code")
    assert result.cells[at(result, "setup_code") + 1].source == changed


def test_deleted_cells_come_back_with_the_stub(handed_out, sent):
    for name in ("mean", "mean_tests", "q99a_statement"):
        del sent.cells[at(sent, name)]

    result = normalise(handed_out, sent)

    assert source(result.notebook, "mean") == source(handed_out, "mean")
    assert source(result.notebook, "q99a") == "q99a = 5.0"
    assert result.notes == (
        "cells of ours were deleted and are back: mean, mean_tests, q99a_statement",
    )


def test_moved_cells_go_back_and_take_their_helpers_along(handed_out, sent):
    place = at(sent, "mean_statement")
    block = [sent.cells.pop(place) for _ in range(3)]
    block.insert(1, new_code_cell("helper = 1"))
    sent.cells += block

    result = normalise(handed_out, sent)

    place = at(result.notebook, "mean_statement")
    assert [c.source for c in result.notebook.cells[place : place + 3]] == [
        source(handed_out, "mean_statement"), "helper = 1", MEAN,
    ]  # fmt: skip
    assert result.notes == ("cells of ours were moved; they are back in their order",)


def test_own_cells_stay_where_they_stood(handed_out, sent):
    sent.cells.insert(0, new_code_cell("first = 1"))
    sent.cells.insert(at(sent, "mean"), new_code_cell("helper = 2"))
    sent.cells.insert(at(sent, "q99a"), new_markdown_cell("My thoughts."))
    sent.cells.insert(at(sent, "q99a"), new_raw_cell("<script>"))
    sent.cells.append(new_code_cell("np = None"))
    sent.cells.append(new_code_cell("  \n"))

    result = normalise(handed_out, sent)

    assert [c.source for c in result.notebook.cells] == [c.source for c in sent.cells[:-1]]
    assert {c.cell_type for c in result.notebook.cells} == {"code", "markdown"}
    assert result.notes == ()
    nbformat.validate(result.notebook)


def test_of_two_copies_the_last_written_is_the_answer(handed_out, sent):
    place = at(sent, "mean")
    old = copy.deepcopy(sent.cells[place])
    old.source = "def mean(x):\n    return 0"
    blank = copy.deepcopy(sent.cells[place])
    blank.source = ""
    stub = copy.deepcopy(handed_out.cells[at(handed_out, "mean")])
    sent.cells[place : place + 1] = [old, sent.cells[place], blank, stub]

    result = normalise(handed_out, sent)

    assert source(result.notebook, "mean") == MEAN
    assert result.notebook.cells[at(result.notebook, "mean") - 1].source == old.source
    assert sum("raise NotImplementedError" in c.source for c in result.notebook.cells) == 0
    assert len(result.notes) == 1
    assert "answer cells were copied" in result.notes[0]


def test_an_answer_cell_that_was_split_is_run_in_its_order(handed_out, sent):
    place = at(sent, "mean")
    top, bottom = copy.deepcopy(sent.cells[place]), copy.deepcopy(sent.cells[place])
    top.source, bottom.source = (
        "def total(x):\n    return sum(x)",
        "mean = lambda x: total(x)",
    )
    sent.cells[place : place + 1] = [top, bottom, new_code_cell("after = 1")]

    result = normalise(handed_out, sent).notebook

    place = at(result, "mean")
    assert [c.source for c in result.cells[place - 1 : place + 2]] == [
        top.source, bottom.source, "after = 1",
    ]  # fmt: skip


def test_a_copy_far_below_is_brought_up_but_not_what_follows_it(handed_out, sent):
    late = copy.deepcopy(sent.cells[at(sent, "mean")])
    late.source = "mean = np.mean"
    sent.cells += [late, new_code_cell("print(distances)")]

    result = normalise(handed_out, sent).notebook

    assert source(result, "mean") == "mean = np.mean"
    assert result.cells[-1].source == "print(distances)"


@pytest.mark.parametrize("leave_the_stub", [True, False])
def test_a_function_written_in_an_own_cell_is_not_undone_by_the_stub(
    handed_out, sent, leave_the_stub
):
    place = at(sent, "mean")
    sent.cells.insert(place, new_code_cell(MEAN))
    if leave_the_stub:
        sent.cells[place + 1].source = source(handed_out, "mean")
    else:
        del sent.cells[place + 1]

    result = normalise(handed_out, sent).notebook

    place = at(result, "mean")
    assert result.cells[place].source == source(handed_out, "mean")
    assert result.cells[place + 1].source == MEAN
    assert result.cells[place + 2].metadata.nbgrader.grade_id == "mean_tests"


def test_an_emptied_code_answer_stays_empty(handed_out, sent):
    sent.cells[at(sent, "mean")].source = ""

    assert source(normalise(handed_out, sent).notebook, "mean") == ""


def test_an_emptied_proof_is_the_stub_again(handed_out, sent):
    """nbgrader gives an unchanged proof cell 0 points by itself."""
    sent.cells[at(sent, "proof_median")].source = " \n"
    result = normalise(handed_out, sent).notebook

    assert source(result, "proof_median") == source(handed_out, "proof_median")


@pytest.mark.parametrize("before", [True, False])
def test_a_proof_written_beside_its_cell_is_taken(handed_out, sent, before):
    place = at(sent, "proof_median")
    sent.cells[place].source = source(handed_out, "proof_median")
    k = place if before else place + 1
    sent.cells[k:k] = [
        new_markdown_cell("First."),
        new_code_cell("1"),
        new_markdown_cell("QED"),
    ]

    result = normalise(handed_out, sent)

    assert source(result.notebook, "proof_median") == "First.\n\nQED"
    assert "1" in [c.source for c in result.notebook.cells]
    assert "taken as the proof: proof_median" in result.notes[0]


def test_an_answer_that_became_another_type_of_cell_is_mended(handed_out, sent):
    place = at(sent, "mean")
    sent.cells[place] = new_markdown_cell(MEAN, metadata=sent.cells[place].metadata)

    result = normalise(handed_out, sent)

    assert result.notebook.cells[at(result.notebook, "mean")].cell_type == "code"
    assert result.notes == ("answer cells had become another type of cell: mean",)


def test_a_foreign_grade_cell_is_a_plain_cell(handed_out, sent):
    meta = copy.deepcopy(sent.cells[at(sent, "mean_tests")].metadata)
    meta["nbgrader"].update(grade_id="<b>mine</b>", points=100)
    sent.cells.append(new_code_cell("assert True", metadata=meta))

    result = normalise(handed_out, sent)

    assert result.notebook.cells[-1].metadata == {}
    assert result.notes == ("1 cells claim to be ours and are not: kept as plain cells",)


def test_the_notebook_of_another_student_is_noted(handed_out, sent, built, toy):
    bobs = t99_toy.Variant(sample=(1, 2, 3, 4, 16), weight=2.0, label="n = 5")
    other = fill_notebook(built, toy, bobs, student="bob")

    result = normalise(other, sent)

    assert "is it another student's?" in result.notes[0]
    assert "1, 2, 3, 4, 16" in source(result.notebook, "q99a_statement")
    assert source(result.notebook, "mean") == MEAN


@pytest.mark.parametrize("keep_ids", [True, False])
def test_a_notebook_that_lost_all_its_metadata_is_graded(handed_out, sent, keep_ids):
    """Some editors drop the metadata of cells, and some their ids as well."""
    for k, cell in enumerate(sent.cells):
        cell.metadata = {}
        if not keep_ids:
            cell.id = f"x{k}"

    result = normalise(handed_out, as_node(sent)).notebook

    run: dict = {}
    exec(source(result, "setup_code"), run)
    for segment in segments(result, t99_toy.TOPIC):
        for _, text in segment.cells:
            exec(text, run)
    assert run["q99a"] == 5.0
    assert source(result, "proof_median") == "Clear."


@pytest.mark.parametrize("cells", [[], [new_code_cell("1")]])
def test_another_notebook_is_refused(handed_out, cells):
    other = nbformat.v4.new_notebook(cells=cells)

    with pytest.raises(UsageError, match="no cell of this assignment"):
        normalise(handed_out, other)


def test_floods_are_refused(handed_out, sent):
    many = copy.deepcopy(sent)
    many.cells += [new_code_cell("1")] * module.MAX_CELLS
    with pytest.raises(UsageError, match="cells; at most"):
        normalise(handed_out, many)
    sent.cells.append(new_code_cell("#" * (module.MAX_CELL + 1)))
    with pytest.raises(UsageError, match="too much text"):
        normalise(handed_out, sent)


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"cell_type": "code"},
        {"cell_type": 3, "source": 4, "metadata": 5},
        {
            "cell_type": "code",
            "source": ["a = 1\r\n", 7, "b = 2"],
            "metadata": {"nbgrader": []},
        },
        {
            "cell_type": "code",
            "source": "\ud800",
            "metadata": {"nbgrader": {"grade_id": [1]}},
        },
        {"cell_type": "heading", "level": 1, "source": "x", "id": ["y"]},
    ],
)
def test_nonsense_between_the_cells_does_no_harm(handed_out, sent, nonsense):
    sent.cells.insert(at(sent, "mean"), as_node(nonsense))

    result = normalise(handed_out, sent).notebook

    notebook_text(result).encode("utf-8")
    nbformat.validate(result)
    assert source(result, "mean") == MEAN


# -- segments -----------------------------------------------------------------------------


def test_segments_end_before_the_grade_cell_of_their_question(handed_out, sent, toy):
    sent.cells.append(new_code_cell("np = None"))
    result = normalise(handed_out, sent).notebook

    first, second, third, tail = segments(result, toy)

    assert [s.question for s in (first, second, third, tail)] == [
        "mean", "q99a", "distances", "",
    ]  # fmt: skip
    assert [text for _, text in first.cells] == [source(result, "setup_code"), MEAN]
    assert [text for _, text in second.cells] == [
        source(result, "mean_tests"),
        "q99a = 5.0",
    ]
    assert third.cells[0] == (at(result, "q99a_tests"), source(result, "q99a_tests"))
    assert [text for _, text in tail.cells] == [
        source(result, "distances_tests"), "np = None",
    ]  # fmt: skip


def test_segments_hold_every_code_cell_once_with_its_place(handed_out, sent, toy):
    result = normalise(handed_out, sent).notebook

    assert [cell for s in segments(result, toy) for cell in s.cells] == [
        (k, c.source) for k, c in enumerate(result.cells) if c.cell_type == "code"
    ]


# -- anything a student can do to a notebook ----------------------------------------------

edits = st.lists(
    st.tuples(
        st.sampled_from(
            ["copy", "delete", "move", "retag", "strip", "edit", "insert", "type"]
        ),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    max_size=12,
)


def apply(notebook, changes):
    """Return the notebook after these edits."""
    cells = notebook.cells
    for n, (edit, i, j) in enumerate(changes):
        if not cells:
            break
        i, j = i % len(cells), j % len(cells)
        if edit == "copy":
            cells.insert(j, copy.deepcopy(cells[i]))
        elif edit == "delete":
            del cells[i]
        elif edit == "move":
            cells.insert(j, cells.pop(i))
        elif edit == "retag":
            cells[i].metadata = copy.deepcopy(cells[j].metadata)
        elif edit == "strip":
            cells[i].metadata = as_node({})
        elif edit == "edit":
            cells[i].source = f"text_{n} = {i}"
        elif edit == "insert":
            cells.insert(i, new_code_cell(f"own_{n} = {j}"))
        elif edit == "type":
            cells[i]["cell_type"] = "raw"
    return notebook


@given(edits)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_after_any_edits_our_cells_are_all_there_in_order_and_unchanged(
    handed_out, changes
):
    edited = apply(copy.deepcopy(handed_out), changes)
    try:
        result = normalise(handed_out, edited)
    except UsageError:
        return
    ours = [c for c in result.notebook.cells if "nbgrader" in c.metadata]

    assert [c.metadata for c in ours] == [c.metadata for c in handed_out.cells]
    assert [c.id for c in ours] == [c.id for c in handed_out.cells]
    assert [c.cell_type for c in ours] == [c.cell_type for c in handed_out.cells]
    for one, two in zip(ours, handed_out.cells, strict=True):
        assert one.metadata.nbgrader.solution or one.source == two.source
    own = [c for c in result.notebook.cells if "nbgrader" not in c.metadata]
    assert all(c.metadata == {} for c in own)
    assert all("\n" not in note for note in result.notes)
    nbformat.validate(result.notebook)


@given(edits)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_after_any_edits_nothing_the_student_inserted_is_lost(handed_out, changes):
    changes = [c for c in changes if c[0] in ("copy", "delete", "move", "insert")]
    edited = apply(copy.deepcopy(handed_out), changes)
    left = {c.source for c in edited.cells} - {c.source for c in handed_out.cells}
    try:
        result = normalise(handed_out, edited)
    except UsageError:
        return

    assert left <= {c.source for c in result.notebook.cells}


@given(edits)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_normalising_twice_changes_nothing_more(handed_out, changes):
    edited = apply(copy.deepcopy(handed_out), changes)
    try:
        once = normalise(handed_out, edited)
    except UsageError:
        return

    assert normalise(handed_out, once.notebook).notebook == once.notebook


# -- files --------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path):
    return tmp_path / "t99_toy.ipynb"


def test_a_submission_is_read_with_or_without_a_byte_order_mark(sent, path):
    text = notebook_text(sent)
    path.write_text(text, encoding="utf-8")
    plain = read_submission(path)
    path.write_text(text, encoding="utf-8-sig")

    assert read_submission(path) == plain == sent


def test_a_notebook_of_format_3_is_upgraded(path):
    cell = {"cell_type": "code", "language": "python", "input": MEAN, "outputs": [],
            "metadata": {"nbgrader": {"grade_id": "mean"}}, "collapsed": False}  # fmt: skip
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""},
           "worksheets": [{"cells": [cell], "metadata": {}}]}  # fmt: skip
    path.write_text(json.dumps(old))

    assert read_submission(path).cells[0].source == MEAN


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b'{"nbformat": 4, "cells": [', "seems to be cut off"),
        (b"<html>404</html>", "is not JSON"),
        ('{"nbformat": 4}'.encode("utf-16"), "is not UTF-8"),
        (b"\x89PNG\r\n", "is not UTF-8"),
        (b"[1, 2]", "has no format number"),
        (b'"text"', "has no format number"),
        (b'{"cells": []}', "has no format number"),
        (b'{"nbformat": "4", "cells": []}', "has no format number"),
        (b'{"nbformat": true, "cells": []}', "has no format number"),
        (b'{"nbformat": 2, "worksheets": []}', "format 2"),
        (b'{"nbformat": 5, "cells": []}', "format 5"),
        (b'{"nbformat": 4}', "no list of cells"),
        (b'{"nbformat": 4, "cells": {}}', "no list of cells"),
        (b'{"nbformat": 3, "worksheets": 7}', "damaged"),
        (b"[" * 200_000, "is not a notebook"),
        (
            b'{"nbformat": 4, "cells": ['
            + b'{"a":' * 20_000
            + b"1"
            + b"}" * 20_000
            + b"]}",
            "",
        ),
        (b'{"nbformat": ' + b"9" * 5000 + b"}", "is not a notebook"),
    ],
)
def test_what_is_no_notebook_is_refused_in_one_line(path, content, says):
    path.write_bytes(content)

    with pytest.raises(UsageError) as caught:
        read_submission(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_plain_file_is_not_opened(path, sent, tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        read_submission(path)
    with pytest.raises(UsageError, match="is not a file"):
        read_submission(tmp_path)
    (tmp_path / "real").write_text(notebook_text(sent))
    path.symlink_to(tmp_path / "real")
    with pytest.raises(UsageError, match="it is a link"):
        read_submission(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(UsageError, match="is not a file"):
        read_submission(path)


def test_a_huge_file_is_not_read(path):
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)

    with pytest.raises(UsageError, match="more than 32 MB"):
        read_submission(path)


def test_cells_that_are_no_cells_are_left_out(path):
    path.write_text('{"nbformat": 4, "metadata": [], "cells": [1, null, {"source": NaN}]}')
    notebook = read_submission(path)

    assert len(notebook.cells) == 1
    assert notebook.metadata == {}
