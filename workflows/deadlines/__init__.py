"""When the clock acts on an open item: the ladder decides when, a pure policy says what is due now, ``enforce`` does
one step for one item. What happens then is drawn in the process.
"""
