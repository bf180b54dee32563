"""The store in Redis or Valkey, for a site of several processes."""

from parley.kernel.redis_away import RedisAway, redis_client
from parley.kernel.store import Pace, StoreUnavailableError

# Scripts run whole or not at all (redis.io/docs/latest/develop/programmability), and on the server's clock.
_INCR = """
local count = redis.call('INCRBY', KEYS[1], ARGV[2])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return count
"""
_PACE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local kept = tonumber(redis.call('GET', KEYS[1]) or '0')
local instant = math.max(kept, now) + tonumber(ARGV[1])
local ahead = instant - now
if ahead > tonumber(ARGV[2]) then return {0, ahead} end
redis.call('SET', KEYS[1], string.format('%.0f', instant), 'PX', math.ceil(ahead / 1000))
return {1, ahead}
"""


class RedisStore:
    """Keys are kept under "parley:" so that the server may be shared."""

    def __init__(self, *, url: str) -> None:
        self._redis = redis_client(url, retries=1, decode_responses=True)
        self._translated = RedisAway(error=StoreUnavailableError).translated
        self._incr = self._redis.register_script(_INCR)
        self._pace = self._redis.register_script(_PACE)

    def get(self, key: str) -> str | None:
        with self._translated():
            value: str | None = self._redis.get(_name(key))
            return value

    def set(self, key: str, value: str, *, ttl: float) -> None:
        with self._translated():
            self._redis.set(_name(key), value, px=_milliseconds(ttl))

    def add(self, key: str, value: str, *, ttl: float) -> bool:
        with self._translated():
            return bool(self._redis.set(_name(key), value, px=_milliseconds(ttl), nx=True))

    def incr(self, key: str, *, ttl: float, by: int = 1) -> int:
        with self._translated():
            return int(self._incr(keys=[_name(key)], args=[_milliseconds(ttl), by]))

    def delete(self, key: str) -> None:
        with self._translated():
            self._redis.delete(_name(key))

    def pace(self, key: str, *, step: int, limit: int) -> Pace:
        with self._translated():
            taken, ahead = self._pace(keys=[_name(key)], args=[step, limit])
            return Pace(taken=bool(taken), ahead=int(ahead))

    def close(self) -> None:
        self._redis.close()


def _name(key: str) -> str:
    return f"parley:{key}"


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))
