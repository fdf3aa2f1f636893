"""The front page by e-mail: headline, key figures as a table, the report as PDF and the edition's address, one message a reader.

Everything that a message says stands in the edition's own front page or in its label table.
"""

from __future__ import annotations

import hashlib
import html
import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import duckdb
from pypdf import PdfReader, PdfWriter

from ingest.profiles.publication import EmailTarget, Publication, Recipient
from orchestration.inputs import read_json, write_json
from orchestration.printing.report import file_name
from orchestration.publication.parcel import MART, RIGHT_TO_LEFT, Card, TargetError

MOST_ATTACHED_BYTES = 10_000_000
UP, DOWN, LEVEL = "▲", "▼", "▬"
SIGNS = {
    "improved": UP, "ahead": UP, "above": UP, "met": UP, "declined": DOWN, "behind": DOWN, "below": DOWN, "not_met": DOWN,
    "no_detectable_change": LEVEL, "no_detectable_gap": LEVEL, "no_clear_difference": LEVEL,
}  # fmt: skip
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
MISSING_PAGE = "the front page has no key figures that a message could be made of; build the site again"
FONT = "font-family:Inter,'Segoe UI',Tahoma,Arial,sans-serif"
CELL = "padding:6px 10px 6px 0;border-bottom:1px solid #e2e5e8;vertical-align:top"


@dataclass
class FrontPage:
    """What the edition's front page says in one language."""

    headline: str = ""
    below: list[str] = field(default_factory=list)
    caption: str = ""
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects the texts of a front page that are marked for a message."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = FrontPage()
        self._open: list[tuple[str, str]] = []
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        given = dict(attrs)
        role = given.get("data-sentence") or ""
        if tag == "table" and given.get("data-mail") == "tiles":
            role = "tiles"
        elif self._inside("tiles") and tag in {"caption", "th", "td"}:
            role = "head" if tag == "th" and self._inside_tag("thead") else tag
            self._begin_row(tag)
            if given.get("data-verdict"):
                self.page.verdicts[-1] = given["data-verdict"] or ""
        if role:
            self._text = []
        self._open.append((tag, role))

    def _begin_row(self, tag: str) -> None:
        if tag == "th" and not self._inside_tag("thead"):
            self.page.rows.append([])
            self.page.verdicts.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, role = self._open.pop()
            if role:
                self._take(role, " ".join("".join(self._text).split()))
            if name == tag:
                return

    def _take(self, role: str, text: str) -> None:
        page = self.page
        if role == "headline":
            page.headline = page.headline or text
        elif role == "subheadline":
            page.below.append(text)
        elif role == "caption":
            page.caption = text
        elif role == "head":
            page.columns.append(text)
        elif role in {"th", "td"}:
            page.rows[-1].append(text)

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def _inside(self, role: str) -> bool:
        return any(each == role for _, each in self._open)

    def _inside_tag(self, tag: str) -> bool:
        return any(name == tag for name, _ in self._open)


def front_page(edition: Path, language: str) -> FrontPage:
    """Return what an edition's front page says.

    Raises:
        TargetError: it has no key figures to tell.
    """
    reader = _Reader()
    file = edition / "site" / language / "index.html"
    if file.is_file():
        reader.feed(file.read_text(encoding="utf-8"))
    if not reader.page.headline or not reader.page.rows:
        raise TargetError(f"{edition.name} ({language}): {MISSING_PAGE}.")
    return reader.page


@dataclass(frozen=True)
class Letter:
    """What all readers of one language get: subject, text and page, and the report if it is attached."""

    language: str
    subject: str
    text: str
    page: str
    attachment: bytes | None


def letter(edition: Path, card: Card, language: str, publication: Publication, attach: bool) -> Letter:
    """Return one language's message about an edition."""
    front = front_page(edition, language)
    texts = _texts(edition, language)
    address = publication.address(card.edition, language)
    report = _attachment(edition / "site" / file_name(language)) if attach else None
    ending = [texts["ui.mail.attached"]] if report else []
    notes = [*ending, f"{texts['ui.edition']} \u2068{card.edition}\u2069"]
    if texts.get("ui.synthetic") and _is_synthetic(edition):
        notes.append(texts["ui.synthetic"])
    return Letter(
        language=language,
        subject=texts["ui.mail.subject"].replace("{headline}", front.headline),
        text=_plain(front, texts, address, notes),
        page=_page(front, texts, address, notes, language),
        attachment=report,
    )


