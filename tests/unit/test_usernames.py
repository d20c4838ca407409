"""Nobody signs up with a name that people take for another's, or for the server's."""

from __future__ import annotations

import pytest
from marshmallow import ValidationError

from chat_app.errors import InvalidInput
from chat_app.protocol.fields import AvatarUrl, DisplayName, Locale, TimeZone
from chat_app.services.usernames import check_free
from chat_app.store.folding import skeleton


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("paypal", "paypaI"),
        ("paypal", "paypa1"),
        ("Boo", "b00"),
        ("modern", "modem"),
        ("Ada", "aDA"),
        ("MIKE", "rnlke"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(name: str, other: str) -> None:
    """As Unicode's confusables.txt has it, for the characters that a name may have."""
    assert skeleton(name) == skeleton(other)


@pytest.mark.parametrize(
    ("name", "other"), [("bill", "bili"), ("ada.b", "ada_b"), ("user10", "user01"), ("ian", "lan")]
)
def test_names_that_differ_to_the_eye_may_stand_side_by_side(name: str, other: str) -> None:
    """A rule that refuses too much would be in the way of people's own names."""
    assert skeleton(name) != skeleton(other)


@pytest.mark.parametrize("name", ["admin", "Admin", "ADMIN_", "adm1n", "a.d.m.i.n", "System..", "supp0rt"])
def test_the_servers_own_names_are_reserved(name: str) -> None:
    """Whatever they are dressed as."""
    with pytest.raises(InvalidInput) as refused:
        check_free(name)
    assert refused.value.errors == {"username": ["Reserved for who runs this server."]}


@pytest.mark.parametrize("name", ["ada", "adminton", "systema", "mehmet", "allan"])
def test_names_that_only_begin_so_are_free(name: str) -> None:
    """Whole names are compared."""
    check_free(name)


@pytest.mark.parametrize(
    "address", ["https://example.org/a.png?x=1", "https://example.org:8443/a", "/media/a.png", "/"]
)
def test_an_avatar_may_be_https_or_our_own(address: str) -> None:
    """What a browser shows without asking anyone in clear."""
    assert AvatarUrl().deserialize(address) == address


@pytest.mark.parametrize(
    "address",
    [
        *("http://example.org/a.png", "javascript:alert(1)", "data:image/svg+xml,<svg/>", "//evil.example/a", ""),
        *("/\\evil.example/a", "/\t/evil.example", "https://user@example.org/", "https://", "https:///a", "a.png"),
        *("https://example.org/a b", "https://example.org\n/", "/" + "a" * 500),
    ],
)
def test_other_avatars_are_refused(address: str) -> None:
    """Scripts, other schemes, and what a browser would take for another host."""
    with pytest.raises(ValidationError, match=r"Must be|Longer than"):
        AvatarUrl().deserialize(address)


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Asia/Kolkata"])
def test_time_zones_are_those_of_iana(name: str) -> None:
    assert TimeZone().deserialize(name) == name


@pytest.mark.parametrize("name", ["Berlin", "europe/berlin", "../../etc/passwd", "GMT+25", "", "localtime"])
def test_other_time_zones_are_refused(name: str) -> None:
    with pytest.raises(ValidationError, match=r"IANA"):
        TimeZone().deserialize(name)


@pytest.mark.parametrize(
    "tag", ["de", "pt-BR", "zh-Hant-TW", "sr-Latn", "de-CH-1996", "en-u-ca-buddhist", "yue", "es-419"]
)
def test_locales_are_language_tags(tag: str) -> None:
    assert Locale().deserialize(tag) == tag


@pytest.mark.parametrize("tag", ["", "d", "deutsch!", "de_DE", "de-", "../de", "de\n", "x" * 40])
def test_other_locales_are_refused(tag: str) -> None:
    with pytest.raises(ValidationError, match=r"BCP 47|Longer than"):
        Locale().deserialize(tag)


@pytest.mark.parametrize("name", ["Ada \u202egpj", "\u200b\u200d", "  ", "a\u0007", "", "x" * 65])
def test_a_display_name_is_seen_and_turns_nothing_around(name: str) -> None:
    """U+202E would turn the words that follow."""
    with pytest.raises(ValidationError, match=r"Must|between 1 and 64"):
        DisplayName().deserialize(name)


@pytest.mark.parametrize("name", ["Ada", "Ünal Ç.", "王芳", "عائشة", "👩‍🚀 Zoe"])
def test_display_names_are_of_any_script(name: str) -> None:
    assert DisplayName().deserialize(name) == name
