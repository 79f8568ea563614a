"""Removes the database. For development: it asks no questions. The wallet makes a new one when it starts."""

import os

for suffix in ("", "-wal", "-shm"):
    if os.path.exists(os.environ["WALLET_DB"] + suffix):
        os.remove(os.environ["WALLET_DB"] + suffix)
