"""The kinds of files that are known, by their endings."""

HTML, PLAIN, MARKDOWN = "text/html", "text/plain", "text/markdown"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Messages of Telegram as its desktop program exports them: one thread, in JSON or as a page.
TELEGRAM_JSON, TELEGRAM_PAGE = "application/x-telegram+json", "text/x-telegram+html"
#: The kind of a file that we keep and do not read.
UNKNOWN = "application/octet-stream"

ZIP, WACZ, WARC = "application/zip", "application/wacz", "application/warc"
MAIL, MBOX = "message/rfc822", "application/mbox"
CSV, JSON, JSON_LINES = "text/csv", "application/json", "application/jsonl"
PARQUET = "application/vnd.apache.parquet"
#: Exports of Disqus are.
XML = "application/xml"

READ = frozenset((HTML, PLAIN, MARKDOWN, PDF, DOCX, TELEGRAM_JSON, TELEGRAM_PAGE))
#: What holds documents, each to be read by itself.
CONTAINERS = frozenset((ZIP, WACZ, WARC, MAIL, MBOX, CSV, JSON, JSON_LINES, PARQUET, XML))

_BY_ENDING = {
    ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".txt": PLAIN, ".md": MARKDOWN, ".pdf": PDF,
    ".docx": DOCX, ".zip": ZIP, ".wacz": WACZ, ".warc": WARC, ".warc.gz": WARC, ".eml": MAIL,
    ".mbox": MBOX, ".csv": CSV, ".json": JSON, ".jsonl": JSON_LINES, ".ndjson": JSON_LINES,
    ".xml": XML, ".parquet": PARQUET,
}  # fmt: skip


def media_type(name: str) -> str | None:
    """What a name's ending says of the kind of a file; None for kinds that are not known."""
    lowered = name.lower()
    return next((kind for end, kind in _BY_ENDING.items() if lowered.endswith(end)), None)
