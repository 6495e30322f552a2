"""Failed promises are explained like failed tests."""

import pytest

pytest.register_assert_rewrite("tests.questions.promises", "tests.questions.secrecy")
