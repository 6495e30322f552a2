"""Flask-SQLAlchemy's object: the engine, and the session of a request."""

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine

from emm.store.base import Base
from emm.store.engine import engine_options, prepare

db = SQLAlchemy(model_class=Base)


def init_database(app: Flask, url: str) -> Engine:
    """Give the application a database that is ready for use, and return its engine."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
        return db.engine
