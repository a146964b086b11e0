"""What a channel passes on is told by the one from whom it has it."""

from dataclasses import replace

from khaldun.records import Account, Claim, Passage, Report, Source


def credit_forwards(report: Report, accounts: tuple[Account, ...]) -> tuple[Account, ...]:
    """The accounts, with the author of a forwarded passage before the sources that it credits."""
    forwards = [p for p in report.passages if p.author and p.kind in {"body", "caption"}]
    if not forwards:
        return accounts
    return tuple(
        replace(
            account, claims=tuple(_credited(claim, forwards, report) for claim in account.claims)
        )
        for account in accounts
    )


def _credited(claim: Claim, forwards: list[Passage], report: Report) -> Claim:
    author = next((p.author for p in forwards if p.start <= claim.span.start < p.end), None)
    if author is None:
        return claim
    named = next(
        (
            p
            for p in forwards
            if p.kind == "caption" and report.text[p.start : p.end].endswith(author)
        ),
        None,
    )
    words = report.span(named.end - len(author), named.end) if named else None
    return Claim.make(
        account=claim.account,
        span=claim.span,
        chain=(Source(name=author, words=words), *claim.chain),
        certainty=claim.certainty,
        rule=claim.rule,
        figure=claim.figure,
        actor=claim.actor,
    )
