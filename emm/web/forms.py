"""The forms that pages send, read and checked by WTForms."""

from collections.abc import Iterable
from unicodedata import category

from flask import g, request
from flask_wtf import FlaskForm
from werkzeug.exceptions import UnsupportedMediaType
from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.form import BaseForm
from wtforms.validators import AnyOf, NumberRange, Optional

from emm.errors import Conflict, Overtaken, TooLarge
from emm.learning.preferences import Choice
from emm.messages import Message, message
from emm.questions.contract import FormValues
from emm.world import SEEDS

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
ENVELOPE = frozenset({"key", "sure", "seed", "sitting", "csrf_token"})
"""Fields of a question's form that do not belong to the answer."""
MOST_SITTINGS = 1_000_000
LONGEST_FIELD = 16 * 1024
"""Signs in one field of a form."""
CLOSED = message("This question was answered before, perhaps in another window. This is what was saved.")
OVERTAKEN = message("That was another step, perhaps in another window. This is how it stands now.")


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


class SittingForm(FlaskForm):
    """Which sitting of the final assessment a form is about."""

    class Meta:
        """How the form is read."""

        csrf = False  # the cross-site guard has decided before a page is asked

    sitting = IntegerField(default=0, validators=[Optional(), NumberRange(0, MOST_SITTINGS)])
    seed = IntegerField(default=0, validators=[Optional(), NumberRange(0, SEEDS - 1)])


def sitting_form() -> SittingForm:
    """Return the form that was sent, with 0 for a number that cannot be one.

    Raises UnsupportedMediaType for anything but a form.
    """
    refuse_other_bodies()
    form = SittingForm()
    form.validate()
    for field in (form.sitting, form.seed):
        if field.errors:
            field.data = 0
    return form


def without_controls(text: str | None) -> str:
    """Return the text without control characters, which no page may send back; NUL marks places in ours."""
    return "".join(sign for sign in text or "" if category(sign) != "Cc")


class CertificateForm(FlaskForm):
    """What the forms about a certificate send; each sends one of these."""

    class Meta:
        """How the form is read."""

        csrf = False  # the cross-site guard has decided before a page is asked

    name = StringField(default="", filters=[without_controls])
    without = BooleanField(default=False)
    shown = StringField(default="")


def certificate_form() -> CertificateForm:
    """Return the form that was sent; raise UnsupportedMediaType for anything but a form."""
    refuse_other_bodies()
    return CertificateForm()


def question_form() -> tuple[QuestionForm, FormValues]:
    """Return the envelope of the form that was sent, and the answer in it.

    Raises UnsupportedMediaType for anything but a form, and TooLarge for one with a field that no answer needs.
    """
    refuse_other_bodies()
    if any(len(value) > LONGEST_FIELD for value in request.form.values()):
        raise TooLarge("a field of the form")
    form = QuestionForm()
    form.validate()
    if form.seed.errors:
        form.seed.data = 0
    g.seed = form.seed.data or 0
    # The sign NUL marks places in our pages, and PostgreSQL keeps no text with it.
    pairs = ((name, value.replace("\0", "")) for name, value in request.form.items(multi=True) if name not in ENVELOPE)
    return form, FormValues.of(pairs)


def told_of(refusal: Conflict) -> Message:
    """Return what is said about a form that came too late."""
    return OVERTAKEN if isinstance(refusal, Overtaken) else CLOSED


def preferences_form(choices: Iterable[Choice]) -> BaseForm:
    """Return a form with a group of radio buttons for each of the choices."""
    return BaseForm({one.name: RadioField(choices=list(one.options)) for one in choices})
