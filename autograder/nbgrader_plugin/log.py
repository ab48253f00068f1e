"""OneLine: what went wrong with a submission is one clear line in nbgrader's log.

nbgrader logs the traceback of whatever ends the conversion of a submission. Our own errors say
in one line what is wrong and what to do; of those only the line is kept. A traceback of
anything else is left as it is: it is news for whoever mends it.
"""

import logging
import re

_OURS = re.compile(r"\ATraceback .*\n(?:.*\n)*autograder\.errors\.\w+: (?P<text>.+)\s*\Z")


class OneLine(logging.Filter):
    """A filter of log records; see `c.Application.logging_config` in nbgrader_config.py."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten a record that is the traceback of an error of ours; let all pass."""
        found = _OURS.match(record.getMessage())
        if found:
            record.msg, record.args = found["text"], ()
        return True


def quiet() -> logging.Logger:
    """Return a log that prints nothing: the result says in one line what there is to say."""
    log = logging.getLogger("mpdl.autograde")
    log.handlers = [logging.NullHandler()]
    log.propagate = False
    return log
