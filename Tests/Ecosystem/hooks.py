"""Keeps what schemathesis draws small enough for a test: few steps and few pictures, where it rightly asks for many."""

import schemathesis

# By name: the most that a test needs, and the most that the description allows.
LIMITS = {"steps": (8, 10**6), "count": (2, 16), "n": (2, 16), "batch_size": (2, 16), "n_iter": (2, 16)}


@schemathesis.hook
def map_body(context, body):
    if isinstance(body, dict):
        for name, (most, allowed) in LIMITS.items():
            value = body.get(name)
            if isinstance(value, int) and not isinstance(value, bool) and most < value <= allowed:
                body[name] = most
    return body
