"""CloudFormation: templates in YAML or JSON, SAM included."""
