"""Rules about VPCs of a design with this kind."""
