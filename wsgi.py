"""The web process: `granian --interface wsgi wsgi:app`."""

import os

from app.factory import create_app
from config import load_config

app = create_app(load_config(os.environ))
