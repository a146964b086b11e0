"""Reports that say the same hostile words wherever a report can say something."""

from dataclasses import replace

from incident_cases import Told, blame, card, figure, tell
from khaldun.records import Account, Interval, Passage, Span

#: Turns the order of what follows, up to the end of its element.
TURN = "\N{RIGHT-TO-LEFT OVERRIDE}"
#: What would run, or fetch something, if it were a part of the page.
PAYLOADS = (
    "<script>document.title='run'</script>",
    "<img src=http://evil.example/beacon onerror=document.title='run'>",
    "\"><svg onload=document.title='run'>",
    "' autofocus onfocus=document.title='run' x='",
    "javascript:document.title='run'",
    "</title></textarea></style></bdi><iframe srcdoc='<script>top.document.title=1</script>'>",
    "{{ 7*7 }}{% include '/etc/passwd' %}",
    "<link rel=stylesheet href=//evil.example/x.css><base href=//evil.example>",
    "<style>@import url(http://evil.example/x)</style>",
    "<form action=http://evil.example><input type=submit>",
    "<meta http-equiv=refresh content=0;url=http://evil.example>",
    "&lt;script&gt;&#60;script&#62;\u2028alert(1)",
    f"{TURN}drawkcab <b>bold</b>",
)


def hostile(payload: str, number: int) -> Told:
    """A report that says the same payload wherever a report can say something."""
    quote = f"{payload} Tel Amal was hit {number}."
    told = card(
        quote,
        figures=[figure(3 + number, payload), figure(None, payload, vague=payload)],
        by=[blame(payload, payload)],
        against=[{"actor": payload, "quote": None}],
    )
    told["figures"][0]["of"] = payload
    report, (account,) = tell(f"{number} {payload}", told, publisher=payload)
    text = report.text
    comment = Passage(
        kind="comment", start=len(quote) + 1, end=len(text) + 8, number=1,
        author=payload, posted=payload,
    )  # fmt: skip
    report = replace(
        report,
        title=payload,
        url=f"javascript:{payload}",
        flags=(payload,),
        text=f"{text}\ncomment",
        passages=(Passage(kind="body", start=0, end=len(quote)), comment),
        gaps=tuple(gap for gap in report.gaps if gap.role != "title"),
    )
    return report, (_placed(account, payload),)


def _placed(account: Account, payload: str) -> Account:
    assert account.where is not None
    assert account.when is not None
    words = Span(start=0, end=len(payload), text=payload)
    where = replace(account.where, name=payload, region=payload, country="SY", words=words)
    when = replace(account.when, words=words)
    assert isinstance(when, Interval)
    return replace(account, where=where, when=when)
