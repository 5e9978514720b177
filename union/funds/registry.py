"""What the cash book puts into the registries."""


def register() -> None:
    """Called once from FundsConfig.ready()."""
