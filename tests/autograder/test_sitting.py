"""A question is graded where it stands, whatever other cells do."""

import pytest

from autograder.errors import Crashed, NotDefined, SandboxFault, TimedOut, Wrong
from autograder.sandbox.box import CellOutcome
from autograder.sitting import MAX_ENDINGS, NotRun, Segment, Sitting


class Box:
    """Stands in for a sandbox: a cell 'end' ends it, 'bad' raises, others are remembered."""

    tier = "full"
    layers = ("stand-in",)
    opened = 0

    def __init__(self):
        type(self).opened += 1
        self.ran = []
        self.alive = True

    def run(self, cells):
        outcomes = []
        for cell in cells:
            if cell.source == "end":
                self.alive = False
                fault = TimedOut("took too long")
                fault.cell_index, fault.outcomes = cell.index, tuple(outcomes)
                raise fault
            if cell.source == "lost":
                self.alive = False
                raise Crashed("gone before a cell ran")
            self.ran.append(cell.source)
            error = "NameError: bad" if cell.source == "bad" else None
            outcomes.append(outcome(cell.index, error))
        return tuple(outcomes)

    def close(self):
        self.alive = False


def outcome(index, error):
    return CellOutcome(
        index=index, stdout="", stderr="", figures=(), result="", error=error,
        traceback="", error_type=(error or "").split(":")[0],
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _count_from_zero():
    Box.opened = 0


def sitting(*segments, checks=False):
    made, index = [], 0
    for name, *sources in segments:
        cells = tuple(enumerate(sources, start=index))
        made.append(Segment(name, cells, begins_with_checks=checks and bool(made)))
        index += len(sources)
    return Sitting(made, Box)


def test_cells_above_the_question_have_run_and_none_below():
    s = sitting(("one", "a", "b"), ("two", "c"), ("", "d"))

    assert s.enter("one").ran == ["a", "b"]
    assert s.enter("two").ran == ["a", "b", "c"]
    assert Box.opened == 1


def test_a_question_that_ended_the_process_is_entered_again_in_a_fresh_box():
    s = sitting(("one", "a"), ("two", "b"))
    s.enter("one").alive = False

    assert s.enter("two").ran == ["a", "b"]
    assert Box.opened == 2


def test_a_cell_that_ends_the_process_is_left_out_from_then_on():
    s = sitting(("one", "a", "end"), ("two", "b"))

    assert s.enter("one").ran == ["a"]
    assert s.enter("two").ran == ["a", "b"]
    assert [r.status for r in s.records] == ["passed", "timed_out", "passed"]


def test_after_two_endings_the_rest_of_a_question_is_not_run():
    s = sitting(("one", "a"), ("two", "b"))
    for _ in range(MAX_ENDINGS):
        s.enter("one")
        s.note("one", TimedOut("took too long"))

    with pytest.raises(NotRun):
        s.enter("one")
    assert s.enter("two").ran == ["a", "b"]


def test_a_name_that_is_missing_is_reported_as_what_happened_in_its_cell():
    s = sitting(("one", "end"), ("two", "bad"), ("three", "c"))
    for name in ("one", "two", "three"):
        s.enter(name)

    assert isinstance(s.note("one", NotDefined("f is not defined")), TimedOut)
    assert "NameError: bad" in str(s.note("two", NotDefined("g is not defined")))
    assert str(s.note("three", NotDefined("h is not defined"))) == "h is not defined"
    assert isinstance(s.note("three", Wrong("no")), Wrong)


def test_visible_checks_that_end_the_process_are_not_blamed_on_the_next_question():
    s = sitting(("one", "a"), ("two", "end", "b"), checks=True)
    s.enter("two")

    assert isinstance(s.note("two", NotDefined("g is not defined")), NotDefined)


def test_visible_checks_of_a_question_that_used_up_its_time_are_not_waited_for():
    s = sitting(("one", "a"), ("two", "check", "b"), checks=True)
    for _ in range(MAX_ENDINGS):
        s.enter("one")
        s.note("one", TimedOut("took too long"))

    assert s.enter("two").ran == ["a", "b"]
    assert [r.status for r in s.records] == ["passed", "not_run", "passed"]


def test_the_end_of_the_notebook_is_run_for_display():
    s = sitting(("one", "a"), ("", "end", "d"))
    s.enter("one")
    s.finish()

    assert [r.index for r in s.records] == [0, 1, 2]
    assert s.tier == "full"


def test_a_box_that_is_lost_between_cells_is_a_fault_of_ours():
    with pytest.raises(SandboxFault):
        sitting(("one", "lost")).enter("one")
