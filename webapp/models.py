"""Every room's rows in one place, so that migrations and tests see the whole schema."""

from __future__ import annotations

import notifications.models  # noqa: F401 - each import adds its tables to the metadata
import webapp.accounts.models
import webapp.inbox.models
import webapp.paper.models
import webapp.rates
import webapp.texts.models
import webapp.work.models  # noqa: F401
import workflows.deadlines.models
import workflows.definitions.models
import workflows.instances.models
import workflows.ledger.models
import workflows.organisation.models
import workflows.reorganising.models
import workflows.resolutions.models
import workflows.resolutions.reopening_models
import workflows.work.comment_models
import workflows.work.models
import workflows.work.part_models  # noqa: F401
from workflows.db import Base

METADATA = Base.metadata
