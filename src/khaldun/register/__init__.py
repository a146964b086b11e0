"""The register of incidents: what fusing found last, kept so that news changes what it touches.

It is made from the ledger and holds nothing else: deleted, it is made anew, and the same.
"""
