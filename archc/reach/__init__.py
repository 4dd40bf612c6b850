"""Reachability: who can send to whom and get an answer, decided for whole classes of packets.

`model` is the network with every table, list and group spelled out, `expand` makes it from a
design, `headers` are classes of packets, `walk` follows them hop by hop there and back, and
`query` asks about components. `smallest` finds the fewest `changes` that open a blocked way, among
the `remedies` of the packets that are stopped; `advice` and `wording` say them in the language.
`loss` takes zones away. Terms and rules are those of AWS's VPC Reachability Analyzer.
"""