def _texts(edition: Path, language: str) -> dict[str, str]:
    with duckdb.connect(str(edition / MART), read_only=True) as figures:
        asked = "select label_key, text from published.pub_label where language = ? and label_key like 'ui.%'"
        return dict(figures.execute(asked, [language]).fetchall())


def _is_synthetic(edition: Path) -> bool:
    return bool(read_json(edition / "manifest.json").get("is_synthetic"))


def _attachment(file: Path) -> bytes | None:
    """Return the PDF, or its first sheet alone where the whole is too large for a mailbox."""
    if not file.is_file():
        return None
    data = file.read_bytes()
    if len(data) <= MOST_ATTACHED_BYTES:
        return data
    writer, out = PdfWriter(), BytesIO()
    writer.add_page(PdfReader(file).pages[0])
    writer.write(out)
    return out.getvalue()


def _plain(front: FrontPage, texts: dict[str, str], address: str | None, notes: list[str]) -> str:
    lines = [front.headline, "", *front.below, "", front.caption]
    for row in front.rows:
        told = [f"{column}: {cell}" for column, cell in zip(front.columns[2:], row[2:], strict=False) if cell]
        lines += ["", f"{row[0]}: {row[1]}", *(f"  {each}" for each in told)]
    link = ["", f"{texts['ui.mail.read']}: {address}"] if address else []
    return "\n".join([*lines, *link, "", *notes, "", texts["ui.mail.why"], ""])


def _page(front: FrontPage, texts: dict[str, str], address: str | None, notes: list[str], language: str) -> str:
    direction, start = ("rtl", "right") if language in RIGHT_TO_LEFT else ("ltr", "left")
    said = "".join(f'<p style="margin:0 0 6px;color:#434a52">{html.escape(each)}</p>' for each in front.below)
    heads = "".join(
        f'<th scope="col" style="{CELL};border-bottom-color:#111;text-align:{start};font-size:13px">{html.escape(each)}</th>'
        for each in front.columns
    )
    rows = "".join(_row(row, verdict, start) for row, verdict in zip(front.rows, front.verdicts, strict=True))
    link = (
        f'<p style="margin:18px 0"><a href="{html.escape(address)}" style="color:#0b5cad;font-weight:bold">'
        f"{html.escape(texts['ui.mail.read'])}</a></p>"
        if address
        else ""
    )
    small = "<br>".join(html.escape(note) for note in [*notes, texts["ui.mail.why"]])
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{html.escape(front.headline)}</title></head>"
        f'<body dir="{direction}" style="margin:0;background:#ffffff;color:#111111;{FONT};font-size:15px;line-height:1.5;'
        f'text-align:{start}"><div style="max-width:720px;margin:0 auto;padding:20px">'
        f'<h1 style="font-size:22px;line-height:1.3;margin:0 0 10px">{html.escape(front.headline)}</h1>{said}'
        f'<table style="border-collapse:collapse;width:100%;margin-top:14px;font-size:14px">'
        f'<caption style="text-align:{start};font-weight:bold;padding:0 0 6px">{html.escape(front.caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{link}"
        f'<p style="margin:18px 0 0;font-size:12px;color:#434a52">{small}</p></div></body></html>'
    )


def _row(row: list[str], verdict: str, start: str) -> str:
    name, value, *others = row
    cells = [f'<th scope="row" style="{CELL};text-align:{start};font-weight:normal">{html.escape(name)}</th>']
    cells.append(f'<td style="{CELL};font-weight:bold">{html.escape(value)}</td>')
    cells += [f'<td style="{CELL}">{html.escape(cell)}</td>' for cell in others[:-1]]
    sign = SIGNS.get(verdict, "")
    cells += [
        f'<td style="{CELL};font-weight:bold">{html.escape(f"{sign} {cell}".strip())}</td>' for cell in others[-1:]
    ]
    return f"<tr>{''.join(cells)}</tr>"


