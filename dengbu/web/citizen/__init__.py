"""The citizen's face: one's own cases, homes and certificates, on a phone."""
