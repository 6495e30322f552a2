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
    """device, month or browser: how long the browser keeps the token."""


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


class Duty(Base):
    """Work that is done once a day by whichever process comes first."""

    __tablename__ = "duty"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    begun_on: Mapped[date]


# The tables themselves, for statements that ask for rows and not for objects.
learners = Base.metadata.tables["learner"]
visits = Base.metadata.tables["visit"]
accounts = Base.metadata.tables["account"]
duties = Base.metadata.tables["duty"]
