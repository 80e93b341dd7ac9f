"""Every room's rows in one place, so that migrations and tests see the whole schema."""

from __future__ import annotations

import notifications.models
import webapp.accounts.models
import webapp.inbox.models
import webapp.paper.models
import webapp.rates
import webapp.texts.models
import webapp.work.models
import workflows.deadlines.models
import workflows.definitions.models
import workflows.indicators.models
import workflows.instances.models
import workflows.ledger.models
import workflows.migration.models
import workflows.organisation.models
import workflows.reorganising.models
import workflows.resolutions.models
import workflows.resolutions.reopening_models
import workflows.trials.models
import workflows.work.comment_models
import workflows.work.models
import workflows.work.part_models
from workflows.db import Base

ROOMS = (
    notifications.models,
    webapp.accounts.models,
    webapp.inbox.models,
    webapp.paper.models,
    webapp.rates,
    webapp.texts.models,
    webapp.work.models,
    workflows.deadlines.models,
    workflows.definitions.models,
    workflows.indicators.models,
    workflows.instances.models,
    workflows.ledger.models,
    workflows.migration.models,
    workflows.organisation.models,
    workflows.reorganising.models,
    workflows.resolutions.models,
    workflows.resolutions.reopening_models,
    workflows.trials.models,
    workflows.work.comment_models,
    workflows.work.models,
    workflows.work.part_models,
)
"""The modules that have rows: each adds its tables to the metadata when it is read."""
METADATA = Base.metadata
