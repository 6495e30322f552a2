"""The entry for WSGI servers and, run by itself, a development server that reloads."""

from emm.credentials.keyfile import key_ring
from emm.settings import from_environment
from emm.web import create_app

settings = from_environment()
key_ring(settings.data)  # one that cannot be used is told of now, not with the first certificate
app = create_app(settings)

if __name__ == "__main__":
    app.run(port=8000, debug=True)
