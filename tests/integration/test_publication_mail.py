"""The front page by e-mail, through a real server: what readers get, in their language, and who learns of whom."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from ingest.profiles import load_profile
from ingest.profiles.publication import Publication
from orchestration.publication import mail
from orchestration.publication.publish import Outcome, publish
from tests.conftest import remove
from tests.fixtures_connections import profile_with
from tests.fixtures_mail import PASSWORD, USER, Mailbox, mail_server, self_signed
from tests.fixtures_profile import write_profile
from tests.fixtures_publication import EDITION, HEADLINES, write_edition

READERS = [
    {"address": "board@example.org", "language": "en"},
    {"address": "direccio@example.org"},
    {"address": "modir@example.org", "language": "fa"},
]
PUBLIC = "https://example.org/reports"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home"
    write_edition(folder, pdf=pdf_of(2))
    yield folder
    remove(folder)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running


def pdf_of(sheets: int) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(sheets):
        writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


def send(home: Path, box: Mailbox, public_url: str | None = PUBLIC, **change: Any) -> Outcome:
    target = {"kind": "email", "host": box.host, "port": box.port, "security": "none", "sender": "reports@example.org"}
    given = target | {"recipients": READERS} | {k: v for k, v in change.items() if k != "again"}
    publication = Publication.model_validate({"public_url": public_url, "targets": [given]})
    [outcome] = publish(home / "editions" / "latest", publication, home, again=change.get("again", False))
    return outcome


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body(preferencelist=(kind,))
    assert found is not None
    return str(found.get_content())


class Tables(HTMLParser):
    """Reads the rows of a page's tables with the scope of their heads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.scopes: list[str | None] = []
        self.in_cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        self.in_cell = tag in {"th", "td"}
        if self.in_cell:
            self.rows[-1].append("")
        if tag == "th":
            self.scopes.append(dict(attrs).get("scope"))

    def handle_endtag(self, tag: str) -> None:
        self.in_cell = self.in_cell and tag not in {"th", "td"}

    def handle_data(self, data: str) -> None:
        if self.in_cell:
            self.rows[-1][-1] += data


def test_every_reader_gets_one_message_of_their_own(home: Path, box: Mailbox) -> None:
    outcome = send(home, box)
    assert (outcome.state, outcome.sentence) == ("published", f"sent by 127.0.0.1:{box.port}")
    assert box.envelopes == [("reports@example.org", [reader["address"]]) for reader in READERS]
    for message, reader in zip(box.messages, READERS, strict=True):
        others = [each["address"] for each in READERS if each is not reader]
        assert message["To"] == reader["address"]
        assert not any(address in message.as_string() for address in others)
        assert message["Cc"] is None
        assert message["Bcc"] is None


def test_the_message_says_what_the_front_page_says_in_the_readers_language(home: Path, box: Mailbox) -> None:
    send(home, box)
    english, default, persian = box.messages
    assert english["Subject"] == default["Subject"] == f"Customer satisfaction: {HEADLINES['en']}"
    assert persian["Subject"] == f"رضایت مشتریان: {HEADLINES['fa']}"
    assert [message["Content-Language"] for message in box.messages] == ["en", "en", "fa"]
    assert f"{PUBLIC}/{EDITION}/en/" in part(english, "html")
    assert f"{PUBLIC}/{EDITION}/fa/" in part(persian, "html")
    assert '<html lang="fa" dir="rtl">' in part(persian, "html")
    assert "synthetic data" in part(english, "plain")


def test_the_key_figures_are_a_table_that_a_screen_reader_can_read(home: Path, box: Mailbox) -> None:
    send(home, box)
    tables = Tables(part(box.messages[0], "html"))
    assert tables.rows[0] == ["Key figure", "Value", "95 % interval", "Base", "Target", "Verdict"]
    assert tables.rows[2] == [
        "Satisfaction score", "72.3 of 100", "71.1 to 73.5", "1,129 answers", "target 75, not met", "▬ No detectable change",
    ]  # fmt: skip
    assert [row[-1] for row in tables.rows[1:]] == ["", "▬ No detectable change", "▼ Declined"]
    assert tables.scopes == ["col"] * 6 + ["row"] * 3
    assert "<caption" in part(box.messages[0], "html")


def test_names_of_things_are_never_markup(home: Path, box: Mailbox) -> None:
    send(home, box)
    page = part(box.messages[0], "html")
    assert "<script" not in page
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in page
    assert '<script>alert("x")</script>: not shown' in part(box.messages[0], "plain")


def test_the_plain_text_holds_the_same_figures(home: Path, box: Mailbox) -> None:
    send(home, box)
    text = part(box.messages[0], "plain")
    for told in (
        "72.3 of 100",
        "95 % interval: 71.1 to 73.5",
        "Base: 1,129 answers",
        "Verdict: Declined",
        f"{PUBLIC}/{EDITION}/en/",
    ):
        assert told in text
    assert "۷۲.۳" in part(box.messages[2], "plain")


def test_the_pdf_of_the_readers_language_is_attached(home: Path, box: Mailbox) -> None:
    send(home, box)
    for message, language in zip(box.messages, ("en", "en", "fa"), strict=True):
        [attached] = message.iter_attachments()
        assert attached.get_content_type() == "application/pdf"
        assert attached.get_filename() == f"{EDITION}-{language}.pdf"
        assert len(PdfReader(io.BytesIO(attached.get_content())).pages) == 2
        assert "PDF" in part(message, "plain")


