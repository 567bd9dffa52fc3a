"""What clients read is easy to read, in both languages, and complete in the second.

Measured on the catalog, which holds every string a client can meet: one text for each page or
module. Source: house rule "grade 8 at most, short sentences".
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.reading import (
    Text,
    ease,
    english_syllables,
    grade,
    sentences_of,
    spanish_syllables,
    text_of,
)
from tools import messages

CATALOG = messages.PACKAGE / "locale" / "es" / "LC_MESSAGES" / "django.po"
GRADE_AT_MOST = 8
EASE_AT_LEAST = 70
WORDS_AT_MOST = 20
ENOUGH_WORDS = 20
"""Shorter texts are measured together: on ten words the formulas say little."""

NOT_SENTENCES = {"domain/privacy.py"}
"""Names of jobs."""

Pair = tuple[str, str]


def pairs_by_file() -> dict[str, list[Pair]]:
    """English and Spanish of each string, by the files it stands in."""
    found: dict[str, list[Pair]] = defaultdict(list)
    for entry in CATALOG.read_text(encoding="utf-8").split("\n\n")[1:]:
        lines = entry.splitlines()
        files = [file for line in lines if line.startswith("#: ") for file in line[3:].split()]
        said = {
            key: ast.literal_eval(words)
            for key, words in re.findall(r'^(msg\w+(?:\[\d\])?) (".*")$', entry, re.MULTILINE)
        }
        singular = (said["msgid"], said.get("msgstr", said.get("msgstr[0]", "")))
        plural = [(said["msgid_plural"], said["msgstr[1]"])] if "msgid_plural" in said else []
        for file in files:
            found[file] += [singular, *plural]
    return found


PAIRS = pairs_by_file()
ALL = [pair for pairs in PAIRS.values() for pair in pairs]


def texts(language: int) -> dict[str, Text]:
    """A text for each file with enough words, and one of all the others."""
    measured: dict[str, Text] = {}
    others: list[str] = []
    for file, pairs in PAIRS.items():
        if file in NOT_SENTENCES:
            continue
        strings = [pair[language] for pair in pairs]
        text = text_of(strings)
        if len(text.words) >= ENOUGH_WORDS:
            measured[file] = text
        else:
            others += strings
    return measured | {"all the others": text_of(others)}


ENGLISH, SPANISH = texts(0), texts(1)


def test_every_page_of_hers_is_measured() -> None:
    pages = {
        str(path.relative_to(messages.PACKAGE))
        for app in ("portal", "public", "accounts")
        for path in (messages.PACKAGE / app / "templates").rglob("*.html")
        if re.search(r"\{% (block)?translate ", path.read_text(encoding="utf-8"))
    }
    assert pages <= set(PAIRS)
    assert len(ENGLISH) > 25


@pytest.mark.parametrize("file", ENGLISH)
def test_english_needs_eight_years_of_school_at_most(file: str) -> None:
    assert grade(ENGLISH[file]) <= GRADE_AT_MOST


@pytest.mark.parametrize("file", SPANISH)
def test_spanish_is_fairly_easy(file: str) -> None:
    assert ease(SPANISH[file]) >= EASE_AT_LEAST


@pytest.mark.parametrize("language", [0, 1], ids=["english", "spanish"])
def test_no_sentence_is_longer_than_twenty_words(language: int) -> None:
    longest = {
        " ".join(words)
        for pair in ALL
        for words in sentences_of(pair[language])
        if len(words) > WORDS_AT_MOST
    }
    assert longest == set()


def test_spanish_says_usted() -> None:
    """One voice on every page: `tú` would speak to her as to a child."""
    familiar = re.compile(
        r"\b(tú|tu|tus|ti|contigo|te|puedes|quieres|tienes|eres|estás|haz|elige|escribe|toca)\b",
        re.IGNORECASE,
    )
    assert [words for _, words in ALL if familiar.search(words)] == []


def test_a_translation_keeps_what_is_filled_in() -> None:
    filled = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    changed = [
        (english, spanish)
        for english, spanish in ALL
        if sorted(filled.findall(english)) != sorted(filled.findall(spanish))
    ]
    assert changed == []


def test_the_catalog_is_fresh_whole_and_compiled(capsys: pytest.CaptureFixture[str]) -> None:
    assert messages.check() == 0, capsys.readouterr().out


def test_files_that_only_staff_read_exist() -> None:
    """A name left behind would let a new file of that name go untranslated."""
    gone = [name for name in messages.STAFF_ONLY if not list(Path(messages.PACKAGE).glob(name))]
    assert gone == []


@pytest.mark.parametrize(
    ("syllables", "words"),
    [
        (1, "safe called asked stays times leave sure breathe through we 988"),
        (
            2,
            "today program people private little wanted someone quiet being changes create",
        ),
        (3, "clinician therapist anything somebody everyone idea various violence"),
        (4, "reliable medication"),
        (5, "emotionally"),
    ],
)
def test_english_syllables(syllables: int, words: str) -> None:
    counted = {word: english_syllables(word) for word in words.split()}
    assert counted == dict.fromkeys(words.split(), syllables)


@pytest.mark.parametrize(
    ("syllables", "words"),
    [
        (1, "muy hoy quien ya y 911"),
        (2, "usted día leer guarda ayer ahí oír sesión"),
        (3, "ahora equipo ánimo línea ayuda vergüenza tranquila"),
        (4, "todavía policía pregúntenos"),
        (5, "psicología"),
    ],
)
def test_spanish_syllables(syllables: int, words: str) -> None:
    counted = {word: spanish_syllables(word) for word in words.split()}
    assert counted == dict.fromkeys(words.split(), syllables)


def test_the_formulas_know_easy_from_hard() -> None:
    easy = text_of(["We do not expect you today. Nobody is upset."])
    hard = text_of(
        ["Utilization of interdisciplinary outpatient rehabilitation necessitates authorization."]
    )
    assert grade(easy) < 5
    assert grade(hard) > 15
    facil = text_of(["Hoy no la esperamos. Nadie se molesta con usted."])
    dificil = text_of(
        ["La administración interdisciplinaria requiere autorizaciones institucionales previas."]
    )
    assert ease(facil) > 85
    assert ease(dificil) < 30
