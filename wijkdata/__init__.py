"""From open neighbourhood data to a shared, measurable ambition."""
