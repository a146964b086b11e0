"""Khaldun reads reports of armed conflict and keeps a ledger of what each says, and who says so."""

__version__ = "0.1.0"