def message(letter: Letter, target: EmailTarget, recipient: Recipient, edition: str) -> EmailMessage:
    """Return the message to one reader; it names nobody else, and the same edition gives the same message id."""
    made = EmailMessage()
    made["Subject"] = letter.subject
    made["From"] = target.sender
    made["To"] = recipient.address
    made["Date"] = formatdate(localtime=False)
    made["Message-ID"] = f"<{edition}.{mark(recipient.address)}@{target.sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    made.add_alternative(letter.page, subtype="html")
    if letter.attachment:
        name = f"{edition}-{letter.language}.pdf"
        made.add_attachment(letter.attachment, maintype="application", subtype="pdf", filename=name)
    made["Content-Language"] = letter.language  # last: what stands there before goes to the first part
    return made


def mark(address: str) -> str:
    """Return what stands for an address where it must not be written."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()[:24]


def publish_by_mail(
    edition: Path, card: Card, target: EmailTarget, publication: Publication, sent: Path, again: bool = False
) -> bool:
    """Send an edition to everybody who has not had it; return whether anything was sent.

    Args:
        edition: the sealed edition.
        card: what it says of itself.
        target: server and readers.
        publication: where readers find the report.
        sent: file that remembers who had which edition, by marks instead of addresses.
        again: send to everybody, whoever had it.

    Raises:
        TargetError: the server cannot be reached, or some readers could not be served; the others were.
    """
    record = read_json(sent)
    had = set(() if again else record.get(card.edition, ()))
    waiting = [(at, each) for at, each in enumerate(target.recipients, start=1) if mark(each.address) not in had]
    if not waiting:
        return False
    languages = {each.language or card.default_language for _, each in waiting}
    letters = {each: letter(edition, card, each, publication, target.attach_pdf) for each in sorted(languages)}
    refused = []
    with _server(target) as server:
        for at, recipient in waiting:
            made = message(letters[recipient.language or card.default_language], target, recipient, card.edition)
            try:
                server.send_message(made, target.sender, [recipient.address])
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError):
                refused.append(str(at))
                continue
            had.add(mark(recipient.address))
            sent.parent.mkdir(parents=True, exist_ok=True)
            write_json(sent, record | {card.edition: sorted(had)})
    if refused:
        raise TargetError(
            f"{target.shown} refused {len(refused)} of {len(target.recipients)} recipients (number {', '.join(refused)} of the "
            "list); correct their addresses."
        )
    return True


@contextmanager
def _server(target: EmailTarget) -> Iterator[smtplib.SMTP]:
    try:
        with _connect(target) as server:
            if target.user:
                password = os.environ.get(target.password_env, "")
                if not password:
                    raise TargetError(
                        f"The environment variable {target.password_env} is not set; set it to the password."
                    )
                server.login(target.user, password)
            yield server
    except smtplib.SMTPAuthenticationError:
        raise TargetError(
            f"{target.shown} refuses the user or the password; check 'user' and {target.password_env}."
        ) from None
    except ssl.SSLError as error:
        raise TargetError(
            f"{target.shown}: the server's certificate or encryption is not accepted ({error.reason or 'TLS'}); correct "
            "'security', or name its authority with 'certificate_env'."
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise TargetError(
            f"{target.shown} offers no encryption or no sign-in; correct 'security', 'port' and 'user'."
        ) from None
    except smtplib.SMTPException as error:
        raise TargetError(
            f"{target.shown} does not take the message ({type(error).__name__}); ask who runs it."
        ) from None
    except OSError as error:
        raise TargetError(
            f"{target.shown} cannot be reached ({error.strerror or type(error).__name__}); check host, port and the network."
        ) from None


def _connect(target: EmailTarget) -> smtplib.SMTP:
    authority = os.environ.get(target.certificate_env) if target.certificate_env else None
    trust = ssl.create_default_context(cafile=authority)
    if target.security == "tls":
        return smtplib.SMTP_SSL(target.host, target.port, timeout=target.timeout_seconds, context=trust)
    server = smtplib.SMTP(target.host, target.port, timeout=target.timeout_seconds)
    if target.security == "starttls":
        try:
            server.starttls(context=trust)
        except BaseException:
            server.close()
            raise
    return server


__all__ = ["Letter", "letter", "mark", "message", "publish_by_mail"]
