"""What is stored about learners, told in sentences; a test compares them with the tables, so that none is missing."""

from dataclasses import dataclass

from emm.messages import Message, message


@dataclass(frozen=True, slots=True)
class Stored:
    """A sentence for learners, and what it speaks about: columns, as table.column."""

    sentence: Message
    columns: frozenset[str]


def _stored(sentence: Message, *told: str) -> Stored:
    """Return what is stored: the names of tables, each followed by those of its columns."""
    pairs = zip(told[::2], told[1::2], strict=True)
    return Stored(sentence, frozenset(f"{table}.{column}" for table, columns in pairs for column in columns.split()))


STORED: tuple[Stored, ...] = (
    _stored(
        message("A random number that stands for you, and the order in which you see the options of a question."),
        "learner",
        "id seed",
    ),
    _stored(
        message("The day of your first answer or choice, and the day of your last visit."),
        "learner",
        "created_on seen_on",
    ),
    _stored(message("What you chose under Settings."), "learner", "preferences"),
    _stored(
        message(
            "What you did with each question, and when: your answers, the hints and answers you asked for, whether "
            "you were sure, and the result."
        ),
        "attempt",
        "learner_id course question number action response score sure at",
    ),
    _stored(
        message("Which version of a question you answered, and a number that keeps an answer from counting twice."),
        "attempt",
        "wording meaning key",
    ),
    _stored(
        message("How many votes each answer of a poll has: a number, without any trail to those who voted."),
        "poll_total",
        "course question meaning option votes told",
    ),
    _stored(
        message(
            "For two days at most, how often a code, a password or a name on a certificate was tried: under a "
            "fingerprint of the internet address or username, which only this server can compare and which is another "
            "one the next day."
        ),
        "tries",
        "who count until",
    ),
    _stored(message("Which lessons you have done, and when."), "lesson_done", "learner_id course lesson at"),
    _stored(
        message(
            "Each time you take a final assessment: which questions you got, your answers, the points, and when it "
            "began and ended."
        ),
        "sitting",
        "learner_id course number edition pass_mark one_each started_at ended_at points passed",
    ),
    _stored(
        message("For each question of a final assessment: its place, your answer, when you gave it, and the result."),
        "sitting_question",
        "learner_id course number place question objective points text_id response score answered_at",
    ),
    _stored(
        message("The words of the questions that were asked in final assessments, without any trail to those who sat."),
        "asked_text",
        "id language source",
    ),
    _stored(
        message(
            "For each certificate: its code, the course as it was on that day, the day, and whether it was withdrawn "
            "and why. Your name only if you let us keep it, and whether others may see it."
        ),
        "certificate",
        "learner_id course edition code credential language title minutes objectives passed_on issued_on name renamed "
        "shows_name salt withdrawn_on reason",
    ),
    _stored(
        message(
            "For each browser, a fingerprint of its cookie, when the cookie was made and last used, and how long it "
            "lasts."
        ),
        "visit",
        "token_hash learner_id started_at seen_at lasts",
    ),
    _stored(
        message(
            "If you asked for a resume code: the day, and a fingerprint of the code, from which nobody can tell the "
            "code."
        ),
        "account",
        "learner_id code_hash code_made_on",
    ),
    _stored(
        message(
            "If you chose a username and a password: the username, and a fingerprint of the password, from which "
            "nobody can tell the password."
        ),
        "account",
        "name name_key password_hash",
    ),
    _stored(
        message("If you have an account: whether you are a learner or work for this site, and the day it was closed."),
        "account",
        "role disabled_on",
    ),
    _stored(
        message(
            "If you work for this site and sign in with codes of an app: a number that those follow from together "
            "with a key of the server, when the last one was used, and fingerprints of your recovery codes."
        ),
        "account",
        "factor_salt factor_step",
        "recovery_code",
        "learner_id code_hash",
    ),
    _stored(
        message(
            "If the people who run this site gave you a link or a code to come in with: a fingerprint of it, what it "
            "is for, and until when."
        ),
        "one_time_pass",
        "secret_hash learner_id purpose ends_at",
    ),
    _stored(
        message(
            "What the people who run this site do with accounts, for a year: when, and the random numbers of who did "
            "it and whom it was about. No names, no answers, no passwords."
        ),
        "audit_entry",
        "number done_at actor act about detail seal",
    ),
    _stored(
        message("While the site has no administrator: a fingerprint of the code that makes the first one."),
        "set_up",
        "name code_hash ends_at",
    ),
    _stored(message("On which day old records were last deleted."), "duty", "name begun_on"),
    _stored(message("What administrators chose for this site, such as its name."), "site_choice", "name value"),
    _stored(
        message("For two days at most, how many pages could not be shown in each hour: a number without any trail."),
        "failures",
        "hour count",
    ),
)
"""Everything that is stored."""


def sentences() -> tuple[Message, ...]:
    """Return what is stored, a sentence each."""
    return tuple(stored.sentence for stored in STORED)