def test_a_report_too_large_for_a_mailbox_is_attached_as_its_front_page(
    home: Path, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "MOST_ATTACHED_BYTES", 10)
    send(home, box)
    [attached] = box.messages[0].iter_attachments()
    assert len(PdfReader(io.BytesIO(attached.get_content())).pages) == 1


def test_without_a_pdf_and_an_address_the_figures_go_out_alone(home: Path, box: Mailbox) -> None:
    send(home, box, public_url=None, attach_pdf=False)
    assert list(box.messages[0].iter_attachments()) == []
    assert "href" not in part(box.messages[0], "html")
    assert "attached" not in part(box.messages[0], "plain")


def test_nobody_gets_an_edition_twice_unless_asked(home: Path, box: Mailbox) -> None:
    send(home, box)
    assert send(home, box).state == "unchanged"
    assert len(box.messages) == 3
    remembered = (home / "publication" / "email.json").read_text(encoding="utf-8")
    assert "@" not in remembered
    assert len(json.loads(remembered)[EDITION]) == 3
    send(home, box, again=True)
    assert len(box.messages) == 6
    assert box.messages[0]["Message-ID"] == box.messages[3]["Message-ID"]


def test_a_refused_reader_keeps_nobody_else_from_the_report_and_is_named_by_number(home: Path, box: Mailbox) -> None:
    box.refused.add("direccio@example.org")
    outcome = send(home, box)
    assert outcome.state == "failed"
    assert "refused 1 of 3 recipients (number 2 of the list)" in outcome.sentence
    assert "direccio" not in outcome.sentence
    assert [message["To"] for message in box.messages] == ["board@example.org", "modir@example.org"]
    box.refused.clear()
    assert send(home, box).state == "published"
    assert [message["To"] for message in box.messages[2:]] == ["direccio@example.org"]


def test_with_encryption_and_a_password(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = self_signed(tmp_path)
    monkeypatch.setenv("MAIL_AUTHORITY", str(certificate[0]))
    monkeypatch.setenv("SATISFACTION_SMTP_PASSWORD", PASSWORD)
    with mail_server(certificate) as box:
        secure = {"security": "starttls", "user": USER, "certificate_env": "MAIL_AUTHORITY"}
        outcome = send(home, box, **secure)
        assert outcome.state == "published", outcome.sentence
        assert box.encrypted == [True] * 3
        monkeypatch.setenv("SATISFACTION_SMTP_PASSWORD", "wrong-abracadabra")
        refused = send(home, box, again=True, **secure)
        assert "refuses the user or the password" in refused.sentence
        assert "abracadabra" not in refused.sentence
        monkeypatch.delenv("SATISFACTION_SMTP_PASSWORD")
        assert "SATISFACTION_SMTP_PASSWORD is not set" in send(home, box, again=True, **secure).sentence
        stranger = send(home, box, again=True, security="starttls", user=USER)
        assert "certificate or encryption is not accepted" in stranger.sentence
        assert len(box.messages) == 3


def test_a_server_without_encryption_gets_nothing_from_whoever_wants_it(home: Path, box: Mailbox) -> None:
    outcome = send(home, box, security="starttls")
    assert "offers no encryption or no sign-in" in outcome.sentence
    assert box.messages == []


def test_a_server_that_is_not_there_is_one_sentence(home: Path) -> None:
    outcome = send(home, Mailbox(port=1))
    assert outcome.sentence == (
        "127.0.0.1:1 cannot be reached (Connection refused); check host, port and the network. "
        "Then run 'satisfaction publish --to email'."
    )


def test_nobody_is_told_of_a_report_that_did_not_get_there(home: Path, box: Mailbox) -> None:
    targets = [
        {
            "kind": "email",
            "host": box.host,
            "port": box.port,
            "security": "none",
            "sender": "r@example.org",
            "recipients": READERS,
        },
        {"kind": "git", "repository": str(home / "none.git")},
    ]
    publication = Publication.model_validate({"public_url": PUBLIC, "targets": targets})
    outcomes = publish(home / "editions" / "latest", publication, home)
    assert [(each.name, each.state) for each in outcomes] == [("git", "failed"), ("email", "failed")]
    assert "nobody was told, because the report did not get to git" in outcomes[1].sentence
    assert box.messages == []


def test_a_reader_of_a_language_that_the_report_has_not_is_refused_with_the_profile(tmp_path: Path) -> None:
    target = {"kind": "email", "host": "mail", "sender": "r@example.org", "recipients": READERS}
    text = profile_with({"kind": "sql", "url_env": "X", "table": "t"}) + json.dumps({"targets": [target]}).join(
        ["publication: ", "\n"]
    )
    with pytest.raises(
        Exception, match=r"publication.targets\[0\].recipients\[2\].language.*the report has no language 'fa'"
    ):
        load_profile(write_profile(tmp_path / "profile", text))


@pytest.mark.parametrize("address", ["nobody", "a@b\nBcc: c@d", "A <a@b>", "a@b, c@d"])
def test_what_is_no_address_is_refused(address: str) -> None:
    target = {"kind": "email", "host": "mail", "sender": "r@example.org", "recipients": [{"address": address}]}
    with pytest.raises(ValueError, match="validation error"):
        Publication.model_validate({"targets": [target]})
