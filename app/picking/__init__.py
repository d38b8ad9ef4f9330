"""PDA tasks: scan verdicts, shorts, replay."""
