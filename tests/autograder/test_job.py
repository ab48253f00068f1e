"""A job is plain data: what comes out of its JSON is what went in."""

from hypothesis import given
from hypothesis import strategies as st

from autograder.job import Job
from autograder.sitting import Segment

cells = st.lists(st.tuples(st.integers(0, 99), st.text(max_size=20)), max_size=3).map(tuple)
segments = st.lists(st.builds(Segment, st.text(max_size=5), cells), max_size=3).map(tuple)


@given(segments, st.lists(st.text(max_size=9), max_size=2).map(tuple), st.booleans())
def test_a_job_survives_its_json(parts, notes, explain):
    job = Job(
        topic="t99_toy", student="ann", edition="1", submission="a", variant={"k": [1, 2.5]},
        seed="00", segments=parts, notes=notes, only=("mean",), explain=explain,
    )  # fmt: skip

    assert Job.from_json(job.to_json()) == job
    assert "\n" not in job.to_json()
