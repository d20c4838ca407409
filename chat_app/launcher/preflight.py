"""Are the services there that the settings name? Asked before anything starts, answered with one sentence."""

from __future__ import annotations

from pymongo import MongoClient
from pymongo.errors import ConfigurationError as BadUri
from pymongo.errors import InvalidURI, OperationFailure, PyMongoError

from chat_app.config import Settings
from chat_app.errors import ConfigurationError


def check(settings: Settings) -> None:
    """Ask MONGODB_URI and REDIS_URL, where given, for a sign of life; neither may take longer than STORE_TIMEOUT.

    Raises:
        ConfigurationError: names the variable and what is wrong, never its value, which can hold a password.
    """
    if settings.mongodb_uri is not None:
        _check_database(settings.mongodb_uri.get_secret_value(), settings)
    if settings.redis_url is not None:
        _check_redis(settings.redis_url.get_secret_value(), settings.store_timeout)


def _check_database(uri: str, settings: Settings) -> None:
    limit = int(settings.store_timeout * 1_000)
    try:
        with MongoClient[dict[str, object]](uri, serverSelectionTimeoutMS=limit, connectTimeoutMS=limit) as client:
            client[settings.mongodb_database].command("listCollections", nameOnly=True)
    except (InvalidURI, BadUri, ValueError):
        raise ConfigurationError("MONGODB_URI: is not a MongoDB address (mongodb://host:port/).") from None
    except OperationFailure as error:
        reason = (error.details or {}).get("codeName", "refused")
        raise ConfigurationError(f"MONGODB_URI: the database does not let us in ({reason}).") from None
    except PyMongoError:
        raise ConfigurationError(
            f"MONGODB_URI: the database did not answer within {settings.store_timeout:g} s."
        ) from None


def _check_redis(url: str, limit: float) -> None:
    import redis  # here, as most starts have none and need not wait for its import

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=limit, socket_timeout=limit) as client:
            client.ping()
    except ValueError:
        raise ConfigurationError("REDIS_URL: is not a Redis address (redis://host:port/0).") from None
    except redis.AuthenticationError:
        raise ConfigurationError("REDIS_URL: Redis does not take this password.") from None
    except redis.RedisError:
        raise ConfigurationError(f"REDIS_URL: Redis did not answer within {limit:g} s.") from None
