"""Why a simulation stops: one sentence each, for the person who started it.

StoppedError
OrderFileError    the file cannot be read as orders
SiteError         a command of the site failed, or its server does not come up
DeadFloorError    the floor gave no answer for two minutes
"""


class StoppedError(Exception):
    """The simulation cannot go on; the text says why and what to do."""


class OrderFileError(StoppedError):
    """The file cannot be read as orders; the sentence says where and why."""


class SiteError(StoppedError):
    """A command of the site failed, or its server does not come up."""


class DeadFloorError(StoppedError):
    """No answer for two minutes."""
