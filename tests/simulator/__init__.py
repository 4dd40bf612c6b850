"""A packet simulator that knows nothing of archc: it reads a template and sends single packets.

`template` resolves a CloudFormation template, `world` makes interfaces, tables and lists of it,
`packets` walks one packet there and its answer back. The tests compare it with `archc.reach`.
"""
