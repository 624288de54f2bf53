"""How far the answers agree with independent reference data. Nothing of that data is kept: only counts leave this package."""
