"""Cases: process instances, their open work items, timers and incidents, and how a step of the engine is written down.
What a step *means* for a person's work lives in ``work``.
"""
