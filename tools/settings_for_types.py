"""What the type checker loads to know Django's models."""

from __future__ import annotations

from tools.throwaway import set_environment

set_environment("/nonexistent")

from openiop.config.settings import *  # noqa: E402, F403 - the environment had to be set first
