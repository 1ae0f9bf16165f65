"""个人信息: the vault. Name, phone, id number and home address of people live here and nowhere else, sealed (PIPL art. 51).

Rooms keep the key of a `VaultRecord`. Pages show `queries.masked`; the plain text leaves only by `actions.reveal`, which writes
who asked, for what reason, on which matter. `rules` knows what personal numbers look like, in fields and in free text.
`codes` sends a one-time code to a telephone and checks it: whoever has the telephone is taken for the one who left its number.
"""
