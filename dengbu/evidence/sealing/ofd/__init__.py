"""OFD (GB/T 33190-2016) with electronic seals: written by GB/T 38540-2020, judged also by the form
before it, GM/T 0031-2014."""
