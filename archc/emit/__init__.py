"""Writers: one module per output, each with `SUFFIX`, `NEEDS` and `emit`."""
