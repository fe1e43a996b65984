"""Which hosts the provider reaches: addresses however they are written, names of one network, and references."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.checks.hosts import address_of, places_of_sip, places_of_url, private

PRIVATE = [
    "https://127.0.0.1/", "https://localhost", "https://LOCALHOST.:8443/x", "https://a.localhost/", "https://printer/",
    "https://office.local/", "https://pbx.lan", "https://metadata.google.internal/", "https://x.home.arpa",
    "https://10.0.0.1", "https://172.16.5.4", "https://192.168.1.1:8080/x?y", "https://100.64.0.1", "https://0.0.0.0",
    "https://169.254.169.254/latest/meta-data", "https://224.0.0.1", "https://240.0.0.1", "https://255.255.255.255",
    "https://[::1]/", "https://[::]", "https://[fe80::1]", "https://[fc00::1]:8443/", "https://[::ffff:127.0.0.1]",
    "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]", "https://[2002:7f00:1::]", "https://[ff02::1]",
    "https://2130706433", "https://0x7f000001", "https://0x7f.1", "https://0177.0.0.1", "https://127.1",
    "https://①②⑦.⓪.⓪.①", "https://3232235777/", "https://0/", "https://1.2.3.4.5", "https://256.256.256.256",
    "https://09.1.1.1", "https://user:key@10.0.0.1/", "https://user:${KEY}@10.0.0.1/", "https://127.0.0.1:${PORT}/",
    "https://127.0.0.1\\@example.com/", "https://example.com\\@127.0.0.1/", "https://127.0.0.1/${PATH}",
    "https://127。0。0。1/", "https://%31%32%37.0.0.1/", "HTTPS://Localhost/", "https://foo.corp/", "https://pbx.home",
    "https://crm.intranet/x", "https://a.private", "https://a.b.test/", "https://x.invalid", "https://abc.onion/",
    "https://x.alt/", "https://x.mail/",
]  # fmt: skip
PUBLIC = [
    "https://example.com/", "https://example.com./", "https://8.8.8.8", "https://[2001:4860:4860::8888]/",
    "https://[::ffff:8.8.8.8]", "https://[64:ff9b::808:808]", "https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai",
    "https://127.0.0.1.example.com/", "https://localhost.example.com", "https://local.example", "https://1.example",
    "https://user@example.com/localhost", "https://example.com/?u=http://127.0.0.1", "https://example.com#@127.0.0.1",
    "https://203.0.113.10/", "https://192.0.2.1", "https://198.51.100.7", "https://[2001:db8::1]",
    "https://corp.example.com", "https://example.test.ru/", "https://mail.ru/", "https://home.ru", "https://hook.example/",
    "https://a1/".replace("a1", "a1.b2"), "https://3com.com", "https://example.com:${PORT}/",
]  # fmt: skip


def reasons(url: str) -> list[str]:
    return [why for place in places_of_url(url) if (why := private(place.host))]


@pytest.mark.parametrize("url", PRIVATE)
def test_a_host_that_the_provider_cannot_reach_is_known_however_it_is_written(url: str) -> None:
    assert reasons(url)


@pytest.mark.parametrize("url", PUBLIC)
def test_a_public_host_is_left_alone(url: str) -> None:
    assert places_of_url(url)
    assert not reasons(url)


@pytest.mark.parametrize("url", ["https://${HOST}/", "https://x.${HOST}:80/", "https://${A}${B}", "https://", "x", ""])
def test_a_host_that_a_reference_hides_is_not_judged(url: str) -> None:
    assert places_of_url(url) == ()


@pytest.mark.parametrize(
    ("uri", "host", "with_port", "is_private"),
    [
        ("office@sip.example.com", "sip.example.com", "sip.example.com", False),
        ("office@sip.example.com:5060;transport=tcp", "sip.example.com", "sip.example.com:5060", False),
        ("office@127.0.0.1;x=@example.com", "127.0.0.1", "127.0.0.1", True),
        ("office@[::1]:5060", "::1", "[::1]:5060", True),
        ("${USER}@PBX", "pbx", "pbx", True),
        ("office@10.0.0.1:${PORT}", "10.0.0.1", "10.0.0.1", True),
    ],
)
def test_the_host_of_a_sip_address_stands_behind_its_first_at_sign(
    uri: str, host: str, with_port: str, *, is_private: bool
) -> None:
    (place,) = places_of_sip(uri)
    assert place == (host, with_port)
    assert bool(private(place.host)) is is_private


@pytest.mark.parametrize("uri", ["office@${HOST}", "office", "", "@", "a@[::1"])
def test_a_sip_address_without_a_host_to_judge_has_none(uri: str) -> None:
    assert places_of_sip(uri) == ()


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("127.0.0.1", "is what every machine calls itself"),
        ("0x7f.1", "means 127.0.0.1, which is what every machine calls itself"),
        ("169.254.169.254", "is where a cloud machine tells its own secrets"),
        ("fe80::1", "is an address of one cable or one radio cell (link-local)"),
        ("239.1.1.1", "is an address of many machines (multicast)"),
        ("printer", "has no dot in it, so it is a name of one local network"),
        ("x.local", "is a name of one machine or one local network"),
        ("crm.corp", "is a name of one machine or one local network"),
        ("test", "has no dot in it, so it is a name of one local network"),
        ("x.onion", "ends with '.onion', which no name of the public internet does"),
        ("1.2.3.400", "is neither an address nor a name: it ends with a number"),
    ],
)
def test_the_reason_is_told(host: str, words: str) -> None:
    assert private(host) == words


@given(address=st.ip_addresses(v=4), hexadecimal=st.booleans(), kept=st.integers(0, 3))
def test_an_address_is_known_in_every_way_of_writing_it(address: object, kept: int, *, hexadecimal: bool) -> None:
    """inet_aton takes one to four numbers, of which the last fills what is left, in any of three bases."""
    number = int(address)  # type: ignore[call-overload]
    parts = [number >> 24 - 8 * place & 255 for place in range(kept)] + [number & (1 << 32 - 8 * kept) - 1]
    for spelt in (hex, lambda part: f"0{part:o}", str):
        assert address_of(".".join(map(spelt, parts))) == address
    mixed = ".".join(hex(part) if hexadecimal else f"0{part:o}" for part in parts)
    assert address_of(mixed) == address


@given(host=st.text(max_size=30))
def test_any_text_can_be_asked_about(host: str) -> None:
    private(host)
    places_of_url(f"https://{host}/")
    places_of_sip(f"a@{host}")


def test_a_long_host_takes_no_time() -> None:
    for host in ("1." * 50_000, "0x" + "f" * 100_000, "a." * 50_000 + "local", "1" * 100_000):
        private(host)
