"""Rules about the whole graph of a design with something of this chapter."""
