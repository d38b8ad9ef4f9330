"""Where: benches with their scale and printer, print jobs, exceptions, site rules."""
