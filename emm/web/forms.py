"""The forms that pages send: those with something to check by WTForms, those of questions as they are."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from flask import g, request
from flask_wtf import FlaskForm
from werkzeug.exceptions import UnsupportedMediaType
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField
from wtforms.form import BaseForm

from emm.errors import NotAllowed, TooLarge
from emm.learning.answering import Sent
from emm.learning.preferences import Choice
from emm.questions.contract import FormValues
from emm.questions.inputs import legible
from emm.web.identity import token_is_valid
from emm.world import SEEDS

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
ENVELOPE = frozenset({"key", "sure", "seed", "sitting", "csrf_token"})
"""Fields of a question's form that do not belong to the answer."""
BY_NUMBER = {str(seed): seed for seed in range(SEEDS)}
"""The arrangements of options by what a form says."""
LONGEST_FIELD = 16 * 1024
"""Signs in one field of a form."""


def refuse_other_bodies() -> None:
    """Raise UnsupportedMediaType when what was sent is not a form."""
    if request.mimetype not in FORM_TYPES:
        raise UnsupportedMediaType


def cleaned(text: str | None) -> str:
    """Return what was typed without signs that no page may send back; NUL marks places in ours."""
    return legible(text or "")


class OpenForm(FlaskForm):
    """A form that carries no token which Flask-WTF would check."""

    class Meta:
        """How the form is read."""

        csrf = False  # the cross-site guard has decided before a page is asked; lesson pages are public and cached


class SentForm(NamedTuple):
    """A form of a question, or another that a visitor may send first, as it was sent."""

    sent: Sent
    seed: int
    """Which arrangement of the options the page showed."""
    wants_hint: bool
    """Whether the button for a hint sent it; text browsers know no address of its own for a button."""


class CertificateForm(OpenForm):
    """What the forms about a certificate send; each sends one of these."""

    name = StringField(default="", filters=[cleaned])
    without = BooleanField(default=False)
    shown = StringField(default="")


def certificate_form() -> CertificateForm:
    """Return the form that was sent; raise UnsupportedMediaType for anything but a form."""
    refuse_other_bodies()
    return CertificateForm()


def question_form() -> SentForm:
    """Return the form that was sent; a number that cannot be one is 0.

    Raises UnsupportedMediaType for anything but a form, and TooLarge for one with a field that no answer needs.
    """
    refuse_other_bodies()
    form = sent_form(list(request.form.items(multi=True)))
    g.seed = form.seed
    return form


def sent_form(fields: Sequence[tuple[str, str]]) -> SentForm:
    """Return the form of a question whose fields these are, in order; a number that cannot be one is 0.

    Raises TooLarge for one with a field that no answer needs.
    """
    if any(len(value) > LONGEST_FIELD for _, value in fields):
        raise TooLarge("a field of the form")
    first = dict(reversed(fields))
    sure = first.get("sure", "yes")
    # The sign NUL marks places in our pages, and PostgreSQL keeps no text with it.
    pairs = ((name, value.replace("\0", "")) for name, value in fields if name not in ENVELOPE)
    return SentForm(
        sent=Sent(first.get("key", ""), FormValues.of(pairs), sure=sure != "no"),
        seed=BY_NUMBER.get(first.get("seed", ""), 0),
        wants_hint=sure == "hint",
    )


def sitting_number() -> int:
    """Return the number of the sitting that the form is about, 0 for what is no number.

    Raises UnsupportedMediaType for anything but a form.
    """
    refuse_other_bodies()
    return request.form.get("sitting", 0, type=int)


class AccountForm(OpenForm):
    """What all forms about an account have in common: account_form() asks for a token before anything is read."""


class NameForm(AccountForm):
    """A user name and a password."""

    name = StringField(default="", filters=[cleaned])
    password = StringField(default="")


class SignInForm(NameForm):
    """A resume code, or a user name and a password."""

    way = StringField(default="code")
    code = StringField(default="", filters=[cleaned])
    keep = BooleanField()
    add = StringField(default="")
    next = StringField(default="")


class SignOutForm(AccountForm):
    """Where to sign out."""

    where = StringField(default="here")


class SetUpForm(NameForm):
    """What makes the first administrator, and what the site is called from then on."""

    code = StringField(default="", filters=[cleaned])
    site_name = StringField(default="", filters=[cleaned])
    contact = StringField(default="", filters=[cleaned])
    add = StringField(default="")


class LinkForm(AccountForm):
    """What a one-time link holds, the password that was chosen, and whether to add what was done on the device."""

    code = StringField(default="")
    add = StringField(default="")
    password = StringField(default="")


class PasswordForm(AccountForm):
    """The password of now, and the one from now on."""

    current = StringField(default="")
    password = StringField(default="")


class ProofForm(AccountForm):
    """The code that comes after the password, what the browser has shown before, and where it goes then."""

    code = StringField(default="", filters=[cleaned])
    ticket = StringField(default="")
    next = StringField(default="")


class ConfirmForm(AccountForm):
    """What shows again who somebody is; it may come with another form that waits for it, whose fields are others."""

    proof_password = StringField(default="")
    proof_code = StringField(default="", filters=[cleaned])
    next = StringField(default="")


class FactorForm(AccountForm):
    """The first code of an app, and what its secret follows from."""

    code = StringField(default="", filters=[cleaned])
    salt = StringField(default="")


class InviteForm(AccountForm):
    """Whom to invite, to do what."""

    name = StringField(default="", filters=[cleaned])
    role = StringField(default="")


class SiteForm(AccountForm):
    """What an administrator chose for the site, and what the page had shown before."""

    site_name = StringField(default="", filters=[cleaned])
    host_organization = StringField(default="", filters=[cleaned])
    contact = StringField(default="", filters=[cleaned])
    certificate_text = StringField(default="", filters=[cleaned])
    languages = SelectMultipleField(default=(), validate_choice=False)
    guest_days = StringField(default="", filters=[cleaned])
    account_days = StringField(default="", filters=[cleaned])
    review = StringField(default="")
    seen = StringField(default="")
    sure = StringField(default="")


class TidyForm(AccountForm):
    """By which numbers of days the page had counted the old records."""

    days = StringField(default="")


class DeleteForm(AccountForm):
    """The word that confirms."""

    word = StringField(default="")


F = TypeVar("F", bound=AccountForm)


def account_form(kind: type[F]) -> F:
    """Return a form about an account, as it was sent.

    Raises UnsupportedMediaType for anything but a form, and NotAllowed when it does not prove that it is ours (S13,
    S14): there is no account form that a page elsewhere could send, whoever is signed in.
    """
    refuse_other_bodies()
    if not (g.get("form_is_ours") or token_is_valid()):
        raise NotAllowed("the form carries no token of this browser")
    return kind()


def preferences_form(choices: Iterable[Choice]) -> BaseForm:
    """Return a form with a group of radio buttons for each of the choices."""
    return BaseForm({one.name: RadioField(choices=list(one.options)) for one in choices})
