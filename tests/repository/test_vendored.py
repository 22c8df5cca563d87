"""What others made and we pass on is as it came, with its licence, and no more than is needed."""

from __future__ import annotations

import re

from tests import vendored


def test_every_file_is_as_it_is_recorded() -> None:
    assert vendored.sums() == vendored.recorded()


def test_the_record_names_every_package_and_its_licence() -> None:
    told = vendored.RECORD.read_text()

    for folder, package in vendored.PACKAGES.items():
        assert f"`{package}`" in told
        assert f"{folder}/LICENSE" in vendored.sums()
    assert {path.partition("/")[0] for path in vendored.sums()} == set(vendored.PACKAGES)


def test_the_sprite_has_the_icons_that_are_drawn_and_no_others() -> None:
    there = re.findall(r'<symbol id="([^"]+)"', vendored.SPRITE.read_text())

    assert len(there) > 20
    assert there == sorted(vendored.icons())
