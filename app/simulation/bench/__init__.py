"""Performance figures: the server, a floor and peers, measured side by side in one run.

A shared machine makes absolute figures useless; ratios of what ran in the same minute hold.
"""
