"""The watch over pages sees what it is for: a test in a browser is worth no more than it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser.conftest import Open
from tests.browser.watch import Watch

MISDEEDS = """async () => {
    const settled = (thing) => new Promise(done => { thing.onload = thing.onerror = done; });
    console.error('broken');
    console.warn('brittle');
    setTimeout(() => { throw new Error('thrown'); });
    await fetch('/nowhere-at-all').then(answer => answer.text());
    const style = document.createElement('style');
    style.textContent = 'p { color: red }';
    document.head.append(style);
    const dot = new Image();
    dot.src = 'https://tracker.example/dot.png';
    await settled(dot);
}"""
FAULTS = {
    "error in the console: broken",
    "warning in the console: brittle",
    "uncaught: thrown",
    "status of 404",
    "inline style",
    "asked elsewhere: https://tracker.example/dot.png",
}


@pytest.mark.one_database("nothing is read from it")
def test_a_page_that_misbehaves_fails_its_test(open_page: Open, watch: Watch) -> None:
    open_page("/admin/login/").evaluate(MISDEEDS)
    with pytest.raises(AssertionError):
        watch.assert_clean()
    assert {fault for fault in FAULTS if any(fault in each for each in watch.faults)} == FAULTS
    watch.faults.clear()


def test_a_program_that_is_none_is_refused_with_the_ways_to_get_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PEERLY_CHROMIUM", str(tmp_path / "gone"))
    with pytest.raises(chromium.NoChromiumError, match="which is no program") as told:
        chromium.find(say=pytest.fail)
    assert_names_the_ways(told.value)


def test_a_machine_without_any_is_told_the_ways_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PEERLY_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(chromium, "ON_MACOS", "")
    monkeypatch.setattr(chromium, "_of_playwright", lambda: None)
    with pytest.raises(chromium.NoChromiumError) as told:
        chromium.find(say=pytest.fail)
    assert_names_the_ways(told.value)


def assert_names_the_ways(told: Exception) -> None:
    ways = ("apt install chromium", "playwright install chromium", "PEERLY_CHROMIUM=")
    assert all(way in str(told) for way in (*ways, "--no-browser"))
