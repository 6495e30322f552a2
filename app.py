"""The entry for WSGI servers and, run by itself, a development server that reloads."""

from emm.settings import from_environment
from emm.web import create_app

app = create_app(from_environment())

if __name__ == "__main__":
    app.run(port=8000, debug=True)
