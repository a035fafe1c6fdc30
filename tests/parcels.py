"""Editions of the terms of an invented parcel service, captures of them, and the times they were seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tracker.model import Capture, Source

START = datetime(2024, 3, 1, 8, 30, tzinfo=UTC)
LIVE = Source("http", "https://parcels.example/terms")

OPENING = "# Terms of carriage\n\nThese terms govern every parcel that you hand to Harbour Parcels for delivery.\n\n"
BOOKING = (
    "## 1. Booking\n\nYou may book a collection by telephone or on our site. A booking is accepted when we send you a "
    "number. We keep the number for two years.\n\n"
)
LIABILITY = (
    "## 2. Liability\n\nWe pay up to 80 euros for a parcel that is lost on the way. Claims reach us within 30 days of "
    "the booking, in writing and with a photograph of the label.\n\n"
)
PRIVACY = (
    "## 3. Your data\n\nWe use your address to deliver and for nothing else. The driver sees it on the day of delivery "
    "only, and we delete it after one year.\n\n"
)
INSURANCE = (
    "## 2. Insurance\n\nYou can insure a parcel for its full value. The premium is one percent of that value and is "
    "paid on booking; it is not given back when you cancel.\n\n"
)
CLOSING = "## 4. Law\n\nThe law of the harbour city applies to all contracts under these terms.\n"

FIRST = OPENING + BOOKING + LIABILITY + PRIVACY + CLOSING
SHORTER = FIRST.replace("within 30 days", "within 14 days")
TRAINED = SHORTER.replace("for nothing else.", "to train our routing models.")
INSURED = (
    OPENING
    + BOOKING
    + INSURANCE
    + LIABILITY.replace("## 2.", "## 3.").replace("30 days", "14 days")
    + PRIVACY.replace("## 3.", "## 4.").replace("for nothing else.", "to train our routing models.")
    + CLOSING.replace("## 4.", "## 5.")
)
GERMAN = (
    "# Beförderungsbedingungen\n\nDiese Bedingungen gelten für jedes Paket, das Sie uns zur Zustellung übergeben.\n\n"
    "## 1. Buchung\n\nSie können eine Abholung am Telefon oder auf unserer Seite buchen. Eine Buchung ist angenommen, "
    "wenn wir Ihnen eine Nummer senden. Wir bewahren die Nummer zwei Jahre auf.\n\n"
    "## 2. Haftung\n\nWir zahlen bis zu 80 Euro für ein Paket, das auf dem Weg verloren geht. Ansprüche erreichen uns "
    "in 30 Tagen nach der Buchung, schriftlich und mit einem Foto des Aufklebers.\n\n"
    "## 3. Ihre Daten\n\nWir brauchen Ihre Anschrift für die Zustellung und für nichts anderes. Der Fahrer sieht sie "
    "nur am Tag der Zustellung, und wir löschen sie nach einem Jahr.\n\n"
    "## 4. Recht\n\nDas Recht der Hafenstadt gilt für alle Verträge unter diesen Bedingungen.\n"
)
WALL = "# Just a moment\n\nChecking your browser before you continue. Please enable JavaScript and cookies.\n"


def capture(text: str | bytes, days: float = 0, *, key: str | None = None, source: Source = LIVE) -> Capture:
    """A capture of `text`, `days` after the start; with a key it is an importer's."""
    body = text.encode() if isinstance(text, str) else text
    moment = START + timedelta(days=days)
    return Capture(source, moment, body, media_type="text/markdown", charset="utf-8", status=200, external_key=key)
