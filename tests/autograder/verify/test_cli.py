from click.testing import CliRunner

from autograder.cli.main import main


def test_an_unknown_topic_is_misuse():
    result = CliRunner().invoke(main, ["verify", "t99_nothing"])

    assert result.exit_code == 2
    assert "t99_nothing" in result.output


def test_the_help_says_what_the_exit_codes_mean():
    result = CliRunner().invoke(main, ["verify", "--help"])

    assert result.exit_code == 0
    assert "Exit code 0" in result.output
