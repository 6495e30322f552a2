"""Backups that are made by themselves: one a day, the last ones kept, the oldest tried."""

import pytest

from emm.errors import StorageError
from emm.upkeep import daily
from emm.upkeep.site import Site
from tests.support.world import FakeWorld
from tests.upkeep.conftest import SECRET
from tests.upkeep.sites import spoil

pytestmark = pytest.mark.thorough


def days(site: Site) -> list[str]:
    return [path.stem.removeprefix("daily-") for path in daily.kept(site)]


def test_the_newest_are_kept_and_others_are_not_touched(site: Site, world: FakeWorld):
    site.backups.mkdir()
    (site.backups / "before-0004-2026-01-01.zip").write_bytes(b"")
    for _ in range(4):
        done = daily.make(site, world, secret=SECRET, most=3)
        assert done.oldest == daily.kept(site)[0]
        world.sleep(days=1)
    assert days(site) == ["2027-03-02", "2027-03-03", "2027-03-04"]
    assert done.count == 3
    assert (site.backups / "before-0004-2026-01-01.zip").exists()


def test_a_second_one_of_a_day_takes_the_place_of_the_first(site: Site, world: FakeWorld):
    first = daily.make(site, world, secret=SECRET, most=3)
    second = daily.make(site, world, secret=SECRET, most=3)
    assert first.made.sha256 != second.made.sha256
    assert days(site) == ["2027-03-01"]


def test_an_oldest_one_that_has_gone_bad_is_told(site: Site, world: FakeWorld):
    daily.make(site, world, secret=SECRET, most=3)
    (old,) = daily.kept(site)
    spoil(old)
    world.sleep(days=1)
    with pytest.raises(StorageError, match=r"daily-2027-03-01\.zip is damaged"):
        daily.make(site, world, secret=SECRET, most=3)
    assert days(site) == ["2027-03-01", "2027-03-02"]
