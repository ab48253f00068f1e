"""Every exception of the machinery, and whose fault each one is.

::

    MpdlError
    ├── UsageError          the person at the keyboard: wrong name, wrong file     exit 2
    ├── TopicError          the author of a topic: template, sheet, grader, answer exit 3
    ├── GraderFault         ours: never costs a student a mark                     exit 3
    │   └── SandboxFault    the sandbox did not start, or died for a reason of ours
    └── StudentFault        what a submission did; becomes a verdict, never a traceback
        ├── Wrong           a value that is not what the property asks for
        ├── Raised          the student's code raised an exception
        ├── TimedOut        a call or a cell used up its time
        ├── OutOfMemory     it asked for more memory than it may have
        ├── Crashed         the process ended: os._exit, a signal, a flood of output
        ├── NotDefined      the function or variable does not exist, or is not written yet
        └── BadReply        what came back is not plain data of the agreed kinds
"""

from typing import ClassVar


class MpdlError(Exception):
    """Base of all; its text is one line that says what is wrong, what was seen, what to do."""

    exit_code: ClassVar[int] = 3


class UsageError(MpdlError):
    """The command was given something it cannot work with."""

    exit_code: ClassVar[int] = 2


class TopicError(MpdlError):
    """A piece of a topic is missing or contradicts another; the text names the file."""


class GraderFault(MpdlError):
    """Something of ours broke. It is flagged for a person and costs nobody a mark."""


class SandboxFault(GraderFault):
    """The sandbox could not be built, or its launcher died before the student's code ran."""


class StudentFault(MpdlError):
    """What a submission did; `status` is the name the verdict carries (see `verdicts`)."""

    status: ClassVar[str] = "wrong"


class Wrong(StudentFault):
    """A value does not have the property. The text never holds the expected value."""


class Raised(StudentFault):
    """The student's code raised.

    Args:
        type_name: name of the class of the exception, as the sandbox reports it.
        bases: names of all classes it derives from, itself first.
        text: its message, capped and stripped of control characters; student text: escape it.
    """

    status: ClassVar[str] = "raised"

    def __init__(self, type_name: str, bases: tuple[str, ...] = (), text: str = "") -> None:
        super().__init__(f"{type_name}: {text}" if text else type_name)
        self.type_name = type_name
        self.bases = bases or (type_name,)
        self.text = text


class TimedOut(StudentFault):
    """A call or a cell was stopped because its time was used up."""

    status: ClassVar[str] = "timed_out"


class OutOfMemory(StudentFault):
    """The code asked for more memory than a submission may have."""

    status: ClassVar[str] = "out_of_memory"


class Crashed(StudentFault):
    """The student's process ended before it answered."""

    status: ClassVar[str] = "crashed"


class NotDefined(StudentFault):
    """The name does not exist in the notebook, or its body is still the released stub."""

    status: ClassVar[str] = "not_defined"


class BadReply(StudentFault):
    """The reply cannot be read as plain data: wrong frame, forbidden type, too large."""

    status: ClassVar[str] = "bad_reply"
