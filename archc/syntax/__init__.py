"""Source → Tree: the only package that knows Lark."""
