"""Everything that Khaldun raises on purpose.

    KhaldunError
    ├── InputError          an input cannot be used; the message says which, why, and what to do
    │   ├── RefusedInput    we will not read it (its kind, its size); the bytes are kept
    │   └── UnreadableInput we tried and could not (broken, too deep, too slow); the bytes are kept
    ├── KnowledgeError      a data file of the package or of the case breaks its own rules
    ├── CaseError           the case folder is missing, locked, or of a newer version
    └── IntegrityError      what is stored is not what was stored: a hash does not match

`InputError`s end as an outcome of that one input; the others stop the command.
"""


class KhaldunError(Exception):
    """The root of the tree; the command line prints its message and exits."""


class InputError(KhaldunError):
    """One input cannot be used; the others go on."""


class RefusedInput(InputError):  # noqa: N818 - named as the outcome that it becomes
    """An input that is not read by rule: wrong kind, too large."""


class UnreadableInput(InputError):  # noqa: N818 - named as the outcome that it becomes
    """An input that should have been readable and was not."""


class KnowledgeError(KhaldunError):
    """A knowledge file breaks its rules: names the file, the entry and the rule."""


class CaseError(KhaldunError):
    """The case folder cannot be opened or written."""


class IntegrityError(KhaldunError):
    """Stored evidence differs from its hash."""
