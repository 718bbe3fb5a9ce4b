"""The rehearsal network itself: a social network for exercises, with a store of its own.

It knows nothing of Searchlight. `front` is where account holders call (`rehearsal.py` beside this
folder is such a client), `crowd` is where the public of the exercise reads and answers, `faults` is
where a trainer makes it misbehave, and `record` is its log of everything that it accepted.
"""
