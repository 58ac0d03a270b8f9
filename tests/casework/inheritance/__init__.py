"""Who inherits: worked families, an oracle, properties, faults."""
