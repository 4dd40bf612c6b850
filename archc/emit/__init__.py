"""Stack or Drawing → files: one module per format, found by its file name.

A module says what it is made from (`NEEDS`: the `stack` of each region, all `stacks` together,
`drawing`, `pages` or `design`) and how its file's name ends (`SUFFIX`). Those in `on_request` are
written only where `--only` names them.
"""


class Unavailable(Exception):  # noqa: N818  (the command line reports it)
    """A format that this machine cannot write; the message says what is missing."""
