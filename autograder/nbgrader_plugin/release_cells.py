"""KeepStubs: what a template wrote into an answer cell is what students get.

nbgrader takes the text of an answer cell for the solution and puts "YOUR CODE HERE" in its
place. Our sources hold no solutions: they hold the signature and the docstring to start from.
"""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions

from autograder.errors import TopicError, UsageError
from autograder.nbgrader_plugin.grading import topic_of


class KeepStubs(ClearSolutions):
    """ClearSolutions for everything but the notebooks that we built."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Leave a notebook of ours as it is; clear any other, as nbgrader does.

        Raises:
            TopicError: a notebook of ours holds the mark of a solution.
        """
        assignment = resources["nbgrader"]["assignment"]
        try:
            topic_of(assignment)
        except UsageError:
            nb, resources = super().preprocess(nb, resources)
            return nb, resources
        for cell in nb.cells:
            if self.begin_solution_delimeter in cell.source:
                raise TopicError(
                    f"source/{assignment}: a template holds no solutions, but one has "
                    f"{self.begin_solution_delimeter!r}; solutions belong into solutions/"
                )
        return nb, resources
