"""archc compiles `.arch` designs to checked graphs, diagrams and AWS CloudFormation."""

__version__ = "0.1.0"
