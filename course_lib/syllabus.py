"""The table of contents: every topic of the course, in the order of its description."""

from course_lib.topic import Topic

SYLLABUS: tuple[Topic, ...] = ()


def find(stem: str) -> Topic:
    """Return the topic with this stem.

    Raises:
        LookupError: if there is none; the text lists those there are.
    """
    for topic in SYLLABUS:
        if topic.stem == stem:
            return topic
    known = ", ".join(t.stem for t in SYLLABUS)
    raise LookupError(f"no topic {stem!r} in course_lib/syllabus.py; it lists: {known}")
