"""Grading the graders: `mpdl verify` shows that right answers pass and wrong ones fail.

A grader is a claim about every answer anybody may write. It cannot be proved, but it can be
attacked: with answers that are right by another road, with the mistakes that students make,
with every small mistake that a program can make in the model answer, with junk, and with time
(hidden inputs and variants that differ from run to run). What survives is a finding.

How a verification runs
-----------------------
`course.verify` takes the topics one after another. Persistent worker processes (`work`) each
keep one warm examiner of the topic (`autograder.examiner`: hidden tests collected once, a fork
and a sandbox for each notebook), so verification uses the very road that grades students; only
the second try after a fault of ours, the canary, shrinking and figures are left out
(`Job.trial`, `Job.explain`). Nothing is remembered from one grading to the next.

Everything random derives from one seed (`plan.derive`), which the report prints.

=============  ==========================================================================
`sheet`        does everything that is named exist, is there enough of it, do tests weigh?
`answers`      accepted answers pass, rejected ones fail exactly FAILS, on every variant;
               right answers on fresh inputs until 200 gradings a question; seeds replay
`released`     the blank notebook scores zero; visible checks accept every right answer
`mutants`      mutants of a right answer, made by `operators` (`calls`); `mutation` grades them,
               and looks for tests that nothing fails; `equivalent`: which are no mistakes
`robustness`   junk of every kind: a verdict of the right status, and no marks for nothing
`draws`        variants differ, are complete, and are equally hard
`leaks`        answers are independent; students get nothing of the answer key
`reference`    the reference against independent truths (tests/course_lib)
`findings`     what was found, as data; `report` prints it, `page` makes a page of it
=============  ==========================================================================

What it costs, and what is done about it
----------------------------------------
Answers to different questions share one notebook, since a question is graded where it stands
and by its own tests. A mutant meets the tests of its question until one fails. Gradings after
the first of an answer try a fifth of each test's random examples: two hundred gradings of five
examples see more than forty of twenty-five. `--thorough` does without these savings.

What it does not show
---------------------
Mutants stand for small mistakes, the catalogue for known misconceptions; a misconception that
nobody thought of is neither. 200 gradings without a failure bound the probability of a false
alarm by 1.5 % with 95 % confidence: thresholds are argued in the graders (`chance`), and only
checked here. That a mutant fails on one variant does not show that it does on every one.
"""
