"""Statements that every page and every answer asks, compiled once.

SQLAlchemy looks at a statement anew whenever it is executed, which costs ten times what SQLite needs for the answer. On
SQLite the text goes to the driver as it was compiled the first time, and values pass the same types on their way. A
PostgreSQL is asked over a network, beside which this is little: there SQLAlchemy does everything.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Insert, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from emm.store.driver import ask

Statement = Select[Any] | CompoundSelect[Any] | Insert
Converter = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement as the driver takes it."""

    text: str
    values: tuple[tuple[str, Any], ...]
    """Of each place: its name, and what stands there when nothing is given."""
    writers: tuple[tuple[int, Converter], ...]
    """The places whose values are not what the driver takes."""
    row: type[tuple[Any, ...]]
    results: tuple[tuple[int, Converter], ...]
    """The columns whose values are not what the driver gives."""

    def places(self, given: Mapping[str, object]) -> list[Any]:
        """Return the values in the order of their places."""
        values = [given.get(name, default) for name, default in self.values]
        for place, convert in self.writers:
            values[place] = convert(values[place])
        return values

    def read(self, row: Sequence[Any]) -> Any:
        """Return a row with its values as they are declared."""
        values = list(row)
        for place, convert in self.results:
            values[place] = convert(values[place])
        return self.row(*values)


class Prepared:
    """A statement that is compiled once."""

    def __init__(self, statement: Statement) -> None:
        """Keep the statement."""
        self._statement = statement
        self._form: _Form | None = None

    def rows(self, connection: Connection, values: Mapping[str, object]) -> Sequence[Any]:
        """Return the rows, whose values can be told by their names; those without a name only by their place.

        Where no transaction has begun, the statement is one by itself.
        """
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, values).all()
        form = self._compiled(connection.dialect, values)
        return [form.read(row) for row in ask(connection, form.text, form.places(values))]

    def run(self, connection: Connection, values: Mapping[str, object]) -> None:
        """Execute what gives no rows, within a transaction that has begun.

        Raises SQLAlchemy's DBAPIError, as all that asks the database.
        """
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement, values)
        else:
            form = self._compiled(connection.dialect, values)
            ask(connection, form.text, form.places(values))

    def _compiled(self, dialect: Dialect, values: Mapping[str, object]) -> _Form:
        if self._form is None:  # two threads may both make it; they make the same
            self._form = _form(self._statement, dialect, tuple(values))
        return self._form


def _form(statement: Statement, dialect: Dialect, names: Sequence[str]) -> _Form:
    """Return the statement as the dialect says it; an insert sets the columns of those names."""
    columns: Sequence[ColumnElement[Any]] = ()
    if isinstance(statement, Insert):
        compiled = statement.compile(dialect=dialect, column_keys=names)
    else:
        columns = tuple(statement.selected_columns)
        given = statement.params(dict.fromkeys(names))  # so that lists, which may be empty, are written out
        compiled = given.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    places = [compiled.binds[name] for name in compiled.positiontup or ()]
    writers = enumerate(_writer(place.type, dialect) for place in places)
    readers = enumerate(_reader(column.type, dialect) for column in columns)
    row = namedtuple("Row", [str(column.key) for column in columns], rename=True)  # type: ignore[misc]
    return _Form(
        str(compiled),
        tuple((place.key, place.value) for place in places),
        tuple((place, writer) for place, writer in writers if writer),
        row,
        tuple((place, reader) for place, reader in readers if reader),
    )


def _reader(sort: TypeEngine[Any], dialect: Dialect) -> Converter | None:
    return sort.dialect_impl(dialect).result_processor(dialect, None)


def _writer(sort: TypeEngine[Any], dialect: Dialect) -> Converter | None:
    return sort.dialect_impl(dialect).bind_processor(dialect)
