"""Pure rules of the exchange: values in, values out; no clock, no network, no database."""
