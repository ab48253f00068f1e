"""autograded/<student>/<assignment>, made with the methods of nbgrader's own converter."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from nbconvert.writers.files import FilesWriter
from nbgrader import utils
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.errors import GraderFault
from autograder.nbgrader_plugin.log import quiet


class Folders:
    """What is handed in and what is autograded, of one assignment, a student at a time."""

    def __init__(self, coursedir: CourseDirectory, config: Config) -> None:
        self._stem, self._coursedir = coursedir.assignment_id, coursedir
        converter = Autograde(coursedir=coursedir, config=config, log=quiet())
        converter.force = True
        converter.writer = FilesWriter(parent=converter, config=config)
        converter.exporter = converter.exporter_class(parent=converter, config=config)
        self.converter = converter
        self._master = self._master_files()

    def _master_files(self) -> list[tuple[str, str]]:
        """Return what the source directory puts over a student's files, and under which name."""
        folder = self._coursedir.format_path(
            self._coursedir.source_directory, ".", self._stem
        )
        kept = {
            os.path.join(folder, name)
            for name in self.converter.exclude_overwriting.get(self._stem, [])
        }
        found = utils.find_all_files(folder, [*self._coursedir.ignore, "*.ipynb"])
        return [(f, os.path.relpath(f, folder)) for f in found if f not in kept]

    def is_excluded(self, student: str) -> bool:
        """Tell whether the configuration leaves this student out."""
        return student in str(self._coursedir.student_id_exclude).split(",")

    def submitted(self, student: str) -> Path:
        """Return the folder that a student handed in."""
        step = self._coursedir.submitted_directory
        return Path(self._coursedir.format_path(step, student, self._stem))

    def autograded(self, student: str) -> Path:
        """Return the folder of a student's graded notebook."""
        step = self._coursedir.autograded_directory
        return Path(self._coursedir.format_path(step, student, self._stem))

    def timestamp(self, student: str) -> datetime | None:
        """Return when a student handed in, if that was written down.

        Raises:
            GraderFault: what was written down is no time.
        """
        folder = str(self.submitted(student))
        try:
            when: datetime | None = self._coursedir.get_existing_timestamp(folder)
        except AttributeError:  # nbgrader means to fail with a method that is not there
            raise GraderFault(f"{folder}/timestamp.txt holds no time") from None
        return when

    def begin(self, student: str) -> None:
        """Make the folder anew, with the files that go with the notebook."""
        converter = self.converter
        self._coursedir.student_id = student
        converter.notebooks = sorted(map(str, self.submitted(student).glob("*.ipynb")))
        converter.init_destination(self._stem, student)
        converter.run_pre_convert_hook()
        BaseConverter.init_assignment(converter, self._stem, student)
        for file, name in self._master:
            target = self.autograded(student) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            shutil.copy(file, target)

    def finish(self, student: str, text: str) -> None:
        """Write the notebook and set the permissions."""
        resources = {
            "nbgrader": {"assignment": self._stem, "student": student},
            "unique_key": self._stem,
            "output_extension": ".ipynb",
        }
        self.converter.write_single_notebook(text, resources)
        self.converter.set_permissions(self._stem, student)
        self.converter.run_post_convert_hook()

    def drop(self, student: str) -> None:
        """Remove the folder, if there is one."""
        folder = self.autograded(student)
        if folder.exists():
            utils.rmtree(str(folder))
