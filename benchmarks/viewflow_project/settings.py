"""Django's settings: the database of the run, and no more applications than the flow needs."""

from __future__ import annotations

import os

SECRET_KEY = "only for a benchmark"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "viewflow",
    "viewflow.workflow",
    "benchmarks.viewflow_project",
]
MIGRATION_MODULES = dict.fromkeys(
    ("auth", "contenttypes", "viewflow", "viewflow_project")
)  # tables straight from the models
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["BENCH_SOCKET"],
        "NAME": os.environ["BENCH_DATABASE"],
        "USER": "postgres",
    }
}
