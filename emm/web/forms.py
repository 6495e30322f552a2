"""The forms that pages send, read and checked by WTForms."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import AnyOf, NumberRange, Optional

from emm.world import SEEDS

ENVELOPE = frozenset({"key", "sure", "seed", "csrf_token"})
"""Fields of a question's form that do not belong to the answer."""


class QuestionForm(FlaskForm):
    """What every form of a question carries around the answer itself."""

    class Meta:
        """How the form is read."""

        csrf = False  # the cross-site guard has decided before a page is asked; lesson pages are public and cached

    key = StringField(default="")
    sure = StringField(default="yes", validators=[Optional(), AnyOf(["yes", "no", "hint"])])
    seed = IntegerField(default=0, validators=[Optional(), NumberRange(0, SEEDS - 1)])
