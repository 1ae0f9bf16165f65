"""The words of no department: what a reported pothole, a whistle and a penalty all share.

Each word is small and stands alone: `vocabulary` and `flow` are pure; `access` decides who may; `matter`, `journal`,
`clocks` and `desk` are the record every room writes to; the rest are the house's services. Nothing here imports a room.
"""
