"""What the application has made for readers who stand alike, and what the next of them needs in it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from flask import Flask
from werkzeug.sansio.http import parse_cookie
from werkzeug.sansio.utils import host_is_trusted

from emm.content.model import Course, Lesson
from emm.learning.learners import KnownLearner
from emm.learning.records import Record
from emm.learning.reviewing import Due
from emm.rendering import Skeleton
from emm.web import context, due
from emm.web.context import is_asked_to_save, spares, standpoint
from emm.web.identity import named, new_form_token, reader_of, who_is
from emm.web.kept import Kept
from emm.web.packed import Packed
from emm.web.reading import Connect, Reading, tallies_for
from emm.web.security import NOT_STORED, headers_of
from emm.web.services import EPOCH, Epoch, Services

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PACKED = 100
"""How many texts are kept compressed, at some 25 kB for a page and 5 kB for a fragment."""

Headers = Sequence[tuple[str, str]]


class Ready(NamedTuple):
    """What is to be sent."""

    text: Packed
    own: Mapping[str, str]
    """What is the reader's own in the text."""
    headers: Headers
    """All but those that depend on how it is sent."""


class Sender(NamedTuple):
    """Who sends a request, as far as it says so itself."""

    language: str
    """The language of the address."""
    token: str
    """What the browser proves itself with."""
    saves_data: bool
    """Whether the browser asks for little data."""
    epoch: Epoch
    """From before anything was looked up."""

    def reading(
        self,
        learner: KnownLearner,
        course: Course,
        lesson: Lesson,
        record: Record,
        connect: Connect,
        spoken: str = "",
    ) -> Reading:
        """Return what a page or fragment is made of, as the application would."""
        others = tallies_for(connect, course, lesson, record)
        asked = () if spares(learner.preferences, is_asked=self.saves_data) else None
        return Reading(course, lesson, reader_of(learner), record, others, spoken, asked=asked)


class Made:
    """What the front shares with the application behind it."""

    def __init__(self, app: Flask, services: Services) -> None:
        """Keep the application and its stores."""
        self.app = app
        self.services = services
        self.dues: Kept[Due] = app.extensions[due.KEPT]
        self._skeletons: Kept[Skeleton] = app.extensions[context.KEPT]
        self._packed: Kept[Packed] = Kept(PACKED)
        self._hosts: list[str] | None = app.config["TRUSTED_HOSTS"]

    def headers(self, sort: Mapping[str, str]) -> Headers:
        """Return what the application says about a page or fragment of one learner."""
        return (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Vary", context.VARY),
            *headers_of(sort, self.services.settings).items(),
            ("Cache-Control", NOT_STORED),
        )

    def sender(self, environ: "WSGIEnvironment", language: str) -> Sender | None:
        """Return who sends the request, None when it is meant for another site.

        What is found of the courses from here on belongs to this epoch, in the application as well.
        """
        environ[EPOCH] = epoch = self.services.epoch
        if not host_is_trusted(environ.get("HTTP_HOST"), self._hosts):
            return None
        is_secure = self.services.settings.secure or environ["wsgi.url_scheme"] == "https"
        token = parse_cookie(environ["HTTP_COOKIE"]).get(named(is_secure), "")
        saves_data = is_asked_to_save(environ.get("HTTP_SAVE_DATA", ""))
        return Sender(language, token, saves_data, epoch)

    def found(
        self, sender: Sender, learner: KnownLearner, key: tuple[object, ...], more: tuple[object, ...] = ()
    ) -> tuple[Packed, Mapping[str, str]] | None:
        """Return what was made under the key for a learner who stood alike, and what is this one's own in it.

        None when nothing was. A page has a place for what waits in the review, and `more` is the key of the words that
        stand there, which are kept by themselves; a fragment has none.
        """
        here = standpoint(sender.language, learner.preferences.look, who_is(learner), sender.epoch)
        own = {"key": self.services.world.new_id(), "token": new_form_token(self.services, sender.token)}
        place = (*here, key, more)
        packed = self._packed.find(place)
        if packed is None and (whole := self._whole((*here, *key), (*here, *more) if more else ())):
            packed = self._packed.keep(place, Packed(whole, own))
        return (packed, own) if packed else None

    def _whole(self, key: tuple[object, ...], more: tuple[object, ...]) -> Skeleton | None:
        text, waiting = self._skeletons.find(key), self._skeletons.find(more) if more else None
        if text is None or (more and waiting is None):
            return None
        return text.filling({context.DUE: waiting.filled({})}) if waiting else text
