"""Every word of the pages can be translated, and is, into German."""

from __future__ import annotations

import re
from collections import Counter

import polib

from tests import messages
from tests.repository.source import files, text_of

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
TAG = re.compile(r"<[^>]*>")
# Names, and what is the same in every language.
NO_WORDS = {"Peerly", "Apache", "The", "authors", "htmx", "GOOGLE_CLIENT_ID", "Hi"}
SPOKEN = re.compile(r"""\b(?:alt|title|placeholder|aria-label|data-template)="([^"]*)\"""")
TRANSLATED = re.compile(
    r"{% block \w+_class %}.*?{% endblock %}"  # names of styles, for no eyes
    r"|{%-?\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%.*?%}|{{.*?}}|{#.*?#}",
    re.S,
)


def catalogue():
    return polib.pofile(str(messages.CATALOGUE))


def key(entry):
    return entry.msgctxt, entry.msgid, entry.msgid_plural or None


def said(entry):
    """Return a message's translations, each with the text it stands for."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    one, many = entry.msgstr_plural[0], entry.msgstr_plural[1]
    return [(entry.msgid, one), (entry.msgid_plural, many)]


def test_the_catalogue_has_every_message_of_the_source_and_no_other():
    found = messages.found()
    assert len(found) > 200

    assert {key(entry) for entry in catalogue()} == found.keys(), "run `make messages`"


def test_every_message_is_translated():
    left = [e.msgid for e in catalogue() if e.fuzzy or e.obsolete or not e.translated()]
    assert left == []
    assert [e.msgid for e in catalogue() if any(not text for _, text in said(e))] == []


def test_a_translation_has_the_placeholders_and_the_tags_of_its_message():
    wrong = []
    for entry in catalogue():
        for text, translation in said(entry):
            for pattern in (PLACEHOLDER, TAG):
                if Counter(pattern.findall(text)) != Counter(pattern.findall(translation)):
                    wrong.append((text, translation))
    assert wrong == []


def test_a_translation_begins_and_ends_as_its_message_does():
    wrong = []
    for entry in catalogue():
        for text, translation in said(entry):
            for mark in ".:?…":
                if text.endswith(mark) != translation.endswith(mark):
                    wrong.append((text, translation))
            if text.strip() == text and translation.strip() != translation:
                wrong.append((text, translation))
    assert wrong == []


def test_the_compiled_catalogue_is_the_one_that_people_edit():
    compiled = polib.mofile(str(messages.COMPILED))

    assert {key(e): said(e) for e in compiled} == {key(e): said(e) for e in catalogue()}
    assert compiled.metadata["Plural-Forms"] == catalogue().metadata["Plural-Forms"]


def test_no_words_of_a_page_stand_outside_of_a_message():
    untranslated = []
    for path in files(".html", ".txt", below=("templates",)):
        if path.match("templates/admin/*") or "admin" in path.parts or "swagger" in str(path):
            continue  # in English, as all of the admin and the documents are
        text = TRANSLATED.sub(" ", text_of(path))
        spoken = [*SPOKEN.findall(text), TAG.sub(" ", text)]
        words = {word for each in spoken for word in re.findall(r"[^\W\d_]{2,}", each)}
        words -= NO_WORDS
        untranslated += [(str(path), word) for word in sorted(words)]
    assert untranslated == []
