"""The order hub: intake, reports, feed, digest, files."""
