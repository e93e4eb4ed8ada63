"""The law as data: YAML rule files -> a frozen rule tree."""
