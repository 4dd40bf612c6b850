"""One module per view, found by its file name: what it is called, and what it draws.

`TITLE` is the name of its page, `has_content` says whether a design has anything for it, and
`draw` makes the picture.
"""
