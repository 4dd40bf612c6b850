"""What `archc build --extras` writes beside template and diagrams: modules that make several files.

A module says what it is made from (`NEEDS`), and `emit` gives the files by the ends of their names.
"""
