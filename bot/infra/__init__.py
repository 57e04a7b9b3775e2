"""What the process needs around the use cases: scheduler, runner, clock, health, logs, metrics."""
