"""The demonstration city (岳阳): made from a fixed seed, loaded as a real office would."""
