"""A copy of the whole database in a folder, made while people write, and its way back into an empty one.

    walk.py       each document of a collection, in bounded portions
    moment.py     a conversation as it was when the copy of its log ended
    parts.py      the files: NDJSON of extended JSON, packed, each with its checksum
    ledger.py     what an interrupted backup has done
    manifest.py   what a finished one holds
    dump.py       the way out
    load.py       the way back

What makes it consistent without a snapshot is written in docs/decisions/0019.
"""
