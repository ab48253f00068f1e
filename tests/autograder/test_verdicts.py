"""GradeSheets are plain data: they survive JSON, agree with their published schema, and repeat."""

import dataclasses
import json
import typing
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.verdicts import (
    STATUSES,
    CellRecord,
    GradeSheet,
    Score,
    Status,
    Verdict,
    digest,
    score_of,
)

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "gradesheet.schema.json").read_text("utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

PARTS = {"Verdict": Verdict, "Score": Score, "CellRecord": CellRecord}

text = st.text(max_size=20)
name = st.text("abcdefgh_", min_size=1, max_size=8)
seconds = st.floats(0, 1e6)
status = st.sampled_from(typing.get_args(Status))
digests = st.binary(max_size=4).map(digest)
base64_text = st.sampled_from(("", "iVBORw0KGgo=", "AAAA"))

verdicts = st.builds(
    Verdict,
    test=name,
    question=name,
    weight=st.floats(0, 100),
    status=status,
    title=text,
    message=text,
    hint=text,
    input=text,
    result=text,
    figure=base64_text,
    seconds=seconds,
)
scores = st.builds(
    Score,
    question=name,
    max_points=st.integers(1, 40) | st.floats(0.5, 40),
    points=st.none() | st.floats(0, 40),
    reason=text,
)
cells = st.builds(
    CellRecord,
    index=st.integers(0, 99),
    stdout=text,
    stderr=text,
    result=text,
    error=text,
    traceback=text,
    figures=st.lists(base64_text, max_size=2).map(tuple),
    status=status,
)


def tuples(of):
    return st.lists(of, max_size=3).map(tuple)


sheets = st.builds(
    GradeSheet,
    topic=st.just("t07_backpropagation"),
    student=st.text(min_size=1, max_size=20),
    edition=text,
    submission=digests,
    grader=digests,
    variant=digests,
    environment=digests,
    seed=digests,
    tier=st.sampled_from(("full", "flat", "landlock", "none", "")),
    layers=tuples(text),
    verdicts=tuples(verdicts),
    scores=tuples(scores),
    cells=tuples(cells),
    faults=tuples(text),
    notes=tuples(text),
    seconds=st.dictionaries(text, seconds, max_size=3),
)


def one_sheet(**changes):
    """Return a sheet with one verdict, one score and one cell."""
    verdict = Verdict(
        test="test_a",
        question="f",
        weight=1.0,
        status="wrong",
        title="A holds",
        seconds=0.25,
    )
    fields = {
        "topic": "t07_backpropagation",
        "student": "ada",
        "edition": "2026",
        **dict.fromkeys(
            ("submission", "grader", "variant", "environment", "seed"), digest("x")
        ),
        "tier": "full",
        "layers": ("bwrap",),
        "verdicts": (verdict,),
        "scores": (score_of("f", 4, (verdict,)),),
        "cells": (CellRecord(index=0, stdout="hello"),),
        "seconds": {"grading": 1.5},
    }
    return GradeSheet(**{**fields, **changes})


def verdict_of(status, weight=1.0, question="f"):
    return Verdict(
        test=f"test_{status}", question=question, weight=weight, status=status, title=""
    )


# ---- JSON
@given(sheets)
def test_a_sheet_read_back_from_its_json_is_equal(sheet):
    assert sheet == GradeSheet.from_json(sheet.to_json())


@given(sheets)
def test_json_of_a_sheet_is_utf_8_and_the_same_every_time(sheet):
    first = sheet.to_json().encode("utf-8")

    assert first == GradeSheet.from_json(first.decode("utf-8")).to_json().encode("utf-8")


def test_half_a_surrogate_pair_survives_json_and_has_a_digest():
    """A student can print one; a sheet that cannot be written would be lost."""
    sheet = one_sheet(cells=(CellRecord(index=0, stdout="\ud83d alone"),))

    assert sheet == GradeSheet.from_json(sheet.to_json())
    assert len(sheet.fingerprint) == 64


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_say_is_refused(bad):
    with pytest.raises(ValueError, match="JSON"):
        one_sheet(seconds={"grading": bad}).to_json()


def test_an_unknown_field_is_not_read():
    data = json.loads(one_sheet().to_json())
    data["colour"] = "red"

    with pytest.raises(TypeError, match="colour"):
        GradeSheet.from_json(json.dumps(data))


# ---- the published schema
def test_the_schema_is_a_valid_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@given(sheets)
def test_every_sheet_validates(sheet):
    VALIDATOR.validate(json.loads(sheet.to_json()))


@pytest.mark.parametrize("where", ["sheet", "verdicts", "scores", "cells"])
def test_the_schema_refuses_an_unknown_field(where):
    data = json.loads(one_sheet().to_json())
    (data if where == "sheet" else data[where][0])["colour"] = "red"

    assert not VALIDATOR.is_valid(data)


@pytest.mark.parametrize("where", ["sheet", "verdicts", "scores", "cells"])
def test_the_schema_refuses_a_missing_field(where):
    data = json.loads(one_sheet().to_json())
    part = data if where == "sheet" else data[where][0]
    for field in list(part):
        kept = part.pop(field)

        assert not VALIDATOR.is_valid(data), field
        part[field] = kept


@pytest.mark.parametrize(
    "change",
    [
        {"status": "excused"},
        {"status": ""},
        {"weight": -1.0},
        {"weight": "1"},
        {"figure": "<svg onload=alert(1)>"},
        {"message": None},
    ],
)
def test_the_schema_refuses_what_no_verdict_says(change):
    data = json.loads(one_sheet().to_json())
    data["verdicts"][0].update(change)

    assert not VALIDATOR.is_valid(data)


@pytest.mark.parametrize(
    "change",
    [{"schema_version": 2}, {"tier": "strong"}, {"grader": "abc"}, {"topic": "../../etc"}],
)
def test_the_schema_refuses_what_no_sheet_says(change):
    data = json.loads(one_sheet().to_json())
    data.update(change)

    assert not VALIDATOR.is_valid(data)


def test_schema_and_dataclasses_have_the_same_fields():
    for schema, kind in [(SCHEMA, GradeSheet)] + [
        (SCHEMA["$defs"][part], kind) for part, kind in PARTS.items()
    ]:
        fields = {f.name for f in dataclasses.fields(kind)}

        assert fields == set(schema["properties"]) == set(schema["required"])


def test_schema_and_type_have_the_same_statuses():
    assert list(typing.get_args(Status)) == SCHEMA["$defs"]["Status"]["enum"]
    assert list(typing.get_args(Status)) == list(STATUSES)


def test_every_field_of_the_schema_is_described():
    for schema in (SCHEMA, *SCHEMA["$defs"].values()):
        assert schema["description"]
        for field, rule in schema.get("properties", {}).items():
            assert rule.get("description", "").endswith((".", "...")), field


# ---- scores
@given(st.lists(st.tuples(st.floats(0.125, 10), status), min_size=1, max_size=6))
def test_a_score_is_the_share_of_the_passed_weight(tests):
    own = tuple(verdict_of(s, w) for w, s in tests)
    score = score_of("f", 12, own)

    if any(s == "grader_fault" for _, s in tests):
        assert score.points is None
        assert score.reason == "grader fault"
    else:
        share = sum(w for w, s in tests if s == "passed") / sum(w for w, _ in tests)
        assert score.points == pytest.approx(12 * share, abs=1e-4)


@given(st.lists(st.floats(0.01, 10), min_size=1, max_size=8))
def test_passing_every_test_earns_exactly_the_points_of_the_question(weights):
    assert score_of("f", 14, tuple(verdict_of("passed", w) for w in weights)).points == 14


@given(st.permutations([0.1, 0.2, 0.3, 0.7]))
def test_the_order_of_the_tests_does_not_change_a_score(weights):
    own = tuple(verdict_of("passed" if w < 0.5 else "wrong", w) for w in weights)

    assert score_of("f", 14, own).points == 6.4615


def test_a_score_counts_the_tests_of_its_own_question_only():
    own = (verdict_of("passed"), verdict_of("wrong", 5.0, "g"))

    assert score_of("f", 4, own).points == 4


def test_a_question_without_a_verdict_is_never_a_pass_nor_a_fail():
    score = score_of("f", 4, ())

    assert (score.points, score.reason) == (None, "no test reported")


def test_tests_that_weigh_nothing_leave_the_question_to_a_person():
    assert score_of("f", 4, (verdict_of("wrong", 0.0),)).points is None


def test_questions_that_wait_for_a_person_count_nothing_yet():
    waiting = Score(question="p", max_points=10, points=None, reason="to be marked by hand")
    sheet = one_sheet(scores=(waiting, Score(question="f", max_points=4, points=3.0)))

    assert (sheet.points, sheet.max_points) == (3.0, 14)


# ---- fingerprint
def test_the_fingerprint_ignores_seconds():
    sheet = one_sheet()
    slower = dataclasses.replace(
        sheet,
        seconds={"grading": 9.0, "more": 1.0},
        verdicts=tuple(dataclasses.replace(v, seconds=7.0) for v in sheet.verdicts),
    )

    assert sheet != slower
    assert sheet.fingerprint == slower.fingerprint


def test_the_fingerprint_ignores_memory_addresses():
    one, two = (
        one_sheet(cells=(CellRecord(index=0, result=f"<Foo object at {address}>"),))
        for address in ("0x7f3a5c0e1b50", "0x7f10aa0e1c90")
    )

    assert one.fingerprint == two.fingerprint


@pytest.mark.parametrize(
    "changes",
    [
        {"student": "bob"},
        {"submission": digest("y")},
        {"tier": "flat"},
        {"verdicts": ()},
        {"notes": ("a note",)},
        {"cells": (CellRecord(index=0, stdout="other"),)},
    ],
)
def test_the_fingerprint_sees_everything_else(changes):
    assert one_sheet().fingerprint != one_sheet(**changes).fingerprint


def test_a_sheet_is_faulty_if_something_of_ours_broke():
    assert not one_sheet().is_faulty
    assert one_sheet(faults=("the canary failed",)).is_faulty
    assert one_sheet(verdicts=(verdict_of("grader_fault"),)).is_faulty
