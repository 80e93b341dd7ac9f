"""Every room's rows in one place, so that migrations and tests see the whole schema."""

from __future__ import annotations

import webapp.accounts.models  # noqa: F401 - each import adds its tables to the metadata
import workflows.deadlines.models  # noqa: F401
import workflows.definitions.models  # noqa: F401
import workflows.instances.models  # noqa: F401
import workflows.ledger.models  # noqa: F401
import workflows.organisation.models  # noqa: F401
import workflows.resolutions.models  # noqa: F401
import workflows.work.models  # noqa: F401
from workflows.db import Base

METADATA = Base.metadata
