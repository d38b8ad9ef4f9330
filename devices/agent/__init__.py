"""The station agent: a bench's scale and printer at a server that is somewhere else.

It runs on the packing PC, dials out, and is pulled by nobody: it tells the server what the
scale shows, asks for work, weighs and prints, and reports. It reconnects for ever. The server
decides; the agent only proves weights by the rules of `devices.scales.watch`, and sends each
label at most once (`ledger`).

``settings`` what it is told · ``link`` the way to the server · ``scale`` and ``printer`` the
devices · ``ledger`` what a restart must not forget · ``page`` its state for people ·
``station`` all of it together.
"""
