"""The linter's mutation score: small changes of correct examples, and what archc says of them.

A *mutant* is a correct example of `examples/` with one change, made by an operator that knows the
language and the graph and no rule (`on_source.py`, `on_graph.py`). It is

- *found* if archc says something of it that it does not say of the example: another code, of
  another component, or in another sentence. Numbers in a sentence do not count, so that `has 4`
  in the place of `has 8` is no new finding. Errors, warnings and advice count alike and are
  published apart, and so are findings of the reader (names, types), of rules, and of guarantees
  that the example itself gives;
- *harmless* if nothing is found and it is proved (`harmless.py`) that reachability, permissions and
  zone survival are exactly those of the example;
- a *survivor* otherwise. Each one is listed on the page with a sentence, written by somebody who
  has read it (`survivors.toml`).

The score is the share of the mutants that are found or harmless. The page also has it without the
harmless ones, without guarantees, and without what is found by reading alone.

`./dev mutants` judges all of them, and writes `results.txt` and the page `tests/spec/MUTANTS.md`.
`tests/test_mutation.py` judges a sample and every survivor again; `ARCHC_MUTANTS=all` all of them.
"""
