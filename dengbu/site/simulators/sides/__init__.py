"""Two banks and who supervises the money of a sale under mortgage, as programs of their own.

Each reads from the office every second or so what it has to do, does it, and says so by a signed
request, as a real bank's program would; each can be told to misbehave.
"""
