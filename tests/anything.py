"""Whatever may stand where a value is expected, in JSON as well as in a row."""

from __future__ import annotations

from hypothesis import strategies as st

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.integers() | st.text(), max_size=2),
)
