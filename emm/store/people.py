"""Learners, and what leads back to them: visits of browsers, codes and passwords."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from emm.store.base import Base, UtcDateTime


class Learner(Base):
    """Somebody who answered or chose something; nothing more is known of a guest."""

    __tablename__ = "learner"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    seed: Mapped[int]
    """Which of the arrangements of options this learner sees."""
    created_on: Mapped[date]
    seen_on: Mapped[date] = mapped_column(index=True)
    """The last day with a visit; idle records are deleted by it."""
    preferences: Mapped[str | None] = mapped_column(Text)
    """What was chosen on the settings page, as JSON; nothing of what stands at its default."""


class Visit(Base):
    """A browser that holds a token; only the token's SHA-256 is kept, so the table opens no session."""

    __tablename__ = "visit"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lasts: Mapped[str] = mapped_column(String(8))
    """device, month, browser or staff: how long the browser keeps the token."""


class Account(Base):
    """What leads a learner back from anywhere: a resume code, and a user name with a password for who wants one."""

    __tablename__ = "account"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """argon2id of the resume code, with one salt for all."""
    code_made_on: Mapped[date | None]
    name: Mapped[str | None] = mapped_column(String(40))
    """The user name as it was typed."""
    name_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    """The user name as it is compared."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """argon2id of the password, with its salt and costs."""
    role: Mapped[str] = mapped_column(String(12), default="learner", index=True)
    """learner, facilitator, author or admin."""
    disabled_on: Mapped[date | None]
    """The day on which somebody of the staff closed the account."""
    factor_salt: Mapped[str | None] = mapped_column(String(32))
    """What the secret of the second factor follows from, together with the site's key; nothing without that."""
    factor_step: Mapped[int | None]
    """The time step of the last code of the second factor that was used, so that each works once."""


class RecoveryCode(Base):
    """What stands in for the second factor, once."""

    __tablename__ = "recovery_code"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """argon2id of the code, salted by account."""


class OneTimePass(Base):
    """A link or a code that leads to an account once: an invitation, or a way back that the staff gave."""

    __tablename__ = "one_time_pass"

    secret_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of what a link holds, or argon2id of a code."""
    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(8))
    """invite, link or code: to begin here, to choose a new password, or to sign in."""
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SetUp(Base):
    """The code that makes the first administrator, while there is none."""

    __tablename__ = "set_up"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Duty(Base):
    """Work that is done once a day by whichever process comes first."""

    __tablename__ = "duty"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    begun_on: Mapped[date]


# The tables themselves, for statements that ask for rows and not for objects.
learners = Base.metadata.tables["learner"]
visits = Base.metadata.tables["visit"]
accounts = Base.metadata.tables["account"]
recovery_codes = Base.metadata.tables["recovery_code"]
passes = Base.metadata.tables["one_time_pass"]
set_ups = Base.metadata.tables["set_up"]
duties = Base.metadata.tables["duty"]
