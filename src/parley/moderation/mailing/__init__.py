"""Telling writers by e-mail what was decided about their comments, where they left an address.

`telling` puts an e-mail into the queue in the transaction of what it tells of; `decisions` and `answers` write it when
its time has come, from what is then so.
"""
