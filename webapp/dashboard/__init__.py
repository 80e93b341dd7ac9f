"""The leader's page: how the tasks stand, counted by the national classes, for the country or a unit, each number a link to
the list behind it. The counting itself is ``workflows.resolutions.register``'s."""
