"""Where a request comes from, whatever it says of itself."""

from __future__ import annotations

import pytest

from common.clients import UNKNOWN, client_address, network_block

FORGED = {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "198.51.100.1, 198.51.100.2"}


@pytest.mark.parametrize(("proxies", "address"), [(0, "203.0.113.9"), (1, "198.51.100.2"), (2, "198.51.100.1")])
def test_only_what_our_own_proxies_added_counts(proxies, address):
    assert client_address(FORGED, proxies=proxies) == address


def test_a_header_shorter_than_our_proxies_would_make_it_is_no_header():
    assert client_address(FORGED, proxies=3) == "203.0.113.9"


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2::1", "2001:db8:1::/48"),
        ("unix:", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_neighbors_lie_in_one_block(address, block):
    assert network_block(address, prefixes={4: 24, 6: 48}) == block
