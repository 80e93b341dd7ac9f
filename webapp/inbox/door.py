"""The address of the inbox, shared by the modules of this area."""

from __future__ import annotations

from flask import Blueprint

inbox = Blueprint("inbox", __name__, url_prefix="/inbox")
