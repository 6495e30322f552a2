"""The forms that pages send, read and checked by WTForms."""

from collections.abc import Iterable

from flask import request
from flask_wtf import FlaskForm
from werkzeug.exceptions import UnsupportedMediaType
from wtforms import IntegerField, RadioField, StringField
from wtforms.form import BaseForm
from wtforms.validators import AnyOf, NumberRange, Optional

from emm.learning.preferences import Choice
from emm.world import SEEDS

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
ENVELOPE = frozenset({"key", "sure", "seed", "csrf_token"})
"""Fields of a question's form that do not belong to the answer."""


def refuse_other_bodies() -> None:
    """Raise UnsupportedMediaType when what was sent is not a form."""
    if request.mimetype not in FORM_TYPES:
        raise UnsupportedMediaType


class QuestionForm(FlaskForm):
    """What every form of a question carries around the answer itself."""

    class Meta:
        """How the form is read."""

        csrf = False  # the cross-site guard has decided before a page is asked; lesson pages are public and cached

    key = StringField(default="")
    sure = StringField(default="yes", validators=[Optional(), AnyOf(["yes", "no", "hint"])])
    seed = IntegerField(default=0, validators=[Optional(), NumberRange(0, SEEDS - 1)])


def preferences_form(choices: Iterable[Choice]) -> BaseForm:
    """Return a form with a group of radio buttons for each of the choices."""
    return BaseForm({one.name: RadioField(choices=list(one.options)) for one in choices})
